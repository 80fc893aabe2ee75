import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { CommandDisplay } from "../../../src/node-red/command/display";
import { GeofenceDisplay } from "../../../src/node-red/geofence/display";
import { locationOf } from "../../../src/node-red/geofence/message";
import { listen } from "../../../src/node-red/shared/listen";
import { namePlaces } from "../../../src/node-red/shared/name-places";
import { NodeState } from "../../../src/node-red/shared/node-state";
import { runtime } from "../../../src/node-red/shared/runtime";
import { accountType } from "../../../src/node-red/shared/types";
import { WatchingNode } from "../../../src/node-red/shared/watching-node";

const start = Date.parse("2026-05-04T10:00:00Z");
let clock: ManualClock;
/** Within a describe: simulated time. */
function timed(): void {
  beforeEach(() => void (runtime.clock = clock = new ManualClock(start)));
  afterEach(() => void (runtime.clock = systemClock));
}

/** A node that keeps what it shows. */
function shows(): { node: never; line: () => string; errors: string[] } {
  let line = "";
  const errors: string[] = [];
  const node = {
    type: "n",
    status: ({ fill = "", shape = "", text = "" }) => void (line = `${fill} ${shape} ${text}`.trim()),
    error: (error: Error) => void errors.push(error.message),
  };
  return { node: node as never, line: () => line, errors };
}

describe("what nodes show while time passes", () => {
  timed();

  it("a command: its stage with seconds in the runtime's words, how it ended, and nothing of an older message", async () => {
    for (const [words, queued] of [
      [(key: string) => key, "queued"],
      [() => "in der Schlange", "in der Schlange"],
    ] as const) {
      const { node, line } = shows();
      const display = new CommandDisplay({ _: words } as never, node);
      const old = display.begin();
      old.stage("queued");
      assert.equal(line(), `blue ring ${queued} · 0 s`);
      await clock.advance(5000);
      assert.equal(line(), `blue ring ${queued} · 5 s`);
      const run = display.begin();
      run.stage("sent");
      old.stage("queued");
      old.ended("confirmed", "green");
      old.failed({ fill: "red", shape: "ring", text: "old" });
      assert.match(line(), /^blue dot .* · 0 s$/);
      run.failed(undefined);
      display.failed(undefined);
      assert.match(line(), /^blue dot .* · 0 s$/);
      await clock.advance(60_000);
      assert.match(line(), /^blue dot .* · 0 s$/, "it counts no more");
      run.ended("unknown", "yellow");
      assert.match(line(), /^yellow ring .* · 60 s$/);
      display.close();
      display.failed({ fill: "red", shape: "ring", text: "late" });
      run.stage("sent");
      assert.deepEqual([line(), clock.pending], ["", 0]);
    }
  });

  it("a geofence: where the vehicle is and for how long, trouble before it, nothing after the end", async () => {
    const { node, line } = shows();
    const display = new GeofenceDisplay(node);
    display.show(undefined);
    assert.equal(line(), "grey ring n.status.waiting");
    const since = new Date(start).toISOString();
    display.show({ name: "Home", inside: true, since } as never);
    await clock.advance(59 * 60_000);
    assert.equal(line(), "green dot Home · 59 min");
    await clock.advance(60_000 + 900_000 * 4);
    assert.equal(line(), "green dot Home · 2 h");
    display.failed({ fill: "red", shape: "ring", text: "odd" });
    assert.equal(line(), "red ring odd");
    display.failed(undefined);
    display.show({ name: "Home", inside: true } as never);
    assert.equal(line(), "grey ring n.status.outside");
    display.close();
    display.show({ name: "Home", inside: true, since } as never);
    assert.deepEqual([line(), clock.pending], ["", 0]);
    assert.equal(locationOf({ place: () => undefined } as never, "car"), undefined);
  });
});

describe("what a node remembers", () => {
  timed();

  const kept = async (load: () => Promise<string | undefined>): Promise<{ state: NodeState; warned: unknown[] }> => {
    const warned: unknown[] = [];
    const store = { load, save: async () => undefined, remove: async () => undefined };
    const state = new NodeState(store, (text) => warned.push(text));
    await state.ready;
    return { state, warned };
  };

  it("of another version, of a damaged or a far too long file, nothing; and it says so", async () => {
    const dropped = "What the node remembered on disk is damaged or of another version, and was dropped.";
    const good = { v: 1, kept: { car: 1 } };
    const texts = ["", "{", "[]", JSON.stringify({ ...good, v: 2 }), JSON.stringify({ v: 1, kept: [] })];
    for (const text of [...texts, JSON.stringify(good) + " ".repeat(32_000_000)]) {
      const { state, warned } = await kept(async () => text);
      assert.deepEqual([state.get("car"), warned], [undefined, [dropped]]);
    }
    const { state, warned } = await kept(async () => JSON.stringify(good));
    assert.deepEqual([state.get("car"), warned], [1, []]);
  });

  it("from a disk that fails, nothing, with the system's word for it where it has one; only once", async () => {
    for (const [error, word] of [
      [Object.assign(new Error("x"), { code: "EACCES" }), "EACCES"],
      [new Error("x"), "unknown"],
      [{ code: 5 }, "unknown"],
    ] as const) {
      const { state, warned } = await kept(() => Promise.reject(error as Error));
      assert.equal(warned.length, 1);
      assert.match(String(warned[0]), new RegExp(`could not be read \\(${word}\\): a restart forgets it`));
      state.set("car", 2);
      await state.flush();
      assert.deepEqual(warned.slice(1), [undefined], "once it is written the warning is taken back");
    }
  });
});

describe("a node that watches vehicles", () => {
  timed();

  interface Look {
    looked: object[];
    due: boolean[];
    failures: unknown[];
  }
  function watching(
    ready: Promise<unknown>,
    account?: object,
  ): Look & { node: WatchingNode<object>; begin: () => void; errors: string[] } {
    const events = new EventEmitter();
    const { node, errors } = shows();
    const look: Look = { looked: [], due: [], failures: [] };
    const red = { events, nodes: { getNode: () => account ?? null, eachNode: () => undefined } };
    const source = account && { account: "acc", vehicle: { type: "all", value: "" } };
    const watcher = new WatchingNode<object>(red as never, node, {
      prepare: () => ({ parts: {}, ready, places: { fences: [] }, source }),
      look: (message) => void look.looked.push(message),
      hear: () => undefined,
      due: (_parts, begin) => void look.due.push(begin),
      failed: (line) => void look.failures.push(line),
    });
    watcher.start(account && "acc");
    return { ...look, node: watcher, begin: () => void events.emit("flows:started"), errors };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it("that is closed before what it remembers is there looks at nothing, and ends its message as stopped", async () => {
    let open: (value?: unknown) => void = () => undefined;
    const { node, begin, looked, due } = watching(new Promise((resolve) => (open = resolve)));
    begin();
    let ended: { code?: string } = {};
    const answer = node.answer({}, (() => undefined) as never, (error) => (ended = (error ?? {}) as typeof ended));
    node.close(() => undefined);
    open();
    await answer;
    await turn();
    assert.deepEqual([looked, due, ended.code], [[], [], "ABORTED"]);
  });

  it("whose account cannot be listened to says so and keeps saying so, and takes messages all the same", async () => {
    const subscribe = (): never => {
      throw new Error("no ears");
    };
    const account = { type: accountType, lend: () => ({ subscribe, namePlaces: () => () => undefined }) };
    const { node, begin, looked, due, failures, errors } = watching(Promise.resolve(), account);
    begin();
    await turn();
    assert.equal(errors.length, 1);
    assert.deepEqual([due, failures.length], [[], 1]);
    await node.answer({ payload: 1 }, (() => undefined) as never, (error) => assert.equal(error, undefined));
    assert.deepEqual([looked, failures.length], [[{ payload: 1 }], 1]);
    node.close(() => undefined);
  });

  it("listens to the vehicle that is chosen or to all, and not at all once it is closed", async () => {
    const asked: unknown[] = [];
    const subscribe = (...given: unknown[]): (() => void) => (
      asked.push(given.slice(0, 2)),
      () => void asked.push("stopped")
    );
    const red = { nodes: { getNode: () => ({ type: accountType, lend: () => ({ subscribe }) }) } } as never;
    const hear = (): void => undefined;
    for (const [type, value] of [
      ["auto", ""],
      ["all", ""],
      ["str", "Blue"],
    ] as const) {
      const source = { account: "acc", vehicle: { type, value } };
      (await listen(red, {} as never, source, () => false, hear)).stop();
      (await listen(red, {} as never, source, () => true, hear)).stop();
    }
    const all = ["all", "listen"];
    assert.deepEqual(asked, [all, "stopped", all, "stopped", ["Blue", "listen"], "stopped"]);
    const none = { account: "acc", vehicle: { type: "str", value: "" } };
    await assert.rejects(
      listen(red, {} as never, none, () => false, hear),
      { code: "INPUT_INVALID" },
    );
  });

  it("gives places their names where its account does so, and misses nothing where it does not", () => {
    let named: (() => unknown) | undefined;
    const account = (lent: object): never =>
      ({ nodes: { getNode: () => ({ type: accountType, lend: () => lent }) } }) as never;
    const watch = { fences: [{ name: "Home" }] } as never;
    const namer = { namePlaces: (fences: () => unknown) => ((named = fences), () => void (named = undefined)) };
    const end = namePlaces(account(namer), "acc", watch);
    assert.deepEqual(named?.(), [{ name: "Home" }]);
    end();
    assert.equal(named, undefined);
    namePlaces(account({}), "acc", watch)();
    namePlaces(account(namer), undefined, watch)();
    namePlaces({ nodes: { getNode: () => null, eachNode: () => undefined } } as never, "acc", watch)();
    assert.equal(named, undefined);
  });
});
