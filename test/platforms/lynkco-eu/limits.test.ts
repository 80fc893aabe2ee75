import assert from "node:assert/strict";
import { readLynkcoParts, type RawParts } from "../../../src/platforms/lynkco-eu/read-parts";

const readAt = "2026-02-02T08:00:00.000Z";
const read = (raw: RawParts) => readLynkcoParts(raw, readAt);
const battery = (batteryState: object) => read({ charge_state: { batteryState } } as RawParts).battery;
const fuel = (fuelState: object) => read({ fuel_state: { fuelState } } as RawParts).fuel;

describe("reading a Lynk & Co of Europe: limits of its values", () => {
  const bounds: [string, (value: number) => unknown, number, number][] = [
    ["range", (value) => battery({ remainingRange: value }).rangeKm, 0, 2000],
    ["charge limit", (value) => battery({ chargeLimit: { value } }).targetPercent, 1, 100],
    ["power", (value) => battery({ chargingSpeed: { kW: value } }).powerKw, 0, 500],
    ["minutes to full", (value) => battery({ remainingChargingTime: value }).minutesToFull, 0, 6000],
    ["range by fuel", (value) => fuel({ remainingRange: value }).rangeKm, 0, 3000],
    ["consumption", (value) => fuel({ averageConsumption: value }).averageLPer100Km, 0, 99],
    ["inside", (value) => read({ climate_state: { interiorTemperature: value } }).climate.insideC, -60, 90],
    ["odometer", (value) => read({ vehicle_metadata: { vehicle: { odometer: value } } }).odometerKm, 0, 2_000_000],
  ];
  for (const [name, value, lowest, highest] of bounds) {
    it(`believes a ${name} from ${lowest} to ${highest}`, () => {
      const tried = [lowest, highest, lowest - 1, highest + 1].map(value);
      assert.deepEqual(tried, [lowest, highest, null, null]);
    });
  }

  it("reads shares of 0 to 1 as percent, to a tenth", () => {
    for (const share of [
      (stateOfCharge: unknown) => battery({ stateOfCharge }).percent,
      (percentageOfRemainingFuel: unknown) => fuel({ percentageOfRemainingFuel }).percent,
    ]) {
      assert.deepEqual([0, 1, 0.6789, 1.01, -0.01, undefined].map(share), [0, 100, 67.9, null, null, undefined]);
    }
  });

  it("tells a capacity of 1 to 300 kWh, and leaves out any other", () => {
    const capacity = (batteryCapacity: unknown) =>
      read({ vehicle_metadata: { batteryInfo: { batteryCapacity } } } as RawParts).battery.capacityKwh;
    assert.deepEqual([1, 300, 17.64, 0.9, 300.1, "x"].map(capacity), [1, 300, 17.6, undefined, undefined, undefined]);
  });

  it("reads a place whole or not at all, up to the poles and the date line", () => {
    const place = (latitude: unknown, longitude: unknown) =>
      read({ location_state: { vehicleLocation: { coordinates: { latitude, longitude } } } } as RawParts).position;
    assert.deepEqual(place(90, 180), { latitude: 90, longitude: 180 });
    assert.deepEqual(place(-90, -180), { latitude: -90, longitude: -180 });
    for (const [latitude, longitude] of [
      [90.1, 7],
      [-90.1, 7],
      [7, 180.1],
      [7, -180.1],
      [7, undefined],
    ])
      assert.deepEqual(place(latitude, longitude), {});
  });
});

describe("reading a Lynk & Co of Europe: words and times", () => {
  it("tells each door, window and lid by its own field", () => {
    const fields = {
      FrontLeft: "frontLeft",
      FrontRight: "frontRight",
      RearLeft: "rearLeft",
      RearRight: "rearRight",
    } as const;
    for (const [field, corner] of Object.entries(fields)) {
      const { doors } = read({ doors_windows_state: { [`door${field}Status`]: "OPEN" } }).openings;
      assert.deepEqual(doors, { [corner]: true });
      const { windows } = read({ doors_windows_state: { [`window${field}Status`]: "CLOSED" } }).openings;
      assert.deepEqual((windows as Record<string, unknown>)[corner], { open: false });
    }
    const lids = { trunk: "trunkStatus", hood: "hoodStatus", chargeLid: "chargeLidStatus", fuelLid: "tankFlapStatus" };
    for (const [lid, field] of Object.entries(lids)) {
      for (const [word, open] of [
        ["OPEN", true],
        ["closed", false],
        ["UNKNOWN", null],
        ["", null],
      ] as const) {
        const openings = read({ doors_windows_state: { [field]: word } }).openings as Record<string, unknown>;
        assert.equal(openings[lid], open, `${field} ${word}`);
      }
    }
    assert.deepEqual(read({ doors_windows_state: { sunroofStatus: "OPEN" } }).openings.sunroof, { open: true });
    assert.equal("sunroof" in read({ doors_windows_state: {} }).openings, false);
  });

  it("knows locked and charging by their one word", () => {
    const locked = (status: unknown) => read({ vehicle_data: { centralLock: { status } } } as RawParts).locks.locked;
    assert.deepEqual(["LOCKED", "locked", "UNLOCKED", "UNKNOWN", 7].map(locked), [true, true, false, null, null]);
    const charging = (status: unknown) => battery({ status }).charging;
    assert.deepEqual(["CHARGING", "COMPLETE", "", undefined].map(charging), [true, false, null, undefined]);
  });

  it("was last heard of when the newest of its parts says so, wherever that stands", () => {
    const times = [1, 2, 3, 4, 5, 6].map((hour) => `2026-02-02T0${hour}:00:00.000Z`);
    const parts = (newest: number): RawParts => {
      const [a, b, c, d, e, f] = times.map((_, index) => (index === newest ? times[5] : times[0]));
      return {
        charge_state: { updatedAt: a, batteryState: { updatedAt: b } },
        climate_state: { updatedAt: c },
        doors_windows_state: { updatedAt: d },
        location_state: { vehicleLocation: { updatedAt: e } },
        fuel_state: { fuelState: { updatedAt: f } },
      } as RawParts;
    };
    for (let newest = 0; newest < 6; newest++) assert.equal(read(parts(newest)).reportedAt, times[5], `${newest}`);
    assert.equal(read({ climate_state: { updatedAt: "soon - or never" } }).reportedAt, null);
    assert.equal(read({ climate_state: { updatedAt: `${times[0]}${" ".repeat(30)}` } }).reportedAt, null);
    assert.equal(read({ climate_state: { updatedAt: Date.parse(times[0]!) } }).reportedAt, times[0]);
  });
});
