import assert from "node:assert/strict";
import { helper, receive, shown, unload, until, type FlowItem } from "../support";
import { accountItem, deploy } from "../support";
import { DemoScene, blue, loadSending, sendingFlow, white } from "./support";

const car = { vehicle: blue, vehicleType: "str" };
const allowing: FlowItem = { ...accountItem, allowSister: true };
const text = (): string => (shown("car") as { text: string }).text;

describe("commands on the canvas, to a car that carries them out", () => {
  let scene: DemoScene;

  beforeEach(async () => {
    scene = new DemoScene();
    await scene.start();
  });
  afterEach(async () => {
    await unload();
    await scene.stop();
  });

  it("lock a car, tell its stages and seconds, and come out of the first output once the car says so", async () => {
    scene.control.set(blue, { locked: false });
    const outcomes = await loadSending("command", { ...car, command: "lock" });
    receive("car", { payload: "night", mine: 1 });
    await until("acceptance", () => /accepted · 0 s$/.test(text()));
    assert.deepEqual(outcomes.counts, { done: 0, unsure: 0, failed: 0, ended: 0 });
    await scene.passing("the end", () => outcomes.ended.length === 1);
    assert.deepEqual(outcomes.counts, { done: 1, unsure: 0, failed: 0, ended: 1 });
    const { payload, topic, vehicle, mine } = outcomes.done[0]!;
    assert.equal(payload.command, "lock");
    assert.equal(payload.outcome, "confirmed");
    assert.equal(payload.reading.locks.locked, true);
    assert.deepEqual([topic, (vehicle as { id: string }).id, mine], ["smart-1-0001/command", blue, 1]);
    assert.deepEqual(scene.executed(blue), { lock: 1 });
    assert.match(text(), /^vehicle-cloud-command\.status\.confirmed|^confirmed/);
    assert.match(text(), / · \d+ s$/);
  });

  it("end at the second output when no report shows it in time, with the last reading", async () => {
    scene.control.set(blue, { locked: false, asleep: true });
    const outcomes = await loadSending("command", { ...car, command: "lock", timeoutSeconds: "3" });
    receive("car", { payload: "" });
    await scene.passing("the end", () => outcomes.ended.length === 1);
    assert.deepEqual(outcomes.counts, { done: 0, unsure: 1, failed: 0, ended: 1 });
    const { payload } = outcomes.unsure[0]!;
    assert.deepEqual([payload.outcome, payload.reason], ["unknown", "notSeen"]);
    assert.equal((shown("car") as { fill: string }).fill, "yellow");
    assert.equal(scene.commandsSent(), 1);
  });

  it("wake a car first that sleeps and does nothing, where the node is told to", async () => {
    scene.control.set(blue, { pluggedIn: false, locked: false, deaf: true, asleep: true });
    await scene.clock.advance(40 * 60_000);
    const plain = await loadSending("command", { ...car, command: "lock" }, allowing);
    receive("car", { payload: "" });
    await scene.passing("the end", () => plain.ended.length === 1);
    assert.deepEqual([plain.unsure[0]?.payload.outcome, scene.executed(blue)], ["unknown", {}]);
    await deploy(sendingFlow("command", { ...car, command: "lock", wakeFirst: true }, allowing), "full");
    const outcomes = plain.listen();
    receive("car", { payload: "" });
    await scene.passing("the end", () => outcomes.ended.length === 2);
    const { outcome, wokeFirst } = outcomes.done[0]!.payload;
    assert.deepEqual([outcome, wokeFirst], ["confirmed", true]);
    assert.deepEqual(scene.executed(blue), { positionRefresh: 1, lock: 1 });
  });

  it("are content with acceptance where that is asked for", async () => {
    const outcomes = await loadSending("command", { ...car, command: "lock", waitFor: "accepted" });
    receive("car", { payload: "" });
    await until("the end", () => outcomes.ended.length === 1);
    assert.deepEqual([outcomes.done[0]?.payload.outcome, outcomes.done[0]?.payload.reads], ["accepted", 0]);
  });

  it("1,000 unlocks in a second are one, and each message hears of it", async () => {
    const outcomes = await loadSending("command", { ...car, command: "unlock" });
    for (let count = 0; count < 1000; count++) receive("car", { payload: count, confirm: "unlock" });
    await scene.passing("all answers", () => outcomes.ended.length === 1000);
    assert.deepEqual(outcomes.counts, { done: 1000, unsure: 0, failed: 0, ended: 1000 });
    assert.deepEqual(scene.executed(blue), { unlock: 1 });
    assert.equal(scene.commandsSent(), 1);
    assert.equal(new Set(outcomes.done.map(({ payload }) => payload.sentAt)).size, 1);
  });

  const refusals: [string, Record<string, unknown>, Record<string, unknown>, string, RegExp][] = [
    ["an unknown command", { command: "fly" }, {}, "CONFIG_INVALID", /"fly"/],
    ["a temperature of 5", climate("5", "num"), {}, "INPUT_INVALID", /16 to 30/],
    ['a temperature "warm"', climate("payload", "msg"), { payload: "warm" }, "INPUT_INVALID", /temperature/],
    ["a seat level of 4", seat("4", "num"), {}, "INPUT_INVALID", /0 to 3/],
    ["an unguarded unlock", { command: "unlock" }, { confirm: true }, "CONFIRM_MISSING", /confirm = "unlock"/],
    ["a wrong word of the guard", { command: "unlock" }, { confirm: "lock" }, "CONFIRM_MISSING", /unlock/],
    ["a guard that was added", { command: "lock", guard: "on" }, {}, "CONFIRM_MISSING", /"lock"/],
    ["an unknown vehicle", { vehicle: "Nobody's" }, {}, "VEHICLE_UNKNOWN", /./],
    ["all vehicles at once", { vehicleType: "all" }, {}, "CONFIG_INVALID", /one vehicle/],
    ["what the account does not allow", { command: "horn" }, {}, "NOT_SUPPORTED", /Windows, horn/],
    ["a setting that cannot be evaluated", climate("$(", "jsonata"), {}, "INPUT_INVALID", /cannot be evaluated/],
    ["a parameter that would be the command", { parameters: { command: "unlock" } }, {}, "CONFIG_INVALID", /name/],
  ];
  for (const [what, settings, message, code, words] of refusals) {
    it(`refuse ${what} with ${code}; nothing is sent`, async () => {
      const account = what.startsWith("a seat") ? allowing : accountItem;
      const outcomes = await loadSending("command", { ...car, ...settings }, account);
      receive("car", { payload: "", ...message });
      await until("a refusal", () => outcomes.failed.length === 1);
      assert.equal(outcomes.failed[0]?.error.code, code);
      assert.match(outcomes.failed[0]!.error.message, words);
      assert.deepEqual(outcomes.counts, { done: 0, unsure: 0, failed: 1, ended: 0 });
      assert.equal(scene.commandsSent(), 0);
    });
  }

  it("carry out what the account's switch allows, and refuse what the car itself lacks", async () => {
    const settings = { command: "blindOpen" };
    const outcomes = await loadSending("command", { ...settings, waitFor: "accepted" }, allowing);
    receive("car", { payload: "", vehicle: "smart #1 0001" });
    await until("acceptance", () => outcomes.done.length === 1);
    receive("car", { payload: "", vehicle: "smart #3 0002" });
    await until("a refusal", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "NOT_SUPPORTED");
    await scene.passing("the blind", () => scene.executed(blue)["blindOpen"] === 1);
    assert.deepEqual(scene.executed(white), {});
  });

  it("wait ten at most, and refuse the eleventh", async () => {
    const place = { latitude: { value: "49.6", type: "num" }, longitude: { value: "8.5", type: "num" } };
    const parameters = { ...place, name: { value: "payload", type: "msg" } };
    const outcomes = await loadSending("command", {
      ...car,
      command: "sendDestination",
      parameters,
      expiresSeconds: 3600,
    });
    scene.control.fail({ match: "send/to/car", code: 8070, times: 1 });
    receive("car", { payload: "Place 0" });
    await until("a command on the wire", () => scene.commandsSent() === 1);
    for (let count = 1; count <= 11; count++) receive("car", { payload: `Place ${count}` });
    await until("a refusal", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "VEHICLE_BUSY");
    assert.equal(outcomes.failed[0]?.payload, "Place 11");
    await scene.passing("all others", () => outcomes.ended.length === 11);
    assert.deepEqual(outcomes.counts, { done: 11, unsure: 0, failed: 1, ended: 11 });
    const taken = scene.control.log.filter(({ path, code }) => path.endsWith("send/to/car") && code === "1000");
    assert.equal(taken.length, 11, "each was taken once; while the car was busy it was asked again");
  });

  it("do not go out late: one that waited too long expires", async () => {
    const outcomes = await loadSending("command", { ...car, command: "lock", expiresSeconds: 5 });
    scene.control.fail({ match: "telematics", code: 8070, times: Infinity });
    receive("car", { payload: "" });
    await scene.passing("a refusal", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "COMMAND_EXPIRED");
    assert.deepEqual(scene.executed(blue), {});
  });

  it("that were sent go on over a redeploy; the message is told that it was sent", async () => {
    scene.control.set(blue, { locked: false });
    const outcomes = await loadSending("command", { ...car, command: "lock" });
    receive("car", { payload: "" });
    await until("acceptance", () => /accepted/.test(text()));
    await deploy(sendingFlow("command", { ...car, command: "lock", name: "again" }), "nodes");
    outcomes.listen();
    await until("its end", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "ABORTED");
    assert.match(outcomes.failed[0]!.error.message, /had been sent/);
    await scene.passing("the lock", () => scene.executed(blue)["lock"] === 1);
    receive("car", { payload: "once more" });
    await scene.passing("the end", () => outcomes.ended.length === 1);
    assert.equal(outcomes.done[0]?.payload.outcome, "confirmed");
    assert.deepEqual(scene.executed(blue), { lock: 2 });
  });

  it("in line when their node is removed are not sent", async () => {
    await loadSending("command", { ...car, command: "lock" });
    scene.control.fail({ match: "telematics", code: 8070, times: 1 });
    receive("car", { payload: "" });
    await until("a first attempt", () => scene.commandsSent() === 1);
    const flow = sendingFlow("command").filter(({ id }) => id !== "car");
    await deploy([...flow, { id: "other", type: "helper", z: "tab", wires: [] }], "full");
    assert.equal(helper.getNode("car"), null);
    await scene.clock.advance(60_000);
    assert.equal(scene.commandsSent(), 1);
    assert.deepEqual(scene.executed(blue), {});
  });

  it("start and stop charging, set the target, and refuse a target of 47", async () => {
    scene.control.set(blue, { pluggedIn: "ac", charging: false, socPercent: 50, targetPercent: 80 });
    const outcomes = await loadSending("charge", { ...car, pauseMinutes: 0 });
    receive("car", { payload: "start" });
    await scene.passing("charging", () => outcomes.ended.length === 1);
    assert.deepEqual(
      [outcomes.done[0]?.payload.outcome, outcomes.done[0]?.topic],
      ["confirmed", "smart-1-0001/charge"],
    );
    assert.equal(outcomes.done[0]?.payload.reading.battery.charging, true);
    receive("car", { payload: 90 });
    await scene.passing("the target", () => outcomes.ended.length === 2);
    assert.equal(outcomes.done[1]?.payload.outcome, "accepted");
    await scene.clock.advance(30_000);
    receive("car", { payload: 47 });
    await until("a refusal", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "INPUT_INVALID");
    assert.match(outcomes.failed[0]!.error.message, /50 to 100/);
    assert.deepEqual(scene.executed(blue), { chargeStart: 1, chargeTarget: 1 });
  });

  it("set and clear the charging schedule once the account allows it", async () => {
    const settings = { ...car, operation: "scheduleSet", startTime: "{{from}}", endTime: "06:00" };
    const outcomes = await loadSending("charge", settings, allowing);
    receive("car", { payload: "", from: "22:30" });
    await scene.passing("the schedule", () => outcomes.ended.length === 1);
    assert.equal(outcomes.done[0]?.payload.outcome, "accepted");
    receive("car", { payload: "", from: "25:00" });
    await until("a refusal", () => outcomes.failed.length === 1);
    assert.equal(outcomes.failed[0]?.error.code, "INPUT_INVALID");
  });
});

function climate(value: string, type: string): Record<string, unknown> {
  return { command: "climateOn", parameters: { temperature: { value, type } } };
}

function seat(value: string, type: string): Record<string, unknown> {
  return { command: "seatHeating", parameters: { seat: { value: "driver", type: "str" }, level: { value, type } } };
}
