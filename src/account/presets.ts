import { isObject, type JsonObject } from "../base/json";
import type { Credentials, PlatformDialog, TableVehicle } from "../platforms/platform";
import { isDescribedByOwner, type PlatformId } from "../vehicle/platform-ids";

/** What a preset gives in the place of what the owner would enter. */
export interface PresetSetup {
  credentials: Credentials;
  baseUrls: Record<string, string>;
  /** All there are: the fleet of a cloud without a list, for an account whose table is empty. */
  vehicles?: readonly (TableVehicle & { model: string })[];
  /** To be called once when the account closes. */
  release(): void;
}

/** A platform with everything filled in: the demo accounts. The rest of the account does not know the difference. */
export interface Preset {
  platform: PlatformId;
  /** What its account is asked for: nothing, but for what one may try. */
  dialog: PlatformDialog;
  /** What the examples call their account. */
  called: string;
  /** What a vehicle is called by itself, before the last two digits of its id, where its cloud names none. */
  vehicle?: string;
  /** What a vehicle that the cloud does not name itself is called while its owner gives it no name; known once it is set up. */
  nameOf(id: string): string | undefined;
  setUp(): Promise<PresetSetup>;
}

/**
 * The demo's vehicles live a few times faster than the clock: something happens within minutes of the first deploy, and a
 * trip still lasts long enough to be seen at the policy's intervals.
 */
const demoSpeed = 6;

/** The demo cloud loads, and listens on loopback, when the first demo account is used. */
function demo(platform: PlatformId, own: Omit<Preset, "platform" | "nameOf" | "setUp">): Preset {
  const names = new Map<string, string>();
  return {
    ...own,
    platform,
    nameOf: (id) => names.get(id),
    async setUp() {
      const { acquireDemoCloud } = require("../demo") as typeof import("../demo");
      const { cloud, release } = await acquireDemoCloud({ speed: demoSpeed });
      const vehicles = cloud.vehicles
        .filter((vehicle) => (vehicle.platform ?? "smart-eu") === platform)
        .map(({ id, name, model }) => ({ id, name, model, enabled: true }));
      if (!hasVehicleList(platform)) for (const { id, name } of vehicles) names.set(id, name);
      const credentials = ownDriver(cloud.credentials[platform] ?? {});
      return { credentials, baseUrls: cloud.baseUrls, vehicles, release };
    },
  };
}

let drivers = 0;

/** Every demo account is another driver of the same cars: two of them must not take the session from each other. */
function ownDriver(credentials: Credentials): Credentials {
  const { username } = credentials;
  return username === undefined ? credentials : { ...credentials, username: username.replace("@", `+${++drivers}@`) };
}

const ofCars: PlatformDialog = { needs: [], notes: { platform: { text: "demo" } } };

const presets: Partial<Record<PlatformId, Preset>> = {
  "demo-car": demo("smart-eu", {
    dialog: { ...ofCars, settings: ["routing", "allowDelete"] },
    called: "Demo car",
  }),
  "demo-ebikes": demo("segway", {
    dialog: { needs: [], parts: ["fleet"], notes: { platform: { text: "demoFleet" } }, good: "demoGood" },
    called: "Demo e-bikes",
    vehicle: "E-bike",
  }),
  "demo-lynkco-eu": demo("lynkco-eu", { dialog: ofCars, called: "Demo Lynk & Co (Europe)" }),
  "demo-lynkco-cn": demo("lynkco-gkui", { dialog: ofCars, called: "Demo Lynk & Co (China)" }),
};

/** The invented ids of the demo's vehicles, by the account that has them; a test holds them against the demo itself. */
export const demoIds: Readonly<Partial<Record<PlatformId, RegExp>>> = {
  "demo-car": /^HES[XCY]DEM0\d[PR]000000\d$/i,
  "demo-ebikes": /^8600000000001\d\d$/,
  "demo-lynkco-eu": /^LYNKDEM08EU0000\d\d$/i,
  "demo-lynkco-cn": /^LYNKDEM0\dCN0000\d\d$/i,
  "lynkco-gric": /^LYNKDEM01GR0000\d\d$/i,
};

export function presetOf(id: PlatformId): Preset | undefined {
  return Object.hasOwn(presets, id) ? presets[id] : undefined;
}

/**
 * False: the platform's cloud has no list of vehicles, the account's table is it. Loads the platform's code. Of `custom` its
 * `profile` says it; one that is wrong is refused where it is used.
 */
export function hasVehicleList(id: PlatformId, profile?: JsonObject): boolean {
  if (isDescribedByOwner(id)) return isObject(profile?.["operations"]) && Object.hasOwn(profile["operations"], "list");
  const { availablePlatforms, loadPlatform } =
    require("../platforms/registry") as typeof import("../platforms/registry");
  const platform = presetOf(id)?.platform ?? id;
  return !availablePlatforms().includes(platform) || loadPlatform(platform).offers.lists;
}

/** E-bikes push every 10 s while they are ridden and every 15 min while locked: thirty times as fast is worth watching. */
const demoPushSpeed = 30;

/**
 * Lets the demo's e-bikes push to the base address `to`, signed as Segway signs; the demo cloud stays open until `stop`.
 * Rejects with CONFIG_INVALID if the address is none.
 */
export async function startDemoPushes(to: string): Promise<{ stop(): Promise<void> }> {
  const { acquireDemoCloud } = require("../demo") as typeof import("../demo");
  const { cloud, release } = await acquireDemoCloud({ speed: demoSpeed });
  try {
    const pushing = cloud.startPushing?.({ to, speed: demoPushSpeed });
    return {
      async stop() {
        await pushing?.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
