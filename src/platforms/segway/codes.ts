import type { ErrorCode, ErrorDetails } from "../../base/errors";
import type { Reaction } from "../platform";

export interface SegwayCode {
  /** The vendor's own words. */
  text: string;
  error: ErrorCode;
  /** What it means and who must do what; ends the error's message. */
  advice: string;
  /** The same after a read, where the advice is for a command. */
  readAdvice?: string;
  details?: Pick<ErrorDetails, "retryAfterMs" | "sent" | "lastReadingServes" | "retryable">;
  /** What the account may try by itself when a read meets it; a command is never repeated but after `refresh`. */
  read?: Reaction;
}

/** Nothing was carried out before the session was checked, so a command may be repeated too. */
export const refreshable: ReadonlySet<string> = new Set(["15101"]);

const unknownOutcome = { sent: true } as const;
const readFirst = "The command may have been carried out: read the vehicle's state before sending it again.";
const readThenOnce = "Read the vehicle's state; repeat it at most once.";

/**
 * All 23 codes of the vendor's page, seven of which its appendix omits (docs/protocol/segway.md 4). They come with HTTP 200.
 * Which error and reaction each becomes is ours.
 */
export const segwayCodes: Readonly<Record<string, SegwayCode>> = {
  15001: {
    text: "server error",
    error: "CLOUD_UNAVAILABLE",
    advice: "Segway's server has a fault. After a lock or unlock, read the state before sending it again.",
    readAdvice: "Segway's server has a fault; ask again in some seconds.",
    details: { ...unknownOutcome, retryAfterMs: 3000 },
    read: "wait",
  },
  15004: {
    text: "parameter error",
    error: "INPUT_INVALID",
    advice: "The cloud does not accept a value that was sent; change it, it is not tried again.",
  },
  15100: {
    text: "incorrect platform info",
    error: "CONFIG_INVALID",
    advice:
      "The client id does not belong to this host. Check client id, secret and base URLs of the account; nothing more is sent to it for 15 minutes, or until Test sign-in is pressed.",
  },
  15101: {
    text: "token verification failed",
    error: "SIGN_IN_NEEDED",
    advice: "A new token is fetched once and the call repeated.",
    details: { retryable: true },
    read: "refresh",
  },
  15102: {
    text: "device not found",
    error: "VEHICLE_UNKNOWN",
    advice: "Segway does not know this iotCode in your fleet or region; check it in the vehicles table.",
  },
  15300: {
    text: "inactive device",
    error: "VEHICLE_UNKNOWN",
    advice: "The vehicle is known but not activated; activate it in Segway's app.",
  },
  15301: {
    text: "offline device",
    error: "VEHICLE_OFFLINE",
    advice: "The vehicle has no connection; it must come back by itself.",
    details: { retryAfterMs: 30_000, lastReadingServes: true },
  },
  15302: {
    text: "device response timeout",
    error: "TIMEOUT",
    advice: readFirst,
    readAdvice: "The vehicle has not answered Segway's cloud in time; ask again in some seconds.",
    details: { ...unknownOutcome, retryAfterMs: 10_000, lastReadingServes: true },
  },
  15303: {
    text: "command send failed",
    error: "VEHICLE_OFFLINE",
    advice: "The cloud could not reach the vehicle; it most likely did not hear the command.",
    readAdvice: "The cloud could not reach the vehicle, so there is no answer of it; ask again in some seconds.",
    details: { retryAfterMs: 3000, lastReadingServes: true },
    read: "wait",
  },
  15400: {
    text: "latest location not found via device",
    error: "VEHICLE_OFFLINE",
    advice: "The vehicle has no position yet; ask again in some minutes.",
    details: { retryAfterMs: 300_000, lastReadingServes: true },
  },
  15500: {
    text: "device upgrading: command can not be executed",
    error: "VEHICLE_BUSY",
    advice: "Its firmware is being updated, which takes minutes. Nothing was carried out; send it again later.",
    details: { retryAfterMs: 300_000 },
  },
  15600: {
    text: "lock failed: vehicle is riding",
    error: "COMMAND_REJECTED",
    advice: "It is being ridden; lock it when it stands still.",
  },
  15601: { text: "device lock command failed", error: "COMMAND_REJECTED", advice: readThenOnce },
  15602: {
    text: "device lock failed: network error",
    error: "TIMEOUT",
    advice: readFirst,
    details: { ...unknownOutcome, retryAfterMs: 10_000 },
  },
  15603: {
    text: "handlebar lock failed",
    error: "COMMAND_REJECTED",
    advice: "Somebody at the vehicle must turn the handlebar into its lock position.",
  },
  15611: { text: "device unlock command failed", error: "COMMAND_REJECTED", advice: readThenOnce },
  15612: {
    text: "device unlock failed: network error",
    error: "TIMEOUT",
    advice: readFirst,
    details: { ...unknownOutcome, retryAfterMs: 10_000 },
  },
  15635: {
    text: "open failed: please operate when mopeds is unlocking",
    error: "COMMAND_REJECTED",
    advice: "The battery cover opens only while the vehicle is unlocked: unlock it first.",
  },
  15638: {
    text: "device execute failure",
    error: "COMMAND_REJECTED",
    advice: "The vehicle could not carry it out; repeat it at most once.",
  },
  15707: {
    text: "NOT supported by this vehicle or its firmware",
    error: "NOT_SUPPORTED",
    advice: "It is not asked of this vehicle again until the account restarts.",
  },
  15990: {
    text: "API call is restricted, please contact Segway related personnel",
    error: "NOT_PERMITTED",
    advice:
      "Contact Segway. It is not asked of this vehicle again for 15 minutes; after three vehicles in a row, of none.",
    details: { retryAfterMs: 900_000 },
  },
  15996: {
    text: "device lock failed: denied by geofence strategy",
    error: "COMMAND_REJECTED",
    advice: "It stands where your rules forbid parking; it must be moved first.",
  },
  15997: {
    text: "device lock failed: unable to lock while riding",
    error: "COMMAND_REJECTED",
    advice: "It is being ridden; lock it when it stands still.",
  },
};
