import assert from "node:assert/strict";
import type { ErrorCode } from "../../../../src/base/errors";
import type { Command, Reaction } from "../../../../src/platforms/platform";
import { api, code, failure, ok, one, openSession, statusPath } from "../support";

const read = `GET ${api}${statusPath(one.id)}`;
const telematics = `PUT ${api}/remote-control/vehicle/telematics/${one.id}`;

async function reading(given: object) {
  const { session, network } = openSession();
  network.on(read, given);
  const error = await failure(session.read("overview", one, {}));
  return { error, reaction: session.react(error, { purpose: "read", vehicle: one }), asked: network.lines.length };
}

async function commanding(given: object, command: Command = { command: "lock" }) {
  const { session, network } = openSession();
  network.on(telematics, given);
  const error = await failure(session.command(one, command).send());
  return { error, reaction: session.react(error, { purpose: "command", vehicle: one }), asked: network.lines.length };
}

/** code, error on a read, reaction on a read, error on a command, reaction on a command */
const table: [string | number, ErrorCode, Reaction, ErrorCode?, Reaction?][] = [
  ["1402", "SIGN_IN_NEEDED", "refresh"],
  [1402, "SIGN_IN_NEEDED", "refresh"],
  ["1501", "SIGN_IN_NEEDED", "refresh"],
  ["1502", "SIGN_IN_NEEDED", "refresh"],
  ["8500", "CLOUD_UNAVAILABLE", "none", "COMMAND_REJECTED", "none"],
  ["4038", "VEHICLE_UNKNOWN", "prepare"],
  ["8006", "VEHICLE_UNKNOWN", "prepare"],
  ["8040", "CLOUD_UNAVAILABLE", "prepare"],
  ["8060", "VEHICLE_UNKNOWN", "otherHost"],
  ["8063", "VEHICLE_UNKNOWN", "otherHost"],
  ["1405", "NOT_SUPPORTED", "otherHost", "NOT_SUPPORTED", "none"],
  ["1404", "NOT_SUPPORTED", "none"],
  ["1442", "CLOCK_SKEWED", "resign"],
  ["1443", "SIGNATURE_REFUSED", "resign"],
  ["1445", "SIGNATURE_REFUSED", "none"],
  ["1440", "CONFIG_INVALID", "none"],
  ["1400", "INPUT_INVALID", "none"],
  ["8200", "INPUT_INVALID", "none"],
  ["8070", "VEHICLE_BUSY", "wait"],
  ["8153", "VEHICLE_OFFLINE", "none"],
  ["8160", "NOT_PERMITTED", "none"],
  ["failure", "COMMAND_REJECTED", "none"],
  ["7065", "RATE_LIMITED", "none"],
  ["8000", "CLOUD_UNAVAILABLE", "none", "COMMAND_REJECTED", "none"],
  ["something new", "CLOUD_UNAVAILABLE", "none", "COMMAND_REJECTED", "none"],
];

describe("what the cloud's codes mean", () => {
  for (const [value, onRead, reaction, onCommand = onRead, commandReaction = reaction] of table) {
    it(`${typeof value} ${value}: ${onRead}, ${reaction}; on a command ${onCommand}, ${commandReaction}`, async () => {
      const reads = await reading(code(value));
      assert.deepEqual([reads.error.code, reads.reaction], [onRead, reaction]);
      const commands = await commanding(code(value));
      assert.deepEqual([commands.error.code, commands.reaction], [onCommand, commandReaction]);
      for (const { error, asked } of [reads, commands]) {
        assert.equal(error.platformCode, String(value));
        assert.equal(error.host, api);
        assert.match(error.message, new RegExp(`${api}.*${value}`));
        assert.doesNotMatch(error.message, new RegExp(one.id));
        assert.equal(asked, 1);
      }
    });
  }

  it("knows a code however it is written", async () => {
    for (const success of ["1000", 1000, "0", 0, 200, "200"]) {
      const { session, network } = openSession();
      network.on(read, { body: { code: success, data: { updateTime: "1780300740000" } } });
      await session.read("overview", one, {});
    }
  });

  it("takes an answer without a code as it is", async () => {
    const { session, network } = openSession();
    const data = { updateTime: "1780300740000" };
    network.on(read, { body: { data } }, { body: { code: "", data } });
    await session.read("overview", one, {});
    await session.read("overview", one, {});
  });

  it("keeps back nothing but the last reading where that serves", async () => {
    assert.equal((await reading(code("8040"))).error.lastReadingServes, true);
    assert.equal((await reading(code("8153"))).error.lastReadingServes, true);
    assert.equal((await reading(code("8006"))).error.lastReadingServes, undefined);
  });

  it("says how long to wait while the car is busy", async () => {
    assert.equal((await commanding(code("8070"))).error.retryAfterMs, 15_000);
  });

  it("never retries a refused command by saying that waiting helps", async () => {
    assert.equal((await commanding(code("9999"))).error.retryable, false);
    assert.equal((await commanding(code("failure"))).error.retryable, false);
  });

  it("tells a gateway's 403 on a read from one on a command", async () => {
    const refused = { status: 403, body: "<html>Forbidden</html>" };
    assert.equal((await reading(refused)).error.code, "CLOUD_UNAVAILABLE");
    const { error } = await commanding(refused);
    assert.deepEqual([error.code, error.httpStatus], ["COMMAND_REJECTED", 403]);
  });

  it("believes the code in the body rather than the HTTP status", async () => {
    const { error } = await reading({ ...code("8006"), status: 400 });
    assert.equal(error.code, "VEHICLE_UNKNOWN");
  });

  it("refuses JSON of another kind", async () => {
    for (const body of ["[]", "7", '"text"', "null", "true"]) {
      const { error, asked } = await reading({ body });
      assert.deepEqual([error.code, error.retryable, asked], ["CLOUD_ANSWER_INVALID", false, 1]);
    }
  });

  it("says VEHICLE_UNKNOWN after three calls in a row did not find the vehicle, repetitions not counted", async () => {
    const { session, network, clock } = openSession();
    network.on(read, code("8040")).on("/user/session/update", ok());
    const codes: string[] = [];
    for (let call = 0; call < 3; call++) {
      const first = await failure(session.read("overview", one, {}));
      codes.push(first.code);
      if (session.react(first, { purpose: "read", vehicle: one }) === "prepare") {
        await session.prepare(one, { again: true });
        codes.push((await failure(session.read("overview", one, {}))).code);
      }
      await clock.advance(1_200_000);
    }
    const passing = "CLOUD_UNAVAILABLE";
    assert.deepEqual(codes, [passing, passing, passing, passing, "VEHICLE_UNKNOWN"]);
    network.on(read, ok({ updateTime: "1780300740000" }), code("8040"));
    await session.read("overview", one, {});
    assert.equal((await failure(session.read("overview", one, {}))).code, passing);
  });

  it("corrects the time after 1442 however small the offset, and signs with it", async () => {
    const { session, network, clock } = openSession();
    network.on(
      read,
      { ...code("1442"), headers: { date: new Date(clock.now() - 10_000).toUTCString() } },
      ok({ updateTime: "1780300740000" }),
    );
    await failure(session.read("overview", one, {}));
    await session.read("overview", one, {});
    const [before, after] = network.asked.map(({ headers }) => Number(headers["x-timestamp"]));
    assert.ok(Math.abs((after ?? 0) - (before ?? 0) + 10_000) <= 500);
  });
});
