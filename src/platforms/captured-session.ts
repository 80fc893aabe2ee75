import { cloudError, type VehicleCloudError } from "../base/errors";
import { own, text } from "../base/json";
import { readJwt } from "../base/jwt";

/** A session as it was captured anew; tokens of one generation with the account's. What the capture does not tell is left out. */
export interface CapturedSession {
  accessToken: string;
  refreshToken?: string;
  userId?: string;
  clientId?: string;
  /** Of the request's headers: whose app sent it. */
  appId?: string;
}

/** A platform session that an owner has captured. */
export interface TakesCapture {
  /**
   * Works with a session captured anew from now on; nothing is asked. False = it is the one there is. Throws INPUT_INVALID for
   * one that is not whole, or of another app or user, and then changes nothing. Absent = this platform has no captured session.
   */
  takeCapture?(captured: CapturedSession): Promise<boolean>;
}

/** The subject that a JWT names (RFC 7519 4.1.2), not verified. */
function subjectOf(token: string | undefined): string | undefined {
  return text(own(readJwt(token ?? "")?.payload, "sub"));
}

/** Both tokens name a subject, and not the same one: they are not of one user. */
export function otherSubject(before: string | undefined, now: string): boolean {
  const [old, other] = [subjectOf(before), subjectOf(now)];
  return old !== undefined && other !== undefined && old !== other;
}

/** Why a capture does not take the place of the session there is. */
export function captureRefused(why: string): VehicleCloudError {
  const said = `The capture is not taken: ${why}. The session there was stays; nothing was sent.`;
  return cloudError("INPUT_INVALID", said, { sent: false });
}
