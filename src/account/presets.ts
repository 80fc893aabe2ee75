import { isObject, type JsonObject } from "../base/json";
import type { Credentials, TableVehicle } from "../platforms/platform";
import type { PlatformId } from "../vehicle/model";

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
function demo(platform: PlatformId): Preset {
  const names = new Map<string, string>();
  return {
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

const presets: Partial<Record<PlatformId, Preset>> = {
  "demo-car": demo("smart-eu"),
  "demo-ebikes": demo("segway"),
  "demo-lynkco-eu": demo("lynkco-eu"),
  "demo-lynkco-cn": demo("lynkco-gkui"),
};

export function presetOf(id: PlatformId): Preset | undefined {
  return Object.hasOwn(presets, id) ? presets[id] : undefined;
}

/**
 * False: the platform's cloud has no list of vehicles, the account's table is it. Loads the platform's code. Of `custom` its
 * `profile` says it; one that is wrong is refused where it is used.
 */
export function hasVehicleList(id: PlatformId, profile?: JsonObject): boolean {
  if (id === "custom") return isObject(profile?.["operations"]) && Object.hasOwn(profile["operations"], "list");
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
