import assert from "node:assert/strict";
import {
  CommandQueue,
  queueLimit,
  type CommandStage,
  type QueueTurn,
} from "../../../src/account/commands/command-queue";
import { ManualClock } from "../../../src/base/clock";

const car = "HESXTEST0P0000001";

/** A command whose sending, acceptance and end the test decides. */
function work() {
  let release!: (value: string) => void;
  const end = new Promise<string>((resolve) => {
    release = resolve;
  });
  const state = { sent: 0, turn: undefined as QueueTurn | undefined };
  return {
    state,
    end: (value = "done") => release(value),
    run: async (turn: QueueTurn): Promise<string> => {
      turn.checkExpiry();
      state.sent++;
      state.turn = turn;
      turn.reached("sent");
      return await end;
    },
  };
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("command queue", () => {
  let clock: ManualClock;
  let queue: CommandQueue;
  const ask = (
    key: string,
    run: (turn: QueueTurn) => Promise<string>,
    more: { signal?: AbortSignal; onStage?: (s: CommandStage) => void } = {},
  ) => queue.run({ vehicleId: car, key, expiresAt: clock.now() + 120_000, work: run, ...more });

  beforeEach(() => {
    clock = new ManualClock();
    queue = new CommandQueue(clock);
  });

  it("sends one of a thousand equal commands and gives each asker its outcome", async () => {
    const unlock = work();
    const results = Array.from({ length: 1000 }, () => ask("unlock", unlock.run));
    await settle();
    unlock.end("confirmed");
    assert.deepEqual(new Set(await Promise.all(results)), new Set(["confirmed"]));
    assert.equal(unlock.state.sent, 1);
  });

  it("runs one command of a vehicle at a time, in the order they came", async () => {
    const [lock, unlock, again] = [work(), work(), work()];
    const all = [ask("lock", lock.run), ask("unlock", unlock.run), ask("lock", again.run)];
    await settle();
    assert.deepEqual([lock.state.sent, unlock.state.sent, again.state.sent], [1, 0, 0]);
    lock.end();
    await settle();
    assert.deepEqual([unlock.state.sent, again.state.sent], [1, 0]);
    unlock.end();
    again.end();
    await Promise.all(all);
    assert.equal(again.state.sent, 1, "lock, unlock, lock are three commands");
    assert.equal(queue.length(car), 0);
  });

  it("does not merge with a command that was accepted already", async () => {
    const [first, second] = [work(), work()];
    const a = ask("lock", first.run);
    await settle();
    first.state.turn?.reached("accepted");
    const b = ask("lock", second.run);
    first.end();
    await settle();
    second.end();
    await Promise.all([a, b]);
    assert.equal(second.state.sent, 1);
  });

  it("lets another vehicle's command run beside it", async () => {
    const [mine, other] = [work(), work()];
    const a = ask("lock", mine.run);
    const b = queue.run({ vehicleId: "HESXTEST0P0000002", key: "lock", expiresAt: Infinity, work: other.run });
    await settle();
    assert.equal(other.state.sent, 1);
    mine.end();
    other.end();
    await Promise.all([a, b]);
  });

  it("does not send what waited too long, and says so", async () => {
    const [slow, late] = [work(), work()];
    const a = ask("climateOn", slow.run);
    const b = ask("unlock", late.run);
    await settle();
    clock.jump(121_000);
    slow.end();
    await a;
    await assert.rejects(b, { code: "COMMAND_EXPIRED" });
    assert.equal(late.state.sent, 0);
  });

  it("refuses the one that finds the line full, and keeps the others", async () => {
    const running = work();
    const a = ask("first", running.run);
    const waiting = Array.from({ length: queueLimit }, (_, i) => ask(`w${i}`, () => Promise.resolve("ok")));
    await assert.rejects(
      ask("one too many", () => Promise.resolve("never")),
      { code: "VEHICLE_BUSY" },
    );
    running.end();
    await a;
    assert.deepEqual(
      await Promise.all(waiting),
      Array.from({ length: queueLimit }, () => "ok"),
    );
  });

  it("takes a command out of the line when nobody waits for it any more, but not a sent one", async () => {
    const [sent, waiting] = [work(), work()];
    const stop = new AbortController();
    const a = ask("lock", sent.run, { signal: stop.signal });
    const b = ask("unlock", waiting.run, { signal: stop.signal });
    await settle();
    stop.abort();
    await assert.rejects(a, { code: "ABORTED" });
    await assert.rejects(b, { code: "ABORTED" });
    sent.end();
    await settle();
    assert.equal(sent.state.sent, 1);
    assert.equal(waiting.state.sent, 0);
    assert.equal(queue.length(car), 0);
  });

  it("tells each asker the stages, also one that came later", async () => {
    const lock = work();
    const seen: CommandStage[][] = [[], []];
    const a = ask("lock", lock.run, { onStage: (stage) => seen[0]?.push(stage) });
    await settle();
    const b = ask("lock", lock.run, { onStage: (stage) => seen[1]?.push(stage) });
    lock.state.turn?.reached("accepted");
    lock.state.turn?.reached("confirmed");
    lock.end();
    await Promise.all([a, b]);
    assert.deepEqual(seen, [
      ["queued", "sent", "accepted", "confirmed"],
      ["sent", "accepted", "confirmed"],
    ]);
  });

  it("goes on with the next command after one that failed", async () => {
    const a = ask("lock", () => Promise.reject(new Error("refused")));
    const b = ask("unlock", () => Promise.resolve("ok"));
    await assert.rejects(a, /refused/);
    assert.equal(await b, "ok");
  });

  it("keeps ten in line behind the one that runs", async () => {
    const running = work();
    const line = [ask("first", running.run), ...Array.from({ length: 10 }, (_, i) => ask(`w${i}`, async () => "ok"))];
    assert.equal(queue.length(car), 11);
    await assert.rejects(
      ask("w10", async () => "never"),
      { code: "VEHICLE_BUSY" },
    );
    running.end();
    await Promise.all(line);
    await settle();
    assert.equal(queue.length(car), 0, "and none when all are done");
  });

  it("lets an equal command that comes later keep the first from growing too old", async () => {
    const [slow, twice] = [work(), work()];
    const a = ask("climateOn", slow.run);
    const b = ask("unlock", twice.run);
    clock.jump(60_000);
    const c = ask("unlock", twice.run);
    await settle();
    clock.jump(100_000);
    slow.end();
    twice.end("late");
    assert.deepEqual(await Promise.all([a, b, c]), ["done", "late", "late"]);
    assert.equal(twice.state.sent, 1);
  });

  it("waits as long as the most patient asker, and answers one that wants acceptance only at once", async () => {
    const patient = work();
    const more = (patience?: number) => ({ vehicleId: car, key: "lock", expiresAt: clock.now() + 120_000, patience });
    const asked = [0, 60, 30].map((seconds) => queue.run({ ...more(seconds), work: patient.run }));
    await settle();
    assert.equal(patient.state.turn!.patience, 60);
    patient.state.turn!.reached("accepted", "so far" as never);
    assert.equal(await asked[0], "so far");
    patient.end("confirmed");
    assert.deepEqual(await Promise.all(asked.slice(1)), ["confirmed", "confirmed"]);
  });

  it("sends nothing any more once it is closed, and lets what was sent go on", async () => {
    const [sent, waiting] = [work(), work()];
    const a = ask("lock", sent.run);
    await settle();
    const b = ask("unlock", waiting.run);
    queue.close();
    await assert.rejects(b, { code: "ABORTED" });
    await assert.rejects(ask("honk", waiting.run), { code: "ABORTED" });
    assert.throws(() => sent.state.turn!.checkExpiry(), { code: "ABORTED" });
    sent.end("done");
    assert.equal(await a, "done");
    await settle();
    assert.equal(waiting.state.sent, 0);
  });

  it("tells a stage once, to those who still listen", async () => {
    const lock = work();
    const stages: CommandStage[] = [];
    const controller = new AbortController();
    const gone = ask("lock", lock.run, { onStage: (stage) => stages.push(stage), signal: controller.signal });
    const stays = ask("lock", lock.run);
    await settle();
    lock.state.turn!.reached("sent");
    controller.abort();
    await assert.rejects(gone, { code: "ABORTED", sent: true });
    lock.state.turn!.reached("accepted");
    lock.end();
    await stays;
    assert.deepEqual(stages, ["queued", "sent"]);
  });

  it("does not even begin what is too old, and says that nothing was sent; it may wait for exactly as long as it was told", async () => {
    const slow = work();
    let begun = 0;
    const begin = async (): Promise<string> => `begun ${++begun}`;
    const a = ask("climateOn", slow.run);
    const b = ask("unlock", begin);
    await settle();
    clock.jump(1);
    const c = ask("lock", begin);
    clock.jump(120_000);
    slow.end();
    await a;
    await assert.rejects(b, { code: "COMMAND_EXPIRED", sent: false });
    assert.equal(await c, "begun 1");
  });

  it("says of the one that finds the line full that nothing was sent, and of one whose asker was gone before", async () => {
    const running = work();
    const line = Array.from({ length: 11 }, (_, i) => ask(`w${i}`, running.run));
    await assert.rejects(ask("w11", running.run), { code: "VEHICLE_BUSY", sent: false });
    await assert.rejects(ask("w12", running.run, { signal: AbortSignal.abort() }), { code: "ABORTED" });
    running.end();
    await Promise.all(line);
    assert.equal(running.state.sent, 11);
  });

  it("waits until the end for an asker that names no time, whoever came before it", async () => {
    const lock = work();
    const asked = [30, undefined].map((patience) =>
      queue.run({ vehicleId: car, key: "lock", expiresAt: Infinity, patience, work: lock.run }),
    );
    await settle();
    assert.equal(lock.state.turn!.patience, Infinity);
    lock.end();
    await Promise.all(asked);
  });
});
