import type { Clock, ClockTimer } from "../../base/clock";
import { cloudError, throwIfAborted } from "../../base/errors";
import { detached, finite, isObject, own, text } from "../../base/json";
import type { ReceivedPush } from "../../platforms/platform";
import { linked, onAbort, untilAborted, within } from "../../base/abort";
import type { ReadEvent } from "./open-events";
import type { AccountParts } from "../parts";
import { Strangers } from "../vehicles/strangers";
import type { PushOptions, PushReceipt } from "../types";

/** Vehicles that make themselves known within this time are told to subscribers together. */
const learnMs = 2000;
/** Who pushes waits for an answer: an account whose disk or store hangs takes nothing, and the push comes again. */
const openMs = 5000;

/** Pushes on their way into the book. */
export class Pushes {
  readonly #parts: AccountParts;
  readonly #clock: Clock;
  readonly #listed: boolean;
  readonly #strangers: Strangers;
  #learning: ClockTimer;
  #counted = false;

  constructor(parts: AccountParts, clock: Clock, listed: boolean) {
    this.#parts = parts;
    this.#clock = clock;
    this.#listed = listed;
    this.#strangers = new Strangers((id) => {
      parts.book.drop(id);
      parts.events.drop(id);
      parts.forgotten(id);
    });
    parts.list.onFull = () => parts.onFull();
    onAbort(parts.closing.signal, () => clock.clearTimeout(this.#learning));
  }

  async receive(kind: string, raw: Buffer, options: PushOptions): Promise<PushReceipt> {
    const { settings, admit, signal } = options;
    const { session } = this.#parts.connection ?? (await this.#soon(signal, () => this.#parts.open()));
    if (!session.receive) {
      throw cloudError("NOT_SUPPORTED", "This platform does not offer pushes; the push was not read.", { sent: false });
    }
    const push: ReceivedPush = session.receive(kind, raw, settings);
    // The table's names first, else the first pushes would come under another topic than the rest.
    if (!this.#listed && !this.#parts.list.read) await this.#soon(signal, () => this.#parts.directory.ensure(false));
    let admitted = admit?.(push) ?? true;
    if (typeof admitted !== "boolean") admitted = await this.#unlessEnded(signal, admitted);
    throwIfAborted(this.#parts.closing.signal, "A push");
    return this.#enter(push, admitted);
  }

  /** TIMEOUT if it takes too long. */
  #soon<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const what = "Opening the account for a push";
    return linked([this.#parts.closing.signal, signal], (own) =>
      within({ clock: this.#clock, ms: openMs, signal: own, what }, work),
    );
  }

  #unlessEnded<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
    return linked([this.#parts.closing.signal, signal], (own) => untilAborted(work, own, "A push"));
  }

  #enter(push: ReceivedPush, admitted: boolean): PushReceipt {
    const { book, list, events, subscriptions } = this.#parts;
    const { kind, data, fields, digest, signedForm } = push;
    const vehicleId = this.#learn(push);
    const receipt: PushReceipt = {
      vehicle: list.vehicleOf(vehicleId),
      enabled: list.isEnabled(vehicleId),
      ...{ kind, data, fields, digest, signedForm, repeated: !admitted, outOfOrder: false, changes: [] },
    };
    if (!admitted) return receipt;
    this.#countStranger(vehicleId);
    if (push.kind === "alert" || push.kind === "fault") {
      const { event, outOfOrder, isNews } = events.note(
        vehicleId,
        push.kind,
        readEvent(push.kind, data),
        this.#clock.now(),
      );
      if (isNews) subscriptions.tell({ type: push.kind, vehicle: receipt.vehicle, event: structuredClone(event) });
      return { ...receipt, event, outOfOrder };
    }
    const entered = book.apply(vehicleId, push.kind, { data: push.data }, "push");
    return {
      ...receipt,
      data: entered.entry.data,
      outOfOrder: entered.outOfOrder,
      get changes() {
        return entered.changes;
      },
    };
  }

  #countStranger(vehicleId: string): void {
    const { book, events, list } = this.#parts;
    if (list.listed(vehicleId)) return;
    // Those that a restart has brought back count too.
    if (!this.#counted)
      for (const id of [...events.ids(), ...book.ids()]) if (!list.listed(id)) this.#strangers.note(id);
    this.#counted = true;
    this.#strangers.note(vehicleId);
  }

  /** A cloud without a list: whoever pushes belongs to the fleet. Its id, as it is kept. */
  #learn({ vehicleId, model = "" }: ReceivedPush): string {
    const { list, subscriptions } = this.#parts;
    const known = list.listed(vehicleId);
    if (known) return known.id;
    const id = detached(vehicleId);
    if (!this.#listed && list.learn({ id, model, facts: {} })) {
      this.#learning ??= this.#clock.setTimeout(() => {
        this.#learning = undefined;
        subscriptions.refresh();
      }, learnMs);
    }
    return id;
  }
}

/** An alert has a word of its own, a fault only a code. Alerts without a word go by their code, else one would end another. */
function readEvent(kind: "alert" | "fault", data: unknown): ReadEvent {
  const code = finite(own(data, "code"));
  const clears = own(data, "clears");
  const at = text(own(data, "at"));
  const named = (word: string): string => (word === "unknown" && code !== undefined ? `unknown-${code}` : word);
  return {
    name: named(text(own(data, kind)) ?? (code === undefined ? "unknown" : String(code))),
    active: own(data, "active") !== false,
    assumed: own(data, "assumed") === true,
    ...(Array.isArray(clears) && isObject(data) ? { clears: clears.map((word) => named(String(word))) } : {}),
    ...(code === undefined ? {} : { code }),
    ...(at === undefined ? {} : { at }),
  };
}
