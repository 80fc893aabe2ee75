import { cloudError } from "../../base/errors";
import { finite, isObject, own, type JsonObject } from "../../base/json";
import type { VehicleStatus } from "../../vehicle/model";
import type { Command } from "../platform";
import type { LynkcoPart } from "./endpoints";

/** One command as it goes to the gateway, and which part shows it. */
export interface LynkcoCommandPlan {
  /** Last segment of the address. */
  name: string;
  query?: string;
  /** JSON. */
  body?: unknown;
  shownBy?: { part: LynkcoPart; shows: (status: VehicleStatus, sentAt: number) => boolean };
  repeatable: boolean;
  /** The climate must run already. */
  needsClimate?: true;
  /** The car starts it only when it is locked and not in drive mode. */
  needsLocked?: true;
}

type Plan = (parameters: JsonObject) => LynkcoCommandPlan;

const simple =
  (plan: LynkcoCommandPlan): Plan =>
  () =>
    plan;

const lockShown = (locked: boolean): LynkcoCommandPlan["shownBy"] => ({
  part: "vehicle_data",
  shows: ({ locks }) => locks.locked === locked,
});
const chargingShown = (charging: boolean): LynkcoCommandPlan["shownBy"] => ({
  part: "charge_state",
  shows: ({ battery }) => battery.charging === charging,
});
const sunroofShown = (open: boolean): LynkcoCommandPlan["shownBy"] => ({
  part: "doors_windows_state",
  shows: ({ openings }) => openings.sunroof?.open === open,
});
const climateShown = (on: boolean): LynkcoCommandPlan["shownBy"] => ({
  part: "climate_state",
  shows: ({ climate }) => climate.preconditioning === on,
});

/** Commands that public clients use (docs/protocol/lynkco-geely.md 5.2; brands.md 1.1). */
const used: Readonly<Record<string, Plan>> = {
  lock: simple({ name: "door_lock", shownBy: lockShown(true), repeatable: true }),
  unlock: simple({ name: "door_unlock", shownBy: lockShown(false), repeatable: false }),
  climateOn,
  climateOff: simple({ name: "auto_conditioning_stop", shownBy: climateShown(false), repeatable: true }),
  sunroofOpen: simple({ name: "sun_roof_open", shownBy: sunroofShown(true), repeatable: false }),
  sunroofClose: simple({ name: "sun_roof_close", shownBy: sunroofShown(false), repeatable: true }),
  horn: simple({ name: "honk_horn", repeatable: false }),
  lights: simple({ name: "flash_lights", repeatable: false }),
  chargeStart: simple({ name: "charge_start", shownBy: chargingShown(true), repeatable: false }),
  chargeStop: simple({ name: "charge_stop", shownBy: chargingShown(false), repeatable: true }),
  chargeTarget,
  positionRefresh: simple({
    name: "request_location",
    shownBy: {
      part: "location_state",
      shows: ({ position }, sentAt) => Date.parse(position.measuredAt ?? "") >= sentAt,
    },
    repeatable: false,
  }),
};

/** Of these the zones of the body are known from one issue only, and no answer shows them: with the account's switch. */
const heaters: Readonly<Record<string, Plan>> = {
  seatHeating,
  steeringWheelHeating: heater("steering_wheel"),
  defrost: heater("defrost"),
};

export const lynkcoCommandNames: readonly string[] = Object.keys(used);
export const lynkcoSwitchedNames: readonly string[] = Object.keys(heaters);

/** Reasons for what owners of other brands will try here. */
const reasons: Readonly<Record<string, string>> = {
  trunkLock: "the boot goes with the doors",
  trunkUnlock: "the boot opens by Bluetooth only",
  hornAndLights: "horn and lights are two commands here",
  windowsOpen: "no command for windows is known",
  windowsClose: "no command for windows is known",
  windowsVent: "airing has been tried by nobody",
  scheduleSet: "what the charging schedule must hold is not known",
  scheduleClear: "what the charging schedule must hold is not known",
};

/** Throws NOT_SUPPORTED or INPUT_INVALID; nothing is sent. `switchedOn` = the account's switch for what is less sure. */
export function planLynkcoCommand({ command, ...parameters }: Command, switchedOn: boolean): LynkcoCommandPlan {
  const name = String(command);
  const plan = pick(used, name) ?? pick(heaters, name);
  if (!plan) {
    const reason = pick(reasons, name) ?? "no such command of this cloud is known";
    throw unsupported(`Lynk & Co in Europe has no "${name.slice(0, 40)}": ${reason}.`);
  }
  if (pick(heaters, name) && !switchedOn) {
    throw unsupported(
      `"${name}" has been seen to work by nobody whom we know of. Allow it in the account (Windows, horn, trunk, seats…) if you want to try it.`,
    );
  }
  return plan(parameters);
}

const pick = <T>(from: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(from, name) ? from[name] : undefined;

function unsupported(message: string): Error {
  return cloudError("NOT_SUPPORTED", `${message} Nothing was sent.`, { sent: false });
}

function invalid(message: string): Error {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}

function wholeNumber(parameters: JsonObject, name: string, least: number, most: number, fallback?: number): number {
  const given = own(parameters, name);
  const number = given === undefined || given === null || given === "" ? fallback : finite(given);
  if (number !== undefined && Number.isInteger(number) && number >= least && number <= most) return number;
  throw invalid(`"${name}" must be a whole number from ${least} to ${most}.`);
}

/** `temperature`: 16 to 28 °C, default 21. Seats and steering wheel are commands of their own here. */
function climateOn(parameters: JsonObject): LynkcoCommandPlan {
  const temperature = wholeNumber(parameters, "temperature", 16, 28, 21);
  const seats = own(parameters, "seats");
  const levels = [own(parameters, "steeringWheel"), ...(isObject(seats) ? Object.values(seats) : [])];
  if (levels.some((level) => (finite(level) ?? 0) > 0)) {
    throw invalid("A Lynk & Co takes no seats and no steering wheel with the climate; send them once it runs.");
  }
  return {
    name: "auto_conditioning_start",
    query: `temp=${temperature}`,
    shownBy: climateShown(true),
    repeatable: false,
    needsLocked: true,
  };
}

function chargeTarget(parameters: JsonObject): LynkcoCommandPlan {
  const percent = wholeNumber(parameters, "percent", 50, 100);
  return {
    name: "set_charge_limit",
    query: `percent=${percent}`,
    shownBy: { part: "charge_state", shows: ({ battery }) => battery.targetPercent === percent },
    repeatable: true,
  };
}

const seatZones: Readonly<Record<string, string>> = {
  frontLeft: "front_left_seat",
  frontRight: "front_right_seat",
  rearLeft: "rear_left_seat",
  rearRight: "rear_right_seat",
};

function seatHeating(parameters: JsonObject): LynkcoCommandPlan {
  const zone = pick(seatZones, String(own(parameters, "seat")));
  if (zone === undefined) {
    throw invalid(
      `"seat" must be one of ${Object.keys(seatZones).join(", ")}: these cars do not say on which side the driver sits.`,
    );
  }
  return heaterPlan(zone, wholeNumber(parameters, "level", 0, 3) > 0);
}

function heater(zone: string): Plan {
  return (parameters) => {
    const on = own(parameters, "on");
    if (on === true || on === "true" || on === "on") return heaterPlan(zone, true);
    if (on === false || on === "false" || on === "off") return heaterPlan(zone, false);
    throw invalid('"on" must be true or false.');
  };
}

function heaterPlan(zone: string, on: boolean): LynkcoCommandPlan {
  return {
    name: on ? "start_heaters" : "stop_heaters",
    body: [zone],
    repeatable: !on,
    ...(on ? { needsClimate: true } : {}),
  };
}
