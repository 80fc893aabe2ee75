import assert from "node:assert/strict";
import { CommandHistory } from "../../../src/account/commands/command-history";
import { CommandQueue } from "../../../src/account/commands/command-queue";
import { CommandSender, type SendOptions, type Sent } from "../../../src/account/commands/command-sender";
import { Book } from "../../../src/account/readings/book";
import type { Connection } from "../../../src/account/session/connection";
import { ManualClock, ticks } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { silentLogger } from "../../../src/base/logger";
import type { PreparedCommand } from "../../../src/platforms/platform";
import type { Vehicle } from "../../../src/vehicle/model";

const car = { id: "HESXTEST0P0000001", model: "#1" } as Vehicle;
const locate = { command: "positionRefresh" };

describe("a command that stands in the platform's own line", () => {
  let clock: ManualClock;
  let history: CommandHistory;
  let sender: CommandSender;
  /** What the platform does between the moment it is given the command and the moment it leaves; then what the cloud says. */
  let inLine: () => void;
  let answer: () => void;
  let left: number;
  let way: boolean[];
  let more: Partial<PreparedCommand>;

  const send = (options: SendOptions = {}, expiresSeconds = 120): Promise<Sent> =>
    new CommandQueue(clock).run<Sent>({
      vehicleId: car.id,
      key: "positionRefresh",
      expiresAt: ticks(clock) + expiresSeconds * 1000,
      work: (turn) => sender.send(car, locate, turn, { onTheWay: (on) => way.push(on), ...options }),
    });

  beforeEach(() => {
    clock = new ManualClock();
    history = new CommandHistory(clock);
    inLine = () => undefined;
    answer = () => undefined;
    left = 0;
    way = [];
    more = {};
    const session = {
      command: (): PreparedCommand => ({
        repeatable: false,
        ...more,
        async send(_signal, leaving) {
          await Promise.resolve();
          inLine();
          leaving?.();
          left++;
          answer();
          return { raw: {} };
        },
      }),
    };
    const care = { withSession: (_use: unknown, work: (s: typeof session) => Promise<unknown>) => work(session) };
    sender = new CommandSender({
      clock,
      history,
      book: new Book(clock, silentLogger),
      connection: () =>
        Promise.resolve({ care, http: { cloudTimeAt: (tick: number) => tick } } as unknown as Connection),
      listed: () => undefined,
      limit: new AbortController().signal,
    });
  });

  it("is not sent once it has grown too old there, and to the millisecond", async () => {
    inLine = () => clock.jump(120_001);
    await assert.rejects(send(), { code: "COMMAND_EXPIRED", sent: false });
    assert.equal(left, 0);
    assert.deepEqual(way, [true, false], "it was taken back");
    inLine = () => clock.jump(120_000);
    await send();
    assert.equal(left, 1);
  });

  it("is sent all the same where a run of many has put it there, but not if it was too old before", async () => {
    inLine = () => clock.jump(600_000);
    await send({ expiresInLine: false });
    assert.equal(left, 1);
    await assert.rejects(send({ expiresInLine: false }, -1), { code: "COMMAND_EXPIRED", sent: false });
    assert.equal(left, 1);
  });

  it("is told to have been sent when it left, not when it came there", async () => {
    inLine = () => clock.jump(30_000);
    const [began, tick] = [clock.now(), ticks(clock)];
    const sent = await send();
    assert.deepEqual([sent.at - began, sent.tick - tick], [30_000, 30_000]);
  });

  describe("and may be sent only every so often", () => {
    beforeEach(() => {
      more = { leastPauseSeconds: 900 };
    });

    it("is refused until then, with the time that is left, and not a moment longer", async () => {
      await send();
      clock.jump(899_999);
      await assert.rejects(send(), { code: "RATE_LIMITED", sent: false, retryAfterMs: 1 });
      assert.equal(left, 1);
      clock.jump(1);
      await send();
      assert.equal(left, 2);
    });

    it("is not counted where it was refused or grew too old", async () => {
      answer = () => {
        throw cloudError("COMMAND_REJECTED", "No.", { sent: false });
      };
      await assert.rejects(send(), { code: "COMMAND_REJECTED" });
      answer = () => undefined;
      inLine = () => clock.jump(120_001);
      await assert.rejects(send(), { code: "COMMAND_EXPIRED" });
      inLine = () => undefined;
      await send();
      assert.equal(left, 2);
    });

    it("is counted where no answer came: the car may have heard it", async () => {
      answer = () => {
        throw cloudError("TIMEOUT", "No answer.", { sent: true });
      };
      assert.equal((await send()).error?.code, "TIMEOUT");
      assert.deepEqual(way, [true, true], "and it may be on its way still");
      answer = () => undefined;
      await assert.rejects(send(), { code: "RATE_LIMITED" });
      assert.equal(left, 1);
    });
  });

  it("keeps no note of one that may be sent at any time", async () => {
    await send();
    assert.deepEqual(history.keys(), []);
    await send();
    assert.equal(left, 2);
  });

  for (const [code, facts, unknown] of [
    ["CLOUD_UNAVAILABLE", {}, true],
    ["CLOUD_UNAVAILABLE", { sent: false }, false],
    ["CLOUD_ANSWER_INVALID", {}, true],
    ["INTERNAL", {}, true],
    ["TIMEOUT", { platformCode: "8153" }, false],
    ["TIMEOUT", { platformCode: "8153", sent: true }, true],
    ["COMMAND_REJECTED", { sent: true }, false],
  ] as const) {
    it(`may have been carried out after ${code} ${JSON.stringify(facts)}: ${unknown ? "yes" : "no"}`, async () => {
      answer = () => {
        throw cloudError(code, "So it is.", facts);
      };
      if (unknown) assert.equal((await send()).error?.code, code);
      else await assert.rejects(send(), { code });
    });
  }
});
