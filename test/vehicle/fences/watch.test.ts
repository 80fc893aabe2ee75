import assert from "node:assert/strict";
import { readFences } from "../../../src/vehicle/fences/fences";
import { FenceWatch } from "../../../src/vehicle/fences/fence-watch";
import { car, east, home, middle, start } from "./support";

const off = { parked: true };

describe("fences watched", () => {
  it("say nothing of what was unknown, then enter at the border and leave beyond the margin, once", () => {
    const { at, watch } = car();
    assert.deepEqual(at(0, 1000), []);
    assert.deepEqual(at(60, 149), ["enter Home"]);
    assert.deepEqual(at(120, 165), [], "15 m beyond the border, the margin is 20");
    assert.deepEqual(at(180, 175), ["leave Home"]);
    assert.deepEqual(at(240, 155), [], "not within the border");
    assert.equal(watch.state("car")?.inside, false);
    assert.deepEqual(car().at(0, 0), []);
  });

  it("tell since when, how far, which others, and how it was before", () => {
    const fences = [{ ...home, name: "Town", radiusM: 5000 }, home, { ...home, name: "Far", lat: 40 }];
    const watch = new FenceWatch({ settleMs: 0, passed: false }, readFences(fences));
    const sample = (seconds: number, metres: number) =>
      watch.sample("car", { at: start + seconds * 1000, lat: middle.lat, lon: east(metres), freshMs: 1 }, start);
    sample(0, 1000);
    const [event] = sample(60, 100)!;
    assert.deepEqual(event, {
      event: "enter",
      name: "Home",
      inside: true,
      since: "2026-06-01T08:01:00.000Z",
      distanceM: -50,
      names: ["Home", "Town"],
      previous: { inside: false, since: "2026-06-01T08:00:00.000Z" },
    });
  });

  it("take no notice of what is not newer", () => {
    const { at, watch } = car();
    at(100, 1000);
    assert.equal(watch.sample("car", { at: start + 100_000, ...middle, freshMs: 1 }, start), undefined);
    assert.deepEqual(at(50, 0), []);
    assert.equal(watch.state("car")?.inside, false);
  });

  it("forget the vehicle that was silent for longest, not the one seen first", () => {
    const watch = new FenceWatch({ settleMs: 0, passed: false }, readFences([home]));
    const seen = (id: string, seconds: number) =>
      watch.sample(id, { at: start + seconds * 1000, ...middle, freshMs: 1 }, start);
    for (let i = 0; i < 10_000; i++) seen(`car ${i}`, 0);
    seen("car 0", 60);
    seen("one more", 60);
    assert.ok(watch.state("car 0"));
    assert.equal(watch.state("car 1"), undefined);
    assert.ok(watch.state("one more"));
  });

  it("believe at once that a car which sleeps elsewhere was driven there, by its odometer", () => {
    for (const [odometerKm, told] of [
      [1003, ["leave Home"]],
      // It may count whole kilometres.
      [1002, ["leave Home"]],
      [1000, []],
      [900, []],
      [undefined, []],
    ] as const) {
      const { at } = car();
      at(0, 0, { ...off, odometerKm: 1000 });
      const seen = odometerKm === undefined ? off : { ...off, odometerKm };
      assert.deepEqual(at(7200, 2900, seen), told, String(odometerKm));
    }
    const { at } = car();
    at(0, 0, { ...off, odometerKm: 1000 });
    assert.deepEqual(at(7200, 300, { ...off, odometerKm: 1008 }), [], "back home, and seen there badly");
    assert.deepEqual(at(8400, 10, { ...off, odometerKm: 1008 }), []);
  });

  it("do not leave by the first look at a parked car that was just seen driving in", () => {
    const { at } = car();
    at(0, 3000, { parked: false });
    assert.deepEqual(at(60, 20, { parked: false }), ["enter Home"]);
    assert.deepEqual(at(150, 220, off), [], "a spike");
    assert.deepEqual(at(1350, 5, off), []);
    assert.deepEqual(at(1500, 20, { parked: false }), []);
    // Parked round the corner, or far away.
    assert.deepEqual(at(1560, 300, off), []);
    assert.deepEqual(at(2760, 310, off), ["leave Home"]);
    const away = car();
    away.at(0, 0, { parked: false });
    assert.deepEqual(away.at(600, 2000, off), ["leave Home"]);
  });

  it("leave before they enter, in the order of the fences", () => {
    const { at } = car({}, [{ ...home, name: "B", lon: east(2000) }, { ...home, name: "A", lon: east(2000) }, home]);
    at(0, 0);
    assert.deepEqual(at(600, 2000), ["leave Home", "enter B", "enter A"]);
  });

  it("doubt what is faster than 70 m/s until a second sample agrees within 30 min", () => {
    const spike = car();
    spike.at(0, 0);
    assert.deepEqual(spike.at(10, 5000), []);
    assert.deepEqual(spike.at(20, 0), []);
    const true1 = car();
    true1.at(0, 0);
    true1.at(10, 5000);
    assert.deepEqual(true1.at(30, 5100), ["leave Home"]);
  });

  it("doubt a parked car that has moved, and forget it after 30 min", () => {
    const { at } = car();
    at(0, 0, off);
    assert.deepEqual(at(600, 200, off), []);
    assert.deepEqual(at(1200, 0, off), []);
    assert.deepEqual(at(1800, 200, off), []);
    assert.deepEqual(at(1800 + 31 * 60, 200, off), [], "the first is forgotten, this one is a first");
    assert.deepEqual(at(1800 + 40 * 60, 200, off), ["leave Home"]);
    const driven = car();
    driven.at(0, 0, off);
    assert.deepEqual(driven.at(600, 200, { parked: false }), ["leave Home"]);
  });

  it("let a change settle by the vehicle's time, or by a timer, unless the opposite is seen", () => {
    const rules = { settleMs: 120_000 };
    const one = car(rules);
    one.at(0, 1000);
    assert.deepEqual(one.at(60, 0), []);
    assert.deepEqual(one.at(120, 0), []);
    assert.deepEqual(one.at(180, 0), ["enter Home"]);
    assert.equal(one.watch.state("car")?.since, "2026-06-01T08:01:00.000Z", "since it came");
    const two = car(rules);
    two.at(0, 1000);
    two.at(60, 0);
    assert.equal(two.watch.nextDue("car", start + 60_000), start + 180_000);
    assert.deepEqual(two.later(179), []);
    assert.deepEqual(two.later(180), ["enter Home"]);
    assert.deepEqual(two.later(999), []);
    const passer = car(rules);
    passer.at(0, 1000);
    passer.at(60, 0);
    assert.deepEqual(passer.at(120, 1000), []);
    assert.equal(passer.watch.nextDue("car", start + 120_000), Infinity);
  });

  it("hold the opposite event for the rest of 60 s", () => {
    const { at, later, watch } = car();
    at(0, 1000);
    assert.deepEqual(at(60, 0), ["enter Home"]);
    assert.deepEqual(at(80, 200), []);
    assert.equal(watch.nextDue("car", start + 80_000), start + 120_000);
    assert.deepEqual(later(120), ["leave Home"]);
    const back = car();
    back.at(0, 1000);
    back.at(60, 0);
    back.at(80, 200);
    assert.deepEqual(back.at(100, 0), []);
    assert.deepEqual(back.later(500), []);
  });

  it("dwell once per visit", () => {
    const { at, later, watch } = car({ dwellMs: 600_000 });
    at(0, 1000);
    at(60, 0, off);
    assert.equal(watch.nextDue("car", start + 60_000), start + 660_000);
    assert.deepEqual(later(659), []);
    assert.deepEqual(later(660), ["dwell Home"]);
    assert.deepEqual(later(9999), []);
    assert.deepEqual(at(2000, 1, off), []);
    at(3000, 1000, { parked: false });
    assert.deepEqual(at(4000, 0), ["enter Home"]);
    assert.deepEqual(at(4600, 0), ["dwell Home"]);
  });

  it("do not take a silent car that was not parked for one that dwells", () => {
    const { at, later, watch } = car({ dwellMs: 1800_000 });
    at(0, 1000);
    at(60, 0);
    assert.equal(watch.nextDue("car", start + 60_000), Infinity);
    assert.deepEqual(later(5000), []);
    assert.deepEqual(at(5100, 0), ["dwell Home"], "the next sample shows it");
  });

  it("leave nothing due behind when the wait ended late and the car has been silent for too long", () => {
    const { at, later, watch } = car({ dwellMs: 600_000 });
    at(0, 1000);
    at(60, 0);
    at(600, 0);
    assert.equal(watch.nextDue("car", start + 600_000), start + 660_000);
    // The machine slept, or Node-RED was off: a timer for what is past would fire at once, again and again.
    assert.deepEqual(later(1800), []);
    assert.equal(watch.nextDue("car", start + 1_800_000), Infinity);
    assert.deepEqual(at(1900, 0), ["dwell Home"], "the next sample shows it");
  });

  it("tell of a fence that was driven through between two samples", () => {
    const ways: [from: number, to: number, seconds: number, told: string[]][] = [
      [-1000, 1000, 120, ["passed Home"]],
      [-1000, 1000, 200, []],
      [-1000, -200, 60, []],
    ];
    for (const [from, to, seconds, told] of ways) {
      const { at } = car({ passed: true });
      at(0, from);
      assert.deepEqual(at(seconds, to), told);
      const silent = car();
      silent.at(0, from);
      assert.deepEqual(silent.at(seconds, to), []);
    }
    // From one corner to the other of the box that holds the circle: both so near that the border itself is measured.
    const corner = (metres: number) => ({ lat: middle.lat + metres / 111_195, lon: east(metres) });
    const near = new FenceWatch({ settleMs: 0, passed: true }, readFences([home]));
    near.sample("car", { at: start, ...corner(-125), freshMs: 1 }, start);
    const told = near.sample("car", { at: start + 20_000, ...corner(125), freshMs: 1 }, start);
    assert.deepEqual(
      told?.map(({ event }) => event),
      ["passed"],
    );
    const edge = new FenceWatch({ settleMs: 0, passed: true }, readFences([home]));
    const lat = middle.lat + 140 / 111_195;
    edge.sample("car", { at: start, lat, lon: east(-1000), freshMs: 1 }, start);
    assert.deepEqual(edge.sample("car", { at: start + 60_000, lat, lon: east(1000), freshMs: 1 }, start), []);
  });

  it("widen the margin by the uncertainty that is told", () => {
    const { at } = car();
    at(0, 0);
    assert.deepEqual(at(60, 190, { hdop: 5 }), []);
    assert.deepEqual(at(120, 190), ["leave Home"]);
  });

  it("keep their state when fences are replaced, and over a restart", () => {
    const work = { ...home, name: "Work", lon: east(5000) };
    const { at, watch } = car({ settleMs: 60_000 }, [work, home]);
    at(0, 1000);
    at(100, 0);
    watch.replace(readFences([home, { ...home, name: "New" }]));
    const packed = JSON.parse(JSON.stringify(watch.pack("car"))) as unknown;
    const keys = watch.fences.map(({ key }) => key);
    const next = new FenceWatch({ settleMs: 60_000, passed: false }, readFences([work, home]));
    next.restore("car", packed, keys);
    assert.deepEqual(
      next.due("car", start + 200_000).map(({ event, name }) => [event, name]),
      [["enter", "Home"]],
    );
    for (const damaged of [
      null,
      1,
      "x",
      {},
      { ...(packed as object), fences: 7, of: 9 },
      { at: 1e300, lat: 1, lon: 1, of: 2 },
    ]) {
      const fresh = new FenceWatch({ settleMs: 0, passed: false }, readFences([home]));
      fresh.restore("car", damaged, ["a", "b"]);
      assert.equal(fresh.state("car"), undefined);
    }
  });

  it("are gone without an event when they are deleted around a car", () => {
    const { at, watch } = car();
    at(0, 0);
    watch.replace(readFences([{ ...home, name: "Other", lat: 10 }]));
    assert.deepEqual(at(100, 5000), []);
  });

  it("leave at a tenth of the radius beyond the border, 20 to 100 m, and 5 m for each unit of uncertainty", () => {
    for (const [radiusM, marginM, hdop] of [
      [25, 20, 0],
      [150, 20, 0],
      [500, 50, 0],
      [5000, 100, 0],
      [500, 60, 2],
    ] as const) {
      const { at } = car({}, [{ ...home, radiusM }]);
      at(0, 0);
      assert.deepEqual(at(600, radiusM + marginM - 1, { hdop }), [], `${radiusM} m`);
      assert.deepEqual(at(1200, radiusM + marginM + 1, { hdop }), ["leave Home"], `${radiusM} m`);
    }
  });

  it("pass only what the way leads into: not beside it, not after three minutes, not at a crawl", () => {
    const through = (
      from: [north: number, east: number],
      to: [north: number, east: number],
      seconds: number,
      given: object = home,
    ) => {
      const watch = new FenceWatch({ settleMs: 0, passed: true }, readFences([given]));
      const place = ([north, metres]: [number, number]) => ({ lat: middle.lat + north / 111_195, lon: east(metres) });
      watch.sample("car", { at: start, ...place(from), freshMs: 1 }, start);
      const told = watch.sample("car", { at: start + seconds * 1000, ...place(to), freshMs: 1 }, start);
      return told!.map(({ event }) => event);
    };
    assert.deepEqual(through([0, -1000], [0, 1000], 180), ["passed"]);
    assert.deepEqual(through([0, -1000], [0, 1000], 181), []);
    assert.deepEqual(through([-1000, 0], [1000, 0], 100), ["passed"]);
    assert.deepEqual(through([-1000, -1000], [1000, 1000], 100), ["passed"]);
    assert.deepEqual(through([1000, -1000], [-1000, 1000], 100), ["passed"]);
    for (const side of [-1000, 1000]) {
      assert.deepEqual(through([side, -1000], [side, 1000], 100), [], `a way ${side} m north`);
      assert.deepEqual(through([-1000, side], [1000, side], 100), [], `a way ${side} m east`);
    }
    assert.deepEqual(through([-1000, 400], [400, -1000], 100), [], "past a corner of its box");
    assert.deepEqual(through([0, -1000], [0, 1000], 20), [], "too fast to be true");
    // 42 m wide: it is crossed in 44 m.
    const half = (east(21) - middle.lon).toFixed(9);
    const strip = [-1, 1].flatMap((x) => [-x, x].map((y) => [middle.lon + x * Number(half), middle.lat + y * 0.01]));
    assert.deepEqual(through([0, -22], [0, 22], 60, { name: "Strip", polygon: strip }), ["passed"]);
    assert.deepEqual(through([0, -22], [0, 22], 175, { name: "Strip", polygon: strip }), []);
  });

  it("pass over the antimeridian", () => {
    const watch = new FenceWatch(
      { settleMs: 0, passed: true },
      readFences([{ name: "Line", lat: 0, lon: 180, radiusM: 150 }]),
    );
    watch.sample("car", { at: start, lat: 0, lon: 179.99, freshMs: 1 }, start);
    const told = watch.sample("car", { at: start + 60_000, lat: 0, lon: -179.99, freshMs: 1 }, start);
    assert.deepEqual(
      told?.map(({ event, inside }) => [event, inside]),
      [["passed", false]],
    );
  });

  it("tell of two events of one sample in the order leave, enter, dwell, passed", () => {
    const fences = [
      { ...home, name: "Between", lon: east(1500) },
      { ...home, name: "There", lon: east(3000) },
      { ...home, name: "County", radiusM: 20_000 },
      home,
    ];
    const { at } = car({ passed: true, dwellMs: 60_000 }, fences);
    at(0, 0);
    assert.deepEqual(at(60, 3000), ["leave Home", "enter There", "dwell County", "passed Between"]);
  });

  it("say where a car is that is in no fence: how far from the nearest; and of several the one whose middle is nearest", () => {
    const fences = [
      { ...home, name: "Far", lon: east(9000) },
      { ...home, name: "Near", lon: east(3000) },
      { ...home, name: "South", lat: 51 },
    ];
    const { at, watch } = car({}, fences);
    at(0, 1000);
    assert.deepEqual(watch.state("car"), {
      name: "Near",
      inside: false,
      since: "2026-06-01T08:00:00.000Z",
      distanceM: 1850,
      names: [],
    });
    assert.deepEqual(watch.distances("nobody"), []);
    assert.equal(watch.state("nobody"), undefined);
    assert.deepEqual(watch.due("nobody", start), []);
    assert.equal(watch.nextDue("nobody", start), Infinity);
    assert.equal(watch.pack("nobody"), undefined);
    const none = new FenceWatch({ settleMs: 0, passed: false }, []);
    none.sample("car", { at: start, ...middle, freshMs: 1 }, start);
    assert.deepEqual(none.state("car"), { inside: false, names: [] });
    const inner = car({}, [
      { ...home, name: "Large", radiusM: 2000 },
      { ...home, name: "Small" },
      { ...home, name: "Off", lon: east(90) },
    ]);
    inner.at(0, 10);
    assert.deepEqual(inner.watch.state("car")?.names, ["Small", "Large", "Off"]);
    assert.equal(inner.watch.state("car")?.name, "Small");
  });

  it("count the border itself as inside", () => {
    const { at, watch } = car({}, [{ ...home, radiusM: 1000 }]);
    at(0, 999.99);
    assert.equal(watch.state("car")?.inside, true);
    assert.ok(Object.is(watch.state("car")?.distanceM, 0), "not -0");
    const outside = car({}, [{ ...home, radiusM: 1000 }]);
    outside.at(0, 1000.01);
    assert.equal(outside.watch.state("car")?.inside, false);
    assert.deepEqual(outside.at(60, 1000.5), []);
  });

  it("wait on when our own time is set forward", () => {
    const { at, watch, later } = car({ settleMs: 120_000 });
    at(0, 1000);
    at(60, 0);
    watch.moveWaits(3_600_000);
    assert.equal(watch.nextDue("car", start), start + 3_780_000);
    assert.deepEqual(later(3779), []);
    assert.deepEqual(later(3780), ["enter Home"]);
    watch.moveWaits(1000);
    assert.equal(watch.nextDue("car", start), Infinity);
  });

  it("measure the next jump from the second of two places that were too far, if it is near the first", () => {
    const driven = car();
    driven.at(0, 0);
    driven.at(10, 5000);
    assert.deepEqual(driven.at(20, 5100), ["leave Home"]);
    driven.at(30, 5200);
    assert.deepEqual(driven.at(100, 100), [], "73 m/s from there");
    assert.deepEqual(driven.at(110, 100), ["enter Home"]);
    const spikes = car();
    spikes.at(0, 0);
    spikes.at(10, 5000);
    assert.deepEqual(spikes.at(20, 50_000), ["leave Home"], "twice outside");
    assert.deepEqual(spikes.at(120, 100), ["enter Home"], "450 m/s from there, but neither was believed");
  });
});
