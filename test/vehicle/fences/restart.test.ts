/** What is known of a vehicle lasts over a restart: the node packs it, and its next run takes it up. */
import assert from "node:assert/strict";
import type { FenceSample } from "../../../src/vehicle/fences/fence-sample";
import { FenceWatch, type WatchRules } from "../../../src/vehicle/fences/fence-watch";
import { readFences } from "../../../src/vehicle/fences/fences";
import { east, home, middle, start } from "./support";

type Told = (seconds: number, metresEast: number, more?: Partial<FenceSample>) => string[];

/** One car, whose watch is packed to JSON and taken up again between all its samples, or never. */
function car(restarts: boolean, rules: Partial<WatchRules> = {}, given: unknown = [home]) {
  const fences = readFences(given);
  const made = () => new FenceWatch({ settleMs: 0, passed: false, ...rules }, fences);
  let watch = made();
  const again = (): void => {
    if (!restarts) return;
    const packed = JSON.parse(JSON.stringify(watch.pack("car") ?? null)) as unknown;
    watch = made();
    watch.restore(
      "car",
      packed,
      fences.map(({ key }) => key),
    );
  };
  const at: Told = (seconds, metresEast, more = {}) => {
    const sample = { at: start + seconds * 1000, lat: middle.lat, lon: east(metresEast), freshMs: 900_000, ...more };
    const events = (watch.sample("car", sample, sample.at) ?? []).map(({ event, name }) => `${event} ${name}`);
    again();
    return events;
  };
  const later = (seconds: number): string[] => {
    const events = watch.due("car", start + seconds * 1000).map(({ event, name }) => `${event} ${name}`);
    again();
    return events;
  };
  return { at, later, now: () => watch };
}

const off = { parked: true };

describe("fences over a restart", () => {
  it("tell of the same drive the same, whether the node was started anew between all its samples or never", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ ...home, name: `F${i}`, lon: east(i * 700) }));
    const rules = { dwellMs: 600_000, passed: true };
    const drive = (restarts: boolean): string[][] => {
      const { at, later } = car(restarts, rules, many);
      return [
        at(0, 2800),
        at(60, 2100),
        at(120, 700),
        at(130, 9000),
        at(190, 9100),
        at(300, 0, { ...off, odometerKm: 1000 }),
        at(900, 0, { ...off, odometerKm: 1000 }),
        later(1000),
        later(1200),
        at(1500, 200, { ...off, odometerKm: 1000 }),
        at(2100, 210, { ...off, odometerKm: 1000 }),
        at(9000, 1400, { ...off, odometerKm: 1002 }),
        at(9100, 1600, { parked: false, hdop: 30 }),
        at(9130, 1400, { parked: false }),
        later(9500),
      ];
    };
    const told = drive(false);
    assert.ok(told.flat().length > 9, JSON.stringify(told));
    for (const kind of ["enter", "leave", "dwell", "passed"])
      assert.ok(told.flat().some((text) => text.startsWith(kind)));
    assert.deepEqual(drive(true), told);
  });

  it("keep a change that was seen once, one that settles, and the time between two", () => {
    const doubted = car(true);
    doubted.at(0, 0);
    assert.deepEqual(doubted.at(10, 5000), []);
    assert.deepEqual(doubted.at(30, 5100), ["leave Home"]);
    const settling = car(true, { settleMs: 120_000 });
    settling.at(0, 1000);
    settling.at(60, 0);
    assert.equal(settling.now().nextDue("car", start + 60_000), start + 180_000);
    assert.deepEqual(settling.later(179), []);
    assert.deepEqual(settling.later(180), ["enter Home"]);
    const quick = car(true);
    quick.at(0, 1000);
    assert.deepEqual(quick.at(60, 0), ["enter Home"]);
    assert.deepEqual(quick.at(80, 200), []);
    assert.deepEqual(quick.later(119), []);
    assert.deepEqual(quick.later(120), ["leave Home"]);
    const leaving = car(true, { settleMs: 60_000 });
    leaving.at(0, 0);
    leaving.at(60, 1000);
    assert.deepEqual(leaving.later(120), ["leave Home"]);
  });

  it("keep that a visit's dwell was told, and that the car is parked", () => {
    const { at, later } = car(true, { dwellMs: 1800_000 });
    at(0, 0, off);
    assert.deepEqual(later(1799), []);
    assert.deepEqual(later(1800), ["dwell Home"]);
    assert.deepEqual(later(9999), []);
    assert.deepEqual(at(10_000, 1, off), []);
  });

  it("keep where it is, since when, and how far", () => {
    const { at, now } = car(true, {}, [{ ...home, name: "Far", lon: east(5000) }, home]);
    at(0, 1000);
    at(60, 100, { hdop: 2, odometerKm: 7, parked: false });
    assert.deepEqual(now().state("car"), {
      name: "Home",
      inside: true,
      since: "2026-06-01T08:01:00.000Z",
      distanceM: -50,
      names: ["Home"],
    });
    assert.deepEqual(now().distances("car"), [
      { name: "Far", inside: false, metres: 4900 },
      { name: "Home", inside: true, metres: 100 },
    ]);
    assert.deepEqual([...now().vehicles], ["car"]);
    assert.deepEqual([now().place("car")?.at, now().place("car")?.lat], [start + 60_000, middle.lat]);
    const packed = now().pack("car") as Record<string, unknown>;
    assert.deepEqual([packed["hdop"], packed["parked"], packed["freshMs"], packed["of"]], [2, false, 900_000, 2]);
  });

  it("take up nothing in the place of a car that was seen since, and nothing of what is damaged", () => {
    const keys = readFences([home]).map(({ key }) => key);
    const good = { at: start, lat: middle.lat, lon: middle.lon, of: 1, fences: [[1, start, "0"]] };
    const taken = (change: object) => {
      const watch = new FenceWatch({ settleMs: 0, passed: false }, readFences([home]));
      watch.restore("car", { ...good, ...change }, keys);
      return watch;
    };
    assert.equal(taken({}).state("car")?.inside, true);
    for (const change of [{ at: "x" }, { lat: null }, { lon: undefined }, { of: 2 }, { at: 9e15 }, { lat: NaN }]) {
      assert.equal(taken(change).state("car"), undefined, JSON.stringify(change));
    }
    for (const fences of [
      7,
      [7],
      [[3, start, "0"]],
      [[1, "soon", "0"]],
      [[1, 9e15, "0"]],
      [[1, start, 0]],
      [[1, start, "1-9"]],
      [],
    ]) {
      const watch = taken({ fences });
      assert.equal(watch.state("car")?.inside, false, JSON.stringify(fences));
      // Which side it is on is found out by the next sample, which is then no news.
      assert.deepEqual(watch.sample("car", { at: start + 60_000, ...middle, freshMs: 1 }, start), []);
      assert.equal(watch.state("car")?.inside, true);
    }
    for (const extras of [
      7,
      [7],
      [["0", {}]],
      [[1, {}]],
      [[0, 7]],
      [[0, { pending: { to: 3, at: 1, due: 1 } }]],
      [[0, { pending: { to: 2, due: 1 } }]],
    ]) {
      const watch = taken({ extras });
      assert.deepEqual(watch.due("car", start + 9e9), [], JSON.stringify(extras));
      assert.equal(watch.nextDue("car", start), Infinity, JSON.stringify(extras));
    }
    for (const ref of [7, { at: start }, { at: start, lat: 1 }, { lat: 1, lon: 1 }]) {
      const away = { at: start + 600_000, lat: middle.lat, lon: east(2000), freshMs: 1 };
      assert.equal(taken({ ref, doubted: ref }).sample("car", away, start)?.length, 1, JSON.stringify(ref));
    }
    const watch = taken({ fences: [[2, start, "0"]] });
    watch.restore("car", good, keys);
    assert.equal(watch.state("car")?.inside, false);
  });
});
