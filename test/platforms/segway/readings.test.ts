import assert from "node:assert/strict";
import fc from "fast-check";
import { readSegwayAlert, readSegwayFault, readSegwayPush } from "../../../src/platforms/segway/read-push";
import { segwayPushKinds } from "../../../src/platforms/segway/push-fields";
import { readSegwayLocation, readSegwayStatus } from "../../../src/platforms/segway/read-status";
import { mergeStatus } from "../../../src/vehicle/merge";
import { emptyStatus } from "../../../src/vehicle/model";
import { location as pushed } from "./pushes";
import { assertForm } from "../ecarx/status/support";

const readAt = "2026-02-02T08:00:10.000Z";
const second = Date.parse("2026-02-02T08:00:00Z") / 1000;
const data = {
  iotCode: "860000000000017",
  online: true,
  locked: true,
  lockVoltage: 412,
  networkSignal: 17,
  charging: false,
  powerPercent: 83,
  speedMode: 2,
  speed: 0,
  odometer: 12345,
  remainingRange: 1230,
  totalRidingSecs: 86401,
  statusUtcTime: second,
};
const status = (change: object = {}): ReturnType<typeof readSegwayStatus> =>
  readSegwayStatus({ code: 0, msg: "Success", data: { ...data, ...change } }, { readAt });

describe("reading a Segway vehicle: status", () => {
  it("reads it in the units of the model", () => {
    assert.deepEqual(status(), {
      ...emptyStatus(readAt),
      reportedAt: "2026-02-02T08:00:00.000Z",
      ageSeconds: 10,
      stale: false,
      online: true,
      odometerKm: 12.345,
      battery: { percent: 83, rangeKm: 12.3, charging: false },
      motion: { speedKmh: 0, driving: false },
      locks: { locked: true, doors: {} },
      ride: { speedMode: "medium", totalRidingSeconds: 86401, networkSignalPercent: 50, lockVoltageV: 4.12 },
    });
  });

  it("reads text as it reads numbers, bare or in the envelope", () => {
    const asText = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
    assert.deepEqual(readSegwayStatus({ data: asText }, { readAt }), status());
    assert.deepEqual(readSegwayStatus(asText, { readAt }), status());
  });

  it("takes times in seconds or milliseconds", () => {
    for (const time of [second, String(second), second * 1000, String(second * 1000)]) {
      assert.equal(status({ statusUtcTime: time }).reportedAt, "2026-02-02T08:00:00.000Z");
    }
    for (const time of [0, -1, "", "soon", 1e300]) assert.equal(status({ statusUtcTime: time }).reportedAt, null);
  });

  it("takes hundredths of a volt, and millivolts from 1000 on", () => {
    assert.equal(status({ lockVoltage: 342 }).ride.lockVoltageV, 3.42);
    assert.equal(status({ lockVoltage: 4125 }).ride.lockVoltageV, 4.125);
  });

  it("reads the other spelling of the range, but prefers the right one", () => {
    const other = { ...data, remainingRange: undefined, remainderRange: 1230 };
    assert.equal(readSegwayStatus({ data: other }).battery.rangeKm, 12.3);
    assert.equal(status({ remainderRange: 0 }).battery.rangeKm, 12.3);
  });

  it("scales the signal from 2 to 32, and knows no other speed modes than three", () => {
    const signal = (networkSignal: number): unknown => status({ networkSignal }).ride.networkSignalPercent;
    assert.deepEqual([2, 32, 0, 99].map(signal), [0, 100, 0, null]);
    assert.deepEqual(
      [1, 3, 4].map((speedMode) => status({ speedMode }).ride.speedMode),
      ["low", "high", null],
    );
  });

  it("is stale after 60 s while ridden and 1,900 s while locked", () => {
    const at = (seconds: number, change: object): boolean =>
      readSegwayStatus({ data: { ...data, ...change } }, { readAt: (second + seconds) * 1000 }).stale;
    assert.deepEqual([at(61, { locked: false }), at(60, { locked: false })], [true, false]);
    assert.deepEqual([at(1901, {}), at(1900, {})], [true, false]);
  });
});

describe("reading a Segway vehicle: location", () => {
  const place = {
    latitude: 48.8566001,
    longitude: -2.3522,
    satelliteNumber: 9,
    hdop: 1.1,
    altitude: 10,
    gpsUtcTime: String(second),
  };

  it("reads the position with the time of the fix", () => {
    const expected = {
      latitude: 48.8566,
      longitude: -2.3522,
      altitudeM: 10,
      satellites: 9,
      hdop: 1.1,
      measuredAt: "2026-02-02T08:00:00.000Z",
    };
    assert.deepEqual(readSegwayLocation({ code: 0, data: place }).position, expected);
    const { gpsUtcTime, ...others } = place;
    assert.deepEqual(readSegwayLocation({ ...others, gpsUTCTime: gpsUtcTime }).position, expected);
  });

  it("takes 0/0, half a position and places off the earth for none", () => {
    for (const change of [
      { latitude: 0, longitude: 0 },
      { longitude: "" },
      { latitude: 91 },
      { latitude: undefined },
    ]) {
      assert.deepEqual(readSegwayLocation({ data: { ...place, ...change } }).position, { satellites: 9 });
    }
  });
});

describe("reading a Segway vehicle: pushes", () => {
  const location = { ...pushed, gpsUtcTime: String(second) };

  it("reads a status push as the status query, although every value is text", () => {
    const asText = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
    assert.deepEqual(readSegwayPush("status", asText, { readAt }), status());
  });

  it("reads a location push, trusted where it is valid", () => {
    const { position } = readSegwayPush("location", location);
    assert.deepEqual([position.latitude, position.longitude, position.trusted], [48.8566, -2.3522, true]);
  });

  it("keeps the fix from before, flagged, when a push has none", () => {
    const before = mergeStatus(status(), readSegwayPush("location", location, { readAt }));
    const zero = { latitude: "0.0", longitude: "0.0", hdop: "99.99", satelliteNumber: "0" };
    for (const lost of [
      { ...location, locationStatus: "invalid", ...zero },
      { ...location, locationStatus: "invalid", latitude: "1.5", satelliteNumber: "0" },
      { ...location, ...zero },
    ]) {
      const after = mergeStatus(before, readSegwayPush("location", lost, { readAt }));
      assert.deepEqual(
        [after.position.latitude, after.position.trusted, after.position.satellites],
        [48.8566, false, 0],
      );
      assert.equal(after.battery.percent, 83);
    }
  });

  it("carries no more than the time of an alert or a fault", () => {
    const fields = { statusUtcTime: String(second), alertStatus: "0", code: "1" };
    const expected = { ...emptyStatus(readAt), reportedAt: "2026-02-02T08:00:00.000Z", ageSeconds: 10, stale: false };
    assert.deepEqual(readSegwayPush("alert", fields, { readAt }), expected);
    assert.deepEqual(readSegwayPush("fault", fields, { readAt }), expected);
  });

  it("names alerts, and knows that one end clears both kinds of a fall", () => {
    const alert = (code: string, alertStatus?: string): ReturnType<typeof readSegwayAlert> =>
      readSegwayAlert({ code, alertStatus, statusUtcTime: String(second) });
    assert.deepEqual(alert("1", "0"), {
      alert: "illegal-moving",
      active: true,
      clears: [],
      code: 1,
      at: "2026-02-02T08:00:00.000Z",
    });
    assert.deepEqual(alert("2", "1").clears, ["fallen-locked", "fallen-unlocked"]);
    assert.deepEqual(alert("12", "1").clears, ["low-power"]);
    assert.equal(alert("4").active, true, "without a status it is taken for appearing");
    assert.equal(alert("4").assumed, true, "and that is said");
    assert.equal("assumed" in alert("4", "0") || "assumed" in alert("4", "1"), false);
    assert.equal(alert("99", "0").alert, "unknown");
    assert.deepEqual(readSegwayFault({ code: "21", faultStatus: "1" }), { code: 21, active: false });
    assert.deepEqual(readSegwayFault({ code: "-0", faultStatus: "0" }), { code: 0, active: true });
  });
});

describe("reading a Segway vehicle: whatever is sent", () => {
  const names = [
    ...Object.keys(data),
    "data",
    "latitude",
    "longitude",
    "gpsUtcTime",
    "altitude",
    "hdop",
    "locationStatus",
  ];
  const leaf = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(-0, 1e308, "-0.0", "1e999", "NaN", "", "9".repeat(400), "true", "invalid", 1e11),
    fc.double().map(String),
  );
  const answer = fc.oneof(leaf, fc.dictionary(fc.constantFrom(...names), leaf));

  it("gives a status of the model's form, never NaN or Infinity", () => {
    fc.assert(
      fc.property(answer, (value) => {
        assertForm(readSegwayStatus(value));
        assertForm(readSegwayLocation(value));
        assertForm(readSegwayStatus({ data: value }));
        for (const kind of segwayPushKinds) assertForm(readSegwayPush(kind, value));
        assert.equal(typeof readSegwayAlert(value).active, "boolean");
        assert.equal(typeof readSegwayFault(value).active, "boolean");
        assert.deepEqual(readSegwayStatus(value, { readAt }), readSegwayStatus(value, { readAt }));
      }),
      { numRuns: 1500 },
    );
  });
});
