import assert from "node:assert/strict";
import type { ControlResult } from "../../../src/account/types";
import type { JsonObject } from "../../../src/base/json";
import { helper, receive, shown, type FlowItem } from "../support";
import { flowOf, scene, type Scene } from "./support";

describe("the segway control node with the demo e-bikes", () => {
  let here: Scene;
  const open = async (settings: Record<string, unknown>, account?: Record<string, unknown>): Promise<void> => {
    here = await scene(flowOf(settings, account));
  };
  afterEach(() => here.end());

  /** Sends a message and gives what comes of it. */
  async function answer(message: JsonObject): Promise<{ result?: ControlResult; message?: JsonObject; code?: string }> {
    const { out, failed, ended } = here.inbox;
    const before = [out.length, failed.length, ended.length] as const;
    receive("ctl", message);
    await here.untilIn("an answer", () => out.length > before[0] || failed.length > before[1]);
    if (failed.length > before[1]) return { code: failed.at(-1)!.error.code };
    await here.untilIn("done", () => ended.length > before[2]);
    return { result: out.at(-1)!.payload as ControlResult, message: out.at(-1)! };
  }
  const text = (): string => (shown("ctl") as { text: string }).text;

  it("needs nothing but the account: its fleet, its address and its sign-in come by themselves", async () => {
    await open({ operation: "find", vehicleType: "all" });
    assert.equal(text(), "vehicle-cloud-segway-control.status.waiting");
    const { result, message } = await answer({ mine: 1 });
    assert.deepEqual(result?.counts, { total: 12, confirmed: 0, accepted: 12, unknown: 0, refused: 0, skipped: 0 });
    assert.equal(result.rows[0]?.vehicle.name, "E-bike 01");
    assert.equal(result.rows[0].vehicle.platform, "demo-ebikes");
    assert.equal(message?.topic, "all/control");
    assert.equal(message.mine, 1);
    assert.equal(message.vehicle, undefined);
    assert.equal(text(), "12 done");
  });

  it("locks what is unlocked, and says which could not be locked", async () => {
    await open({ operation: "lock", vehicleType: "unlocked" });
    here.demo.control.set(here.ids[2]!, { locked: false });
    here.demo.control.set(here.ids[5]!, { locked: false, speed: 12 });
    here.demo.control.set(here.ids[7]!, { online: false });
    const { result } = await answer({});
    assert.deepEqual(
      result?.rows.map(({ vehicle, outcome, code }) => [vehicle.name, outcome, code]),
      [
        ["E-bike 03", "confirmed", undefined],
        ["E-bike 06", "refused", "COMMAND_REJECTED"],
      ],
    );
    assert.match(text(), /^1 done · 1 refused · \d+ s$/);
    assert.equal((shown("ctl") as { fill: string }).fill, "red");
  });

  it("a car's account is not taken: its commands have other names, and pauses between them", async () => {
    await open({ operation: "lock", vehicleType: "all" }, { platform: "demo-car" });
    assert.equal(text(), "vehicle-cloud-segway-control.status.otherCloud");
    assert.equal((await answer({})).code, "CONFIG_INVALID");
    assert.deepEqual(here.asked(), []);
  });

  it("shows that it looks for its vehicles, then how far it is from the first one on", async () => {
    await open({ operation: "find", vehicleType: "all" }, { requestsPerSecond: 1, burst: 1 });
    const texts: string[] = [];
    const node = helper.getNode("ctl") as unknown as NodeJS.EventEmitter;
    node.on(
      "call:status",
      ({ args }: { args: { text?: string }[] }) => void texts.push((args[0]?.text ?? "").split(".").at(-1)!),
    );
    await answer({});
    assert.deepEqual(texts.slice(texts.indexOf("looking"), texts.indexOf("looking") + 2), ["looking", "0 of 12"]);
    assert.ok(texts.includes("5 of 12"), texts.join());
  });

  it("a list with a hole in it is wrong input, which says where", async () => {
    await open({ operation: "find", vehicleType: "vehicles" });
    const vehicles: unknown[] = [here.ids[0]];
    vehicles[2] = here.ids[1];
    assert.equal((await answer({ vehicles })).code, "INPUT_INVALID");
    assert.match(here.inbox.failed.at(-1)!.error.message, /Entry 2 of the list/);
  });

  it("a dozen messages may wait at once without a warning of Node's", async () => {
    await open({ operation: "find", vehicleType: "all" });
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    try {
      for (let count = 0; count < 12; count++) receive("ctl", { count });
      await here.untilIn("all answers", () => here.inbox.out.length + here.inbox.failed.length >= 12);
    } finally {
      process.off("warning", note);
    }
    assert.deepEqual(warnings, []);
  });

  it("says so if none is unlocked", async () => {
    await open({ operation: "lock", vehicleType: "unlocked" });
    const { result } = await answer({});
    assert.deepEqual(result?.rows, []);
    assert.equal(text(), "vehicle-cloud-segway-control.status.noneUnlocked");
  });

  it("one vehicle: by msg.vehicle, and the answer carries it on", async () => {
    await open({ operation: "lock", waitFor: "accepted", skipDone: false });
    const { result, message } = await answer({ vehicle: "e-bike 04" });
    assert.deepEqual(result?.counts.accepted, 1);
    assert.equal(message?.topic, "e-bike-04/control");
    assert.equal((message.vehicle as { id: string }).id, here.ids[3]);
    const again = await answer({ vehicle: message.vehicle });
    assert.equal(again.result?.rows[0]?.vehicle.id, here.ids[3]);
    assert.equal((await answer({})).code, "VEHICLE_UNKNOWN");
  });

  it("a list: iotCodes, names, vehicles and rows of the status node", async () => {
    await open({ operation: "find", vehicleType: "vehicles" });
    const [one, two, three, four] = here.ids;
    const { result } = await answer({
      vehicles: [one, "E-bike 02", { id: three, platform: "demo-ebikes" }, { vehicle: { id: four }, battery: {} }, one],
    });
    assert.deepEqual(
      result?.rows.map(({ vehicle }) => vehicle.id),
      [one, two, three, four],
    );
    const unknown = await answer({ vehicles: [one, "860000000099999"] });
    assert.deepEqual(
      unknown.result?.rows.map(({ outcome, code }) => [outcome, code]),
      [
        ["accepted", undefined],
        ["refused", "VEHICLE_UNKNOWN"],
      ],
    );
    assert.equal((await answer({ vehicles: [] })).result?.counts.total, 0);
    assert.equal(text(), "vehicle-cloud-segway-control.status.noVehicles");
  });

  it("a list finds a bike by the name that it had before, and by its own", async () => {
    const vehicles = [{ id: "860000000000102", name: "Blue one", enabled: true }];
    await open({ operation: "find", vehicleType: "vehicles" }, { vehicles });
    for (const name of ["E-bike 02", "e-bike 02", "blue one"]) {
      const { result } = await answer({ vehicles: [name] });
      assert.deepEqual(
        result?.rows.map(({ vehicle }) => [vehicle.id, vehicle.name]),
        [["860000000000102", "Blue one"]],
        name,
      );
    }
  });

  it("wrong input goes to Catch with its code, and nothing is sent", async () => {
    await open({ operation: "ambient", vehicleType: "vehicles", fields: { bright: "low" } });
    const fields = { parkingMode: { mode: "on", color: "white" } };
    const vehicles = [here.ids[0]];
    for (const [message, code] of [
      [{ fields }, "INPUT_INVALID"],
      [{ fields, vehicles: "E-bike 01" }, "INPUT_INVALID"],
      [{ fields, vehicles: [8.6e17] }, "INPUT_INVALID"],
      [{ fields, vehicles: [null] }, "INPUT_INVALID"],
      [{ fields, vehicles: ["E-bike 99"] }, "VEHICLE_UNKNOWN"],
      [{ fields, vehicles: [{ id: here.ids[0], platform: "segway" }] }, "VEHICLE_UNKNOWN"],
      [{ vehicles }, "INPUT_INVALID"],
      [{ fields: { parkingMode: { mode: "on", color: "pink" } }, vehicles }, "INPUT_INVALID"],
      [{ fields: { ...fields, bright: 9 }, vehicles }, "INPUT_INVALID"],
      [{ fields: { ...fields, command: "unlock" }, vehicles }, "INPUT_INVALID"],
      [{ fields: "white", vehicles }, "INPUT_INVALID"],
    ] as const) {
      assert.equal((await answer(message)).code, code, JSON.stringify(message));
    }
    assert.deepEqual(here.asked(), []);
    assert.equal((await answer({ fields, vehicles })).result?.counts.accepted, 1);
  });

  for (const operation of ["unlock", "batteryCover"]) {
    it(`${operation} opens nothing unless the message says the word`, async () => {
      await open({ operation, waitFor: "accepted", vehicle: "E-bike 01", vehicleType: "str" });
      here.demo.control.set(here.ids[0]!, { locked: operation === "unlock" });
      for (const confirm of [undefined, true, "yes", "lock", operation.toUpperCase()]) {
        assert.equal((await answer({ confirm })).code, "CONFIRM_MISSING");
      }
      assert.deepEqual(here.asked(), []);
      assert.equal((await answer({ confirm: operation })).result?.counts.accepted, 1);
    });
  }

  it("without its guard a battery cover opens at once", async () => {
    await open({ operation: "batteryCover", guard: false, vehicle: "E-bike 01", vehicleType: "str" });
    assert.equal((await answer({})).result?.rows[0]?.platformCode, "15635");
    here.demo.control.set(here.ids[0]!, { locked: false });
    assert.equal((await answer({})).result?.counts.accepted, 1);
  });

  const intervals = {
    "locationInterval.unlockStatus": "15",
    "locationInterval.lockStatus": "3600",
    "statusInterval.ridingStatus": "10",
    "statusInterval.nonRiding": "60",
    "statusInterval.lockStatus": "900",
  };
  const bodies: [string, JsonObject, string, JsonObject][] = [
    ["lock", {}, "control/lock", {}],
    ["find", {}, "control/sound", { controlType: 2 }],
    [
      "switch",
      { alertSensitivity: "high", lowPowerValue: "15" },
      "setting/switch",
      { alertSensitivity: 3, lowPowerValue: 15 },
    ],
    [
      "ableSwitch",
      { assistedMode: "on", kickstandCheck: "off", lowPowerSwitch: "keep" },
      "setting/able-switch",
      { assistedMode: 2, kickstandCheck: 1, lowPowerSwitch: 0 },
    ],
    [
      "ambient",
      { bright: "medium", "parkingMode.mode": "on", "parkingMode.color": "violet", "faultMode.mode": "off" },
      "setting/ambient",
      { bright: 2, parkingMode: { mode: 2, color: 6 }, faultMode: { mode: 1, color: 1 } },
    ],
    [
      "sound",
      { workMode: "on", volume: "low", "ebcqMask.toot": "off", "ebcqMask.locked": "keep", "ebcqMask.set": "on" },
      "setting/sound",
      { workMode: 2, volume: 1, ebcqMask: { toot: 0, locked: 2, set: 1 } },
    ],
    [
      "interval",
      intervals,
      "setting/interval",
      {
        locationInterval: { unlockStatus: 15, lockStatus: 3600 },
        statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 900 },
      },
    ],
  ];
  for (const [operation, fields, path, body] of bodies) {
    it(`${operation}: the words become the vendor's own numbers`, async () => {
      await open({ operation, fields, waitFor: "accepted", skipDone: false, vehicle: "E-bike 01", vehicleType: "str" });
      assert.equal((await answer({})).result?.counts.accepted, 1);
      assert.deepEqual(here.bodies(path), [{ iotCode: here.ids[0], ...body }]);
    });
  }

  it("a Bluetooth key comes from the message, and is not kept in the flow", async () => {
    await open({ operation: "bluetoothKey", vehicleType: "all" });
    assert.equal((await answer({})).code, "INPUT_INVALID");
    const { result } = await answer({ fields: { key: "Ab3dEf7h" } });
    assert.equal(result?.counts.accepted, 12);
    assert.doesNotMatch(JSON.stringify(result), /Ab3dEf7h/);
  });

  it("shows how far it is, at the rate of the account", async () => {
    await open({ operation: "find", vehicleType: "all" }, { requestsPerSecond: 1 });
    receive("ctl", {});
    await here.clock.advance(1500);
    assert.match(text(), /^\d+ of 12$/);
    await here.untilIn("the end", () => here.inbox.out.length === 1);
    assert.match(text(), /^12 done · \d+ s$/);
  });

  it("a deploy in the middle ends the run: done is told so, and vehicles whose turn had not come are left alone", async () => {
    await open({ operation: "find", vehicleType: "all" }, { requestsPerSecond: 0.5 });
    receive("ctl", {});
    await here.clock.advance(1000);
    const sent = here.asked().filter((path) => path === "sound").length;
    assert.ok(sent >= 8 && sent < 12, String(sent));
    const node = helper.getNode("ctl");
    await (node as unknown as { close(removed: boolean): Promise<void> }).close(false);
    await here.clock.advance(60_000);
    assert.equal(here.asked().filter((path) => path === "sound").length, sent);
    assert.equal(here.inbox.out.length, 0);
  });

  it("says what is wrong with its settings, and does nothing", async () => {
    await open({ operation: "dance" });
    assert.equal(text(), "vehicle-cloud-segway-control.status.configInvalid");
    assert.equal((await answer({})).code, "CONFIG_INVALID");
    assert.deepEqual(here.asked(), []);
  });
});

describe("the segway control node without an account", () => {
  it("says so", async () => {
    const items = flowOf({}).filter(({ id }) => id !== "acc") as FlowItem[];
    const here = await scene(items);
    assert.equal((shown("ctl") as { text: string }).text, "vehicle-cloud-segway-control.status.noAccount");
    receive("ctl", {});
    await here.untilIn("a failure", () => here.inbox.failed.length === 1);
    assert.equal(here.inbox.failed[0]?.error.code, "CONFIG_INVALID");
    await here.end();
  });
});
