import type { Node } from "node-red";
import type { AccountEvent, KindEvent, KindPolicy, StatusOptions, VehicleAccount } from "../../account/types";
import type { ReadKind } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import type { Message, Red } from "../shared/types";
import { kindParams, paramsByItself, whereItStands } from "./kind-params";
import type { KindSettings } from "./kind-settings";
import type { LastSent } from "./last-sent";
import type { Underway } from "./read-vehicles";
import type { Reading } from "./reading";
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
