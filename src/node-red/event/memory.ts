import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import { isObject, own, text, type JsonObject } from "../../base/json";
import type { EventWatch } from "../../vehicle/events/event-watch";
import { stateOf, type NodeState } from "../shared/node-state";
import { runtime } from "../shared/runtime";
import type { Red } from "../shared/types";

/** Whom an event is about, and what was last read of it. */
export interface Known {
  slug: string;
  vehicle: JsonObject;
  reading: unknown;
}

/** What is known is on disk within this. */
const saveMs = 2000;

/** What an event node remembers over deploys and restarts, by vehicle: the one silent for longest is the first. */
export class EventMemory {
  readonly #watch: EventWatch;
  readonly #state: NodeState;
  readonly #known = new Map<string, Known>();
  /** Looked at once for each, when it is written. */
  readonly #writable = new WeakMap<Known, boolean>();
  #changed = false;
  #timer: ClockTimer;

  constructor(red: Red, node: Node, watch: EventWatch) {
    this.#watch = watch;
    // Before the state's own handler, which writes or removes it.
    node.on("close", () => this.#pack());
    this.#state = stateOf(red, node, "events");
  }

  async load(now: number): Promise<void> {
    await this.#state.ready;
    const kept = this.#state.get("vehicles");
    for (const row of Array.isArray(kept) ? (kept as unknown[]) : []) {
      const [id, slug, vehicle] = [text(own(row, "id")), text(own(row, "slug")), own(row, "vehicle")];
      if (id === undefined || slug === undefined || !isObject(vehicle)) continue;
      if (this.#watch.restore(id, own(row, "track"), now)) {
        this.#known.set(id, { slug, vehicle, reading: own(row, "reading") });
      }
    }
  }

  known(id: string): Known | undefined {
    return this.#known.get(id);
  }

  /** Notes what is known of a vehicle now. */
  changed(id: string, known: Known | undefined = this.#known.get(id)): void {
    if (!known) return;
    this.#known.set(id, known);
    this.#changed = true;
    this.#timer ??= runtime.clock.setTimeout(() => {
      this.#timer = undefined;
      this.#pack();
      void this.#state.flush();
    }, saveMs);
  }

  close(): void {
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pack(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const watched = [...this.#watch.vehicles];
    const still = new Set(watched);
    for (const id of this.#known.keys()) if (!still.has(id)) this.#known.delete(id);
    const rows = watched.map((id) => {
      const known = this.#known.get(id);
      return { id, ...(known && !this.#canWrite(known) ? bare(known) : known), track: this.#watch.pack(id) };
    });
    this.#state.set("vehicles", rows);
  }

  #canWrite(known: Known): boolean {
    const looked = this.#writable.get(known) ?? isWritable(known);
    this.#writable.set(known, looked);
    return looked;
  }
}

/** A reading of a flow may hold what no JSON can (a circle, a BigInt): for one such nothing of all vehicles would be kept. */
function isWritable(known: Known): boolean {
  try {
    JSON.stringify(known);
    return true;
  } catch {
    return false;
  }
}

function bare({ slug, vehicle }: Known): Omit<Known, "reading"> {
  return { slug, vehicle: { id: text(vehicle["id"]) ?? slug, name: text(vehicle["name"]) ?? slug } };
}
