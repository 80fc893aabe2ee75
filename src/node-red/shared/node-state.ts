import type { Node } from "node-red";
import type { TokenStore } from "../../account/types";
import type { ClockTimer } from "../../base/clock";
import { isObject, own, parseJson } from "../../base/json";
import { findSaved } from "./find-account";
import { runtime } from "./runtime";
import type { Red } from "./types";

/** Parts of nodes that remember something; a file is named after its own (`removeLeftBehind`). */
export const nodeParts = ["charging", "fences", "fence-watch", "events"] as const;

/** Vehicles that a part of a node remembers something of; the one unused for longest goes. */
const mostKept = 2000;
/** A longer file, characters, is not ours: a node may remember 10,000 vehicles or 100,000 corners of fences. */
const longestText = 32_000_000;
/** Of the file; a new one where what it says changes its meaning. */
const version = 1;
/** What may wait is written so long after a change: an SD card should not be written to at every one. */
const saveAfterMs = 30_000;

/**
 * What one part of a node remembers over deploys and restarts: small JSON values by key, e.g. by vehicle. The memory is there
 * once `ready` has resolved; it is written half a minute after a change, at once by `flush`, and when the node is closed.
 */
export class NodeState {
  readonly ready: Promise<void>;
  readonly #store: TokenStore | undefined;
  readonly #warn: (message: string | undefined) => void;
  readonly #kept = new Map<string, unknown>();
  #changed = false;
  #warned = false;
  #timer: ClockTimer;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: TokenStore | undefined, warn: (message: string | undefined) => void) {
    this.#store = store;
    this.#warn = warn;
    this.ready = this.#load();
  }

  get(key: string): unknown {
    return this.#kept.get(key);
  }

  set(key: string, value: unknown): void {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    this.#touch();
  }

  delete(key: string): void {
    if (this.#kept.delete(key)) this.#touch();
  }

  /** Writes what has changed, now. Never rejects. */
  async flush(): Promise<void> {
    runtime.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.ready;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  /** Forgets everything, on disk too. Never rejects. */
  async remove(): Promise<void> {
    this.#kept.clear();
    this.#changed = false;
    await this.flush();
    await this.#store?.remove().catch(() => undefined);
  }

  #touch(): void {
    this.#changed = true;
    if (!this.#store) return;
    this.#timer ??= runtime.clock.setTimeout(() => void this.flush(), saveAfterMs);
  }

  async #load(): Promise<void> {
    const release = runtime.clock.hold();
    try {
      const source = await this.#store?.load();
      if (source === undefined) return;
      const file = source.length <= longestText ? parseJson(source) : undefined;
      const stored = own(file, "kept");
      // Of another version it may mean something else: an event would be made of it.
      if (!isObject(stored) || own(file, "v") !== version) {
        this.#warn("What the node remembered on disk is damaged or of another version, and was dropped.");
        return;
      }
      for (const [key, value] of Object.entries(stored).slice(-mostKept)) {
        if (!this.#kept.has(key)) this.#kept.set(key, value);
      }
    } catch (error) {
      this.#failed("read", error);
    } finally {
      release();
    }
  }

  async #write(): Promise<void> {
    if (!this.#changed || !this.#store) return;
    this.#changed = false;
    const release = runtime.clock.hold();
    try {
      await this.#store.save(JSON.stringify({ v: version, kept: Object.fromEntries(this.#kept) }));
      if (this.#warned) this.#warn(undefined);
      this.#warned = false;
    } catch (error) {
      this.#changed = true;
      this.#failed("saved", error);
    } finally {
      release();
    }
  }

  #failed(what: "read" | "saved", error: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    const code = own(error, "code");
    this.#warn(
      `What the node remembers could not be ${what} (${typeof code === "string" ? code : "unknown"}): a restart forgets it. Look at the rights and the space of the folder vehicle-cloud in Node-RED's user directory.`,
    );
  }
}

/** States in use, by node and part: a deploy makes a new node of the same id, which goes on with the same memory. */
const states = new Map<string, { state: NodeState; holders: WeakSet<Node>; live: number }>();

/**
 * The memory of a part of a node. It lives through deploys and restarts, is written when the node closes, and goes when the node
 * is deleted. Without a user directory (embedded) nothing outlives the process.
 */
export function stateOf(red: Red, node: Node, part: (typeof nodeParts)[number]): NodeState {
  const { userDir } = red.settings;
  const { id, type } = node;
  const key = JSON.stringify([userDir ?? "", id, part]);
  let entry = states.get(key);
  if (!entry) {
    entry = {
      state: new NodeState(storeFor(userDir, id, part), (text) => warnOnce(node, text)),
      holders: new WeakSet(),
      live: 0,
    };
    states.set(key, entry);
  }
  const held = entry;
  const { state, holders } = held;
  if (!holders.has(node)) {
    holders.add(node);
    held.live++;
    node.on("close", (removed: boolean, done: () => void) => {
      held.live--;
      // A disabled node is still there and remembers; only a deleted one forgets.
      const gone = removed && findSaved(red, id)?.type !== type;
      if (gone) states.delete(key);
      void (gone ? state.remove() : state.flush()).finally(done);
    });
  }
  return state;
}

/** Forgets what nodes remembered that are in no flow any more, on disk too. Never rejects. */
export async function forgetStates(userDir: string | undefined, owned: ReadonlySet<string>): Promise<void> {
  for (const [key, { state, live }] of [...states]) {
    const [directory, id] = JSON.parse(key) as [string, string];
    if (live > 0 || directory !== (userDir ?? "") || owned.has(id)) continue;
    states.delete(key);
    await state.remove();
  }
}

const warned = new WeakMap<Node, Set<string>>();

/** A full disk is one fault, of however many parts; `undefined` = it is over. */
function warnOnce(node: Node, text: string | undefined): void {
  const said = warned.get(node) ?? new Set();
  if (text === undefined) said.clear();
  else if (!said.has(text)) node.warn(text);
  if (text !== undefined) warned.set(node, said.add(text));
}

/** Writes and lets go of everything, as the end of the process does. */
export async function closeNodeStates(): Promise<void> {
  const closing = [...states.values()].map(({ state }) => state.flush());
  states.clear();
  await Promise.all(closing);
}

function storeFor(userDir: string | undefined, id: string, part: string): TokenStore | undefined {
  if (!userDir) return undefined;
  const { fileStore, partPath } =
    require("../../account/storage/file-store") as typeof import("../../account/storage/file-store");
  return fileStore(partPath(userDir, id, part));
}
