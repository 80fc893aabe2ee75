import { createHash } from "node:crypto";
import { signedBases } from "./endpoints";

/** The part of a path that is signed: without query, and below four of the bases without the base (docs/protocol/brands.md 1.1). */
export function signedPath(path: string): string {
  const base = signedBases.find((one) => path.startsWith(`${one}/`));
  return base === undefined ? path : path.slice(base.length);
}

/**
 * The value of `X-SIGNATURE`, version v2, of a path on the gateway: hex SHA-256, and no secret in it. `snowflakeId` is a claim of
 * the access token, `nonce` the one sent beside it (docs/protocol/brands.md 1.1, with vectors).
 */
export function signGatewayPath(snowflakeId: string, nonce: string, path: string): string {
  return createHash("sha256")
    .update(snowflakeId + nonce + signedPath(path))
    .digest("hex");
}
