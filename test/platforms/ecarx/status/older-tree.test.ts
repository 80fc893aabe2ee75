import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEcarxStatus, type EcarxReadOptions } from "../../../../src";
import { messageReading } from "../../../../src/vehicle/message";
import { assertForm } from "./support";

/** A parked combustion car as a forum thread of 2020 told it, made valid JSON; place, VIN and session are invented. */
const text = readFileSync(join(__dirname, "../../../fixtures/lynkco-status-2020.json"), "utf8");

type Tree = Record<string, unknown>;
type Leaf = [path: string, value: unknown];

function reply(...leaves: Leaf[]): Tree {
  const whole = JSON.parse(text) as { data: { vehicleStatus: Tree } };
  for (const [path, value] of leaves) {
    const keys = path.split(".");
    const last = keys.pop()!;
    const target = keys.reduce<Tree>((at, key) => (at[key] ??= {}) as Tree, whole.data.vehicleStatus);
    if (value === undefined) delete target[last];
    else target[last] = value;
  }
  return whole;
}

const options: EcarxReadOptions = { profile: "lynkco-gkui", readAt: "2020-08-10T12:30:00Z" };
const read = (...leaves: Leaf[]) => readEcarxStatus(reply(...leaves), options);

const basic = "basicVehicleStatus";
const more = "additionalVehicleStatus";
const closed = { open: false };
const shut = { driver: false, passenger: false, driverRear: false, passengerRear: false };
const all = { driver: true, passenger: true, driverRear: true, passengerRear: true };

describe("reading a Lynk & Co of the older tree", () => {
  it("reads the whole of a parked combustion car, and nothing that it does not know", () => {
    const status = readEcarxStatus(JSON.parse(text), options);
    assertForm({ ...status, fuel: {} });
    assert.deepEqual(messageReading(status), {
      reportedAt: "2020-08-10T12:24:50.325Z",
      readAt: "2020-08-10T12:30:00.000Z",
      ageSeconds: 310,
      stale: false,
      battery: {},
      fuel: { litres: 49, rangeKm: 550, averageLPer100Km: 9 },
      position: {
        latitude: 30.0001,
        longitude: 120.0002,
        altitudeM: 15,
        headingDeg: 0,
        measuredAt: "2020-08-10T12:24:50.325Z",
        reported: { latitude: 30.0001, longitude: 120.0002, system: "WGS-84" },
      },
      motion: { speedKmh: 0, ignition: "off", driving: false },
      locks: { locked: true, doors: all, trunk: true },
      openings: {
        doors: shut,
        windows: { driver: closed, passenger: closed, driverRear: closed, passengerRear: closed },
        trunk: false,
        hood: false,
        sunroof: closed,
      },
      climate: { outsideC: 29, preconditioning: false, seatHeating: {}, seatVentilation: {} },
      tyres: {
        driver: { pressureBar: 1.8, warning: false },
        passenger: { pressureBar: 1.79, warning: false },
        driverRear: { pressureBar: 1.75, warning: false },
        passengerRear: { pressureBar: 1.76, warning: false },
      },
      trips: { a: 3254, b: 12 },
      service: { days: 278, km: 6274, warning: false },
      lowVoltage: { voltageV: 12 },
      air: {},
      security: { seatBelts: shut },
      ride: {},
      odometerKm: 33253,
      averageSpeedKmh: 37,
    });
  });

  it("leaves nothing as unknown that such a car is merely not fitted with", () => {
    assert.doesNotMatch(JSON.stringify(readEcarxStatus(JSON.parse(text), options)), /null/);
  });

  it("reads the same flat, as text, and for the signed profile", () => {
    const whole = JSON.parse(text) as { data: { vehicleStatus: Tree } };
    const expected = readEcarxStatus(whole, options);
    assert.deepEqual(readEcarxStatus(whole.data, options), expected);
    assert.deepEqual(readEcarxStatus(whole.data.vehicleStatus, options), expected);
    assert.deepEqual(readEcarxStatus(whole, { ...options, profile: "lynkco-signed" }), expected);
    const asText = JSON.parse(text, (_key, value: unknown) =>
      typeof value === "number" || typeof value === "boolean" ? String(value) : value,
    ) as Tree;
    assert.deepEqual(readEcarxStatus(asText, options), expected);
  });

  it("takes a car with a charge, a cable, an electric range, a configuration or a charge before for a hybrid", () => {
    const electric = `${more}.electricVehicleStatus`;
    for (const leaf of [
      [`${electric}.chargeLevel`, 43],
      [`${electric}.distanceToEmptyOnBatteryOnly`, "12"],
      [`${electric}.statusOfChargerConnection`, 3],
      ["configuration", { fuelType: "9" }],
    ] as Leaf[]) {
      const { battery, fuel } = read(leaf);
      assert.notDeepEqual(battery, {}, leaf[0]);
      assert.deepEqual([fuel.litres, "rangeKm" in fuel], [49, false]);
    }
    const hybrid = read([`${electric}.chargeLevel`, 43]);
    assert.equal(hybrid.battery.percent, 43);
    const empty = readEcarxStatus(reply(), { ...options, previous: hybrid });
    assert.deepEqual([empty.battery.percent, empty.battery.charging], [0, false]);
  });

  it("knows a running engine in capitals, and takes no inside of 0 °C for true while it is off", () => {
    const running = read([`${basic}.engineStatus`, "ENGINE_RUNNING"], [`${basic}.speed`, 52.5]);
    assert.deepEqual(
      [running.motion.ignition, running.motion.driving, running.motion.speedKmh, running.climate.insideC],
      ["on", true, 52.5, 0],
    );
    assert.equal(read([`${more}.climateStatus.exteriorTemp`, -2]).climate.insideC, 0, "a cold day");
    assert.equal(read([`${more}.climateStatus.interiorTemp`, 24]).climate.insideC, 24);
  });

  it("says nothing of a park brake whose two signs disagree", () => {
    const brake = (electric: unknown, lever: unknown) =>
      read(
        [`${more}.drivingSafetyStatus.electricParkBrakeStatus`, electric],
        [`${more}.drivingSafetyStatus.handBrakeStatus`, lever],
      ).motion.parkBrake;
    assert.deepEqual(
      [brake(0, 1), brake(1, 0), brake(1, 1), brake(0, 0), brake("1", undefined)],
      [undefined, undefined, true, false, true],
    );
  });

  it("takes a sunroof for closed only on its own code, and goes by its position where one is told", () => {
    const roof = (status: unknown, position?: unknown) =>
      read([`${more}.climateStatus.sunroofOpenStatus`, status], [`${more}.climateStatus.sunroofPos`, position]).openings
        .sunroof;
    assert.deepEqual([roof(1), roof(0), roof("2")], [{ open: false }, { open: true }, { open: true }]);
    assert.deepEqual(
      [roof(1, 30), roof(0, 0)],
      [
        { open: true, percent: 30 },
        { open: false, percent: 0 },
      ],
    );
    assert.equal(roof(1, 101), undefined, "not fitted");
  });

  it("takes the second position, with its time, where the first holds no place", () => {
    const { position } = read([`${basic}.position`, {}]);
    assert.deepEqual([position.latitude, position.measuredAt], [30.0001, "2020-08-10T12:24:50.325Z"]);
    assert.equal(
      read([`${basic}.extPosition.latitude`, 111_600_000]).position.latitude,
      30.0001,
      "the first goes before",
    );
    const later = read([`${basic}.position.latitude`, ""], [`${basic}.extPosition.sysTimestamp`, 1597062000000]);
    assert.equal(later.position.measuredAt, "2020-08-10T12:20:00.000Z");
  });

  it("converts the position that the car says is shifted", () => {
    // Shanghai (docs/protocol/brands.md 5.1).
    const { position } = read(
      [`${basic}.position.latitude`, 112_422_505],
      [`${basic}.position.longitude`, 437_321_607],
      [`${basic}.position.marsCoordinates`, true],
    );
    assert.ok(Math.abs(position.latitude! - 31.230416) < 2e-6 && Math.abs(position.longitude! - 121.473701) < 2e-6);
    assert.equal(position.reported?.system, "GCJ-02");
  });

  it("reads an unlocked car, and none from doors that are partly locked", () => {
    const door = (value: unknown): Leaf[] =>
      ["Driver", "Passenger", "DriverRear", "PassengerRear"].map((name) => [
        `${more}.drivingSafetyStatus.doorLockStatus${name}`,
        value,
      ]);
    assert.equal(read(...door(0)).locks.locked, false);
    assert.notEqual(read(...door(2)).locks.locked, true);
  });
});
