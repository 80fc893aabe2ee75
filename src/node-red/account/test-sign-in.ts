import type { SignedInVehicle, VehicleAccount } from "../../account/types";
import { asCloudError } from "../../base/errors";
import { own, text, type JsonObject } from "../../base/json";
import { silentLogger } from "../../base/logger";
import type { TableVehicle } from "../../platforms/platform";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import { accountKey, sessionKey, settleAccount, type SettledAccount } from "./account-settings";
import { accounts } from "./accounts";
import { nodeLogger } from "./account-node";
import { storesOf } from "./stores";
import { checkTokenStore } from "./token-store";
import { readTyped } from "./typed-account";
import type { AccountNode, Red } from "../shared/types";

/** Enough for a household; of a fleet the first ones show that it is in reach. */
const shownVehicles = 10;

/** What a test has found; `lists` = the cloud of the typed account has a list of its vehicles. */
export interface SignInTest {
  vehicles: JsonObject[];
  lists: boolean;
}

/**
 * Test sign-in with what is typed in the dialog, deployed or not. Rejects as the account does. The session is kept for the
 * deploy that follows; with the deployed credentials it is the deployed account itself that signs in.
 */
export async function testSignIn(
  red: Red,
  id: string,
  body: unknown,
  deployed: AccountNode | undefined,
): Promise<SignInTest> {
  const settled = settleAccount(readTyped(red, id, body, deployed));
  const vehicles = await signInWith(red, id, body, settled, deployed);
  return { vehicles, lists: hasVehicleList(settled) };
}

async function signInWith(
  red: Red,
  id: string,
  body: unknown,
  settled: SettledAccount,
  deployed: AccountNode | undefined,
): Promise<JsonObject[]> {
  checkTokenStore(red, settled.tokenStoreName);
  const tried = text(own(body, "tryVehicle"))?.trim();
  if (tried) return [await tryVehicle(id, settled, tried)];
  const lists = hasVehicleList(settled);
  const live = deployed && settledOf(deployed);
  if (deployed && live && sessionKey(live) === sessionKey(settled)) {
    const account = deployed.lend();
    const found = await account.signIn({ force: true });
    const learned = learnedOf(live, found);
    if (lists || accountKey(live) === accountKey(settled)) return rowsOf(account, found, { settled, live, learned });
    return testFleet(id, settled, learned);
  }
  const lease = accounts.acquire({
    id,
    // Without a table: a test shows every car of the account, also one that is not in the table yet. Where the cloud has no
    // list, the table is it, and no account with another one serves.
    settled: lists ? { ...settled, vehicles: [] } : settled,
    exact: !lists,
    stores: storesOf(red, deployed, id, settled.tokenStoreName),
    logger: deployed ? nodeLogger(red, deployed) : silentLogger,
    trial: true,
  });
  try {
    const found = await lease.account.signIn({ force: true });
    return await rowsOf(lease.account, found, { settled, learned: learnedOf(settled, found) });
  } finally {
    void lease.release();
  }
}

/** The typed table of an account that is deployed with another one, and beside it the vehicles that have made themselves known. */
async function testFleet(id: string, settled: SettledAccount, learned: readonly Vehicle[]): Promise<JsonObject[]> {
  const inTable = tableOf(settled);
  const joined = settled.learnVehicles === false ? [] : learned.filter((vehicle) => !inTable.has(idKey(vehicle.id)));
  const rows = [...settled.vehicles, ...joined.map((vehicle) => ({ id: vehicle.id, enabled: true }))];
  return aside(id, { ...settled, vehicles: rows }, async (account) =>
    rowsOf(account, await account.signIn(), { settled, learned: joined }),
  );
}

/**
 * A cloud without a list shows by one vehicle that the fleet is in reach, in the table or not. Rejects with what the cloud says
 * of it.
 */
function tryVehicle(id: string, settled: SettledAccount, vehicleId: string): Promise<JsonObject> {
  const name = tableOf(settled).get(idKey(vehicleId))?.name;
  return aside(id, { ...settled, vehicles: [{ id: vehicleId, name, enabled: true }] }, async (account) => {
    const vehicle = await account.resolve(vehicleId);
    return { ...idAndName(vehicle), ...factsOf(await account.status(vehicle.id, { stateOnly: true })) };
  });
}

/** An account for this one use: it keeps nothing. */
async function aside<T>(id: string, settled: SettledAccount, use: (account: VehicleAccount) => Promise<T>): Promise<T> {
  const lease = accounts.acquire({
    id: `${id} tried`,
    settled: { ...settled, learnVehicles: false },
    stores: {},
    logger: silentLogger,
  });
  try {
    return await use(lease.account);
  } finally {
    void lease.release();
  }
}

interface Typed {
  settled: SettledAccount;
  /** What is deployed, if that is what has signed in. */
  live?: SettledAccount;
  learned: readonly Vehicle[];
}

/** One row per vehicle, with own names and switches that are typed but not deployed yet; the first ones in use are asked. */
function rowsOf(
  account: VehicleAccount,
  vehicles: readonly SignedInVehicle[],
  { settled, live, learned }: Typed,
): Promise<JsonObject[]> {
  const lists = hasVehicleList(settled);
  const table = tableOf(settled);
  const liveTable = live && tableOf(live);
  const pushed = new Set(learned.map(({ id }) => idKey(id)));
  let left = shownVehicles;
  const rows = vehicles.map(async (vehicle): Promise<JsonObject> => {
    const key = idKey(vehicle.id);
    const typed = table.get(key);
    // One that is not in use cannot be read, and is listed all the same.
    const facts = vehicle.enabled && left-- > 0 ? { asked: true, ...(await glance(account, vehicle, lists)) } : {};
    return {
      ...idAndName(vehicle),
      ...(typed?.name && { name: typed.name }),
      ...((typed?.name ?? liveTable?.get(key)?.name) && { named: true }),
      enabled: typed?.enabled ?? true,
      ...(lists && table.size > 0 && !typed && { isNew: true }),
      ...(pushed.has(key) && !typed && { learned: true }),
      ...facts,
    };
  });
  return Promise.all(rows);
}

const idKey = (id: string): string => id.trim().toUpperCase();

/** By id; the first of two rows with one id holds. */
function tableOf({ vehicles = [] }: Pick<SettledAccount, "vehicles">): Map<string, TableVehicle> {
  return new Map([...vehicles].reverse().map((row) => [idKey(row.id), row]));
}

/**
 * Those in no row of the table, where the cloud has no list: they have made themselves known by pushes. The demo's fleet is
 * there by itself while the table is empty.
 */
export function learnedOf<T extends { id: string }>(settled: SettledAccount, known: readonly T[]): T[] {
  const table = tableOf(settled);
  const { presetOf } = require("../../account/presets") as typeof import("../../account/presets");
  if (hasVehicleList(settled) || (table.size === 0 && presetOf(settled.platform))) return [];
  return known.filter(({ id }) => !table.has(idKey(id)));
}

function hasVehicleList({ platform, profile }: SettledAccount): boolean {
  const presets = require("../../account/presets") as typeof import("../../account/presets");
  return presets.hasVehicleList(platform, profile);
}

const idAndName = ({ id, name, model }: Vehicle): JsonObject => ({ id, name, model });

/** What tells an owner which vehicle it is, or why it cannot be read just now. */
async function glance(account: VehicleAccount, { id }: Vehicle, lists: boolean): Promise<JsonObject> {
  try {
    // Where the position costs a request of its own, nobody looks at it here.
    return factsOf(await account.status(id, lists ? { maxAgeSeconds: 300 } : { stateOnly: true }));
  } catch (thrown) {
    const { code, platformCode } = asCloudError(thrown);
    return { error: { code, ...(platformCode && { platformCode }) } };
  }
}

function factsOf({ battery, locks, ageSeconds, online }: VehicleStatus): JsonObject {
  const facts = { percent: battery.percent, locked: locks.locked, ageSeconds, online: online === false ? false : null };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => (fact ?? null) !== null));
}

/** The account as it is deployed; undefined if its settings make none. */
export function settledOf({ accountConfig, credentials }: AccountNode): SettledAccount | undefined {
  try {
    return settleAccount({ ...accountConfig, credentials: credentials ?? {} });
  } catch {
    return undefined;
  }
}
