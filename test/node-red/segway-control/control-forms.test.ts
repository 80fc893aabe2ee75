import assert from "node:assert/strict";
import type { ControlCounts } from "../../../src/account/types";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { runtime } from "../../../src/node-red/shared/runtime";
import { ControlDisplay } from "../../../src/node-red/segway-control/control-display";
import { fieldsFor, readControlSettings } from "../../../src/node-red/segway-control/control-settings";
import { findTargets, toTargets } from "../../../src/node-red/segway-control/control-targets";

describe("the text of a segway control node", () => {
  let clock: ManualClock;
  beforeEach(() => void (runtime.clock = clock = new ManualClock()));
  afterEach(() => void (runtime.clock = systemClock));

  function display(words: Record<string, string> = {}): { display: ControlDisplay; line: () => string } {
    let line = "";
    const node = {
      type: "control",
      status: ({ fill = "", shape = "", text = "" }) =>
        void (line = `${fill} ${shape} ${text}`.replace("control.status.", "").trim()),
    };
    const translate = (key: string, values: Record<string, unknown>): string =>
      words[key]?.replace(/__(\w+)__/g, (_whole, name: string) => String(values[name])) ?? key;
    return { display: new ControlDisplay({ _: translate } as never, node as never), line: () => line };
  }
  const counts = (more: Partial<ControlCounts>): ControlCounts => ({
    ...{ total: 10, confirmed: 0, accepted: 0, unknown: 0, refused: 0, skipped: 0 },
    ...more,
  });

  it("an end: red if any refused, yellow if any is unsure, green else; how long only where it took time", () => {
    const table: [Partial<ControlCounts>, number, string][] = [
      [{ confirmed: 4, accepted: 3, skipped: 3 }, 6.4, "green dot 10 done · 6 s"],
      [{ confirmed: 10 }, 0.4, "green dot 10 done"],
      [{ confirmed: 9, unknown: 1 }, 6, "yellow ring 9 done · 1 unsure · 6 s"],
      [{ confirmed: 8, unknown: 1, refused: 1 }, 6, "red ring 8 done · 1 unsure · 1 refused · 6 s"],
    ];
    for (const [more, seconds, expected] of table) {
      const { display: shown, line } = display();
      shown.begin().ended({ counts: counts(more), seconds } as never, { unlocked: false });
      assert.equal(line(), expected);
    }
    const { display: shown, line } = display({ "control.status.done": "__number__ erledigt" });
    shown.begin().ended({ counts: counts({ confirmed: 10 }), seconds: 0 } as never, { unlocked: false });
    assert.equal(line(), "green dot 10 erledigt");
    for (const [unlocked, expected] of [
      [true, "grey ring noneUnlocked"],
      [false, "grey ring noVehicles"],
    ] as const) {
      shown.begin().ended({ counts: counts({ total: 0 }), seconds: 0 } as never, { unlocked });
      assert.equal(line(), expected);
    }
  });

  it("progress is of the newest run only, and drawn twice a second at most; nothing after the end", async () => {
    const { display: shown, line } = display();
    const [old, run] = [shown.begin(), shown.begin()];
    run.looking();
    old.progress(counts({ confirmed: 9 }));
    assert.equal(line(), "blue dot looking");
    run.progress(counts({ confirmed: 1 }));
    run.progress(counts({ confirmed: 2 }));
    assert.equal(line(), "blue dot 1 of 10");
    await clock.advance(500);
    run.progress(counts({ confirmed: 2, unknown: 1, refused: 1 }));
    run.failed(undefined);
    shown.failed(undefined);
    assert.equal(line(), "blue dot 4 of 10");
    shown.failed({ fill: "red", shape: "ring", text: "odd" });
    assert.equal(line(), "red ring odd");
    shown.close();
    run.progress(counts({}));
    assert.equal(line(), "");
  });
});

describe("whom a segway control means", () => {
  const bike = (id: string, name: string): never => ({ id, name, model: "", platform: "segway" }) as never;
  const fleet = [bike("1000000001", "Anna"), bike("1000000002", "Bert"), bike("1000000003", "Bert")];
  const { signal } = new AbortController();
  const find = (value: unknown, account: object = {}): ReturnType<typeof findTargets> => {
    const vehicles = async (): Promise<unknown> => fleet;
    const resolve = async (text: string): Promise<unknown> =>
      text === "Old" ? fleet[0] : Promise.reject(cloudError("VEHICLE_UNKNOWN", "none"));
    const whole = { platform: "segway", vehicles, resolve, ...account } as never;
    return findTargets(whole, value === "unlocked" ? { kind: "unlocked" } : toTargets(value), signal);
  };

  it("a list by ids, names, former names, objects and rows; an id that nobody has is left in it", async () => {
    const { ids, single } = await find([
      " anna",
      1000000002,
      { id: "1000000003" },
      { vehicle: fleet[0] },
      "Old",
      "1234567890",
    ]);
    assert.deepEqual(ids, ["1000000001", "1000000002", "1000000003", "1000000001", "1000000001", "1234567890"]);
    assert.equal(single, false);
    assert.deepEqual([(await find("all")).single, (await find(fleet[0])).single], [false, true]);
  });

  it("an entry that cannot be is refused by its place; a long name is not told whole", async () => {
    const table: [unknown, string, RegExp][] = [
      [["Anna", "Bert"], "VEHICLE_UNKNOWN", /Entry 2 .*\("Bert"\) is the name of several vehicles/],
      [["Carl"], "VEHICLE_UNKNOWN", /Entry 1 .*\("Carl"\) is no vehicle of this account/],
      [["Carl of the long name"], "VEHICLE_UNKNOWN", /Entry 1 .*\("…name"\) is no vehicle/],
      [[{ id: "1000000001", platform: "smart-eu" }], "VEHICLE_UNKNOWN", /Entry 1 .* belongs to another account/],
      [["Anna", , "Anna"], "INPUT_INVALID", /Entry 2 .* names no vehicle/], // eslint-disable-line no-sparse-arrays -- a hole is what is looked at
      [["all"], "INPUT_INVALID", /Entry 1 .* names no vehicle/],
    ];
    for (const [list, code, message] of table) await assert.rejects(find(list), { code, message });
  });

  it("all that are unlocked: those that say so, and those that were when they do not answer; of the rest a row says why", async () => {
    const locked: Record<string, unknown> = { "1000000001": false, "1000000002": undefined };
    const offline = cloudError("VEHICLE_OFFLINE", "It sleeps.", { platformCode: "9", lastReadingServes: true });
    const status = async (id: string, { lastKnown }: { lastKnown?: boolean }): Promise<unknown> => {
      if (id === "1000000003" && !lastKnown) throw offline;
      return { locks: { locked: id === "1000000003" ? was : locked[id] } };
    };
    let was: boolean | undefined = false;
    const { ids, left } = await find("unlocked", { status });
    assert.deepEqual(ids, ["1000000001", "1000000003"]);
    assert.deepEqual(
      left.map(({ vehicle, code, reason }) => [vehicle.id, code, reason]),
      [["1000000002", "VEHICLE_OFFLINE", "Whether it is unlocked is not known: the vehicle does not say so."]],
    );
    was = true;
    const after = await find("unlocked", { status });
    assert.deepEqual(after.ids, ["1000000001"]);
    assert.deepEqual(after.left.map(({ code, platformCode, reason }) => [code, platformCode, reason]).at(-1), [
      "VEHICLE_OFFLINE",
      "9",
      "Whether it is unlocked is not known: It sleeps.",
    ]);
  });

  it("settings and fields that are none are refused", () => {
    const bad: [object, RegExp][] = [
      [{ operation: "fly" }, /the operation is not one/],
      [{ fields: "loud" }, /its fields are no object/],
      [{ fields: [] }, /its fields are no object/],
      [{ waitFor: "ever" }, /what to wait for must be one of confirmed, accepted/],
    ];
    for (const [config, message] of bad)
      assert.throws(() => readControlSettings(config as never), { code: "CONFIG_INVALID", sent: false, message });
    const settings = readControlSettings({ fields: { volume: "low", parkingMode: { mode: "on" } } } as never);
    assert.deepEqual(settings.fields, { volume: "low", "parkingMode.mode": "on" });
    assert.deepEqual(fieldsFor(settings, { fields: null }), settings.fields);
    assert.deepEqual(fieldsFor(settings, { fields: { volume: "high" } }), { ...settings.fields, volume: "high" });
    assert.throws(() => fieldsFor(settings, { fields: "loud" }), {
      code: "INPUT_INVALID",
      message: /msg.fields must be an object/,
    });
  });
});
