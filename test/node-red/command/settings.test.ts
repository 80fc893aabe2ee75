import assert from "node:assert/strict";
import { planCharging, readChargeSettings, readCommandSettings } from "../../../src/node-red/command/settings";

describe("settings of command and charging nodes", () => {
  it("that cannot be used are refused, and nothing is sent", () => {
    const bad: [() => unknown, RegExp][] = [
      [() => readCommandSettings({ command: "fly" } as never), /"fly" is not a command that this version knows/],
      [() => readCommandSettings({ vehicleType: "all" } as never), /it works on one vehicle/],
      [() => readCommandSettings({ parameters: { "command.x": "1" } } as never), /a parameter has no proper name/],
      [() => readCommandSettings({ parameters: { "a b": "1" } } as never), /a parameter has no proper name/],
      [() => readCommandSettings({ timeoutSeconds: 0 } as never), /the time to wait for confirmation/],
      [() => readChargeSettings({ operation: "boil" } as never), /the operation is not one/],
      [() => readChargeSettings({ pauseMinutes: 1441 } as never), /the pause between start and stop/],
    ];
    for (const [work, message] of bad) assert.throws(work, { code: "CONFIG_INVALID", sent: false, message });
    const { parameters } = readCommandSettings({
      command: "lock",
      parameters: { a: "x", b: { value: "", type: "num" }, c: 5 },
    } as never);
    assert.deepEqual([...parameters.keys()], ["a", "c"]);
  });

  it("each operation of charging is its command; the payload's is what it says", async () => {
    const plan = (config: object, payload?: unknown): Promise<unknown> =>
      planCharging(readChargeSettings(config as never), { red: {}, node: {}, message: { payload } } as never);
    const times = { startTime: "22:00", startTimeType: "str", endTime: "05:00", endTimeType: "str" };
    assert.deepEqual(await plan({ operation: "start" }), { command: "chargeStart" });
    assert.deepEqual(await plan({ operation: "stop" }), { command: "chargeStop" });
    assert.deepEqual(await plan({ operation: "scheduleClear" }), { command: "scheduleClear" });
    const set = await plan({ operation: "scheduleSet", ...times });
    assert.deepEqual(set, { command: "scheduleSet", start: "22:00", end: "05:00" });
    for (const [payload, command] of [
      ["start", { command: "chargeStart" }],
      [true, { command: "chargeStart" }],
      ["stop", { command: "chargeStop" }],
      [false, { command: "chargeStop" }],
      ["80", { command: "chargeTarget", percent: 80 }],
    ] as const)
      assert.deepEqual(await plan({}, payload), command);
    for (const odd of ["boil", null, {}, NaN])
      await assert.rejects(plan({}, odd), {
        code: "INPUT_INVALID",
        message: /The payload must be "start", "stop", or a number/,
      });
  });
});
