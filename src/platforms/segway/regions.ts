import { cloudError } from "../../base/errors";

/**
 * Region of a client id (= platformCode) by its first letter, in either case (docs/protocol/segway.md 1). No client seen adds
 * a port although the vendor's page writes `api_domain:port`.
 */
export const segwayRegions = {
  A: "https://apac-api.segwaydiscovery.com",
  E: "https://eu-api.segwaydiscovery.com",
  U: "https://us-api.segwaydiscovery.com",
  C: "https://cn-api.segwaydiscovery.com",
} as const;

export type SegwayRegion = keyof typeof segwayRegions;

/** Every host of the vendor. A proxy or another port is entered as the account's base URL for it. */
export const segwayOrigins: readonly string[] = Object.values(segwayRegions);

/** Throws CONFIG_INVALID if the first letter names no region. */
export function originOf(clientId: string): string {
  const letter = clientId.slice(0, 1).toUpperCase();
  if (Object.hasOwn(segwayRegions, letter)) return segwayRegions[letter as SegwayRegion];
  throw cloudError(
    "CONFIG_INVALID",
    `The client id begins with "${letter}", which names no region of Segway's cloud: it must be A (Asia-Pacific), E (Europe), U (Americas) or C (China). Check it against what Segway gave you; nothing was sent.`,
    { sent: false },
  );
}
