import { cloudError, type VehicleCloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { PreparedCall, Reaction } from "./platform";

/** What holds the tokens of a session and makes its calls. */
interface TokenCaller {
  /** Whether the access token still lives. */
  readonly usable: boolean;
  save(): JsonObject | undefined;
  adopt(stored: JsonObject): boolean;
  signIn(signal?: AbortSignal): Promise<void>;
  refresh(signal?: AbortSignal): Promise<void>;
}

/** The half of a `PlatformSession` that is its tokens, on a cloud where nothing is selected and no catalogue is known. */
export abstract class TokenSession {
  readonly #tokens: TokenCaller;
  readonly #cloud: string;

  /** `cloud`: as sentences call it. */
  constructor(tokens: TokenCaller, cloud: string) {
    this.#tokens = tokens;
    this.#cloud = cloud;
  }

  get usable(): boolean {
    return this.#tokens.usable;
  }

  save(): JsonObject | undefined {
    return this.#tokens.save();
  }

  adopt(stored: JsonObject): boolean {
    return this.#tokens.adopt(stored);
  }

  signIn(signal?: AbortSignal): Promise<void> {
    return this.#tokens.signIn(signal);
  }

  refresh(_cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    return this.#tokens.refresh(signal);
  }

  async prepare(): Promise<void> {}

  prepareCall(endpointId: string): PreparedCall {
    throw cloudError(
      "NOT_SUPPORTED",
      `${this.#cloud} has no catalogue of calls here, so "${endpointId.slice(0, 60)}" cannot be made. Nothing was sent.`,
      { sent: false },
    );
  }

  react(error: VehicleCloudError): Reaction {
    return error.code === "SIGN_IN_NEEDED" ? "refresh" : "none";
  }
}

/** Before a call, where the access token has run out by its own word. */
export function sessionOver(): VehicleCloudError {
  return cloudError("SIGN_IN_NEEDED", "The session has run out; it is renewed first.", {
    sent: false,
    retryable: true,
  });
}

/** What can stand in a header; longer than any that was seen (1,500 characters). */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && value.length <= 16_384 && /^[\x21-\x7e]+$/.test(value);
}

/** The account's device id in the form of a UUID. */
export function uuidOf(deviceId: string): string {
  return deviceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
