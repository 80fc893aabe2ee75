import assert from "node:assert/strict";
import fc from "fast-check";
import { isCloudError } from "../../../src/base/errors";
import type { JsonObject } from "../../../src/base/json";
import { codeOf, segwayCodings } from "../../../src/platforms/segway/codings";
import { encodeFields } from "../../../src/platforms/segway/encode";
import { findSegwayEndpoint } from "../../../src/platforms/segway/endpoints";
import { segwayOperationNames, segwayOperations } from "../../../src/platforms/segway/operations";
import { iotCodeOf } from "../../../src/platforms/segway/iot-code";
import { callOf, always, bikeId, done, open, vehicle } from "./support";

describe("segway operations", () => {
  it("say on and off in each field's own numbers", () => {
    // docs/protocol/segway.md 3.3: four codings side by side.
    const { ableSwitch, sound, ambient } = segwayOperations;
    assert.deepEqual(encodeFields(ableSwitch, { assistedMode: "keep", kickstandCheck: "off", lowPowerSwitch: "on" }), {
      assistedMode: 0,
      kickstandCheck: 1,
      lowPowerSwitch: 2,
    });
    assert.deepEqual(
      encodeFields(sound, { workMode: "off", ebcqMask: { locked: "off", unlocked: "on", set: "keep" } }),
      {
        workMode: 1,
        ebcqMask: { unlocked: 1, locked: 0, set: 2 },
      },
    );
    const lamps = encodeFields(ambient, { bright: "medium", parkingMode: { mode: "on", color: "white" } });
    assert.deepEqual(lamps, { bright: 2, parkingMode: { mode: 2, color: 7 } });
    const colors = ["green", "red", "orange", "blue", "cyan", "violet", "white"];
    assert.deepEqual(
      colors.map((color) => codeOf("color", color)),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual(encodeFields(sound, { volume: "low" }), { workMode: 0, volume: 1 });
  });

  it("take a level as a word or a number, but no bare number for on and off", () => {
    for (const [word, number] of Object.entries(segwayCodings.level)) {
      for (const value of [word, number, String(number)]) assert.equal(codeOf("level", value), number);
    }
    for (const coding of ["switch", "mask", "lamp"] as const) {
      assert.equal(codeOf(coding, 1), undefined);
      assert.equal(codeOf(coding, "2"), undefined);
      assert.equal(codeOf(coding, true), codeOf(coding, "on"));
      assert.equal(codeOf(coding, "constructor"), undefined);
    }
  });

  it("refuse what is out of range, unknown, missing or given twice, and nothing is sent", async () => {
    const all = {
      locationInterval: { unlockStatus: 10, lockStatus: 900 },
      statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 900 },
    };
    const lamp = { mode: "on", color: "red" };
    const bad: [string, JsonObject, RegExp][] = [
      ["lock", { force: true }, /no field "force"; it has none/],
      ["find", { controlType: 1 }, /no field/],
      ["switch", {}, /nothing to set/],
      ["switch", { lowPowerValue: 9 }, /from 10 to 30 %/],
      ["switch", { lowPowerValue: 31 }, /from 10 to 30 %/],
      ["switch", { lowPowerValue: 12.5 }, /whole number/],
      ["switch", { lowPowerValue: "many" }, /whole number/],
      ["switch", { alertSensitivity: 4 }, /low, medium, high/],
      ["ableSwitch", { assistedMode: 1 }, /the word/],
      ["ableSwitch", { assisted: "on" }, /no field "assisted"/],
      ["ambient", { bright: "low" }, /parkingMode.mode is missing/],
      ["ambient", { parkingMode: lamp }, /bright is missing/],
      ["ambient", { bright: "low", parkingMode: { mode: "on" } }, /parkingMode.color is missing/],
      ["ambient", { bright: "low", parkingMode: lamp, cruiseMode: { color: "red" } }, /cruiseMode.mode is missing/],
      ["ambient", { bright: "low", parkingMode: { ...lamp, color: "pink" } }, /green, red/],
      ["ambient", { bright: "low", parkingMode: lamp, "parkingMode.mode": "off" }, /given twice/],
      ["ambient", { bright: "low", parkingMode: "on" }, /no field "parkingMode"/],
      ["sound", {}, /nothing to set/],
      ["sound", { workMode: "on", ebcqMask: { toot: 1 } }, /off, on, keep/],
      ["sound", { workMode: "on", ebcqMask: JSON.parse('{"__proto__": {"x": 1}}') as JsonObject }, /no field/],
      ["bluetoothKey", {}, /key is missing/],
      ["bluetoothKey", { key: "short" }, /8 letters or digits/],
      ["bluetoothKey", { key: "12345678 " }, /8 letters or digits/],
      ["bluetoothKey", { key: 12345678 }, /8 letters or digits/],
      ["interval", { ...all, locationInterval: { unlockStatus: 9, lockStatus: 900 } }, /from 10 to 65535 s/],
      ["interval", { ...all, locationInterval: { unlockStatus: 10 } }, /locationInterval.lockStatus is missing/],
      ["interval", { ...all, statusInterval: { ...all.statusInterval, nonRiding: 65_536 } }, /from 10 to 65535 s/],
    ];
    const transport = always(done());
    const { session } = open(transport);
    await session.signIn();
    for (const [command, fields, said] of bad) {
      assert.throws(
        () => session.command(vehicle(bikeId), { command, ...fields }),
        (error: Error) => isCloudError(error, "INPUT_INVALID") && error.sent === false && said.test(error.message),
        `${command} ${JSON.stringify(fields)}`,
      );
    }
    assert.throws(() => session.command(vehicle(bikeId), { command: "climateOn" }), { code: "NOT_SUPPORTED" });
    assert.throws(() => session.command(vehicle(bikeId), { command: "constructor" }), { code: "NOT_SUPPORTED" });
    assert.equal(transport.asked.length, 1);
  });

  it("an error about a key does not show it", () => {
    assert.throws(
      () => encodeFields(segwayOperations.bluetoothKey, { key: "hunter2" }),
      (error: Error) => !error.message.includes("hunter2"),
    );
  });

  it("any fields give a body or INPUT_INVALID", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...segwayOperationNames),
        fc.dictionary(
          fc.constantFrom("workMode", "parkingMode", "bright", "__proto__", "key", "ebcqMask"),
          fc.jsonValue(),
        ),
        (name, fields) => {
          try {
            const body = encodeFields(segwayOperations[name], fields);
            assert.equal(Object.getPrototypeOf(body), Object.prototype);
          } catch (error) {
            assert.ok(isCloudError(error, "INPUT_INVALID"), String(error));
          }
        },
      ),
    );
  });

  it("name an endpoint each, and only harmless ones may be repeated", () => {
    for (const operation of Object.values(segwayOperations)) {
      const endpoint = findSegwayEndpoint(operation.endpoint);
      assert.equal(endpoint?.method, "POST");
      for (const { name } of operation.fields) assert.ok(endpoint.values.includes(name.split(".")[0]!), name);
    }
    const once = segwayOperationNames.filter((name) => !segwayOperations[name].repeatable);
    assert.deepEqual(once, ["unlock", "find", "batteryCover"]);
  });
});

describe("segway vehicle ids", () => {
  it("are 10 to 20 digits as text, or an exact number", () => {
    assert.equal(iotCodeOf("860000000000017"), "860000000000017");
    assert.equal(iotCodeOf(860000000000017), "860000000000017");
    assert.equal(iotCodeOf(" 0012345678 "), "0012345678");
    const bad: unknown[] = [
      "123456789",
      "1".repeat(21),
      "86000000000001x",
      "",
      null,
      undefined,
      {},
      12,
      -860000000000017,
    ];
    for (const value of [...bad, Number("8600000000000171234"), 1.5e12 + 0.5, NaN, "８６００００００００"]) {
      assert.throws(() => iotCodeOf(value), { code: "INPUT_INVALID" }, String(value));
    }
    assert.throws(() => iotCodeOf(86000000000001712), /too large to be exact/);
  });

  it("that are wrong stay out of the list, and nothing is sent for them", async () => {
    const transport = always(done());
    const table = [
      { id: "860000000000017", name: "Blue", enabled: true },
      { id: "not an id", enabled: true },
      { id: "860000000000018", enabled: false },
      { id: "860000000000017", name: "Blue again", enabled: true },
    ];
    const { session, warnings } = open(transport, { table });
    assert.deepEqual(await session.vehicles(), [
      { id: "860000000000017", model: "Segway", name: "Blue again", facts: {} },
      { id: "860000000000018", model: "Segway", facts: {} },
    ]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /Row 2/);
    await assert.rejects(session.read("overview", vehicle("nope"), {}), { code: "INPUT_INVALID" });
    assert.throws(() => session.command(vehicle("1e15"), { command: "lock" }), { code: "INPUT_INVALID" });
    await assert.rejects(callOf(session, "control.lock", { iotCode: 86000000000001712 }), { code: "INPUT_INVALID" });
    assert.equal(transport.asked.length, 0);
  });

  it("go out as text, with their leading zeros", async () => {
    const transport = always(done());
    const { session } = open(transport);
    await session.signIn();
    await session.command(vehicle("001234567890123"), { command: "lock" }).send();
    assert.equal(transport.asked.at(-1)?.body, '{"iotCode":"001234567890123"}');
  });
});
