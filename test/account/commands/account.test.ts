import assert from "node:assert/strict";
import type { VehicleAccount } from "../../../src/account/types";
import type { Clock } from "../../../src/base/clock";
import type { DemoVehicleInfo } from "../../../src/demo";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { Transport } from "../../../src/http/transport";
import type { Command } from "../../../src/platforms/platform";
import { moving, until } from "../support/accounts";
import { garage, one, telematics, three, type Garage } from "./support";

describe("commands to the demo's cars", function () {
  let cars: Garage;
  let account: VehicleAccount;
  const put = `PUT /remote-control/vehicle${telematics}`;
  const executions = (id = one): Record<string, number> => cars.demo.control.executions(id);

  beforeEach(async () => {
    cars = await garage();
    account = cars.account({ allow: { sisterBrand: true } });
  });
  afterEach(() => cars.close());

  it("are all carried out and confirmed, those of sister cars too", async () => {
    const commands: [Command, "confirmed" | "accepted", (reading: unknown) => unknown][] = [
      [{ command: "unlock" }, "confirmed", (r) => (r as { locks: { locked: boolean } }).locks.locked === false],
      [{ command: "lock" }, "confirmed", () => true],
      [{ command: "trunkUnlock" }, "confirmed", () => true],
      [{ command: "trunkLock" }, "confirmed", () => true],
      [{ command: "windowsVent" }, "confirmed", () => true],
      [{ command: "windowsOpen" }, "confirmed", () => true],
      [{ command: "windowsClose" }, "confirmed", () => true],
      [{ command: "blindOpen" }, "confirmed", () => true],
      [{ command: "blindClose" }, "confirmed", () => true],
      [{ command: "climateOn", temperature: 22.5, seats: { driver: 2 }, steeringWheel: 1 }, "confirmed", () => true],
      [{ command: "climateOff" }, "confirmed", () => true],
      [{ command: "seatHeating", seat: "driver", level: 2 }, "confirmed", () => true],
      [{ command: "seatVentilation", seat: "passenger", level: 1 }, "confirmed", () => true],
      [{ command: "steeringWheelHeating", on: true }, "confirmed", () => true],
      [{ command: "defrost", on: true }, "confirmed", () => true],
      [{ command: "warmUp", temperature: 25 }, "confirmed", () => true],
      [{ command: "chargeStop" }, "confirmed", () => true],
      [{ command: "chargeStart" }, "confirmed", () => true],
      [{ command: "chargeTarget", percent: 90 }, "accepted", () => true],
      [{ command: "scheduleSet", start: "23:00", end: "06:00" }, "accepted", () => true],
      [{ command: "scheduleClear" }, "accepted", () => true],
      [{ command: "tripRecordingOff" }, "confirmed", () => true],
      [{ command: "positionRefresh" }, "confirmed", () => true],
      [{ command: "purge" }, "accepted", () => true],
      [{ command: "horn" }, "accepted", () => true],
      [{ command: "lights" }, "accepted", () => true],
      [{ command: "hornAndLights" }, "accepted", () => true],
      [{ command: "sendDestination", latitude: 48.1, longitude: 11.5, name: "Work" }, "accepted", () => true],
      [
        { command: "custom", serviceId: "RHL", action: "start", parameters: [{ key: "rhl", value: "horn" }] },
        "accepted",
        () => true,
      ],
    ];
    for (const [command, outcome, shown] of commands) {
      const result = await cars.send(account, command);
      assert.equal(result.outcome, outcome, `${command.command}: ${result.reason ?? ""}`);
      assert.ok(result.reads <= 7 && shown(result.reading), command.command);
      await cars.clock.advance(45_000);
    }
    assert.deepEqual(
      Object.entries(executions()).filter(([name, count]) => count !== (name === "horn" ? 2 : 1)),
      [],
    );
    assert.equal((await account.status(one, { chargeTarget: true })).battery.targetPercent, 90);
  });

  it("are refused for what a car lacks, and not asked for again", async () => {
    await assert.rejects(cars.send(account, { command: "sunroofOpen" }), {
      code: "NOT_SUPPORTED",
      platformCode: "1405",
    });
    const asked = cars.asked(put);
    await assert.rejects(cars.send(account, { command: "sunroofOpen" }), { code: "NOT_SUPPORTED" });
    assert.equal(cars.asked(put), asked);
    await assert.rejects(cars.send(account, { command: "blindOpen" }, {}, three), { code: "NOT_SUPPORTED" });
  });

  it("that are wrong cost no request at all, on an account that was never used", async () => {
    const plain = cars.account();
    const wrong: [Command, object, string][] = [
      [{ command: "fly" }, {}, "NOT_SUPPORTED"],
      [{ command: "windowsOpen" }, {}, "NOT_SUPPORTED"],
      [{ command: "climateOn", temperature: 5 }, {}, "INPUT_INVALID"],
      [{ command: "climateOn", temperature: "warm" }, {}, "INPUT_INVALID"],
      [{ command: "climateOn", seats: { driver: 4 } }, {}, "INPUT_INVALID"],
      [{ command: "chargeTarget", percent: 47 }, {}, "INPUT_INVALID"],
      [{ command: "lock" }, { timeoutSeconds: 0 }, "INPUT_INVALID"],
      [{ command: "lock" }, { expiresSeconds: Number.NaN }, "INPUT_INVALID"],
      [{ command: "lock" }, { waitFor: "ever" }, "INPUT_INVALID"],
    ];
    for (const [command, options, wanted] of wrong) {
      await assert.rejects(
        plain.command(one, command, options),
        { code: wanted, sent: false },
        JSON.stringify(command),
      );
    }
    assert.equal(cars.demo.control.log.length, 0);
    await assert.rejects(moving(cars.clock, plain.command("HESXTEST0P0000009", { command: "lock" })), {
      code: "VEHICLE_UNKNOWN",
    });
    assert.deepEqual(executions(), {});
  });

  it("a thousand unlocks in a second are one", async () => {
    await account.vehicles();
    const all = Array.from({ length: 1000 }, () => account.command(one, { command: "unlock" }));
    const results = await moving(cars.clock, Promise.all(all));
    assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(["confirmed"]));
    assert.equal(cars.asked(put), 1);
    assert.deepEqual(executions(), { unlock: 1 });
  });

  it("one command serves him who wants it confirmed and him to whom acceptance is enough", async () => {
    await account.vehicles();
    const stages: string[][] = [[], []];
    const seats = [
      { driver: 1, passenger: 2 },
      { passenger: 2, driver: 1 },
    ];
    const asked = (["accepted", "confirmed"] as const).map((waitFor, i) =>
      account.command(
        one,
        { command: "climateOn", seats: seats[i] },
        { waitFor, onStage: (stage) => stages[i]!.push(stage) },
      ),
    );
    const accepted = await asked[0];
    assert.deepEqual([accepted?.outcome, accepted?.reads, cars.asked(put)], ["accepted", 0, 1]);
    const confirmed = await moving(cars.clock, asked[1]!);
    assert.deepEqual([confirmed.outcome, confirmed.sentAt], ["confirmed", accepted?.sentAt]);
    assert.deepEqual(stages, [
      ["queued", "sent", "accepted"],
      ["queued", "sent", "accepted", "confirmed"],
    ]);
    assert.deepEqual(executions(), { climateOn: 1 });
  });

  it("tell their stages with the seconds, and survive a listener that throws", async () => {
    await account.vehicles();
    const heard: [string, number][] = [];
    const onStage = (stage: string, seconds: number): void => {
      heard.push([stage, seconds]);
      throw new Error("a node's fault");
    };
    const result = await cars.send(account, { command: "unlock" }, { onStage });
    assert.deepEqual(
      heard.map(([stage]) => stage),
      ["queued", "sent", "accepted", "confirmed"],
    );
    assert.ok(heard[3]![1] >= 4 && heard[3]![1] === result.seconds);
  });

  it("wait 15 s for a busy car and go once more, or expire meanwhile", async () => {
    await account.vehicles();
    cars.demo.control.fail({ match: "telematics", code: 8070 });
    const lock = await cars.send(account, { command: "unlock" });
    assert.deepEqual([lock.outcome, cars.asked(put)], ["confirmed", 2]);
    cars.demo.control.fail({ match: "telematics", code: 8070, times: 2 });
    await assert.rejects(cars.send(account, { command: "lock" }), { code: "VEHICLE_BUSY" });
    cars.demo.control.fail({ match: "telematics", code: 8070 });
    await assert.rejects(cars.send(account, { command: "lock" }, { expiresSeconds: 10 }), { code: "COMMAND_EXPIRED" });
    assert.deepEqual([cars.asked(put), executions()], [5, { unlock: 1 }]);
  });

  it("that grew too old while the session was renewed are not sent", async () => {
    const http = createAxiosTransport();
    const slow: Transport = {
      ...http,
      send(request) {
        if (request.method === "POST" && request.url.includes("/session/secure")) cars.clock.jump(130_000);
        return http.send(request);
      },
    };
    const other = cars.account({ transport: slow, takeover: "takeBack" });
    await other.status(one);
    cars.demo.control.expire();
    await assert.rejects(moving(cars.clock, other.command(one, { command: "unlock" })), { code: "COMMAND_EXPIRED" });
    await cars.clock.advance(60_000);
    assert.deepEqual([cars.asked(put), executions()], [1, {}]);
    // In time it goes out again, signed anew.
    cars.demo.control.expire();
    const patient = { expiresSeconds: 600 };
    assert.equal((await moving(cars.clock, other.command(one, { command: "unlock" }, patient))).outcome, "confirmed");
    assert.deepEqual(executions(), { unlock: 1 });
  });

  it("that the car never got, or late, are told as not seen, with the last reading, and not sent again", async () => {
    await account.vehicles();
    for (const [kind, done] of [
      ["lost", {}],
      ["late", { unlock: 1 }],
    ] as const) {
      cars.demo.control.fail({ match: "telematics", kind });
      const before = cars.asked(put);
      const result = await cars.send(account, { command: "unlock" });
      assert.deepEqual([result.outcome, result.reason, result.reads, result.seconds], ["unknown", "notSeen", 7, 60]);
      assert.equal(result.reading?.locks.locked, true);
      await cars.clock.advance(120_000);
      assert.deepEqual([cars.asked(put) - before, executions()], [1, done]);
    }
  });

  it("are not confirmed by what was so before", async () => {
    await account.status(one);
    cars.demo.control.fail({ match: "telematics", kind: "lost" });
    const result = await cars.send(account, { command: "lock" });
    assert.deepEqual([result.outcome, result.reading?.locks.locked], ["unknown", true]);
  });

  it("are not confirmed by what was so before either when they go by control()", async () => {
    await account.status(one);
    cars.demo.control.fail({ match: "telematics", kind: "lost" });
    const { rows } = await moving(cars.clock, account.control([one], "lock", {}, { skipDone: false }), 200_000);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ["unknown"],
    );
  });

  it("are confirmed by what shows them, also where that is no status, when they go by control() as well", async () => {
    const run = account.control([one], "tripRecordingOff", {});
    const { rows } = await moving(cars.clock, run, 200_000);
    assert.deepEqual(
      rows.map(({ outcome, reason }) => [outcome, reason]),
      [["confirmed", undefined]],
    );
    assert.deepEqual(executions(), { tripRecordingOff: 1 });
  });

  it("wake a car at most every 15 min, by whatever way they go", async () => {
    const other = cars.account({ allow: { sisterBrand: true } });
    cars.demo.control.set(one, { pluggedIn: false, asleep: true });
    const control = () => moving(cars.clock, other.control([one], "positionRefresh", {}, { skipDone: false }), 200_000);
    assert.equal((await control()).rows[0]?.outcome, "confirmed");
    await assert.rejects(cars.send(other, { command: "positionRefresh" }), { code: "RATE_LIMITED", sent: false });
    const [again] = (await control()).rows;
    assert.deepEqual([again?.outcome, again?.code], ["refused", "RATE_LIMITED"]);
    assert.equal(cars.asked(put), 1);
  });

  it("are confirmed by another node's reading, and read no more then", async () => {
    const sent = account.command(one, { command: "unlock" }, { timeoutSeconds: 600 });
    await until(() => cars.asked(put) === 1);
    cars.demo.control.advance(30);
    const status = await account.status(one, { maxAgeSeconds: 5 });
    assert.equal(status.locks.locked, false);
    const result = await sent;
    assert.deepEqual([result.outcome, result.reads], ["confirmed", 0]);
  });

  for (const seconds of [-25, 25]) {
    it(`are confirmed on a machine whose clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`, async () => {
      const { clock: real } = cars;
      const wrong: Clock = {
        now: () => real.now() + seconds * 1000,
        setTimeout: (callback, ms) => real.setTimeout(callback, ms),
        clearTimeout: (timer) => real.clearTimeout(timer),
        hold: () => real.hold(),
      };
      const other = cars.account({ clock: wrong });
      const unlocked = await moving(real, other.command(one, { command: "unlock" }));
      assert.deepEqual([unlocked.outcome, unlocked.reads <= 3], ["confirmed", true]);
      cars.demo.control.fail({ match: "telematics", kind: "lost" });
      assert.equal((await moving(real, other.command(one, { command: "unlock" }))).outcome, "unknown");
    });
  }

  it("wake a car for its position at most every 15 min, also over a restart", async () => {
    cars.demo.control.set(one, { pluggedIn: false, asleep: true });
    const first = await cars.send(account, { command: "positionRefresh" });
    assert.equal(first.outcome, "confirmed");
    await assert.rejects(cars.send(account, { command: "positionRefresh" }), { code: "RATE_LIMITED", sent: false });
    await account.close();
    const next = cars.account({ allow: { sisterBrand: true } });
    await cars.clock.advance(800_000);
    await assert.rejects(moving(cars.clock, next.command(one, { command: "positionRefresh" })), (error: Error) => {
      const { retryAfterMs = 0 } = error as { retryAfterMs?: number };
      return retryAfterMs > 0 && retryAfterMs < 120_000;
    });
    await cars.clock.advance(120_000);
    assert.equal((await cars.send(next, { command: "positionRefresh" })).outcome, "confirmed");
    assert.deepEqual(executions(), { positionRefresh: 2 });
  });

  it("find the car's own delays, keep them over a restart, and read less", async () => {
    const reads: number[] = [];
    for (let i = 0; i < 12; i++) {
      reads.push((await cars.send(account, { command: i % 2 ? "lock" : "unlock" })).reads);
      await cars.clock.advance(20_000);
    }
    await account.close();
    const kept = JSON.parse(cars.state.text ?? "{}") as { commands: { key: string; delays: number[] }[] };
    const delays = kept.commands.find(({ key }) => key === `lock ${one}`)?.delays ?? [];
    assert.equal(delays.length, 6);
    assert.ok(
      delays.every((seconds) => seconds >= 3 && seconds <= 8.1),
      delays.join(),
    );
    const next = cars.account();
    assert.equal((await cars.send(next, { command: "unlock" })).outcome, "confirmed");
    assert.ok(
      reads.every((count) => count <= 3),
      reads.join(),
    );
  });

  it("refuse the eleventh that waits, and send the others in their order", async () => {
    await account.vehicles();
    const levels = Array.from({ length: 12 }, (_, i) => ({
      command: "seatHeating",
      seat: i % 2 ? "driver" : "passenger",
      level: (i >> 1) % 4,
    }));
    const asked = levels.map((command) => account.command(one, command, { expiresSeconds: 600 }));
    const refused = assert.rejects(asked[11]!, { code: "VEHICLE_BUSY" });
    const results = await moving(cars.clock, Promise.all(asked.slice(0, 11)), 700_000);
    await refused;
    assert.ok(results.every(({ outcome }) => outcome === "confirmed"));
    const order = results.map(({ sentAt }) => sentAt);
    assert.deepEqual(order, [...order].sort());
    assert.deepEqual(executions(), { seatHeating: 11 });
  });

  describe("when their asker or the account goes", () => {
    it("a sent one goes on without its asker, one in line is taken out", async () => {
      await account.vehicles();
      const stop = new AbortController();
      const { signal } = stop;
      const sent = account.command(one, { command: "unlock" }, { signal });
      const waiting = account.command(one, { command: "lock" }, { signal });
      await until(() => cars.asked(put) === 1);
      const gone = Promise.all([
        assert.rejects(sent, { code: "ABORTED", message: /had been sent/ }),
        assert.rejects(waiting, { code: "ABORTED", message: /nothing further is sent/ }),
      ]);
      stop.abort();
      await gone;
      await cars.clock.advance(60_000);
      assert.deepEqual(executions(), { unlock: 1 });
      // Its confirmation went on: the account has seen it.
      assert.equal((await account.status(one, { lastKnown: true })).locks.locked, false);
    });

    it("closing sends nothing that waits, and looks once more for what was sent", async () => {
      await account.vehicles();
      const sent = account.command(one, { command: "unlock" });
      const waiting = assert.rejects(account.command(one, { command: "lock" }), { code: "ABORTED" });
      await until(() => cars.asked(put) === 1);
      await cars.clock.advance(1000);
      // The car has followed, and nobody has looked yet.
      cars.demo.control.advance(30);
      const began = Date.now();
      await account.close();
      await waiting;
      const result = await sent;
      assert.deepEqual([result.outcome, result.reads], ["confirmed", 1]);
      assert.ok(Date.now() - began < 3000);
      await cars.clock.advance(60_000);
      assert.deepEqual(executions(), { unlock: 1 });
      const next = cars.account();
      assert.equal((await next.status(one, { lastKnown: true })).locks.locked, false);
    });

    it("closing tells of one that has not shown yet that it was sent", async () => {
      await account.vehicles();
      const sent = account.command(one, { command: "unlock" });
      await until(() => cars.asked(put) === 1);
      await cars.clock.advance(1000);
      await account.close();
      const result = await sent;
      assert.deepEqual([result.outcome, result.reason], ["unknown", "closed"]);
      assert.ok(result.acceptedAt);
      await assert.rejects(account.command(one, { command: "lock" }), { code: "ABORTED" });
    });

    it("closing while a car is busy sends it no second time", async () => {
      await account.vehicles();
      cars.demo.control.fail({ match: "telematics", code: 8070 });
      const busy = assert.rejects(account.command(one, { command: "unlock" }), { code: "ABORTED" });
      await until(() => cars.asked(put) === 1);
      await account.close();
      await busy;
      await cars.clock.advance(60_000);
      assert.deepEqual([cars.asked(put), executions()], [1, {}]);
    });
  });

  it("name each car by its header: a selection stolen by the app opens no other car", async () => {
    await account.vehicles();
    cars.demo.control.select(three);
    assert.equal((await cars.send(account, { command: "unlock" })).outcome, "confirmed");
    const others = cars.demo.vehicles.filter(({ id }: DemoVehicleInfo) => id !== one);
    assert.ok(others.every(({ id }) => Object.keys(executions(id)).length === 0));
  });
});
