import assert from "node:assert/strict";
import { readEcarxStatus } from "../../../../src/platforms/ecarx/status/read-status";
import { emptyStatus } from "../../../../src/vehicle/model";
import { assertForm, envelope, read, reportedAt } from "./support";

describe("reading a car: the whole", () => {
  it("reads the envelope, its data or the vehicle status alike", () => {
    const whole = envelope() as { data: { vehicleStatus: unknown } };
    const readAt = "2026-02-02T08:10:00Z";
    const expected = readEcarxStatus(whole, { readAt });
    assertForm(expected);
    assert.equal(expected.odometerKm, 18432);
    assert.deepEqual(readEcarxStatus(whole.data, { readAt }), expected);
    assert.deepEqual(readEcarxStatus(whole.data.vehicleStatus, { readAt }), expected);
  });

  it("takes the car's own time for the report and ours for the reading", () => {
    const status = read();
    assert.deepEqual(
      [status.reportedAt, status.readAt, status.ageSeconds, status.stale],
      [reportedAt, "2026-02-02T08:10:00.000Z", 600, false],
    );
    assert.equal(read({}, { readAt: "2026-02-02T07:00:00Z" }).ageSeconds, 0, "a car's clock may be ahead");
    assert.equal(read({}, { readAt: Date.parse("2026-02-03T10:00:01Z") }).stale, true);
    assert.equal(read({}, { readAt: new Date("2026-02-03T10:00:00Z") }).stale, false);
  });

  it("gives no time where the car gave none", () => {
    for (const updateTime of ["", "0", "-5", "soon", "99999999999999999999", undefined, {}]) {
      const status = read({ vehicle: { updateTime } });
      assert.deepEqual([status.reportedAt, status.ageSeconds], [null, null]);
    }
    assert.ok(Number.isFinite(Date.parse(read({}, { readAt: "no date" }).readAt)));
  });

  it("shows every group and nothing else for an answer without any", () => {
    const nothing = emptyStatus("2026-02-02T08:10:00.000Z");
    const withoutData = { code: "1000", data: null, success: true };
    for (const odd of [undefined, null, 0, "text", true, [], {}, withoutData, { vehicleStatus: null }, [[[]]]]) {
      assert.deepEqual(readEcarxStatus(odd, { readAt: nothing.readAt }), nothing);
    }
  });

  it("is not misled by keys that objects inherit", () => {
    const source = '{"__proto__":{"updateTime":"1770019200000"},"constructor":{"vehicleStatus":1},"toString":[]}';
    assert.deepEqual(readEcarxStatus(JSON.parse(source), { readAt: 0 }), emptyStatus("1970-01-01T00:00:00.000Z"));
    assert.equal(({} as Record<string, unknown>).updateTime, undefined);
  });

  it("publishes no placeholder: neither their names nor their values", () => {
    const marked = read({
      electric: { indPowerConsumption: "313", chargeSts: "313", dcChargeSts: "313" },
      maintenance: { engineHrsToService: "313", washerFluidLevelStatus: "313" },
      lowVoltage: { stateOfCharge: "313", stateOfHealth: "313", energyLevel: "313" },
      pollution: { relHumSts: "313", interiorPM25Level: "313", exteriorPM25Level: "313" },
      safety: { tankFlapStatus: "313" },
      basic: { distanceToEmpty: "313" },
    });
    assert.deepEqual(marked, read());
  });
});

describe("reading a car: motion", () => {
  it("gives a speed only if the car says that it is valid", () => {
    assert.equal(read({ basic: { speed: "50.0", speedValidity: "false" } }).motion.speedKmh, null);
    assert.equal(read({ basic: { speed: "50.0", speedValidity: "" } }).motion.speedKmh, null);
    assert.equal("speedKmh" in read({ basic: { speedValidity: undefined } }).motion, false);
    const { motion } = read({ basic: { speed: "50.4", speedValidity: "true", engineStatus: "engine_running" } });
    assert.deepEqual([motion.speedKmh, motion.driving, motion.ignition], [50.4, true, "on"]);
    assert.equal("parkedSince" in motion, false);
    assert.equal(motion.gear, null, "the gear's code is only known while parked");
  });

  it("takes drive-ready for driving, unless a cable holds the car", () => {
    const basic = { engineStatus: "engine_running" };
    assert.equal(read({ basic }).motion.driving, true);
    assert.equal(read({ basic, electric: { statusOfChargerConnection: "2" } }).motion.driving, false);
    assert.deepEqual(
      ["ENGINE_OFF", "RUNNING", "engine_off", "elsewhere", 1].map(
        (engineStatus) => read({ basic: { engineStatus } }).motion.ignition,
      ),
      ["off", "on", "off", null, null],
    );
  });

  it("reads the park brake's known codes and leaves out the others", () => {
    const brake = (code: unknown): unknown => read({ safety: { electricParkBrakeStatus: code } }).motion.parkBrake;
    assert.deepEqual(["1", "3", "0", "9", "5", "", undefined].map(brake), [
      true,
      true,
      false,
      false,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("tells since when it has been parked", () => {
    assert.equal(read().motion.parkedSince, "2026-02-01T22:00:00.000Z");
    assert.equal(read({ parkTime: { status: "" } }).motion.parkedSince, null);
  });
});

describe("reading a car: service, 12 V battery, safety", () => {
  it("reads the countdown and takes unknown codes for no warning", () => {
    assert.deepEqual(read().service, { days: 211, km: 11568, warning: false, brakeFluid: "ok" });
    assert.equal(read({ maintenance: { daysToService: "-12" } }).service.days, -12);
    assert.equal(read({ maintenance: { serviceWarningStatus: "4" } }).service.warning, null);
    assert.equal(read({ maintenance: { brakeFluidLevelStatus: "1" } }).service.brakeFluid, "low");
    assert.equal(read({ maintenance: { brakeFluidLevelStatus: "7" } }).service.brakeFluid, null);
  });

  it("does not take 5 V with 0 % for a 12 V battery", () => {
    assert.deepEqual(read().lowVoltage, { percent: 91.6, voltageV: 12.6 });
    const placeholder = { chargeLevel: "0.0", voltage: "5.000" };
    assert.deepEqual(read({ lowVoltage: placeholder }).lowVoltage, { percent: null, voltageV: null });
    const oldForm = { chargeLevel: "0", voltage: "12.400" };
    assert.deepEqual(read({ lowVoltage: oldForm }).lowVoltage, { percent: null, voltageV: 12.4 });
  });

  it("reads crash, alarm and belts", () => {
    const { security } = read({ safety: { srsCrashStatus: "1", seatBeltStatusMidRear: "true" } });
    assert.deepEqual([security.crash, security.alarm], [true, false]);
    assert.equal(security.seatBelts?.middleRear, true);
    assert.equal(read({ safety: { vehicleAlarm: { alrmTrgSrc: "3" } } }).security.alarm, null);
    assert.equal("alarm" in read({ safety: { vehicleAlarm: {} } }).security, false);
  });

  it("leaves out the fine dust that lower trims do not measure", () => {
    assert.deepEqual(read().air, { pm25Inside: 4 });
    assert.deepEqual(read({ pollution: { interiorPM25: undefined } }).air, {});
  });
});
