import type { VehicleAccount } from "../account/types";
import { cloudError } from "../base/errors";
import { isObject, own, text, type JsonObject } from "../base/json";
import { silentLogger } from "../base/logger";
import type { Credentials, TableVehicle } from "../platforms/platform";
import type { PlatformId, Vehicle, VehicleStatus } from "../vehicle/model";
import {
  credentialNames,
  readBaseUrls,
  sessionKey,
  settleAccount,
  type AccountSettings,
  type SettledAccount,
} from "./account-settings";
import { accounts } from "./accounts";
import { nodeLogger } from "./account-node";
import { findSaved } from "./find-account";
import { storesOf } from "./stores";
import { accountType, type AccountNode, type Red } from "./types";

/** How the editor names a secret that was not touched. */
const untouched = "__PWRD__";
/** Enough for a household; a fleet is not shown vehicle by vehicle. */
const shownVehicles = 10;

/**
 * Test sign-in with what is typed in the dialog, deployed or not. Rejects as the account does. The session is kept for the
 * deploy that follows; with the deployed credentials it is the deployed account itself that signs in.
 */
export async function testSignIn(
  red: Red,
  id: string,
  body: unknown,
  deployed: AccountNode | undefined,
): Promise<JsonObject[]> {
  const settings = typedSettings(red, id, body, deployed);
  const settled = settleAccount(settings);
  const tried = text(own(body, "tryVehicle"))?.trim();
  if (tried) return [await tryVehicle(id, settled, tried)];
  if (deployed && isDeployed(settled, deployed)) return signIn(deployed.lend(), settled);
  const lease = accounts.acquire({
    id,
    // Without a table: a test shows every car of the account, also one that is not in the table yet. Where the cloud has no
    // list, the table is it.
    settled: hasList(settled.platform) ? { ...settled, vehicles: [] } : settled,
    stores: storesOf(red, deployed, id, settled.tokenStoreName),
    logger: deployed ? nodeLogger(deployed) : silentLogger,
    trial: true,
  });
  try {
    return await signIn(lease.account, settled);
  } finally {
    lease.release();
  }
}

/**
 * A cloud without a list shows by one vehicle that the fleet is in reach, in the table or not. Rejects with what the cloud says
 * of it.
 */
async function tryVehicle(id: string, settled: SettledAccount, vehicleId: string): Promise<JsonObject> {
  const vehicles = [{ id: vehicleId, enabled: true }];
  const lease = accounts.acquire({
    id: `${id} tried`,
    settled: { ...settled, vehicles, learnVehicles: false },
    stores: {},
    logger: silentLogger,
  });
  try {
    const vehicle = await lease.account.resolve(vehicleId);
    return { ...idAndName(vehicle), ...factsOf(await lease.account.status(vehicle.id)) };
  } finally {
    lease.release();
  }
}

async function signIn(account: VehicleAccount, { vehicles: table = [] }: SettledAccount): Promise<JsonObject[]> {
  const vehicles = await account.signIn({ force: true });
  const rows = vehicles.map(async (vehicle, index) => {
    // One that is not in use cannot be read, and is listed all the same.
    return vehicle.enabled && index < shownVehicles ? glance(account, vehicle) : idAndName(vehicle);
  });
  return (await Promise.all(rows)).map((row) => ({ ...row, ...typedRow(row, table) }));
}

/** Own names and switches that are typed but not deployed yet; a vehicle that has no row in a table gets one. */
function typedRow({ id, name }: JsonObject, table: readonly TableVehicle[]): JsonObject {
  const typed = table.find((row) => row.id.toUpperCase() === String(id).toUpperCase());
  const isNew = table.length > 0 && !typed;
  return { name: typed?.name ?? name, enabled: typed?.enabled ?? true, ...(isNew && { isNew }) };
}

function hasList(id: PlatformId): boolean {
  const { availablePlatforms, loadPlatform } =
    require("../platforms/registry") as typeof import("../platforms/registry");
  const { presetOf } = require("../account/presets") as typeof import("../account/presets");
  const platform = presetOf(id)?.platform ?? id;
  return !availablePlatforms().includes(platform) || loadPlatform(platform).offers.lists;
}

const idAndName = ({ id, name, model }: Vehicle): JsonObject => ({ id, name, model });

/** What tells an owner which car it is. A car that cannot be read just now is shown without. */
async function glance(account: VehicleAccount, vehicle: Vehicle): Promise<JsonObject> {
  const row = idAndName(vehicle);
  try {
    return { ...row, ...factsOf(await account.status(vehicle.id, { maxAgeSeconds: 300 })) };
  } catch {
    return row;
  }
}

function factsOf({ battery, locks, ageSeconds }: VehicleStatus): JsonObject {
  const facts = { percent: battery.percent, locked: locks.locked, ageSeconds };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => (fact ?? null) !== null));
}

function isDeployed(settled: SettledAccount, { accountConfig, credentials }: AccountNode): boolean {
  try {
    return sessionKey(settled) === sessionKey(settleAccount({ ...accountConfig, credentials: credentials ?? {} }));
  } catch {
    return false;
  }
}

function typedSettings(red: Red, id: string, body: unknown, deployed: AccountNode | undefined): AccountSettings {
  if (!isObject(body) || id === "" || id.length > 100) {
    throw cloudError("INPUT_INVALID", "The request does not hold an account's settings.");
  }
  const typed = own(body, "credentials");
  const credentials: Credentials = {};
  for (const name of credentialNames) {
    const value = text(own(typed, name));
    if (value === untouched) credentials[name] = storedSecret(red, id, body, deployed, name);
    else if (value !== undefined) credentials[name] = expand(red, value, deployed);
  }
  const { budget, tokenStore } = deployed?.accountConfig ?? {};
  return {
    ...{ budget, tokenStore },
    platform: own(body, "platform"),
    vehicles: own(body, "vehicles"),
    learnVehicles: own(body, "learnVehicles"),
    requestsPerSecond: own(body, "requestsPerSecond"),
    burst: own(body, "burst"),
    batteryFamily: own(body, "batteryFamily"),
    takeover: own(body, "takeover"),
    baseUrls: expand(red, text(own(body, "baseUrls")) ?? "", deployed),
    timeZone: expand(red, text(own(body, "timeZone")) ?? "", deployed),
    credentials,
  };
}

/** A stored secret goes only where it was deployed to go: the same platform at the same addresses. */
function storedSecret(
  red: Red,
  id: string,
  body: JsonObject,
  deployed: AccountNode | undefined,
  name: keyof Credentials,
): string | undefined {
  const saved = findSaved(red, id);
  const addresses = (value: unknown): string => JSON.stringify(readBaseUrls(value) ?? {});
  const same =
    saved?.type === accountType &&
    (saved.platform ?? "smart-eu") === own(body, "platform") &&
    addresses(saved.baseUrls) === addresses(own(body, "baseUrls"));
  if (!same) {
    throw cloudError(
      "CONFIG_INVALID",
      "The stored password is used only with the platform and addresses it was deployed for. Type it again to test it with others. Nothing was sent.",
    );
  }
  const stored: Credentials | undefined = deployed?.credentials ?? red.nodes.getCredentials(id);
  return text(stored?.[name]);
}

/** `${NAME}` means an environment variable, as it will once the settings are deployed. */
function expand(red: Red, value: string, node: AccountNode | undefined): string {
  if (!/^\$\{[^}]+\}$/.test(value)) return value;
  const result: unknown = red.util.evaluateNodeProperty(value, "env", node as AccountNode, {});
  return text(result) ?? value;
}
