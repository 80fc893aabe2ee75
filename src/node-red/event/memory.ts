import type { Node } from "node-red";
import { isObject, own, text, type JsonObject } from "../../base/json";
import type { EventWatch } from "../../vehicle/events/event-watch";
import { stateOf, type NodeState } from "../shared/node-state";
import type { Red } from "../shared/types";

/** Whom an event is about, and what was last read of it. */
export interface Known {
  slug: string;
  vehicle: JsonObject;
  reading: unknown;
}

/** What an event node remembers over deploys and restarts, by vehicle. */
export class EventMemory {
  readonly #watch: EventWatch;
  readonly #state: NodeState;
  readonly #known = new Map<string, Known>();

  constructor(red: Red, node: Node, watch: EventWatch) {
    this.#watch = watch;
    this.#state = stateOf(red, node, "events");
  }

  async load(now: number): Promise<void> {
    await this.#state.ready;
    const ids = this.#state.get("vehicles");
    for (const id of Array.isArray(ids) ? (ids as unknown[]) : []) {
      if (typeof id !== "string") continue;
      const kept = this.#state.get(`vehicle ${id}`);
      const [slug, vehicle] = [text(own(kept, "slug")), own(kept, "vehicle")];
      if (slug === undefined || !isObject(vehicle)) continue;
      this.#watch.restore(id, own(kept, "track"), now);
      this.#known.set(id, { slug, vehicle, reading: own(kept, "reading") });
    }
  }

  known(id: string): Known | undefined {
    return this.#known.get(id);
  }

  /** Notes what is known of a vehicle now. */
  changed(id: string, known: Known | undefined = this.#known.get(id)): void {
    if (!known) return;
    this.#known.set(id, known);
    this.#state.set(`vehicle ${id}`, { ...known, track: this.#watch.pack(id) });
    const watched = [...this.#watch.vehicles];
    if (this.#known.size > watched.length) this.#forget(new Set([...watched, id]));
    this.#state.set("vehicles", [...this.#known.keys()]);
  }

  #forget(watched: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) {
      if (watched.has(id)) continue;
      this.#known.delete(id);
      this.#state.delete(`vehicle ${id}`);
    }
  }
}
