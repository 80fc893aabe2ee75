import { cloudError, type VehicleCloudError } from "../../base/errors";
import type { Credentials } from "../platform";
import { isToken } from "../token-session";
import { readIdentifier, type Identifier } from "./identifier";

/** What the owner has brought, trimmed and checked. */
export interface GricCredentials {
  key: string;
  identifier: Identifier;
  accessToken?: string;
  refreshToken?: string;
}

/** Throws CONFIG_INVALID, naming what is missing or no such thing. */
export function readCredentials(credentials: Credentials): GricCredentials {
  const told = (name: keyof Credentials): string | undefined => credentials[name]?.trim() || undefined;
  const key = told("signingSecret");
  const entered = told("vehicleIdentifier");
  const accessToken = told("accessToken");
  const refreshToken = told("refreshToken");
  const missing = [
    ...(accessToken || refreshToken ? [] : ["a captured token (access token or, better, refresh token)"]),
    ...(key ? [] : ["the key of the signature"]),
    ...(entered ? [] : ["the vehicle identifier"]),
  ];
  if (!key || !entered || missing.length > 0) {
    throw invalid(`lacks ${missing.join(", ")}. None of it comes with this package: the owner of the car brings it`);
  }
  for (const token of [accessToken, refreshToken]) {
    if (token !== undefined && !isToken(token)) {
      throw invalid("has a captured token with a space, a line break or another sign that no token has. Enter it anew");
    }
  }
  // eslint-disable-next-line no-control-regex -- refusing them is the purpose
  if (key.length > 500 || /[\u0000-\u001f\u007f]/.test(key)) throw invalid("has a key that is no line of text");
  const identifier = readIdentifier(entered);
  if (!identifier) {
    throw invalid(
      "has a vehicle identifier that is none: it must be the value of the header x-vehicle-identifier of a captured request, or the app's AES key and iv as key:iv, of 16 characters or 32 hex digits each",
    );
  }
  return { key, identifier, accessToken, refreshToken };
}

function invalid(what: string): VehicleCloudError {
  return cloudError("CONFIG_INVALID", `The account of Lynk & Co's app 4.x (GRIC) ${what}. Nothing was sent.`, {
    sent: false,
  });
}
