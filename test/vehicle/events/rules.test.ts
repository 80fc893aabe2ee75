import assert from "node:assert/strict";
import { factsOf } from "../../../src/vehicle/events/event-facts";
import { middle, east } from "../fences/support";
import { battery, car, minute, start } from "./support";

/** Each row: minute, reading or null for the timer alone, and what must be told. */
type Row = [number, object | null, ...string[]];

const off = { motion: { ignition: "off" } };
const on = (speedKmh = 50, more: object = {}): object => ({ motion: { ignition: "on", speedKmh }, ...more });
const locked = (is: boolean | null): object => ({ ...off, locks: { locked: is } });
const at = (metres: number, ignition: "on" | "off", speedKmh = 0): object => ({
  motion: { ignition, speedKmh },
  position: { latitude: middle.lat, longitude: east(metres) },
});

const tables: Record<string, Row[]> = {
  "charging started: holds a minute": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [1.5, null],
    [2, null, "chargingStarted"],
  ],
  "charging started: or a newer report says so": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [1.5, battery(40, true), "chargingStarted"],
  ],
  "charging started: not for half a minute, and no end of what has not begun": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [1.5, battery(40, false)],
    [20, null],
  ],
  "charging started: never on the first reading": [
    [0, battery(40, true)],
    [5, battery(41, true)],
    [30, null],
  ],
  "charging started: not again after a short pause": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [3, battery(41, true), "chargingStarted"],
    [10, battery(42, false)],
    [14, battery(42, true)],
    [16, battery(42, true)],
  ],
  "charging started: again after ten minutes": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [3, battery(41, true), "chargingStarted"],
    [10, battery(42, false)],
    [15, null, "chargingStopped"],
    [20, battery(42, true)],
    [21, null, "chargingStarted"],
  ],
  "charging started: again once it was unplugged": [
    [0, battery(40, false)],
    [1, battery(40, true)],
    [3, battery(41, true), "chargingStarted"],
    [4, { battery: { percent: 41, charging: false, pluggedIn: false } }, "unplugged"],
    [6, battery(41, true), "pluggedIn"],
    [7, null, "chargingStarted"],
  ],
  "charging finished: at the target less one": [
    [0, battery(60, true)],
    [5, battery(69, false, { targetPercent: 70 }), "chargingFinished"],
  ],
  "charging finished: at 79 of a car that tells no target": [
    [0, battery(60, true)],
    [5, battery(79, false), "chargingFinished"],
  ],
  "charging finished: by its state": [
    [0, battery(60, true)],
    [5, battery(64, false, { state: "complete" }), "chargingFinished"],
  ],
  "charging finished: over an unknown reading": [
    [0, battery(78, true)],
    [2, { battery: { charging: null } }],
    [5, battery(79, false), "chargingFinished"],
  ],
  "charging finished: its state comes a moment later": [
    [0, battery(60, true)],
    [5, battery(64, false)],
    [8, battery(64, false, { state: "targetReached" }), "chargingFinished"],
    [20, null],
  ],
  "charging stopped: five minutes later": [
    [0, battery(60, true)],
    [5, battery(69, false, { targetPercent: 80, state: "error" })],
    [9.9, null],
    [10, null, "chargingStopped"],
  ],
  "charging stopped: not if it goes on": [
    [0, battery(60, true)],
    [5, battery(61, false)],
    [8, battery(61, true)],
    [20, null],
  ],
  "charging stopped: not if it is unplugged": [
    [0, battery(60, true)],
    [5, { battery: { percent: 61, charging: false, pluggedIn: false } }, "unplugged"],
    [20, null],
  ],
  "charging stopped: not because the car is silent": [
    [0, battery(60, true)],
    [600, null],
  ],
  "plugged in and out: never on the first reading": [
    [0, { battery: { pluggedIn: true } }],
    [1, { battery: {} }],
    [2, { battery: { pluggedIn: false } }, "unplugged"],
    [3, { battery: { pluggedIn: true } }, "pluggedIn"],
  ],
  "below: once, until it was three above": [
    [0, battery(21, false)],
    [1, battery(19, false), "below"],
    [3, battery(22, false)],
    [5, battery(18, false)],
    [7, battery(23, false)],
    [9, battery(19, false), "below"],
  ],
  "below: not at the number, and not on the first reading": [
    [0, battery(19, false)],
    [1, battery(20, false)],
    [2, battery(19, false)],
  ],
  "reached: once, until it was three below": [
    [0, battery(79, false)],
    [1, battery(80, false), "reached"],
    [3, battery(77, false)],
    [5, battery(80, false)],
    [7, battery(76, false)],
    [9, battery(81, false), "reached"],
  ],
  "unlocked: ten minutes by its own report, once until locked": [
    [0, locked(true)],
    [1, locked(false)],
    [10.9, null],
    [11, null, "unlockedFor"],
    [60, locked(false)],
    [61, locked(true)],
    [62, locked(false)],
    [72, locked(false), "unlockedFor"],
  ],
  "unlocked: not while it is driven": [
    [0, locked(false)],
    [5, { ...on(), locks: { locked: false } }, "driveStarted"],
    [30, null],
    [31, locked(false)],
    [33, null, "parked"],
    [41, null, "unlockedFor"],
  ],
  "unlocked: unknown is neither": [
    [0, locked(true)],
    [1, locked(null)],
    [30, null],
  ],
  "open: names what is open": [
    [0, { ...off, openings: { doors: { driver: false }, windows: {} } }],
    [1, { ...off, openings: { doors: { driver: true }, windows: { passenger: { open: true } }, trunk: false } }],
    [11, null, "openFor"],
  ],
  "open: not when closed in time": [
    [0, { ...off, openings: { trunk: true } }],
    [9, { ...off, openings: { trunk: false } }],
    [20, null],
  ],
  "drive: moving with the engine on, parked two minutes after": [
    [0, off],
    [1, on(0)],
    [2, on(30), "driveStarted"],
    [20, off],
    [21.9, null],
    [22, null, "parked"],
  ],
  "drive: 100 m without a speed": [
    [0, at(0, "off")],
    [1, at(90, "on")],
    [2, at(120, "on"), "driveStarted"],
  ],
  "drive: not for sitting in the car": [
    [0, off],
    [1, on(0)],
    [5, off],
    [10, null],
  ],
  "drive: a stop of a minute is a part of it": [
    [0, off],
    [1, on(30), "driveStarted"],
    [10, off],
    [11, on(30)],
    [20, off],
    [23, null, "parked"],
  ],
  "drive: a position 200 m off in a parked car is none": [
    [0, at(0, "off")],
    [5, at(200, "off")],
    [10, at(0, "off")],
  ],
  "warnings and alarms: once each as they come on": [
    [0, { tyres: { driver: { warning: false } }, security: { alarm: false }, service: { brakeFluid: "ok" } }],
    [1, { tyres: { driver: { warning: true } }, security: { alarm: false }, service: { brakeFluid: "ok" } }, "warning"],
    [
      3,
      { tyres: { driver: { warning: true } }, security: { alarm: true }, service: { brakeFluid: "low" } },
      "warning",
      "alarm",
    ],
    [5, { tyres: { driver: { warning: false } }, security: { alarm: false } }],
    [7, { tyres: { driver: { warning: true } } }, "warning"],
  ],
  "silent for 26 hours, and heard again": [
    [0, off],
    [26 * 60 - 1, null],
    [26 * 60, null, "silent"],
    [40 * 60, null],
    [2000, off, "heardAgain"],
  ],
};

describe("vehicle events, rule by rule", () => {
  for (const [name, rows] of Object.entries(tables)) {
    it(name, () => {
      const { at: hear, later } = car();
      for (const [minutes, reading, ...told] of rows) {
        assert.deepEqual(reading ? hear(minutes, reading) : later(minutes), told, `minute ${minutes}`);
      }
    });
  }

  it("say what a charging took, and why it stopped", () => {
    const { at: hear, later, all } = car();
    hear(0, battery(40, false));
    hear(10, battery(40, true));
    hear(40, battery(55, false, { targetPercent: 80, state: "error" }));
    later(45);
    const stopped = all.at(-1)!;
    assert.equal(stopped.reason, "error");
    assert.equal(stopped.value, 55);
    assert.deepEqual(stopped.charge, {
      startedAt: "2026-06-01T08:10:00.000Z",
      endedAt: "2026-06-01T08:40:00.000Z",
      minutes: 30,
      percentFrom: 40,
      percentTo: 55,
    });
  });

  it("tell a trip by the odometer, with the fences it began and ended in", () => {
    const home = { name: "Home", ...middle, radiusM: 150 };
    const work = { name: "Work", lat: middle.lat, lon: east(20_000), radiusM: 150 };
    const { at: hear, later, all } = car({}, [home, work]);
    hear(0, { ...at(0, "off"), odometerKm: 1000, battery: { percent: 80 }, fuel: { litres: 30 } });
    hear(5, { ...at(2000, "on", 50), odometerKm: 1002, battery: { percent: 79 }, fuel: { litres: 30 } });
    hear(30, { ...at(20_000, "off"), odometerKm: 1024, battery: { percent: 73 }, fuel: { litres: 29.2 } });
    later(32);
    assert.deepEqual(
      all.map(({ event, place }) => (place ? `${event} ${place}` : event)),
      ["driveStarted", "left Home", "arrived Work", "parked"],
    );
    const { trip } = all.at(-1)!;
    assert.deepEqual(trip, {
      startedAt: "2026-06-01T08:05:00.000Z",
      endedAt: "2026-06-01T08:30:00.000Z",
      km: 24,
      startOdometerKm: 1000,
      endOdometerKm: 1024,
      percentUsed: 7,
      litresUsed: 0.8,
      from: { latitude: middle.lat, longitude: middle.lon, name: "Home" },
      to: { latitude: middle.lat, longitude: east(20_000), name: "Work" },
    });
  });

  it("work out what a trip took in kWh where the cloud tells what the battery holds, and mark it so", () => {
    for (const [capacityKwh, told] of [
      [40, { kwh: 2.8, kwhEstimated: true }],
      [undefined, {}],
      [null, {}],
      [0, {}],
      ["forty", {}],
      [4000, {}],
    ] as const) {
      const { at: hear, later, all } = car();
      const battery = (percent: number): object => ({ battery: { percent, capacityKwh } });
      hear(0, { ...at(0, "off"), ...battery(80) });
      hear(5, { ...at(2000, "on", 50), ...battery(79) });
      hear(30, { ...at(20_000, "off"), ...battery(73) });
      later(32);
      const { kwh, kwhEstimated, percentUsed } = all.at(-1)!.trip!;
      const found = JSON.parse(JSON.stringify({ kwh, kwhEstimated })) as unknown;
      assert.deepEqual([found, percentUsed], [told, 7], String(capacityKwh));
    }
  });

  it("tell of a drive that no reading fell into by the odometer alone, and say so", () => {
    const { at: hear, all } = car();
    hear(0, { ...off, odometerKm: 1000 });
    assert.deepEqual(hear(60, { ...off, odometerKm: 1030 }), ["parked"]);
    // When it began nobody has seen.
    assert.deepEqual(all.at(-1)!.trip, {
      ...{ endedAt: "2026-06-01T09:00:00.000Z", km: 30, unseen: true },
      ...{ startOdometerKm: 1000, endOdometerKm: 1030 },
    });
  });

  it("tell when a drive began that was seen only before the car had moved", () => {
    const { at: hear, all } = car();
    hear(0, { ...off, odometerKm: 1000 });
    hear(5, { motion: { ignition: "on", speedKmh: 0 }, odometerKm: 1000 });
    assert.deepEqual(hear(60, { ...off, odometerKm: 1030 }), ["parked"]);
    const { startedAt, unseen, km } = all.at(-1)!.trip!;
    assert.deepEqual([startedAt, unseen, km], ["2026-06-01T08:05:00.000Z", undefined, 30]);
  });

  it("ask once more before left unlocked is told, and tell nothing if it is locked by then", () => {
    const { at: hear, later, asked, watch } = car({ asks: true });
    hear(0, locked(true));
    hear(1, locked(false));
    assert.deepEqual(later(11), []);
    assert.equal(watch.asks("car"), true);
    hear(11, locked(true));
    assert.deepEqual(asked(11, true), []);
    hear(20, locked(false));
    later(30);
    hear(30, locked(false));
    assert.deepEqual(asked(30, true), ["unlockedFor"]);
  });

  it("say that nobody answered when they asked", () => {
    const { at: hear, later, asked, all } = car({ asks: true });
    hear(0, locked(true));
    hear(1, locked(false));
    later(11);
    assert.deepEqual(asked(12, false), ["unlockedFor"]);
    assert.equal(all.at(-1)!.unconfirmed, true);
  });

  it("go by the vehicle's clock: a cached reading fires no sooner for being old", () => {
    const { at: hear, later } = car();
    hear(0, locked(true));
    // Reported at minute 1, heard at minute 61.
    assert.deepEqual(hear(1, locked(false), 61), []);
    assert.deepEqual(later(70), []);
    assert.deepEqual(later(71), ["unlockedFor"]);
  });

  it("make nothing of what is older, from the future, half, or no reading", () => {
    const { at: hear } = car();
    hear(10, battery(40, true));
    assert.deepEqual(hear(5, battery(90, false), 12), []);
    assert.deepEqual(hear(10, battery(90, false), 12), []);
    assert.deepEqual(hear(24 * 60, battery(90, false), 12), []);
    for (const value of [null, 7, "text", [], { reportedAt: "never" }]) {
      assert.deepEqual(factsOf(value, start)?.charging, undefined);
    }
    assert.deepEqual(hear(15, { battery: { percent: NaN, charging: "no" }, position: { latitude: 5 } }), []);
    assert.deepEqual(hear(16, { position: { latitude: 0, longitude: 0 }, __proto__: { battery: 1 } }), []);
  });

  it("tell one rule once a minute, and of a storm once", () => {
    const { at: hear, all } = car();
    hear(0, { battery: { pluggedIn: false } });
    assert.deepEqual(hear(1, { battery: { pluggedIn: true } }), ["pluggedIn"]);
    hear(1.2, { battery: { pluggedIn: false } });
    assert.deepEqual(hear(1.4, { battery: { pluggedIn: true } }), []);
    for (let i = 0; i < 50; i++) hear(3 + i, { battery: { pluggedIn: i % 2 === 0 } });
    const told = all.map(({ event }) => event);
    assert.equal(told.filter((event) => event === "storm").length, 1);
    assert.equal(told.indexOf("storm"), 20);
    assert.equal(told.length, 21);
    assert.equal(all.at(-1)!.value, 20);
    assert.deepEqual(hear(80, { battery: { pluggedIn: true } }), ["pluggedIn"]);
  });

  it("remember no more of a vehicle, however many names of warnings and alarms come", () => {
    const { at: hear, watch, all } = car();
    hear(0, { tyres: { driver: { warning: false } } });
    const size = (): number => JSON.stringify(watch.pack("car")).length;
    for (let i = 1; i <= 200; i++) {
      hear(i / 100, { tyres: { [`corner${i}`]: { warning: false } } });
      watch.pushed("car", "alarm", `unknown-${i}`, start + i * 10);
    }
    assert.ok(size() < 6000, `${size()} characters`);
    assert.deepEqual(hear(90, { tyres: { driver: { warning: true } } }), ["warning"]);
    assert.equal(all.at(-1)?.value, "tyres.driver");
  });

  it("go on after a restart, say what came due meanwhile with late, and not what is over six hours old", () => {
    const before = car();
    before.at(0, locked(true));
    before.at(1, locked(false));
    const kept = JSON.parse(JSON.stringify(before.watch.pack("car"))) as unknown;
    const restart = (minutes: number) => {
      const after = car();
      after.watch.restore("car", kept, start + minutes * minute);
      return { told: after.later(minutes, true), after };
    };
    const soon = restart(60);
    assert.deepEqual(soon.told, ["unlockedFor"]);
    assert.equal(soon.after.all[0]!.late, true);
    assert.deepEqual(soon.after.later(61), []);
    assert.deepEqual(restart(7 * 60).told, []);
    const known = restart(25 * 60).after;
    assert.deepEqual(known.at(25 * 60 + 1, { battery: { charging: false } }), []);
  });

  it("forget after 26 hours what a car was doing, and drop what is no memory of theirs", () => {
    const before = car();
    before.at(0, battery(50, true));
    const kept = JSON.parse(JSON.stringify(before.watch.pack("car"))) as unknown;
    for (const [minutes, told] of [
      [25 * 60, ["chargingFinished", "reached"]],
      [27 * 60, []],
    ] as const) {
      const after = car();
      after.watch.restore("car", kept, start + minutes * minute);
      assert.deepEqual(after.at(minutes, battery(90, false)), told);
    }
    for (const broken of [null, 1, [], {}, { ...(kept as object), v: 2 }, { ...(kept as object), drives: null }]) {
      const after = car();
      after.watch.restore("car", broken, start);
      assert.deepEqual(after.at(1, battery(90, false)), []);
    }
  });

  it("drop a memory whose values are wrong, each of them, and make no event of it", () => {
    const before = car();
    before.at(0, { ...at(0, "off"), ...battery(40, false), locks: { locked: true }, odometerKm: 10 });
    before.at(1, { ...at(0, "on", 0), ...battery(40, true), odometerKm: 10, tyres: { driver: { warning: false } } });
    before.at(3, { ...at(500, "on", 50), ...battery(41, true), locks: { locked: false }, odometerKm: 12 });
    before.at(5, { ...at(900, "off"), ...battery(41, false), openings: { doors: { driver: { open: true } } } });
    const kept = JSON.stringify(before.watch.pack("car"));
    /** Every path to a number or a flag in it. */
    const paths = (value: unknown, path: string[] = []): string[][] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, each]) => paths(each, [...path, key]))
        : [path];
    const all = paths(JSON.parse(kept));
    assert.ok(all.length > 40, `${all.length}`);
    const wrong = ["7", null, -1e300, start * 3, {}, "__proto__"];
    let tried = 0;
    for (const path of all) {
      for (const value of wrong) {
        const damaged = JSON.parse(kept) as Record<string, unknown>;
        const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, damaged);
        // A name of what is open may be any text.
        if (path.includes("what") && typeof value === "string") continue;
        holder[path.at(-1)!] = value;
        const after = car();
        assert.equal(
          after.watch.restore("car", damaged, start + 6 * minute),
          false,
          `${path.join(".")} ${JSON.stringify(value)}`,
        );
        assert.deepEqual(after.later(60, true), []);
        assert.deepEqual(after.at(60, battery(90, true)), []);
        tried++;
      }
    }
    assert.ok(tried > 200);
    const whole = car();
    assert.equal(whole.watch.restore("car", JSON.parse(kept), start + 6 * minute), true);
    assert.ok(whole.later(60, true).includes("parked"));
  });

  it("go on when our clock was a day ahead and is put right", () => {
    const day = 24 * 60;
    const { at: hear, later } = car();
    hear(day, battery(70, true));
    hear(day + 5, { ...locked(true), ...battery(71, true) });
    // Times of today: older than the newest, and yet the truth. Our own time goes on from where it was.
    assert.deepEqual(hear(10, { ...locked(false), ...battery(79, false) }, day + 10, 10), ["chargingFinished"]);
    assert.deepEqual(later(day + 20), ["unlockedFor"]);
  });

  it("go on when our clock is set back a day, by the times of the vehicle", () => {
    const day = 24 * 60;
    const { at: hear } = car();
    hear(0, battery(70, true));
    assert.deepEqual(hear(20, battery(79, false), 20, 20 - day), ["chargingFinished"]);
    assert.deepEqual(hear(2 * day, battery(10, false), 30, 30 - day), [], "the future is the future");
  });

  it("tell nothing false on the nights when clocks change", () => {
    for (const night of ["2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z"]) {
      const { at: hear, later } = car();
      const from = (Date.parse(night) - start) / minute;
      hear(from, locked(true));
      for (let i = 1; i < 180; i += 15) assert.deepEqual(hear(from + i, locked(true)), []);
      hear(from + 180, locked(false));
      assert.deepEqual(later(from + 189), []);
      assert.deepEqual(later(from + 190), ["unlockedFor"]);
    }
  });
});
