import { cloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import { isDescribedByOwner, platformIds, type PlatformId } from "../vehicle/platform-ids";
import type { EcarxProfile } from "./ecarx/profiles/profile";
import type { Platform, PlatformOffers } from "./platform";

/** Ids of the catalogue and their parameters: types only. */
export type { EndpointId, EndpointParameters } from "./ecarx/catalogue/endpoint-ids";

/** A platform's code is loaded when an account first uses it, not when Node-RED loads the nodes. */
const loaders: Partial<Record<PlatformId, () => Platform>> = {
  "smart-eu": () => ecarx((require("./ecarx/profiles/smart-eu") as typeof import("./ecarx/profiles/smart-eu")).smartEu),
  "smart-intl": () =>
    ecarx((require("./ecarx/profiles/smart-intl") as typeof import("./ecarx/profiles/smart-intl")).smartIntl),
  "lynkco-gkui": () =>
    ecarx((require("./ecarx/profiles/lynkco") as typeof import("./ecarx/profiles/lynkco")).lynkcoGkui),
  "lynkco-signed": () =>
    ecarx((require("./ecarx/profiles/lynkco") as typeof import("./ecarx/profiles/lynkco")).lynkcoSigned),
  "lynkco-gric": () =>
    (require("./lynkco-gric") as typeof import("./lynkco-gric")).lynkcoGricPlatform(
      (require("./ecarx/status/read-status") as typeof import("./ecarx/status/read-status")).readStatus,
    ),
  "lynkco-eu": () => (require("./lynkco-eu") as typeof import("./lynkco-eu")).lynkcoEuPlatform,
  "geely-em": () => ecarx((require("./ecarx/profiles/geely-em") as typeof import("./ecarx/profiles/geely-em")).geelyEm),
  segway: () => (require("./segway") as typeof import("./segway")).segwayPlatform,
};

/** A brand of the ECARX cloud. */
function ecarx(profile: EcarxProfile): Platform {
  return (require("./ecarx/platform") as typeof import("./ecarx/platform")).ecarxPlatform(profile);
}

/** The platforms of this version, without loading any. */
export function availablePlatforms(): PlatformId[] {
  return Object.keys(loaders) as PlatformId[];
}

/** The same with the demo accounts, which are presets of a platform (src/account/presets.ts), not platforms of their own. */
export function selectablePlatforms(): readonly PlatformId[] {
  return platformIds;
}

/** Whether this version can work with it; of a demo account that is its platform's to say. */
export function isAvailable(id: PlatformId): boolean {
  return isDescribedByOwner(id) || availablePlatforms().includes(id);
}

/**
 * Loads a platform. Throws CONFIG_INVALID if this version has none of that id; the demo accounts are none. `own` is the
 * account's profile: of `custom` there is no more than that; of a Lynk & Co in China it may say what its positions are in.
 */
export function loadPlatform(id: PlatformId, own?: JsonObject): Platform {
  if (isDescribedByOwner(id) && own) {
    const { customProfile } = require("./ecarx/profiles/custom") as typeof import("./ecarx/profiles/custom");
    return ecarx(customProfile(own));
  }
  const coordinates = own?.["coordinates"];
  if ((id === "lynkco-gkui" || id === "lynkco-signed") && coordinates !== undefined) return told(id, coordinates);
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (load) return load();
  if (isDescribedByOwner(id)) {
    throw cloudError(
      "CONFIG_INVALID",
      `The account's setting "profile" must be given: the platform "${id}" is what its owner describes (docs/lynkco.md shows one). Nothing was sent.`,
      { sent: false },
    );
  }
  throw cloudError(
    "CONFIG_INVALID",
    `The platform "${id}" is not in this version of the package; there are: ${selectablePlatforms().join(", ")}. Choose one of these in the account, or update the package.`,
  );
}

/** Lynk & Co in China, by what its owner says of positions that come without the car's own flag. */
function told(id: "lynkco-gkui" | "lynkco-signed", coordinates: unknown): Platform {
  if (coordinates !== "gcj02" && coordinates !== "wgs84") {
    throw cloudError("CONFIG_INVALID", 'The coordinates of the account must be "gcj02" or "wgs84"; nothing was sent.', {
      sent: false,
    });
  }
  const { lynkcoGkui, lynkcoSigned } = require("./ecarx/profiles/lynkco") as typeof import("./ecarx/profiles/lynkco");
  const profile = id === "lynkco-gkui" ? lynkcoGkui : lynkcoSigned;
  return ecarx({ ...profile, reading: { ...profile.reading, gcj02Default: coordinates === "gcj02" } });
}

/**
 * What a platform offers, for dialogs. Of a custom one it depends on its owner's profile: all that any brand of that cloud has,
 * and what the profile lacks is refused by name.
 */
export function offersOf(id: PlatformId): Omit<PlatformOffers, "pushes" | "lacking" | "leastPause"> {
  if (!isDescribedByOwner(id)) return loadPlatform(id).offers;
  const [newer, older] = [loadPlatform("smart-eu").offers, loadPlatform("lynkco-gkui").offers];
  const both = (a: readonly string[] = [], b: readonly string[] = []): string[] => [...new Set([...a, ...b])];
  const commands = both(newer.commands, older.commands);
  const { customDialog: dialog } = require("./ecarx/profiles/custom") as typeof import("./ecarx/profiles/custom");
  return {
    dialog,
    reads: newer.reads,
    parameters: { ...older.parameters, ...newer.parameters },
    commands,
    sisterCommands: both(newer.sisterCommands, older.sisterCommands).filter((name) => !commands.includes(name)),
    lists: true,
    captures: true,
  };
}

/**
 * Says what a captured request, token or reply is of, and what can work with it. Throws INPUT_INVALID. It is of no platform yet,
 * and loaded with the first paste.
 */
export const readPaste: typeof import("./paste/read-paste").readPaste = (paste, now) =>
  (require("./paste/read-paste") as typeof import("./paste/read-paste")).readPaste(paste, now);
