import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeInitializer } from "node-red";
import eventNode from "../../../nodes/event";
import { ManualClock } from "../../../src/base/clock";
import { closeNodeStates } from "../../../src/node-red/shared/node-state";
import { eventNames } from "../../../src/vehicle/events/event-types";
import { battery, start } from "../../vehicle/events/support";
import { east, home, middle, minute } from "../../vehicle/fences/support";
import { helper, load, receive, stubRuntime, unload, withCore, type Inbox, ownUserDir } from "../support";

const day = 86_400_000;
const there = { latitude: middle.lat, longitude: middle.lon };
const away = { latitude: middle.lat, longitude: east(5000) };
const iso = (ms: number): string => new Date(ms).toISOString();

/** Positions of which none may make an event, each after the car was seen away. */
const unusable: Record<string, (now: number) => unknown> = {
  "0/0": () => ({ latitude: 0, longitude: 0 }),
  "half of one": () => ({ latitude: middle.lat }),
  "its other half": () => ({ longitude: middle.lon }),
  "half of it null": () => ({ latitude: middle.lat, longitude: null }),
  "no numbers": () => ({ latitude: NaN, longitude: middle.lon }),
  "of the future": (now) => ({ ...there, measuredAt: iso(now + 11 * minute) }),
  "of the next day": (now) => ({ ...there, measuredAt: iso(now + day) }),
  "older than the last": (now) => ({ ...there, measuredAt: iso(now - 10 * minute) }),
  "at no time": () => ({ ...there, measuredAt: "yesterday" }),
  "not trusted": () => ({ ...there, trusted: false }),
  "of another planet": () => ({ latitude: 91, longitude: 181 }),
  "a pair": () => [middle.lat, middle.lon],
  "a text": () => `${middle.lat},${middle.lon}`,
};

/** Charging at 50 %, locked, shut, parked; every rule has something to go by. */
const calm = {
  ...battery(50, true, { targetPercent: 90 }),
  ...{ locks: { locked: true }, openings: { doors: { driver: { open: false } }, trunk: false } },
  ...{ motion: { ignition: "off", speedKmh: 0 }, odometerKm: 1000, position: away, fuel: { litres: 30 } },
  ...{ tyres: { driver: { warning: false } }, service: { warning: false, brakeFluid: "normal" } },
  security: { alarm: false, crash: false },
};
/** What would make an event of nearly every rule, if it counted. */
const wild = {
  ...battery(15, false, { pluggedIn: false }),
  ...{ locks: { locked: false }, openings: { doors: { driver: { open: true } }, trunk: true } },
  ...{ motion: { ignition: "on", speedKmh: 90 }, odometerKm: 1100, position: there, fuel: { litres: 10 } },
  ...{ tyres: { driver: { warning: true } }, service: { warning: true, brakeFluid: "low" } },
  security: { alarm: true, crash: true },
};
const values = [undefined, null, NaN, Infinity, -1, "", "yes", "unknown", [], {}, 1e300];

/** Payloads of which none may make an event. */
const nothing: Record<string, (now: number) => unknown> = {
  "without anything": () => ({}),
  "with empty groups": () => ({ battery: {}, motion: {}, locks: {}, openings: { doors: {} }, position: {}, tyres: {} }),
  "of the future": (now) => ({ ...wild, reportedAt: iso(now + 11 * minute) }),
  "of the next day": (now) => ({ ...wild, reportedAt: iso(now + day) }),
  "at no time": () => ({ ...wild, reportedAt: "yesterday" }),
  "at a time that is a list": () => ({ ...wild, reportedAt: [] }),
  "at a time that is no text": (now) => ({ ...wild, reportedAt: now }),
  null: () => null,
  "no object": () => 7,
  "a list": () => [wild],
  "a text": () => "locked",
  "JSON that nobody has read": () => JSON.stringify(wild),
  "Home Assistant's": () => ({ entity_id: "lock.car", state: "unlocked", attributes: { battery_level: 15 } }),
  "OwnTracks'": (now) => ({ _type: "location", lat: middle.lat, lon: middle.lon, batt: 15, tst: now / 1000 }),
  "the cloud's own": () => ({ code: "1000", data: { vehicleStatus: { updateTime: "1", basicVehicleStatus: {} } } }),
  "a command's answer": () => ({ operation: "unlock", outcome: "done", confirmed: true }),
  "words for flags": () => ({
    ...{ battery: { percent: "fifteen", charging: "no", pluggedIn: 0 }, locks: { locked: "false" } },
    ...{ openings: { doors: { driver: "open" }, trunk: 1 }, motion: { ignition: "start", speedKmh: "fast" } },
    ...{ security: { alarm: "true" }, service: { warning: 1 }, tyres: "flat" },
  }),
  "with numbers out of range": () => ({
    ...{ battery: { percent: -5 }, odometerKm: -1, fuel: { litres: 1e9 }, motion: { speedKmh: 1e6 } },
  }),
};

describe("the event node on bad input", () => {
  let clock: ManualClock;
  const userDir = ownUserDir();
  let inbox: Inbox;
  const told = (): unknown[] => inbox.out.map(({ event }) => event);

  async function begin(settings: object = {}): Promise<void> {
    // Unloading has put the true clock back.
    stubRuntime(undefined, clock);
    const all = Object.fromEntries(eventNames.map((name) => [name, true]));
    const event = { id: "event", type: "vehicle-cloud-event", z: "tab", fences: [home], ...all, ...settings };
    inbox = await load(
      [
        { id: "tab", type: "tab", label: "Test" },
        { ...event, wires: [["out"]] },
        { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
        { id: "complete", type: "complete", z: "tab", scope: ["event"], uncaught: false, wires: [["ended"]] },
        ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
      ],
      [...withCore, eventNode as NodeInitializer],
    );
    await clock.settle();
  }
  async function hear(payload: unknown, more: object = {}): Promise<void> {
    receive("event", { topic: "car", payload, ...more });
    await clock.settle();
  }
  /** A reading of this moment, two minutes later. */
  async function read(reading: object): Promise<void> {
    await clock.advance(2 * minute);
    await hear({ reportedAt: iso(clock.now()), ...reading });
  }

  beforeEach(() => {
    clock = new ManualClock(start);
  });

  it("remembers over a restart what it knows though a reading holds what no JSON can", async () => {
    await begin();
    await read({ ...calm, locks: { locked: true } });
    const circle: Record<string, unknown> = { number: 10n };
    circle["itself"] = circle;
    await read({ ...calm, locks: { locked: false }, raw: circle });
    await unload();
    await closeNodeStates();
    await begin();
    await clock.advance(11 * minute);
    assert.deepEqual(told(), ["unlockedFor"]);
    assert.deepEqual(inbox.failed, []);
  });

  it("shows what is wrong with a message until the next good one, and then the last event again", async () => {
    await begin();
    await read({ ...calm, position: away });
    for (let i = 0; i < 3; i++) await read({ ...calm, position: there });
    const shown: unknown[] = [];
    const node = helper.getNode("event") as unknown as { status: (line: { fill: string; text: string }) => void };
    node.status = ({ fill, text }) => void shown.push([fill, text.split(".").at(-1)]);
    await hear({}, { fences: [{ type: "Polygon" }] });
    await read({ ...calm, position: there });
    await read({ ...calm, position: there });
    assert.deepEqual(shown, [
      ["red", "inputInvalid"],
      ["green", "arrived"],
    ]);
    assert.equal(inbox.failed.length, 1);
  });

  it("makes no arrival of a position that does not count, and of the next good one it does", async () => {
    await begin();
    await read({ position: away });
    for (const [what, position] of Object.entries(unusable)) {
      await read({ position: away });
      await read({ position: position(clock.now() + 2 * minute) });
      assert.deepEqual(told(), [], what);
    }
    await clock.advance(10 * minute);
    await read({ position: there });
    assert.deepEqual(told(), ["arrived"]);
    assert.deepEqual(inbox.failed, []);
  });

  it("makes nothing of what is no reading, and of the next one what it shows", async () => {
    await begin();
    await read(calm);
    for (const [what, payload] of Object.entries(nothing)) {
      await clock.advance(2 * minute);
      const given = payload(clock.now());
      await hear(given);
      await hear(given, { topic: undefined });
      assert.deepEqual(told(), [], what);
      await read(calm);
      assert.deepEqual(told(), [], `${what}, and after it`);
    }
    // Nobody can tell whose it is.
    await hear({ ...wild, reportedAt: iso(clock.now()) }, { topic: undefined });
    assert.deepEqual(told(), []);
    await read({ ...calm, ...battery(15, true) });
    assert.deepEqual(told(), ["below"]);
    assert.deepEqual(inbox.failed, []);
    assert.equal(inbox.ended.length, 3 + 3 * Object.keys(nothing).length, "each message ended once");
  });

  it("makes nothing of single values that mean nothing, wherever they stand", async () => {
    await begin();
    await read(calm);
    const paths = (value: unknown, path: string[] = []): string[][] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, each]) => paths(each, [...path, key]))
        : [path];
    let tried = 0;
    for (const path of paths(calm)) {
      for (const value of values) {
        const spoiled = structuredClone(calm) as Record<string, unknown>;
        const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, spoiled);
        holder[path.at(-1)!] = value;
        // A word that is none of the good ones is a warning.
        if (path.at(-1) === "brakeFluid" && value === "yes") continue;
        await read(spoiled);
        assert.deepEqual(told(), [], `${path.join(".")} ${JSON.stringify(value)}`);
        tried++;
      }
    }
    assert.ok(tried > 150, `${tried}`);
  });

  it("makes nothing of readings older than the last", async () => {
    await begin();
    await read(calm);
    await read(calm);
    for (const age of [1, 30, 26 * 60, 400 * 24 * 60])
      await hear({ ...wild, reportedAt: iso(clock.now() - age * minute) });
    await hear({ ...wild, reportedAt: iso(clock.now()) });
    assert.deepEqual(told(), []);
    await read({ ...calm, ...battery(15, true) });
    assert.deepEqual(told(), ["below"]);
  });

  for (const [which, jump] of [
    ["forward", day],
    ["back", -day],
  ] as const) {
    it(`goes by the vehicle's times and by what has passed when our clock jumps a day ${which}`, async () => {
      await begin();
      const unlocked = { ...calm, locks: { locked: false } };
      const other = (ignition: string, at: number): Promise<void> =>
        hear({ motion: { ignition, speedKmh: 0 }, reportedAt: iso(at) }, { topic: "other" });
      await read(calm);
      await hear(calm, { topic: "silent" });
      await read(unlocked);
      await other("off", clock.now());
      const vehicleTime = clock.now();
      clock.setDateBy(jump);
      await clock.advance(minute);
      // Something that is due in two minutes, so that all are looked at then.
      await hear(
        { motion: { ignition: "on", speedKmh: 50 }, reportedAt: iso(vehicleTime + minute) },
        { topic: "other" },
      );
      await other("off", vehicleTime + 1.5 * minute);
      await clock.advance(2 * minute);
      assert.deepEqual(told().splice(0), ["driveStarted", "parked"]);
      inbox.out.length = 0;
      await hear({ ...unlocked, reportedAt: iso(vehicleTime + 3 * minute) });
      await clock.advance(5 * minute);
      await hear({ ...unlocked, reportedAt: iso(vehicleTime + 8 * minute) });
      assert.deepEqual(told(), [], "unlocked for eight minutes only, and never silent");
      await clock.advance(2 * minute);
      assert.deepEqual(told(), ["unlockedFor"]);
      clock.setDateBy(-jump);
      await hear({ ...calm, ...battery(15, true), reportedAt: iso(vehicleTime + 12 * minute) });
      assert.deepEqual(told(), ["unlockedFor", "below"]);
      await clock.advance(3 * 60 * minute);
      await other("off", vehicleTime + 192 * minute);
      await clock.advance(minute);
      assert.deepEqual(told(), ["unlockedFor", "below"]);
      await clock.advance(23 * 60 * minute);
      assert.deepEqual(told(), ["unlockedFor", "below", "silent", "silent"]);
    });
  }

  it("is put right when the machine began with an old date, as one without a clock of its own does", async () => {
    clock.setDateBy(-day);
    await begin();
    clock.setDateBy(day);
    await read(calm);
    await read({ ...calm, locks: { locked: false } });
    await clock.advance(9 * minute);
    assert.deepEqual(told(), []);
    await clock.advance(minute);
    assert.deepEqual(told(), ["unlockedFor"]);
    // And what waits is right on the disk too.
    await read(calm);
    await read({ ...calm, locks: { locked: false } });
    await unload();
    await closeNodeStates();
    helper.settings({ userDir: userDir() } as never);
    await begin();
    await clock.advance(9 * minute);
    assert.deepEqual(told(), []);
    await clock.advance(minute);
    assert.deepEqual(told(), ["unlockedFor"]);
  });

  it("begins anew, without an event, when its file is cut, of another version or something else", async () => {
    const spoil: Record<string, (saved: string) => string> = {
      "cut in the middle": (saved) => saved.slice(0, saved.length / 2),
      empty: () => "",
      "of another version": (saved) => saved.replace(/"v":\d+/, '"v":99'),
      "with tracks of another version": (saved) => saved.replace(/"track":\{"v":\d+/, '"track":{"v":99'),
      "no object": () => "[1,2]",
      "of other values": (saved) => saved.replaceAll(/\d+(\.\d+)?/g, '"x"'),
      binary: () => "\u0000\u0001\u0002",
    };
    for (const [what, spoiled] of Object.entries(spoil)) {
      await begin();
      await read(calm);
      await clock.advance(2000);
      await helper.unload();
      await closeNodeStates();
      const folder = join(userDir(), "vehicle-cloud");
      const names = readdirSync(folder).filter((name) => name.endsWith(".events.json"));
      assert.ok(names.length > 0, what);
      for (const name of readdirSync(folder)) {
        const saved = readFileSync(join(folder, name), "utf8");
        if (names.includes(name)) assert.notEqual(spoiled(saved), saved, what);
        writeFileSync(join(folder, name), spoiled(saved));
      }
      await begin();
      await read(wild);
      // Where it was stands in a file of its own.
      assert.deepEqual(told(), what.startsWith("with tracks") ? ["arrived"] : [], `${what}: first sight`);
      inbox.out.length = 0;
      await read({ ...wild, ...battery(15, true) });
      assert.deepEqual(told(), ["pluggedIn"], what);
      await unload();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
