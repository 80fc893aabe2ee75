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

/**
 * The host of a client id. One whose letter names no region (a simulator, an id of the older cloud) goes to the only host that
 * the owner has given a base URL for; throws CONFIG_INVALID if there is none.
 */
export function originOf(clientId: string, baseUrls: Readonly<Record<string, string>> = {}): string {
  const letter = clientId.slice(0, 1).toUpperCase();
  if (Object.hasOwn(segwayRegions, letter)) return segwayRegions[letter as SegwayRegion];
  const replaced = segwayOrigins.filter((origin) => Object.hasOwn(baseUrls, origin));
  if (letter !== "" && replaced.length === 1) return replaced[0]!;
  throw cloudError(
    "CONFIG_INVALID",
    `The client id begins with "${letter}", which names no region of Segway's cloud: it must be A (Asia-Pacific), E (Europe), U (Americas) or C (China). Check it against what Segway gave you, or enter a base URL for one of its hosts; nothing was sent.`,
    { sent: false },
  );
}
