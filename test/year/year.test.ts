import assert from "node:assert/strict";
import { factsOf } from "../../src/vehicle/events/event-facts";
import type { Drive as Trip, EventName, VehicleEvent } from "../../src/vehicle/events/event-types";
import { EventWatch } from "../../src/vehicle/events/event-watch";
import { FenceWatch } from "../../src/vehicle/fences/fence-watch";
import { readFences } from "../../src/vehicle/fences/fences";
import { metresPerDegree } from "../../src/vehicle/fences/geometry";
import { newTripTrack, tripsDue, tripsIn } from "../../src/vehicle/trips/trip-watch";
import { dice, minute, target, truthAt, yearOf, type Drive, type Stop } from "./truth";

const origin = { lat: 52, lon: 13 };
const toPlace = (x: number, y: number) => ({
  latitude: origin.lat + y / metresPerDegree,
  longitude: origin.lon + x / (metresPerDegree * Math.cos((origin.lat * Math.PI) / 180)),
});
const fenced = [
  { name: "Home", x: 0, y: 0, radiusM: 150 },
  { name: "Work", x: 18_000, y: 4000, radiusM: 200 },
  { name: "Parents", x: -60_000, y: 30_000, radiusM: 150 },
];
const fences = readFences(
  fenced.map(({ name, x, y, radiusM }) => {
    const { latitude: lat, longitude: lon } = toPlace(x, y);
    return { name, lat, lon, radiusM };
  }),
);
const names: EventName[] = [
  ...(["chargingFinished", "chargingStopped", "unlockedFor", "driveStarted", "parked", "arrived", "left"] as const),
  ...(["below", "silent", "heardAgain"] as const),
];

interface Sample {
  at: number;
  /** Neither a repeated snapshot, nor with a position that is wrong or old. */
  fresh: boolean;
  placed: boolean;
  now: ReturnType<typeof truthAt>;
}

/** A car read every 20 min, every 2 while it drives, by a line with gaps, a receiver that wavers, and a cloud that repeats itself. */
function live(seed: number) {
  const year = yearOf(seed);
  const roll = dice(seed + 1);
  const rules = { below: 20, reached: 80, unlockedMinutes: 10, openMinutes: 10, silentHours: 26, asks: true };
  const watch = new EventWatch(
    { on: new Set(names), ...rules },
    new FenceWatch({ settleMs: 0, passed: false }, fences),
  );
  const track = newTripTrack();
  const told: (VehicleEvent & { at: number })[] = [];
  const trips: Trip[] = [];
  const samples: Sample[] = [];
  const note = (at: number, events: readonly VehicleEvent[]): void =>
    void told.push(...events.map((event) => ({ ...event, at })));
  let position: object = {};
  let last: object | undefined;
  let wasSpike = false;

  function reading(at: number, sure: boolean): object {
    const now = truthAt(year, at);
    const [dx, dy] = [0, 0].map(() => (roll() * 2 - 1) * 42) as [number, number];
    const [spike, cached] = [!wasSpike && !sure && roll() < 0.03, !sure && roll() < 0.05];
    wasSpike = spike;
    const away = spike ? 200 : 1;
    const turn = roll() * 2 * Math.PI;
    const place = toPlace(now.x + (spike ? away * Math.cos(turn) : dx), now.y + (spike ? away * Math.sin(turn) : dy));
    if (!cached) position = { ...place, measuredAt: new Date(at).toISOString() };
    samples.push({ at, fresh: true, placed: !cached && !spike, now });
    return (last = {
      reportedAt: new Date(at).toISOString(),
      motion: { ignition: now.drive ? "on" : "off", speedKmh: now.speedKmh },
      battery: {
        ...{
          charging: now.charging,
          pluggedIn: now.pluggedIn,
          percent: Math.floor(now.percent),
          targetPercent: target,
        },
      },
      ...{ locks: { locked: now.locked }, odometerKm: now.odometerKm, position },
    });
  }
  function hear(at: number, payload: object): void {
    const facts = factsOf(payload, at);
    assert.ok(facts);
    note(at, watch.sample("car", facts, at));
    trips.push(...tripsIn(track, payload, at, at));
  }
  function ask(at: number, connected: boolean): void {
    if (!watch.asks("car")) return;
    if (connected) hear(at, reading(at, true));
    note(at, watch.asked("car", connected, at));
  }

  let gapTo = 0;
  const silence = year.begin + 200 * 1440 * minute;
  for (let at = year.begin; at < year.end;) {
    for (let due = watch.nextDue("car", at); due <= at; due = watch.nextDue("car", at)) {
      note(due, watch.due("car", due));
      ask(due, due > gapTo);
    }
    trips.push(...tripsDue(track, at));
    if (at > gapTo) {
      // Now and then the cloud gives the snapshot that it gave before.
      const repeats = last && !truthAt(year, at).drive && roll() < 0.3;
      hear(at, repeats ? last! : reading(at, false));
      ask(at, true);
      if (roll() < 0.002) gapTo = at + roll() * 8 * 60 * minute;
      if (at < silence && at + 21 * minute >= silence) gapTo = at + 40 * 60 * minute;
    }
    at += (truthAt(year, at).drive ? 2 : 20) * minute + roll() * 20_000;
  }
  return { year, told, trips, samples };
}

describe("a simulated year of one car", function () {
  this.timeout(180_000);

  it("tells nothing that was not so, and misses nothing that a reading has shown", () => {
    const { year, told, trips, samples } = live(7);
    const { drives, stops } = year;
    const missing: string[] = [];
    const wrong: string[] = [];
    const counts: Record<string, [told: number, shown: number]> = {};
    const when = (at: number): string => new Date(at).toISOString().slice(0, 16);
    const of = (event: string) => told.filter((each) => each.event === event);
    const within = (from: number, to: number): Sample[] => samples.filter(({ at }) => at >= from && at < to);

    /** Each truth that was shown has exactly one word of it; each word has its truth. */
    function match<T>(
      event: string,
      words: readonly { at: number; name?: string }[],
      truths: readonly T[],
      span: (truth: T) => { from: number; to: number; name?: string; shown: boolean },
    ): void {
      const spans = truths.map(span);
      const left = new Set(words);
      for (const { from, to, name, shown } of spans) {
        const mine = [...left].filter((word) => word.at >= from && word.at <= to && word.name === name);
        if (mine[0]) left.delete(mine[0]);
        else if (shown) missing.push(`${event} ${name ?? ""} ${when(from)}`);
      }
      for (const word of left) wrong.push(`${event} ${word.name ?? ""} ${when(word.at)}`);
      counts[event] = [words.length, spans.filter(({ shown }) => shown).length];
    }

    const fencedStops = stops.filter(({ spot }) => fenced.some(({ name }) => name === spot.name));
    const outside = (from: number, to: number, name: string): boolean => {
      const fence = fenced.find((each) => each.name === name)!;
      return within(from, to).some(
        ({ placed, now }) => placed && Math.hypot(now.x - fence.x, now.y - fence.y) > fence.radiusM + 100,
      );
    };
    const previous = ({ spot, from }: Stop): number =>
      Math.max(0, ...fencedStops.filter((each) => each.spot === spot && each.to < from).map(({ to }) => to));
    const next = ({ spot, to }: Stop): number =>
      Math.min(year.end, ...fencedStops.filter((each) => each.spot === spot && each.from > to).map(({ from }) => from));
    const steady = ({ from, to }: Stop): boolean => within(from, to).filter(({ placed }) => placed).length >= 3;
    match(
      "arrived",
      of("arrived").map(({ at, place }) => ({ at, name: place! })),
      fencedStops.slice(1),
      (stop) => ({
        ...{ from: stop.from - 4 * minute, to: stop.to, name: stop.spot.name },
        shown: steady(stop) && previous(stop) > 0 && outside(previous(stop), stop.from, stop.spot.name),
      }),
    );
    match(
      "left",
      of("left").map(({ at, place }) => ({ at, name: place! })),
      fencedStops,
      (stop) => ({
        ...{ from: stop.to, to: next(stop), name: stop.spot.name },
        shown: steady(stop) && outside(stop.to, next(stop), stop.spot.name),
      }),
    );
    const charges = stops.flatMap(({ charge, to }) => (charge ? [{ ...charge, until: to }] : []));
    for (const early of [false, true]) {
      match(
        early ? "chargingStopped" : "chargingFinished",
        of(early ? "chargingStopped" : "chargingFinished"),
        charges.filter((charge) => charge.early === early),
        ({ from, to, until }) => ({
          ...{ from: to, to: until + 60 * minute },
          shown: within(from, to).length >= 2 && within(to, until).length >= 2,
        }),
      );
    }
    // What nobody could confirm is marked so.
    match(
      "unlockedFor",
      of("unlockedFor").filter(({ unconfirmed }) => !unconfirmed),
      stops.filter(({ from, unlockedTo }) => unlockedTo > from + minute),
      ({ from, unlockedTo }) => ({
        ...{ from, to: unlockedTo },
        shown:
          within(from, unlockedTo - 11 * minute).length >= 1 &&
          within(unlockedTo - 11 * minute, unlockedTo).length >= 1,
      }),
    );
    const endOf = ({ percent, km }: Drive): number => percent - km * 0.3;
    const low = (drive: Drive): boolean => drive.percent >= 23 && endOf(drive) < 19;
    let armed = true;
    const crossing = drives.filter((drive) => {
      armed ||= drive.percent >= 23;
      const told = armed && endOf(drive) < 20;
      if (told) armed = false;
      return told;
    });
    const after = (drive: Drive): Stop => stops.find(({ from }) => from === drive.end)!;
    const seen = (drive: Drive): boolean =>
      within(drive.start, drive.end).length >= 1 && within(after(drive).from, after(drive).to).length >= 2;
    match("below", of("below"), crossing, (drive) => ({
      ...{ from: drive.start, to: after(drive).to },
      shown: low(drive) && within(drive.start, after(drive).to).some(({ now }) => now.percent < 20),
    }));
    match("driveStarted", of("driveStarted"), drives, (drive) => ({
      ...{ from: drive.start, to: drive.end },
      shown: seen(drive) && within(stops.find(({ to }) => to === drive.start)!.from, drive.start).length >= 1,
    }));
    const tripAt = ({ endedAt }: Trip) => ({ at: Date.parse(endedAt) });
    for (const [event, words] of [
      ["parked", of("parked").flatMap(({ trip }) => (trip ? [tripAt(trip)] : []))],
      ["trips kept", trips.map(tripAt)],
    ] as const) {
      match(event, words, drives, (drive) => ({
        ...{ from: drive.end, to: after(drive).to },
        shown: seen(drive) && within(stops.find(({ to }) => to === drive.start)!.from, drive.start).length >= 1,
      }));
    }
    for (const trip of trips) {
      const drive = drives.findLast(({ end }) => end <= Date.parse(trip.endedAt))!;
      const whole = trip.startedAt !== undefined && Date.parse(trip.startedAt) >= drive.start;
      if (whole && Math.abs((trip.km ?? NaN) - drive.km) > 1) wrong.push(`km ${trip.km} for ${drive.km}`);
    }
    match("silent", of("silent"), [0], () => ({ from: 0, to: year.end, shown: true }));
    match("heardAgain", of("heardAgain"), [0], () => ({ from: 0, to: year.end, shown: true }));

    const words = Object.entries(counts).map(([event, [all, shown]]) => `${event} ${all} (${shown})`);
    console.log(`      ${samples.length} readings. Told (shown by readings): ${words.join(", ")}`);
    console.log(`      missing ${missing.length}, false ${wrong.length}`);
    assert.deepEqual({ missing, wrong }, { missing: [], wrong: [] });
    assert.ok(
      Object.values(counts).every(([all]) => all > 0),
      "each rule was tried",
    );
  });
});
