import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock, type ClockTimer } from "../../src/base/clock";
import { sharedDemoCloud } from "../../src/demo";
import { accounts } from "../../src/node-red/account/accounts";
import { runtime } from "../../src/node-red/shared/runtime";
import {
  accountItem,
  flow,
  helper,
  Inbox,
  load,
  placed,
  receive,
  unload,
  until,
  type FlowItem,
} from "../node-red/support";

const deploys = 500;
/** What is made once is made by then. */
const warmUp = 20;

/** What the helper keeps to itself: its own deploy gives up after 0.3 s, which a busy machine needs at times. */
interface Inside {
  _events: EventEmitter;
  _redNodes: { setFlows(flows: FlowItem[], credentials: object, type: string): Promise<unknown> };
}
const inside = helper as unknown as Inside;

/** The machine's clock, which knows its timers: those that keep no process alive show nowhere else. */
class CountingClock implements Clock {
  readonly #waiting = new Set<ClockTimer>();
  readonly now = systemClock.now;
  readonly hold = systemClock.hold;

  get pending(): number {
    return this.#waiting.size;
  }

  setTimeout(callback: () => void, ms: number): ClockTimer {
    const timer = systemClock.setTimeout(() => {
      this.#waiting.delete(timer);
      callback();
    }, ms);
    this.#waiting.add(timer);
    return timer;
  }

  clearTimeout(timer: ClockTimer): void {
    this.#waiting.delete(timer);
    systemClock.clearTimeout(timer);
  }
}

/** Open handles of a kind, also those that keep no process alive. */
function handles(): Record<string, number> {
  const report = process.report.getReport() as unknown as { libuv: { type: string; is_active?: boolean }[] };
  const counted: Record<string, number> = {};
  for (const { type, is_active } of report.libuv) if (is_active) counted[type] = (counted[type] ?? 0) + 1;
  return counted;
}

const listeners = (emitter: EventEmitter): number =>
  emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);

describe("deploys without end", function () {
  this.timeout(360_000);
  let userDir: string;
  let clock: CountingClock;

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-deploys-"));
    helper.settings({ userDir } as never);
    clock = new CountingClock();
    runtime.clock = clock;
  });
  afterEach(async () => {
    await unload();
    helper.settings({ userDir: undefined } as never);
    rmSync(userDir, { recursive: true, force: true });
  });

  /** The flow of the `number`th deploy: everything is as before but for the node's settings. */
  const changed = (number: number, type: string): FlowItem[] =>
    flow(
      { vehicleType: "all", name: `Car ${number}`, send: number % 2 ? "new" : "every" },
      type === "full" ? { ...accountItem, name: `Cars ${number}` } : accountItem,
    );

  async function deploy(number: number, type: string): Promise<void> {
    const started = new Promise<void>((resolve) => void inside._events.once("flows:started", () => resolve()));
    await inside._redNodes.setFlows(placed(changed(number, type)), {}, type);
    await started;
  }

  /** Everything of ours that a deploy could leave behind. */
  function left(): Record<string, number> {
    const { tcp = 0, timer = 0, fs_event = 0, pipe = 0 } = handles();
    const nodes = ["car", "acc"].reduce((sum, id) => sum + listeners(helper.getNode(id) as never), 0);
    return {
      timers: clock.pending,
      accounts: accounts.open,
      tcp,
      timer,
      fs_event,
      pipe,
      process: listeners(process),
      nodes,
      runtime: listeners(inside._events),
    };
  }

  for (const type of ["full", "nodes"]) {
    it(`${deploys} of kind "${type}" leave no listener, timer, socket or account behind, and ask the cloud nothing`, async () => {
      const inbox = await load(changed(0, type));
      await until("three readings", () => inbox.out.length >= 3);
      const { control } = await sharedDemoCloud();
      for (let i = 1; i <= warmUp; i++) await deploy(i, type);
      // A connection that is kept for the next request is closed after some seconds by itself: only more than now counts.
      const before = left();
      const asked = control.log.length;
      for (let i = warmUp + 1; i <= deploys; i++) await deploy(i, type);
      assert.equal((helper.getNode("car") as unknown as { name: string }).name, `Car ${deploys}`);
      const after = left();
      for (const [what, count] of Object.entries(after)) {
        assert.ok(
          count <= before[what]!,
          `${what}: ${count} after ${deploys} deploys, ${before[what]} after ${warmUp}`,
        );
      }
      const more = control.log.slice(asked);
      assert.equal(more.filter(({ path }) => !path.includes("/vehicle/status/")).length, 0, "no sign-in, no list");
      // The default policy within these seconds: nothing is due but what the cars' own doings bring forward.
      assert.ok(more.length <= 6, `${more.length} requests`);

      const last = new Inbox().listen();
      receive("car", { payload: "", mine: 1 });
      await until("an answer of the last node", () => last.ended.length === 1);
      assert.equal(last.out.filter(({ mine }) => mine === 1).length, 3, "each car once");
      assert.deepEqual(last.failed, []);
    });
  }
});
