import { cloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { PlatformId } from "../vehicle/model";
import type { EcarxProfile } from "./ecarx/profiles/profile";
import type { Platform } from "./platform";

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
export function selectablePlatforms(): PlatformId[] {
  return [...availablePlatforms(), "demo-car", "demo-ebikes", "demo-lynkco-eu", "demo-lynkco-cn"];
}

/**
 * Loads a platform. Throws CONFIG_INVALID if this version has none of that id; the demo accounts are none. `own` is the
 * account's profile: of `custom` there is no more than that, and the dialog has no fields for it yet.
 */
export function loadPlatform(id: PlatformId, own?: JsonObject): Platform {
  if (id === "custom" && own) {
    const { customProfile } = require("./ecarx/profiles/custom") as typeof import("./ecarx/profiles/custom");
    return ecarx(customProfile(own));
  }
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (load) return load();
  throw cloudError(
    "CONFIG_INVALID",
    `The platform "${id}" is not in this version of the package; there are: ${selectablePlatforms().join(", ")}. Choose one of these in the account, or update the package.`,
  );
}

/**
 * Says what a captured request, token or reply is of, and what can work with it. Throws INPUT_INVALID. It is of no platform yet,
 * and loaded with the first paste.
 */
export const readPaste: typeof import("./paste/read-paste").readPaste = (paste, now) =>
  (require("./paste/read-paste") as typeof import("./paste/read-paste")).readPaste(paste, now);
