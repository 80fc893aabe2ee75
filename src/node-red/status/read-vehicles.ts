import type { Node } from "node-red";
import type { AccountEvent, KindEvent, KindPolicy, StatusOptions, VehicleAccount } from "../../account/types";
import { cloudError } from "../../base/errors";
import type { ReadKind } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import { nodeError } from "../shared/error-to-status";
import type { Message, Red } from "../shared/types";
import { resolveVehicles, toSelector, type VehicleChoice } from "../shared/vehicle-choice";
import { kindParams, paramsByItself, whereItStands } from "./kind-params";
import type { KindSettings } from "./kind-settings";
import type { LastSent } from "./last-sent";
import type { Reading, Unread } from "./status-message";
import type { StatusSettings } from "./status-settings";

export type Reader = (vehicle: Vehicle) => Promise<Reading>;

/** How a node reads one sort of reading: the overview, or another kind. */
export interface Sort {
  kind: ReadKind;
  /** What reads a vehicle for this message. Rejects with INPUT_INVALID, before anything is asked. */
  reader(account: VehicleAccount, message: Message, signal: AbortSignal): Promise<Reader>;
  /** Has the account read by itself; events go to `hear` until the returned function is called. */
  subscribe(
    account: VehicleAccount,
    selector: string | undefined,
    signal: AbortSignal,
    hear: (event: AccountEvent | KindEvent) => void,
  ): () => void;
  /** The reading that an event tells; undefined = it tells none of this sort. */
  readingOf(event: AccountEvent | KindEvent): Reading | undefined;
  /** Whether a reading is to be sent, as the node's rule says; not if it is sent as the answer to a message. */
  wants(reading: Reading, event: AccountEvent | KindEvent): boolean;
}

/** What all sorts need of their node. */
export interface SortContext {
  red: Red;
  node: Node;
  sent: LastSent;
  underway: Underway;
}

const byMessage = (event: AccountEvent | KindEvent): boolean => "source" in event && event.source === "message";

/** The sort that a node is set to. */
export function sortOf(settings: StatusSettings, context: SortContext): Sort {
  return settings.other ? others(settings, settings.other, context) : overviews(settings, context);
}

/** The overview, and once that it has turned stale. */
function overviews(settings: StatusSettings, { sent, underway }: SortContext): Sort {
  const { rule, watch, maxAgeSeconds, chargeTarget, lastKnown } = settings;
  return {
    kind: "overview",
    async reader(account, _message, signal) {
      const options: StatusOptions = lastKnown ? { signal, lastKnown } : { signal, maxAgeSeconds, chargeTarget };
      return async (vehicle) => {
        if (!settings.raw) return { vehicle, kind: "overview", data: await account.status(vehicle.id, options) };
        const { status, raw } = await account.statusWithRaw(vehicle.id, options);
        return { vehicle, kind: "overview", data: status, raw };
      };
    },
    subscribe: (account, selector, _signal, hear) => account.subscribe(selector, settings.policy, hear),
    readingOf(event) {
      if (event.type !== "reading" && event.type !== "stale") return undefined;
      const { vehicle, status } = event;
      return { vehicle, kind: "overview", data: status, ...(event.type === "reading" ? { raw: event.raw } : {}) };
    },
    wants(reading, event) {
      const { id } = reading.vehicle;
      if (event.type === "stale") return !sent.of(id)?.stale;
      if (event.type !== "reading") return false;
      // A reading that a message of this node caused is sent as the answer to that message.
      const answered = underway.has(id) || sent.of(id)?.readAt === event.status.readAt;
      return !(byMessage(event) && answered) && sent.wants(reading, rule, watch);
    },
  };
}

/** Another kind. */
function others(settings: StatusSettings, other: KindSettings, { red, node, sent, underway }: SortContext): Sort {
  const { kind, everySeconds } = other;
  const { rule, watch, maxAgeSeconds } = settings;
  return {
    kind,
    async reader(account, message, signal) {
      const given = await kindParams(red, node, other, message);
      return async (vehicle) => {
        const params = kind === "ranking" ? await whereItStands(account, vehicle, signal) : given;
        const { data, raw, at } = await account.readWithRaw(vehicle.id, kind, params, { signal, maxAgeSeconds });
        return { vehicle, kind, data, raw, at };
      };
    },
    subscribe(account, selector, signal, hear) {
      const params = paramsByItself(red, node, other, account, signal);
      const policy: KindPolicy = { kind, everySeconds, params, quiet: settings.policy.quiet };
      return account.subscribe(selector, policy, hear);
    },
    readingOf(event) {
      if (event.type !== "data") return undefined;
      const { vehicle, data, raw, at } = event;
      return { vehicle, kind, data, raw, at };
    },
    wants: (reading, event) =>
      !(byMessage(event) && underway.has(reading.vehicle.id)) && sent.wants(reading, rule, watch),
  };
}

/** Counts the reads a node has under way, by vehicle id. */
export class Underway extends Map<string, number> {
  begin(id: string): void {
    this.set(id, (this.get(id) ?? 0) + 1);
  }

  end(id: string): void {
    const left = this.get(id)! - 1;
    if (left > 0) this.set(id, left);
    else this.delete(id);
  }
}

interface ReadContext {
  account: VehicleAccount;
  read: Reader;
  /** Only what is known without a request. */
  lastKnown: boolean;
  signal: AbortSignal;
  underway: Underway;
}

/**
 * Reads what a choice means. One vehicle: rejects if it cannot be read. All: an entry each, rejects only if none can be read,
 * since then there is one reason (session, cloud) rather than one per vehicle.
 */
export async function readVehicles(context: ReadContext, choice: VehicleChoice): Promise<(Reading | Unread)[]> {
  const { account, lastKnown, signal } = context;
  const vehicles = lastKnown
    ? await knownVehicles(account, choice, signal)
    : await resolveVehicles(account, choice, { signal });
  const entries = await Promise.all(
    vehicles.map((vehicle) => readOne(context, vehicle).catch((error: unknown): Unread => ({ vehicle, error }))),
  );
  const failed = entries.filter((entry) => "error" in entry);
  if (failed.length === entries.length && failed[0]) throw failed[0].error;
  return entries;
}

async function readOne({ read, underway }: ReadContext, vehicle: Vehicle): Promise<Reading> {
  underway.begin(vehicle.id);
  try {
    return await read(vehicle);
  } finally {
    underway.end(vehicle.id);
  }
}

/** The vehicles a choice means, among those known without a request. */
async function knownVehicles(account: VehicleAccount, choice: VehicleChoice, signal: AbortSignal): Promise<Vehicle[]> {
  // After a restart the list is on disk until something is asked for; what the answer is does not matter here.
  const selector = choice.kind === "all" ? undefined : toSelector(choice);
  await account.status(selector, { lastKnown: true, signal }).catch(() => undefined);
  const known = account.known();
  if (known.length === 0) {
    throw nodeError(
      "VEHICLE_OFFLINE",
      "noReading",
      "Nothing is known of this account's vehicles yet, and the node is set to ask for nothing. Read by itself or on message once.",
    );
  }
  const local = { ...stubOf(known), platform: account.platform } as VehicleAccount;
  return resolveVehicles(local, choice, { signal });
}

/** Answers `resolve` and `vehicles` from a list. */
function stubOf(known: readonly Vehicle[]): Pick<VehicleAccount, "resolve" | "vehicles"> {
  return {
    vehicles: async () => [...known],
    resolve: async (selector) => {
      const wanted = selector?.toLowerCase();
      const means = ({ id, name }: Vehicle): boolean => [id, name].some((text) => text.toLowerCase() === wanted);
      const named = known.filter((vehicle) => wanted === undefined || means(vehicle));
      if (named.length === 1) return named[0]!;
      const problem = named.length === 0 ? "is none of the vehicles known" : "may be more than one";
      throw cloudError("VEHICLE_UNKNOWN", `The vehicle of this message ${problem}; choose one by VIN or own name.`);
    },
  };
}
