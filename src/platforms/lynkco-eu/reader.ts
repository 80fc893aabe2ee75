import { ticks } from "../../base/clock";
import { cloudError, isVehicleCloudError, type ErrorCode, type VehicleCloudError } from "../../base/errors";
import { isObject, own, type JsonObject } from "../../base/json";
import { namesAnother, tellsAnything } from "../../vehicle/answered";
import { mergeStatus } from "../../vehicle/merge";
import type { ListedVehicle, VehicleStatus } from "../../vehicle/model";
import { anotherVehicle, nothingTold } from "../another-vehicle";
import type { ReadKind, ReadOptions, ReadResult, SessionContext } from "../platform";
import type { GatewayCaller } from "./caller";
import { gatewayOrigin, isPart, lynkcoParts, vehiclesBase, type LynkcoPart } from "./endpoints";
import { differs, isAllDue, partsDue, stands, standsBefore, type HeldParts } from "./parts";
import { readLynkcoParts, type RawParts } from "./read-parts";

export const lynkcoReads = ["overview", "statusPart"] as const satisfies readonly ReadKind[];

/** These are no fault of one part: the others would fail likewise, or must not be asked. */
const endsTheReading: readonly ErrorCode[] = [
  "SIGN_IN_NEEDED",
  "ABORTED",
  "RATE_LIMITED",
  "BUDGET_SPENT",
  "INPUT_INVALID",
];

/** Readings by parts: it remembers what each has told, and asks for no more than is due. */
export class LynkcoReader {
  readonly #caller: GatewayCaller;
  readonly #context: SessionContext;
  /** By vehicle of the account. */
  readonly #held = new Map<string, HeldParts>();

  constructor(caller: GatewayCaller, context: SessionContext) {
    this.#caller = caller;
    this.#context = context;
  }

  /** What is known of a vehicle in this process. */
  held(id: string): HeldParts {
    let held = this.#held.get(id);
    if (!held) this.#held.set(id, (held = { parts: {} }));
    return held;
  }

  async read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>> {
    if (kind === "overview") return (await this.#overview(vehicle, options)) as ReadResult<K>;
    const part = own(options.params, "part");
    if (kind === "statusPart" && isPart(part)) return (await this.#part(vehicle, part, options)) as ReadResult<K>;
    throw cloudError(
      "NOT_SUPPORTED",
      `Lynk & Co's cloud has no reading "${kind}" that is known${kind === "statusPart" ? ` without a part: ${lynkcoParts.join(", ")}` : ""}; nothing was sent.`,
      { sent: false },
    );
  }

  async #overview(vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<"overview">> {
    const held = this.held(vehicle.id);
    const begun = ticks(this.#context.clock);
    const all = options.byMessage === true || isAllDue(held, begun);
    const asking: Asking = { vehicle, held, signal: options.signal, answers: 0, failed: [] };
    const due = partsDue(held, begun, all);
    const changed = await this.#ask(due, asking);
    if (changed && !all)
      await this.#ask(
        partsDue(held, begun, true).filter((part) => !due.includes(part)),
        asking,
      );
    if (asking.answers === 0 && asking.failure) throw asking.failure;
    if (all || changed) held.allAt = begun;
    // Who asks now may leave something undone for the answer: what cannot be read now is unknown to him, whatever it was before.
    const byMessage = options.byMessage === true;
    const now = ticks(this.#context.clock);
    const raw = rawOf(held, (part) => (byMessage ? !asking.failed.includes(part) : stands(held, part, now)));
    const status = readLynkcoParts(raw, this.#now(), rawOf(held));
    if (!tellsAnything({ ...status, reportedAt: null })) throw nothingTold();
    if (byMessage) return { data: status, raw };
    const data = withPlace(held, this.#overBefore(held, status, options.previous, now), this.#now());
    return { data, raw };
  }

  /** Of a part that has not answered since the start, what was known before it still stands, for a while. */
  #overBefore(held: HeldParts, status: VehicleStatus, previous: VehicleStatus | undefined, now: number): VehicleStatus {
    const gaps = lynkcoParts.some((part) => held.parts[part] && !held.parts[part].raw);
    if (gaps && previous) held.before ??= { status: previous, at: now };
    return gaps && held.before && standsBefore(held, now) ? mergeStatus(held.before.status, status) : status;
  }

  async #part(vehicle: ListedVehicle, part: LynkcoPart, { signal }: ReadOptions): Promise<ReadResult<"statusPart">> {
    const held = this.held(vehicle.id);
    const asking: Asking = { vehicle, held, signal, answers: 0, failed: [] };
    await this.#ask([part], asking);
    if (asking.failure) throw asking.failure;
    const raw = held.parts[part]?.raw;
    if (!raw) throw nothingTold();
    return { data: readLynkcoParts({ [part]: raw }, this.#now()), raw };
  }

  /** One after the other; true if `vehicle_data` says that something has happened. One that fails leaves the others. */
  async #ask(parts: readonly LynkcoPart[], asking: Asking): Promise<boolean> {
    const { clock } = this.#context;
    const { vehicle, held, signal } = asking;
    let changed = false;
    for (const part of parts) {
      const before = held.parts[part];
      held.parts[part] = { ...before, askedAt: ticks(clock) };
      try {
        const path = `${vehiclesBase}/vehicle/${encodeURIComponent(vehicle.id)}/${part}`;
        const raw = await this.#caller.call({ method: "GET", path, purpose: "read", vehicle: vehicle.id, signal });
        // What was told before is no answer: a command would be taken for done by it.
        if (!isObject(raw)) throw nothingTold();
        if (namesAnother(raw, vehicle.id, ["vin"])) throw anotherVehicle(new URL(gatewayOrigin).host);
        asking.answers++;
        const now = ticks(clock);
        held.parts[part] = { askedAt: now, answeredAt: now, raw };
        if (part === "vehicle_data" && differs(before?.raw, raw)) {
          changed = true;
          held.changedAt = now;
        }
      } catch (error) {
        if (!isVehicleCloudError(error) || endsTheReading.includes(error.code)) throw error;
        this.#context.logger.debug(`${part} is left out of this reading: ${error.message}`);
        asking.failure ??= error;
        asking.failed.push(part);
        held.parts[part] = { failingSince: ticks(clock), ...held.parts[part] };
      }
    }
    return changed;
  }

  #now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }
}

interface Asking {
  vehicle: ListedVehicle;
  held: HeldParts;
  signal?: AbortSignal;
  answers: number;
  failure?: VehicleCloudError;
  failed: LynkcoPart[];
}

function rawOf({ parts }: HeldParts, told = (_part: LynkcoPart): boolean => true): RawParts {
  const raw: RawParts = {};
  for (const part of lynkcoParts) {
    const last: JsonObject | undefined = parts[part]?.raw;
    if (last && told(part)) raw[part] = last;
  }
  return raw;
}

/** A position says itself when it was measured: it stays the last that is known. */
function withPlace({ parts }: HeldParts, status: VehicleStatus, readAt: string): VehicleStatus {
  const last = parts.location_state?.raw;
  if (!last || "latitude" in status.position) return status;
  const { position } = readLynkcoParts({ location_state: last }, readAt);
  return position.measuredAt ? { ...status, position } : status;
}
