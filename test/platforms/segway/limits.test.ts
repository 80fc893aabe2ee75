import assert from "node:assert/strict";
import { readSegwayBattery } from "../../../src/platforms/segway/battery-info";
import { readSegwayAlert, readSegwayFault, readSegwayPush } from "../../../src/platforms/segway/read-push";
import { readSegwayLocation, readSegwayStatus } from "../../../src/platforms/segway/read-status";

const readAt = "2026-02-02T08:00:10.000Z";
const second = Date.parse("2026-02-02T08:00:00Z") / 1000;
const status = (data: object) => readSegwayStatus({ data }, { readAt });

describe("reading a Segway vehicle: limits of its values", () => {
  it("believes each up to its bound, and nothing beyond", () => {
    for (const [field, highest, read] of [
      ["speed", 200, (data: object) => status(data).motion.speedKmh],
      ["powerPercent", 100, (data: object) => status(data).battery.percent],
      ["totalRidingSecs", 1e12, (data: object) => status(data).ride.totalRidingSeconds],
    ] as const) {
      assert.deepEqual(
        [0, highest, highest + 1, -1].map((value) => read({ [field]: value })),
        [0, highest, null, null],
        field,
      );
    }
    const odometer = [1e10, 1e10 + 1000].map((metres) => status({ odometer: metres }).odometerKm);
    assert.deepEqual(odometer, [10_000_000, null]);
    const range = [1_000_000, 1_000_100].map((value) => status({ remainingRange: value }).battery.rangeKm);
    assert.deepEqual(range, [10_000, null]);
  });

  it("rounds to the digits that the cloud sends", () => {
    const { motion, battery, odometerKm } = status({
      speed: 12.34,
      powerPercent: 55.55,
      odometer: 1234.6,
      remainingRange: 1234,
    });
    assert.deepEqual([motion.speedKmh, battery.percent, odometerKm, battery.rangeKm], [12.3, 55.6, 1.235, 12.34]);
  });

  it("takes it for driven from the slowest speed on, and leaves out what is not told", () => {
    assert.deepEqual([status({ speed: 0.1 }).motion.driving, status({ speed: 0 }).motion.driving], [true, false]);
    assert.equal(status({ speed: 999 }).motion.driving, null);
    const { motion, ride, battery, locks } = status({});
    assert.deepEqual([motion, ride, battery, locks], [{}, {}, {}, { doors: {} }]);
    assert.equal("online" in status({}) || "odometerKm" in status({}), false);
  });

  it("tells hundredths of a volt below 1000 and millivolts from there on", () => {
    const volts = (lockVoltage: number) => status({ lockVoltage }).ride.lockVoltageV;
    assert.deepEqual([999, 1000, 100_000, 100_001].map(volts), [9.99, 1, 100, null]);
  });

  it("reads what is 0 as 0, a signal up to 32, and no more digits than are known", () => {
    const none = status({ odometer: 0, remainingRange: 0, totalRidingSecs: 0, lockVoltage: 0, networkSignal: 0 });
    assert.deepEqual([none.odometerKm, none.battery.rangeKm, none.ride.totalRidingSeconds], [0, 0, 0]);
    assert.deepEqual([none.ride.lockVoltageV, none.ride.networkSignalPercent], [0, 0]);
    const signal = (networkSignal: number) => status({ networkSignal }).ride.networkSignalPercent;
    assert.deepEqual([32, 33, 3, 1, -1].map(signal), [100, null, 3, 0, null]);
    assert.equal(status({ remainingRange: 1234.567 }).battery.rangeKm, 12.35);
    assert.equal(status({ lockVoltage: 4125.67 }).ride.lockVoltageV, 4.126);
    const place = { latitude: 48.12345678, longitude: 2.12345678, satelliteNumber: 200, hdop: 1.23456 };
    const read = (change: object) => readSegwayLocation({ data: { ...place, ...change } }).position;
    assert.deepEqual(read({}), { latitude: 48.123457, longitude: 2.123457, satellites: 200, hdop: 1.23 });
    assert.equal(read({ satelliteNumber: 201 }).satellites, null);
    assert.deepEqual([read({ hdop: 99 }).hdop, read({ hdop: 99.1 }).hdop, read({ hdop: 0.5 }).hdop], [99, null, 0.5]);
  });

  it("trusts no fix of no satellite, nor of a useless precision", () => {
    const place = { latitude: 48.8, longitude: 2.3, satelliteNumber: 9, hdop: 1.1 };
    const trusted = (change: object) => readSegwayLocation({ data: { ...place, ...change } }).position.trusted;
    assert.deepEqual([trusted({}), trusted({ hdop: 20 }), trusted({ hdop: 20.01 })], [undefined, undefined, false]);
    assert.deepEqual(
      [trusted({ hdop: 0 }), trusted({ hdop: 99.99 }), trusted({ hdop: undefined })],
      [false, false, undefined],
    );
    assert.deepEqual([trusted({ satelliteNumber: 0 }), trusted({ satelliteNumber: 1 })], [false, undefined]);
    const pushed = (change: object) =>
      readSegwayPush("location", { ...place, locationStatus: "valid", ...change }).position.trusted;
    assert.equal(pushed({ satelliteNumber: "0" }), false, "whatever it says of itself");
    assert.deepEqual(
      [pushed({}), pushed({ locationStatus: "" }), pushed({ locationStatus: "invalid" })],
      [true, undefined, false],
    );
  });

  it("reads places up to the poles and the date line, and on the equator", () => {
    const at = (latitude: number, longitude: number) => readSegwayLocation({ data: { latitude, longitude } }).position;
    for (const [latitude, longitude] of [
      [90, 180],
      [-90, -180],
      [0, 7],
      [7, 0],
    ] as const) {
      const position = at(latitude, longitude);
      assert.deepEqual([position.latitude, position.longitude], [latitude, longitude]);
    }
    for (const [latitude, longitude] of [
      [90.1, 7],
      [-90.1, 7],
      [7, 180.1],
      [7, -180.1],
    ] as const)
      assert.deepEqual(at(latitude, longitude), {});
    const altitude = (metres: number) =>
      readSegwayLocation({ data: { latitude: 7, longitude: 7, altitude: metres } }).position.altitudeM;
    assert.deepEqual([-1000, -1000.1, 10_000, 10_000.1, 12.34].map(altitude), [-1000, null, 10_000, null, 12.3]);
  });
});

describe("reading a Segway vehicle: its batteries", () => {
  it("reads the whole and each pack, by either spelling of the temperature", () => {
    const pack = { batteryPort: 1, batteryPercent: 80, batteryVoltage: 47.26, temperatrue: 21.04, cycleTimes: 12 };
    const whole = { vehiclePercent: 81, charging: true, drivingVoltage: 48.04, iotVoltage: 412, iotPercent: 90 };
    const read = readSegwayBattery(
      { data: { ...whole, batteryData: [pack, { batteryPort: 100, temperature: 5, batteryPercent: 101 }] } },
      readAt,
    );
    assert.deepEqual(read.battery, {
      percent: 81,
      charging: true,
      voltageV: 48,
      packs: [
        { port: 1, percent: 80, voltageV: 47.3, temperatureC: 21, cycles: 12 },
        { percent: null, temperatureC: 5 },
      ],
    });
    assert.deepEqual(read.lowVoltage, { percent: 90, voltageV: 4.12 });
    assert.deepEqual(readSegwayBattery(whole, readAt).lowVoltage, read.lowVoltage, "without the envelope too");
  });

  it("believes each value up to its bound, reads ten packs, and none where there is no list", () => {
    const one = (pack: object) => readSegwayBattery({ batteryData: [pack] }, readAt).battery.packs?.[0];
    assert.deepEqual(one({ batteryPort: 99, batteryVoltage: 200, temperatrue: 150, cycleTimes: 100_000 }), {
      port: 99,
      voltageV: 200,
      temperatureC: 150,
      cycles: 100_000,
    });
    const beyond = { batteryVoltage: 200.1, temperatrue: 150.1, cycleTimes: 100_001 };
    assert.deepEqual(one(beyond), { voltageV: null, temperatureC: null, cycles: null });
    assert.deepEqual(
      [one({ temperatrue: -60 }), one({ temperatrue: -60.1 })],
      [{ temperatureC: -60 }, { temperatureC: null }],
    );
    const volts = [200, 200.1].map((drivingVoltage) => readSegwayBattery({ drivingVoltage }, readAt).battery.voltageV);
    assert.deepEqual(volts, [200, null]);
    const iot = [10_000, 10_001].map((iotVoltage) => readSegwayBattery({ iotVoltage }, readAt).lowVoltage.voltageV);
    assert.deepEqual(iot, [100, null]);
    const many = Array.from({ length: 12 }, (_, batteryPort) => ({ batteryPort }));
    assert.equal(readSegwayBattery({ batteryData: many }, readAt).battery.packs?.length, 10);
    assert.equal("packs" in readSegwayBattery({ batteryData: {} }, readAt).battery, false);
  });
});

describe("reading a Segway vehicle: each alert", () => {
  const at = "2026-02-02T08:00:00.000Z";
  const alert = (code: unknown, alertStatus?: unknown) => readSegwayAlert({ code, alertStatus, statusUtcTime: second });

  it("has its word, begins with 0 and ends with 1", () => {
    for (const [code, word] of [
      [1, "illegal-moving"],
      [2, "fallen-locked"],
      [3, "dismantling"],
      [4, "fallen-unlocked"],
      [12, "low-power"],
      [5, "unknown"],
    ] as const) {
      assert.deepEqual(alert(code, 0), { alert: word, active: true, clears: [], code, at });
      const clears = code === 2 ? ["fallen-locked", "fallen-unlocked"] : [word];
      assert.deepEqual(alert(code, 1), { alert: word, active: false, clears, code, at });
    }
  });

  it("is taken for begun, and says so, where it does not tell which", () => {
    for (const odd of [undefined, 2, "x"]) {
      assert.deepEqual(alert(1, odd), {
        alert: "illegal-moving",
        active: true,
        assumed: true,
        clears: [],
        code: 1,
        at,
      });
    }
    assert.deepEqual(readSegwayAlert({}), { alert: "unknown", active: true, assumed: true, clears: [] });
  });

  it("and each fault is on unless it says 1", () => {
    const fault = (faultStatus?: unknown) => readSegwayFault({ code: "7", faultStatus, statusUtcTime: second });
    assert.deepEqual(
      [fault(0), fault(1), fault()],
      [true, false, true].map((active) => ({ code: 7, active, at })),
    );
    assert.deepEqual(readSegwayFault({}), { active: true });
    assert.deepEqual(readSegwayFault({ code: "x", statusUtcTime: "soon" }), { active: true });
    const unreadable = { alert: "unknown", active: true, assumed: true, clears: [] };
    assert.deepEqual(readSegwayAlert({ code: "x", statusUtcTime: "soon" }), unreadable);
  });
});
