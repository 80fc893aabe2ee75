import { createHash } from "node:crypto";
import type { Node } from "node-red";
import type { ClockTimer } from "../../base/clock";
import { isObject, own } from "../../base/json";
import type { FenceWatch } from "../../vehicle/fences/fence-watch";
import { readFences, writeFences, type Fence } from "../../vehicle/fences/fences";
import { stateOf, type NodeState } from "../shared/node-state";
import { runtime } from "../shared/runtime";
import type { Red } from "../shared/types";
import type { Who } from "./message";

/** What is known is on disk within this. */
const saveMs = 2000;

/** Fences as a dialog has saved them. Throws INPUT_INVALID. */
export function fencesOfDialog(saved: unknown): readonly Fence[] {
  return Array.isArray(saved) && saved.length > 0 ? readFences(saved) : [];
}

/** What a geofence node remembers over deploys and restarts: the fences of the last `msg.fences`, and where each vehicle is. */
export class GeofenceMemory {
  readonly #watch: FenceWatch;
  readonly #given: NodeState;
  readonly #tracks: NodeState;
  readonly #who = new Map<string, Who>();
  readonly #changed = new Set<string>();
  #keys: string[] = [];
  readonly #packed = Object.create(null) as Record<string, unknown>;
  #timer: ClockTimer;

  constructor(red: Red, node: Node, watch: FenceWatch) {
    this.#watch = watch;
    // Before the state's own handler, which writes or removes it.
    node.on("close", () => this.#pack());
    this.#given = stateOf(red, node, "fences");
    this.#tracks = stateOf(red, node, "fence-watch");
  }

  /** Takes up what was known. `own` = the fences of the dialog: once they are others, those of a message are forgotten. */
  async load(own_: readonly Fence[]): Promise<void> {
    await Promise.all([this.#given.ready, this.#tracks.ready]);
    const given = this.#given.get("given");
    this.#watch.replace(own_);
    if (own(given, "instead") === digest(own_)) {
      try {
        this.#watch.replace(readFences(own(given, "fences")));
      } catch {
        this.#given.delete("given");
      }
    }
    const kept = this.#tracks.get("vehicles");
    const keys = own(kept, "keys");
    const tracks = own(kept, "tracks");
    if (!Array.isArray(keys) || !isObject(tracks)) return;
    for (const [id, row] of Object.entries(tracks)) {
      const slug = own(row, "slug");
      if (typeof slug !== "string") continue;
      this.#who.set(id, { id, slug });
      this.#watch.restore(id, own(row, "track"), keys as string[]);
      this.#changed.add(id);
    }
  }

  who(id: string): Who | undefined {
    return this.#who.get(id);
  }

  /**
   * `msg.fences` take the place of those of the dialog until others come; null = those of the dialog again. Throws INPUT_INVALID,
   * and then the fences stay.
   */
  give(given: unknown, own_: readonly Fence[]): void {
    if (given === undefined) return;
    const fences = given === null ? own_ : readFences(given);
    this.#watch.replace(fences);
    if (fences === own_) this.#given.delete("given");
    else this.#given.set("given", { instead: digest(own_), fences: writeFences(fences) });
    for (const id of this.#watch.vehicles) this.#changed.add(id);
    this.#soon();
  }

  changed(who: Who): void {
    this.#who.set(who.id, who);
    this.#changed.add(who.id);
    this.#soon();
  }

  close(): void {
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #soon(): void {
    this.#timer ??= runtime.clock.setTimeout(() => {
      this.#timer = undefined;
      this.#pack();
      void Promise.all([this.#given.flush(), this.#tracks.flush()]);
    }, saveMs);
  }

  #pack(): void {
    if (this.#changed.size === 0) return;
    const { fences, vehicles } = this.#watch;
    this.#keys = fences.map(({ key }) => key);
    for (const id of this.#changed) {
      // To the end, as in the watch: after a restart too it is the most silent that is forgotten first.
      delete this.#packed[id];
      this.#packed[id] = { slug: this.#who.get(id)?.slug, track: this.#watch.pack(id) };
    }
    this.#changed.clear();
    const known = new Set(vehicles);
    for (const id of Object.keys(this.#packed)) {
      if (known.has(id)) continue;
      delete this.#packed[id];
      this.#who.delete(id);
    }
    this.#tracks.set("vehicles", { keys: this.#keys, tracks: this.#packed });
  }
}

function digest(fences: readonly Fence[]): string {
  return createHash("sha256")
    .update(fences.map(({ key }) => key).join())
    .digest("base64url");
}
