import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEcarxStatus, type EcarxReadOptions } from "../../../../src/platforms/ecarx/status/read-status";
import type { VehicleStatus } from "../../../../src/vehicle/model";

export const fixtureText = readFileSync(join(__dirname, "../../../fixtures/ecarx-status.json"), "utf8");
/** When the fixture's car reported. */
export const reportedAt = "2026-02-02T08:00:00.000Z";

type Tree = Record<string, unknown>;

/** The whole recorded-shape envelope, fresh. */
export function envelope(): Tree {
  return JSON.parse(fixtureText) as Tree;
}

const places = {
  vehicle: [],
  basic: ["basicVehicleStatus"],
  position: ["basicVehicleStatus", "position"],
  parkTime: ["parkTime"],
  additional: ["additionalVehicleStatus"],
  electric: ["additionalVehicleStatus", "electricVehicleStatus"],
  climate: ["additionalVehicleStatus", "climateStatus"],
  safety: ["additionalVehicleStatus", "drivingSafetyStatus"],
  maintenance: ["additionalVehicleStatus", "maintenanceStatus"],
  lowVoltage: ["additionalVehicleStatus", "maintenanceStatus", "mainBatteryStatus"],
  behaviour: ["additionalVehicleStatus", "drivingBehaviourStatus"],
  pollution: ["additionalVehicleStatus", "pollutionStatus"],
} as const;

export type Patch = Partial<Record<keyof typeof places, Tree>>;

/** The fixture with some leaves changed; `undefined` removes one. */
export function reply(patch: Patch = {}): Tree {
  const whole = envelope();
  const vehicle = (whole.data as Tree).vehicleStatus as Tree;
  for (const [place, members] of Object.entries(patch)) {
    const target = places[place as keyof typeof places].reduce<Tree>((at, key) => at[key] as Tree, vehicle);
    for (const [key, value] of Object.entries(members)) {
      if (value === undefined) delete target[key];
      else target[key] = value;
    }
  }
  return whole;
}

/** Reads the changed fixture ten minutes after the car reported. */
export function read(patch: Patch = {}, options: EcarxReadOptions = {}): VehicleStatus {
  return readEcarxStatus(reply(patch), { readAt: "2026-02-02T08:10:00Z", ...options });
}

const corners = <T>(of: T) => ({ driver: of, passenger: of, driverRear: of, passengerRear: of });
const seats = { driver: "level", passenger: "level", rearLeft: "level", rearRight: "level" };
const opening = { open: "boolean", percent: "percent" };

/** What may stand where. A list is an enumeration. */
const form = {
  reportedAt: "time",
  readAt: "time",
  ageSeconds: "count",
  stale: "boolean",
  online: "boolean",
  battery: {
    percent: "percent",
    rangeKm: "count",
    fullRangeKm: "count",
    targetPercent: "percent",
    pluggedIn: "boolean",
    charging: "boolean",
    chargingKind: ["ac", "dc", "wireless"],
    state: ["unplugged", "plugged", "waiting", "charging", "complete", "targetReached", "error"],
    powerKw: "count",
    powerEstimated: "boolean",
    voltageV: "count",
    currentA: "count",
    minutesToFull: "count",
    temperatureC: "number",
    rangeFactorPercent: "count",
    packs: [{ port: "count", percent: "percent", voltageV: "count", temperatureC: "number", cycles: "count" }],
  },
  fuel: {},
  position: {
    latitude: "number",
    longitude: "number",
    altitudeM: "number",
    headingDeg: "count",
    trusted: "boolean",
    measuredAt: "time",
    satellites: "count",
    hdop: "count",
    reported: { latitude: "number", longitude: "number", system: ["WGS-84", "GCJ-02"] },
  },
  motion: {
    speedKmh: "count",
    ignition: ["off", "on"],
    gear: ["P"],
    parkBrake: "boolean",
    parkedSince: "time",
    driving: "boolean",
  },
  locks: { locked: "boolean", doors: corners("boolean"), trunk: "boolean" },
  openings: {
    doors: corners("boolean"),
    windows: corners(opening),
    trunk: "boolean",
    hood: "boolean",
    chargeLid: "boolean",
    sunroof: opening,
    curtain: opening,
  },
  climate: {
    insideC: "number",
    outsideC: "number",
    preconditioning: "boolean",
    defrost: "boolean",
    seatHeating: seats,
    seatVentilation: seats,
    steeringWheelHeating: "boolean",
    airBlower: "boolean",
  },
  tyres: corners({ pressureBar: "count", temperatureC: "number", warning: "boolean" }),
  odometerKm: "count",
  trips: { a: "count", b: "count" },
  averageSpeedKmh: "count",
  service: { days: "number", km: "number", warning: "boolean", brakeFluid: ["ok", "low", "tooLow"] },
  lowVoltage: { percent: "percent", voltageV: "count" },
  air: { pm25Inside: "count", pm25Outside: "count" },
  security: {
    alarm: "boolean",
    crash: "boolean",
    seatBelts: {
      driver: "boolean",
      passenger: "boolean",
      driverRear: "boolean",
      middleRear: "boolean",
      passengerRear: "boolean",
    },
  },
  ride: {
    speedMode: ["low", "medium", "high"],
    totalRidingSeconds: "count",
    networkSignalPercent: "percent",
    lockVoltageV: "count",
  },
};

/** Fails on anything that is not of the model's form: an unknown member, NaN, Infinity, -0, a key without value. */
export function assertForm(status: unknown, expected: unknown = form, path = "status"): void {
  if (status === null && path !== "status") return;
  if (Array.isArray(expected) && typeof expected[0] === "object") {
    assert.ok(Array.isArray(status), `${path} is a list`);
    status.forEach((item, index) => assertForm(item, expected[0], `${path}[${index}]`));
    return;
  }
  if (Array.isArray(expected)) {
    assert.ok(expected.includes(status), `${path} is ${String(status)}`);
    return;
  }
  if (typeof expected === "object" && expected !== null) {
    assert.ok(typeof status === "object" && status !== null && !Array.isArray(status), `${path} is a group`);
    for (const [key, value] of Object.entries(status)) {
      assert.ok(Object.hasOwn(expected, key), `${path}.${key} is no member of the model`);
      assert.notEqual(value, undefined, `${path}.${key} is a key without value`);
      assertForm(value, (expected as Tree)[key], `${path}.${key}`);
    }
    return;
  }
  assertLeaf(status, expected as string, path);
}

function assertLeaf(value: unknown, expected: string, path: string): void {
  if (expected === "boolean") return assert.equal(typeof value, "boolean", path);
  if (expected === "time") {
    assert.match(value as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, path);
    return;
  }
  assert.equal(typeof value, "number", path);
  const number = value as number;
  assert.ok(Number.isFinite(number) && !Object.is(number, -0), `${path} is ${number}`);
  if (expected === "count") assert.ok(number >= 0, `${path} is ${number}`);
  if (expected === "percent") assert.ok(number >= 0 && number <= 100, `${path} is ${number}`);
  if (expected === "level") assert.ok([0, 1, 2, 3].includes(number), `${path} is ${number}`);
}
