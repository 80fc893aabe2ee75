import { randomBytes, randomUUID } from "node:crypto";
import type { Signing } from "../profiles/profile";
import { canonicalQuery, signEcarxRequest } from "./signing";

/** What is signed of a request. */
export interface Unsigned {
  method: string;
  path: string;
  query: Record<string, string> | undefined;
  body: string | undefined;
  accept: string | undefined;
  /** Cloud time, milliseconds. */
  now: number;
}

export interface Signed {
  /** As it must stand in the address. */
  query: string;
  headers: Record<string, string>;
}

/** Signs a request by the profile's scheme; each has its own number and time. `ownSecret` is what the owner entered. */
export function sign(signing: Signing, request: Unsigned, ownSecret: string | undefined): Signed {
  if (signing.scheme === "none") return { query: canonicalQuery(request.query), headers: {} };
  const nonce = signing.nonce === "upperUuid" ? randomUUID().toUpperCase() : randomBytes(8).toString("hex");
  const timestamp = String(request.now);
  const secret = signing.secret ?? ownSecret ?? "";
  const { canonicalQuery: query, signature } = signEcarxRequest({ ...request, nonce, timestamp, secret });
  return {
    query,
    headers: {
      "x-api-signature-version": "1.0",
      "x-api-signature-nonce": nonce,
      "x-timestamp": timestamp,
      "x-signature": signature,
    },
  };
}
