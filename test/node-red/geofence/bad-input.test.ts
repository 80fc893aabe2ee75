import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Node, NodeInitializer } from "node-red";
import geofenceNode from "../../../nodes/geofence";
import { ManualClock } from "../../../src/base/clock";
import { closeNodeStates } from "../../../src/node-red/shared/node-state";
import { helper, load, receive, stubRuntime, unload, withCore, type Inbox, ownUserDir } from "../support";
import { east, home, middle, start } from "../../vehicle/fences/support";

const day = 86_400_000;
const ring = (...corners: unknown[]): object => shape("Polygon", [corners]);
const shape = (type: string, coordinates: unknown, properties: object = { name: "Bad" }): object => ({
  ...{ type: "Feature", properties },
  geometry: { type, coordinates },
});

/** What is refused by its name. */
const refused: Record<string, unknown> = {
  "no corners": ring(),
  "empty coordinates": shape("Polygon", []),
  "an empty collection": { type: "FeatureCollection", features: [] },
  "an empty list": [],
  "two corners": ring([13, 52], [13.1, 52]),
  "more than 100,000 corners": ring(...Array.from({ length: 100_001 }, (_, i) => [Math.cos(i), Math.sin(i)])),
  "a corner that is no number": ring([13, NaN], [13.1, 52], [13.1, 52.1]),
  "a corner beyond any number": ring([13, Infinity], [13.1, 52], [13.1, 52.1]),
  "text with an exponent": ring(["1.3e1", "5.2e1"], [13.1, 52], [13.1, 52.1]),
  "swapped axes": ring([52, 113], [52.1, 113], [52.1, 113.1]),
  "a centre with swapped axes": { name: "Bad", lat: 113, lon: 52 },
  "a radius of 0": { name: "Bad", ...middle, radiusM: 0 },
  "a radius of a million": { name: "Bad", ...middle, radiusM: 1e6 },
  "a negative radius": { name: "Bad", ...middle, radiusM: -150 },
  "two of one name": [
    { name: "Bad", ...middle },
    { name: "Bad", lat: 53, lon: 13 },
  ],
  "a good one before a bad one": [home, { name: "Bad" }],
  "a line": shape("LineString", [
    [13, 52],
    [13.1, 52],
  ]),
  "text that is no JSON": "{",
};

const square = [[12.99, 51.99], [13.01, 51.99], [13.01, 52.01], [12.99, 52.01]]; // prettier-ignore

/** What is odd but means something: the place inside and the place outside. */
const odd: Record<string, [fence: object, inside: [lat: number, lon: number], outside: [lat: number, lon: number]]> = {
  "not closed": [ring(...square), [52, 13], [52, 13.1]],
  "wound the other way": [ring(...square.toReversed()), [52, 13], [52, 13.1]],
  "crossing itself, by even and odd": [
    ring([13, 52], [13.02, 52.02], [13.02, 52], [13, 52.02]),
    [52.01, 13.002],
    [52.001, 13.01],
  ],
  "over the antimeridian": [
    ring([179.9, 10], [-179.9, 10], [-179.9, 10.1], [179.9, 10.1]),
    [10.05, 180],
    [10.05, 179.7],
  ],
  "around a pole": [ring([0, 89], [90, 89], [180, 89], [-90, 89]), [89.5, 30], [88.5, 30]],
  "a circle at a pole": [shape("Point", [0, 90], { name: "Bad", radiusM: 5000 }), [89.99, 170], [89.9, 170]],
};

/** Positions of which none may make an event, each after the car was seen outside. */
const unusable: Record<string, (now: number) => unknown> = {
  "0/0": () => ({ latitude: 0, longitude: 0 }),
  "half of one": () => ({ latitude: middle.lat }),
  "its other half": () => ({ longitude: middle.lon }),
  "no numbers": () => ({ latitude: NaN, longitude: middle.lon }),
  "of the future": (now) => ({ ...there, measuredAt: new Date(now + 11 * 60_000).toISOString() }),
  "of the next day": (now) => ({ ...there, measuredAt: new Date(now + day).toISOString() }),
  "older than the last": (now) => ({ ...there, measuredAt: new Date(now - 10 * 60_000).toISOString() }),
  "at no time": () => ({ ...there, measuredAt: "yesterday" }),
  "not trusted": () => ({ ...there, trusted: false }),
  "of another planet": () => ({ latitude: 91, longitude: 181 }),
};
const there = { latitude: middle.lat, longitude: middle.lon };

describe("the geofence node on bad input", () => {
  let clock: ManualClock;
  const userDir = ownUserDir();
  let inbox: Inbox;
  const settle = async (): Promise<void> => clock.settle();
  const told = (): unknown[] => inbox.out.map(({ event, geofence }) => [event, (geofence as { name: string }).name]);

  async function begin(fences: unknown = [home], settings: object = {}): Promise<void> {
    // Unloading has put the true clock back.
    stubRuntime(undefined, clock);
    inbox = await load(
      [
        { id: "tab", type: "tab", label: "Test" },
        { id: "fence", type: "vehicle-cloud-geofence", z: "tab", fences, ...settings, wires: [["out"]] },
        { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
        { id: "complete", type: "complete", z: "tab", scope: ["fence"], uncaught: false, wires: [["ended"]] },
        ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
      ],
      [...withCore, geofenceNode as NodeInitializer],
    );
    await settle();
  }
  async function hear(position: unknown, more: object = {}): Promise<void> {
    receive("fence", { topic: "car", payload: { position }, ...more });
    await settle();
  }
  /** An hour later: no jump is doubted. */
  async function at(latitude: number, longitude: number): Promise<void> {
    await clock.advance(3_600_000);
    await hear({ latitude, longitude, measuredAt: new Date(clock.now()).toISOString() });
  }
  const far = (): Promise<void> => at(middle.lat, east(1000));
  const near = (): Promise<void> => at(middle.lat, middle.lon);

  beforeEach(() => {
    clock = new ManualClock(start);
  });

  it("refuses fences by name, and the old ones stay", async () => {
    await begin();
    await far();
    for (const [what, fences] of Object.entries(refused)) {
      inbox.failed.length = 0;
      await hear({}, { fences });
      assert.equal(inbox.failed[0]?.error.code, "INPUT_INVALID", what);
      if (!/empty (coll|list)|no JSON/.test(what)) assert.match(inbox.failed[0].error.message, /"Bad"/, what);
      assert.match(inbox.failed[0].error.message, /left as they were/, what);
    }
    assert.deepEqual(told(), []);
    await near();
    assert.deepEqual(told(), [["enter", "Home"]]);
  });

  for (const [what, [fence, inside, outside]] of Object.entries(odd)) {
    it(`takes a fence that is ${what}`, async () => {
      await begin([]);
      await hear({}, { fences: fence });
      assert.deepEqual(inbox.failed, []);
      for (const place of [outside, inside, outside]) await at(...place);
      assert.deepEqual(told(), [
        ["enter", "Bad"],
        ["leave", "Bad"],
      ]);
    });
  }

  it("makes no event of a position that does not count, and of the next good one it does", async () => {
    await begin();
    await far();
    for (const [what, position] of Object.entries(unusable)) {
      await clock.advance(60_000);
      // Older than this one.
      await hear({ latitude: middle.lat, longitude: east(1000), measuredAt: new Date(clock.now()).toISOString() });
      await hear(position(clock.now()));
      await hear(position(clock.now()));
      assert.deepEqual(told(), [], what);
    }
    await near();
    assert.deepEqual(told(), [["enter", "Home"]]);
    assert.deepEqual(inbox.failed, []);
  });

  it("goes by the vehicle's time when our clock jumps a day, either way", async () => {
    for (const jump of [day, -day]) {
      await begin();
      await far();
      const vehicleTime = clock.now();
      clock.setDateBy(jump);
      await clock.advance(60_000);
      await hear({ ...there, measuredAt: new Date(vehicleTime + 600_000).toISOString() });
      assert.deepEqual(told(), [["enter", "Home"]]);
      clock.setDateBy(-jump);
      await clock.advance(600_000);
      await hear({ ...there, measuredAt: new Date(vehicleTime + 601_000).toISOString() });
      assert.deepEqual(told(), [["enter", "Home"]]);
      await unload();
      rmSync(join(userDir(), "vehicle-cloud"), { recursive: true, force: true, maxRetries: 5 });
    }
  });

  for (const [which, jump] of [
    ["forward", day],
    ["back", -day],
  ] as const) {
    it(`waits as long as it is told to when our clock jumps a day ${which} meanwhile`, async () => {
      await begin([home], { settleSeconds: 600, dwellMinutes: 60 });
      const parked = { motion: { ignition: "off" } };
      const seen = async (topic: string, longitude: number, at: number): Promise<void> => {
        const position = { latitude: middle.lat, longitude, measuredAt: new Date(at).toISOString() };
        receive("fence", { topic, payload: { ...parked, position } });
        await settle();
      };
      const from = clock.now();
      await seen("first", east(1000), from);
      await seen("other", east(1000), from);
      await seen("stays", middle.lon, from);
      await clock.advance(600_000);
      await seen("first", middle.lon, from + 600_000);
      await seen("first", middle.lon, from + 601_000);
      clock.setDateBy(jump);
      await seen("other", middle.lon, from + 602_000);
      await seen("other", middle.lon, from + 603_000);
      await clock.advance(590_000);
      assert.deepEqual(told(), []);
      await clock.advance(20_000);
      assert.deepEqual(told(), [
        ["enter", "Home"],
        ["enter", "Home"],
      ]);
      clock.setDateBy(-jump);
      await clock.advance(38 * 60_000);
      assert.equal(told().length, 2, "nobody has been there for an hour");
      await clock.advance(60 * 60_000);
      assert.deepEqual(
        inbox.out.slice(2).map(({ event, topic }) => `${String(topic)} ${String(event)}`),
        ["stays/geofence dwell", "first/geofence dwell", "other/geofence dwell"],
      );
    });
  }

  it("rests after a restart in the middle of a stay, until the vehicle is heard again", async () => {
    await begin([home], { dwellMinutes: 10 });
    const seen = (longitude: number): Promise<void> =>
      hear({ latitude: middle.lat, longitude, measuredAt: new Date(clock.now()).toISOString() });
    await seen(east(1000));
    await clock.advance(60_000);
    await seen(middle.lon);
    await clock.advance(540_000);
    await seen(middle.lon);
    await unload();
    await closeNodeStates();
    clock.jump(1_200_000);
    let timers = 0;
    const setTimer = clock.setTimeout.bind(clock);
    clock.setTimeout = (callback, ms) => (++timers > 100 ? undefined : setTimer(callback, ms));
    await begin([home], { dwellMinutes: 10 });
    await clock.advance(60_000);
    assert.ok(timers < 100, `${timers} timers in a minute`);
    assert.deepEqual(told(), []);
    await seen(middle.lon);
    assert.deepEqual(told(), [["dwell", "Home"]]);
  });

  it("takes a vehicle that came back after 10,000 others for one that it has not heard of", async () => {
    await begin([home], { atStart: true });
    const place = { ...there, measuredAt: new Date(clock.now()).toISOString() };
    for (let i = 0; i <= 10_000; i++) receive("fence", { topic: `car ${i}`, payload: { position: place } });
    while (inbox.out.length <= 10_000) await new Promise((resolve) => setImmediate(resolve));
    await clock.settle();
    await hear(place, { topic: "car 0" });
    await hear(place, { topic: "car 9999" });
    while (inbox.ended.length < 10_003) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      inbox.out.slice(10_001).map(({ topic }) => topic),
      ["car 0/geofence"],
    );
  });

  it("begins anew, without an event, when its file is cut, of another version or something else", async () => {
    const spoil: Record<string, (saved: string) => string> = {
      "cut in the middle": (saved) => saved.slice(0, saved.length / 2),
      empty: () => "",
      "of another version": (saved) => saved.replace(/"v":\d+/, '"v":99'),
      "no object": () => "[1,2]",
      "of other values": (saved) => saved.replaceAll(/\d+(\.\d+)?/g, '"x"'),
      binary: () => "\u0000\u0001\u0002",
    };
    for (const [what, spoiled] of Object.entries(spoil)) {
      await begin();
      await far();
      await clock.advance(2000);
      await helper.unload();
      await closeNodeStates();
      const folder = join(userDir(), "vehicle-cloud");
      const names = readdirSync(folder).filter((name) => name.includes("fence-watch"));
      assert.ok(names.length > 0, what);
      for (const name of names) {
        const saved = readFileSync(join(folder, name), "utf8");
        assert.notEqual(spoiled(saved), saved, what);
        writeFileSync(join(folder, name), spoiled(saved));
      }
      await begin();
      await near();
      assert.deepEqual(told(), [], `${what}: first sight`);
      inbox.out.length = 0;
      await far();
      assert.deepEqual(told(), [["leave", "Home"]], what);
      await unload();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it("goes on from memory when the disk takes nothing, and says so once", async () => {
    await begin();
    rmSync(join(userDir(), "vehicle-cloud"), { recursive: true, force: true, maxRetries: 5 });
    writeFileSync(join(userDir(), "vehicle-cloud"), "");
    const warned: string[] = [];
    (helper.getNode("fence") as Node).warn = (text: string) => void warned.push(text);
    for (const move of [far, near, far]) await move();
    await clock.advance(60_000);
    assert.deepEqual(told(), [
      ["enter", "Home"],
      ["leave", "Home"],
    ]);
    assert.equal(warned.length, 1, warned.join("\n"));
    assert.deepEqual(inbox.failed, []);
  });

  it("tells nothing of a fence that is deleted around a car", async () => {
    const work = { name: "Work", lat: 53, lon: 13 };
    await begin([home, work]);
    await far();
    await near();
    await hear({}, { fences: [work] });
    await far();
    assert.deepEqual(told(), [["enter", "Home"]]);
    assert.deepEqual(inbox.failed, []);
  });
});
