import type { Credentials } from "../platforms/platform";
import type { PlatformId } from "../vehicle/model";

/** What a preset gives in the place of what the owner would enter. */
export interface PresetSetup {
  credentials: Credentials;
  baseUrls: Record<string, string>;
  /** To be called once when the account closes. */
  release(): void;
}

/** A platform with everything filled in: the demo accounts. The rest of the account does not know the difference. */
export interface Preset {
  platform: PlatformId;
  setUp(): Promise<PresetSetup>;
}

/**
 * The demo's vehicles live a few times faster than the clock: something happens within minutes of the first deploy, and a
 * trip still lasts long enough to be seen at the policy's intervals.
 */
const demoSpeed = 6;

/** The demo cloud loads, and listens on loopback, when the first demo account is used. */
function demo(platform: PlatformId): Preset {
  return {
    platform,
    async setUp() {
      const { acquireDemoCloud } = require("../demo") as typeof import("../demo");
      const { cloud, release } = await acquireDemoCloud({ speed: demoSpeed });
      return { credentials: cloud.credentials[platform] ?? {}, baseUrls: cloud.baseUrls, release };
    },
  };
}

const presets: Partial<Record<PlatformId, Preset>> = { "demo-car": demo("smart-eu"), "demo-ebikes": demo("segway") };

export function presetOf(id: PlatformId): Preset | undefined {
  return Object.hasOwn(presets, id) ? presets[id] : undefined;
}
