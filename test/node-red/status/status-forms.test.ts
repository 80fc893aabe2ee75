import assert from "node:assert/strict";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { runtime } from "../../../src/node-red/shared/runtime";
import { handOver } from "../../../src/node-red/status/capture";
import { kindParams, paramsByItself, whereItStands } from "../../../src/node-red/status/kind-params";
import { LastSent } from "../../../src/node-red/status/last-sent";
import { errorRow, fillArray, told, type MessageForm, type Reading } from "../../../src/node-red/status/status-message";
import { tripFormIn, tripsAs } from "../../../src/node-red/status/trip-files";
import { emptyStatus, type VehicleStatus } from "../../../src/vehicle/model";
import type { VehicleChoice } from "../../../src/node-red/shared/vehicle-choice";
import { TroubleByItself } from "../../../src/node-red/status/trouble-by-itself";
import { readVehicles, Underway } from "../../../src/node-red/status/read-vehicles";

const start = Date.parse("2026-05-04T10:00:00Z");
const vehicle = { id: "VIN1", name: "Blue", model: "#1", platform: "smart-eu" } as Reading["vehicle"];
const another = { ...vehicle, id: "VIN2", name: "Red" };

function overview(parts: Partial<VehicleStatus>): Reading {
  return { vehicle, kind: "overview", data: { ...emptyStatus(""), ...parts } };
}
const other = (kind: Reading["kind"], data: object): Reading => ({ vehicle, kind, data });

describe("what a status node asks for and sends", () => {
  const window = (from: string, to = ""): never =>
    ({ kind: "tripTrack", from: { value: from, type: "num" }, to: { value: to, type: "num" } }) as never;
  const red = { util: { evaluateNodeProperty: (value: string) => Number(value) } } as never;

  it("the parameters of each kind", async () => {
    runtime.clock = new ManualClock(start);
    const of = (settings: object, message = {}): Promise<object> =>
      kindParams(red, {} as never, { ...(window("") as object), ...settings } as never, message);
    assert.deepEqual(await of({ kind: "tripTrack" }), { from: start - 86_400_000, to: start });
    assert.deepEqual(await of({ kind: "trips", consent: true }, { journal: false }), { consent: true, journal: false });
    assert.deepEqual(await of({ kind: "trips" }, { journal: true }), {});
    assert.deepEqual(await of({ kind: "abilities", buffers: true }), { images: "buffer" });
    assert.deepEqual(await of({ kind: "abilities" }), {});
    assert.deepEqual(await of({ kind: "simData" }, { iccid: 8944 }), { iccid: "8944" });
    assert.deepEqual(await of({ kind: "simData" }, { iccid: {} }), {});
    assert.deepEqual(await of({ kind: "bluetoothKey", wholeKey: true }), { reveal: true });
    assert.deepEqual(await of({ kind: "bluetoothKey" }), {});
    assert.deepEqual(await of({ kind: "fridge" }), {});
    runtime.clock = systemClock;
  });

  it("by itself: the ranking where the car stood last, and nowhere while that is not known", async () => {
    const status = (position?: object): never =>
      ({ status: () => (position ? Promise.resolve({ position }) : Promise.reject(new Error("none"))) }) as never;
    const signal = new AbortController().signal;
    const here = { latitude: 48.1, longitude: 11.5 };
    assert.deepEqual(await whereItStands(status(here), vehicle, signal), here);
    const none = { latitude: undefined, longitude: undefined };
    assert.deepEqual(await whereItStands(status(), vehicle, signal), none);
    const ranking = { ...(window("") as object), kind: "ranking" } as never;
    const params = paramsByItself(red, {} as never, ranking, status(here), signal) as (of: object) => Promise<object>;
    assert.deepEqual(await params(vehicle), here);
    const fridge = { ...(window("") as object), kind: "fridge" } as never;
    assert.equal(paramsByItself(red, {} as never, fridge, status(), signal), undefined);
  });

  it("what is new: another kind by all it tells but the asking, or by the paths that are watched", () => {
    const table: [object, object, "new" | "changed", string[], boolean][] = [
      [{ a: 1, readAt: "x" }, { a: 1, readAt: "y" }, "new", [], false],
      [{ a: 1 }, { a: 2 }, "new", ["b"], true],
      [{ a: 1, b: 1 }, { a: 2, b: 1 }, "changed", [], true],
      [{ a: 1, b: 1 }, { a: 2, b: 1 }, "changed", ["b"], false],
      [{ a: { c: 1 } }, { a: { c: 2 } }, "changed", ["a.c"], true],
    ];
    for (const [before, now, rule, watch, expected] of table) {
      const sent = new LastSent();
      assert.equal(sent.wants(other("fridge", before), rule, watch), true);
      sent.note(other("fridge", before));
      assert.equal(sent.wants(other("fridge", now), rule, watch), expected, JSON.stringify([before, now]));
      assert.equal(sent.of(vehicle.id), undefined);
    }
    const sent = new LastSent();
    sent.note(overview({ battery: { percent: 50 } }));
    const more = overview({ battery: { percent: 51 } });
    assert.deepEqual(
      [[], ["battery"], ["fuel"]].map((watch) => sent.wants(more, "changed", watch)),
      [true, true, false],
    );
  });

  it("rows of several vehicles: the reading, one value, trips as a file, or why there is none", () => {
    const limited = cloudError("RATE_LIMITED", "Slowly.", { retryAfterMs: 500, platformCode: "1445" });
    const error = {
      code: "RATE_LIMITED",
      message: "Slowly.",
      retryable: true,
      retryAfterMs: 500,
      platformCode: "1445",
    };
    assert.deepEqual(errorRow(limited), error);
    const rows = (readings: Reading[], form: Partial<MessageForm>): unknown[] => {
      const whole = { kind: readings[0]!.kind, valuePath: undefined, raw: true, ...form } as MessageForm;
      const { payload, raw } = fillArray({}, [...readings, { vehicle: another, error: limited }], whole);
      assert.deepEqual(raw, [...readings.map((reading) => reading.raw ?? null), null]);
      assert.deepEqual((payload as unknown[]).pop(), { vehicle: another, error });
      return payload as unknown[];
    };
    const fridge = { ...other("fridge", { score: 5, no: null }), raw: { all: 1 } };
    assert.deepEqual(rows([fridge], {}), [{ vehicle, score: 5 }]);
    assert.deepEqual(rows([fridge], { valuePath: "score" }), [{ vehicle, value: 5 }]);
    assert.deepEqual(rows([fridge], { valuePath: "no" }), [{ vehicle }]);
    assert.deepEqual(rows([other("trips", { trips: [] })], { tripForm: "array" }), [{ vehicle, value: [] }]);
    assert.deepEqual(told(other("fridge", [1, null] as never)), { value: [1, null] });
  });

  it("the form of trips that a message names, and data that holds no trips as it is", () => {
    assert.equal(tripFormIn({ tripsAs: "reading" }, "csv"), undefined);
    assert.equal(tripFormIn({ tripsAs: "" }, "csv"), "csv");
    assert.equal(tripFormIn({ tripsAs: "gpx" }, "csv"), "gpx");
    assert.throws(() => tripFormIn({ tripsAs: "xls" }, "csv"), {
      code: "INPUT_INVALID",
      message: /must be one of reading, array/,
    });
    for (const data of [null, "none", {}, { trips: 5 }]) assert.equal(tripsAs(data, "csv"), data);
  });

  it("a vehicle by id or name among those known without a request, and why it is none or not one", async () => {
    const known = [vehicle, another, { ...another, id: "VIN3" }];
    const ask = (choice: VehicleChoice, all = known): Promise<unknown> => {
      const account = { status: () => Promise.reject(new Error("none")), known: () => all, platform: "smart-eu" };
      const read = (of: Reading["vehicle"]): Promise<Reading> =>
        Promise.resolve({ vehicle: of, kind: "overview", data: 0 });
      const signal = new AbortController().signal;
      const context = { account: account as never, read, lastKnown: true, signal, underway: new Underway() };
      return readVehicles(context, choice).then((entries) => entries.map((entry) => entry.vehicle.id));
    };
    assert.deepEqual(await ask({ kind: "all" }), ["VIN1", "VIN2", "VIN3"]);
    assert.deepEqual(await ask({ kind: "named", text: "BLUE" }), ["VIN1"]);
    assert.deepEqual(await ask({ kind: "named", text: "vin3" }), ["VIN3"]);
    assert.deepEqual(await ask({ kind: "only" }, [vehicle]), ["VIN1"]);
    const failures: [VehicleChoice, RegExp][] = [
      [{ kind: "named", text: "Green" }, /is none of the vehicles known; choose one by VIN or own name/],
      [{ kind: "named", text: "Red" }, /may be more than one/],
      [{ kind: "only" }, /may be more than one/],
    ];
    for (const [choice, message] of failures) await assert.rejects(ask(choice), { code: "VEHICLE_UNKNOWN", message });
    await assert.rejects(ask({ kind: "all" }, []), {
      code: "VEHICLE_OFFLINE",
      message: /the node is set to ask for nothing/,
    });
  });

  it("tells trouble once, of an account or a vehicle, and its end once; that something was stopped is none", () => {
    const told: unknown[] = [];
    const display = {
      failed: (source: string) => void told.push(source),
      mended: (source: string) => void told.push(`-${source}`),
    };
    const caught: string[] = [];
    const node = {
      type: "car",
      error: (error: { code: string }, { payload }: { payload: { over: boolean } }) =>
        void caught.push(`${error.code} ${payload.over}`),
    };
    const trouble = new TroubleByItself(node as never, display as never);
    const failure = cloudError("CLOUD_UNAVAILABLE", "no");
    const begun = [cloudError("ABORTED", "stopped"), failure, failure].map((error) => trouble.begins(undefined, error));
    assert.deepEqual([begun, trouble.begins(vehicle, failure)], [[false, true, false], true]);
    for (const of of [vehicle, undefined, undefined]) trouble.ends(of);
    assert.deepEqual(told, ["account", "account", "VIN1", "-VIN1", "-account", "-account"]);
    const code = "CLOUD_UNAVAILABLE";
    assert.deepEqual(caught, [`${code} false`, `${code} false`, `${code} true`, `${code} true`]);
  });

  it("a capture that is no text, bytes or JSON of a sensible size, or that the account cannot take", async () => {
    const ring: Record<string, unknown> = {};
    ring["ring"] = ring;
    const taken: string[] = [];
    const takeCapture = async (text: string): Promise<void> => void taken.push(text);
    const give = (value: unknown, account: object = { takeCapture }): Promise<unknown> =>
      handOver(account as never, { value }, new AbortController().signal);
    for (const value of [5, true, null, ring, Buffer.alloc(1_048_577)])
      await assert.rejects(give(value), { code: "INPUT_INVALID", message: /must be text, bytes or JSON/ });
    await assert.rejects(give("a", {}), { code: "NOT_SUPPORTED", message: "This account takes no captured session." });
    for (const value of ["a", Buffer.from("b"), { c: 1 }]) await give(value);
    assert.deepEqual(taken, ["a", "b", '{"c":1}']);
  });
});
