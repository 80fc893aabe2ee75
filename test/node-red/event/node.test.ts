import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Node, NodeInitializer } from "node-red";
import { spy } from "sinon";
import eventNode from "../../../nodes/event";
import { ManualClock } from "../../../src/base/clock";
import { closeNodeStates } from "../../../src/node-red/shared/node-state";
import { EventWatch } from "../../../src/vehicle/events/event-watch";
import { middle } from "../../vehicle/fences/support";
import { battery, minute, start } from "../../vehicle/events/support";
import { first, reading } from "../stub-account";
import {
  deploy,
  helper,
  load,
  receive,
  shown,
  stubRuntime,
  theAccount,
  unload,
  withCore,
  type FlowItem,
  type Inbox,
  ownUserDir,
  until,
} from "../support";

const nodes = [...withCore, eventNode as NodeInitializer];
const account: FlowItem = { id: "acc", type: "vehicle-cloud-account", name: "Cars", platform: "demo-car" };
const flow = (settings: object = {}, more = 0): FlowItem[] => [
  { id: "tab", type: "tab", label: "Test" },
  account,
  { id: "event", type: "vehicle-cloud-event", z: "tab", ...settings, wires: [["out"]] },
  ...Array.from({ length: more }, (_, i) => ({
    id: `more${i}`,
    type: "vehicle-cloud-event",
    z: "tab",
    ...settings,
    wires: [["out"]],
  })),
  { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
  { id: "complete", type: "complete", z: "tab", scope: ["event"], uncaught: false, wires: [["ended"]] },
  ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
];
const fromAccount = { source: "account", account: "acc" };

describe("the event node", () => {
  let clock: ManualClock;
  const userDir = ownUserDir();
  let inbox: Inbox;
  const told = (): unknown[] => inbox.out.map(({ event }) => event);

  async function begin(settings: object = {}, more = 0): Promise<void> {
    inbox = await load(flow(settings, more), nodes);
    await clock.settle();
  }
  async function hear(payload: object, message: object = {}): Promise<void> {
    await clock.advance(2 * minute);
    receive("event", {
      topic: "car",
      payload: { reportedAt: new Date(clock.now()).toISOString(), ...payload },
      ...message,
    });
    await clock.settle();
  }
  /** The car tells its account. */
  async function report(percent: number, change: Parameters<typeof reading>[1] = () => undefined): Promise<void> {
    await clock.advance(minute);
    const status = reading(percent, change);
    status.reportedAt = status.readAt = new Date(clock.now()).toISOString();
    theAccount().report(first, status);
    await clock.settle();
  }

  beforeEach(() => {
    clock = new ManualClock(start);
    stubRuntime(undefined, clock);
  });

  it("gives places of its account's trips the names of its fences, while it is there", async () => {
    const fences = [{ name: "Home", lat: middle.lat, lon: middle.lon, radiusM: 150 }];
    await begin({ account: "acc", fences });
    const names = [...theAccount().places].map((give) => (give as () => { name: string }[])().map(({ name }) => name));
    assert.deepEqual(names, [["Home"]]);
    const lent = theAccount();
    await unload();
    assert.equal(lent.places.size, 0);
  });

  it("works by its defaults: one message per event, with a sentence, and each message ended once", async () => {
    await begin();
    await hear(battery(70, true));
    assert.deepEqual(told(), []);
    await hear(battery(79, false), { other: 1 });
    assert.deepEqual(told(), ["chargingFinished"]);
    const [sent] = inbox.out;
    assert.equal(sent!.payload, "car: charging is finished at 79 %.");
    assert.equal(sent!.value, 79);
    assert.equal(sent!.other, 1);
    assert.equal(sent!.topic, "car/event");
    assert.equal(sent!.since, new Date(start + 4 * minute).toISOString());
    assert.deepEqual(sent!.vehicle, { id: "car", name: "car" });
    assert.deepEqual((sent!.reading as { battery: object }).battery, { percent: 79, charging: false, pluggedIn: true });
    assert.match(JSON.stringify(shown("event")), /rule\.chargingFinished/);
    assert.equal(inbox.ended.length, 2);
    assert.equal(inbox.failed.length, 0);
  });

  for (const [language, sentence] of [
    ["de", "Van: Batterie nur noch bei 19 %."],
    ["zh-CN", "Van：电量降至 19%。"],
    ["xx", "Van: battery is down to 19 %."],
  ]) {
    it(`speaks the language of its setting, or English: ${language}`, async () => {
      await begin({ language });
      await hear(battery(21, false), { vehicle: { id: "1", name: "Van" } });
      await hear(battery(19, false), { vehicle: { id: "1", name: "Van" } });
      assert.deepEqual([inbox.out[0]!.payload, told()], [sentence, ["below"]]);
    });
  }

  it("tells of arrivals at places of msg.fences", async () => {
    await begin();
    const at = (latitude: number): object => ({ position: { latitude, longitude: middle.lon } });
    await hear(at(middle.lat + 0.1), { fences: [{ name: "Home", ...middle, radiusM: 150 }] });
    await hear(at(middle.lat));
    // A jump of eleven kilometres needs a second look.
    await hear(at(middle.lat));
    assert.deepEqual([inbox.out[0]!.payload, inbox.out[0]!.place], ["car: arrived at Home.", "Home"]);
  });

  it("hears what the account hears, and twenty of them ask it for nothing", async () => {
    await begin(fromAccount, 19);
    const before = theAccount().asked.length;
    await report(25);
    await report(19);
    assert.deepEqual(
      told(),
      Array.from({ length: 20 }, () => "below"),
    );
    await clock.advance(3 * 24 * 60 * minute);
    assert.equal(theAccount().asked.length, before);
    assert.equal(theAccount().kindsAsked.length, 0);
    assert.ok([...theAccount().subscribers].every(({ policy }) => (policy as unknown) === "listen"));
  });

  it("reads once more before it says left unlocked", async () => {
    await begin(fromAccount);
    const unlocked = (status: ReturnType<typeof reading>): void => {
      status.locks.locked = false;
      status.motion.ignition = "off";
    };
    await report(50);
    await report(50, unlocked);
    await clock.advance(9 * minute);
    assert.equal(theAccount().asked.filter(({ method }) => method === "status").length, 0);
    await clock.advance(minute);
    await clock.settle();
    assert.equal(theAccount().asked.filter(({ method }) => method === "status").length, 1);
    assert.deepEqual(told(), ["unlockedFor"]);
    assert.equal(inbox.out[0]!.payload, "smart #1 0001: unlocked for 10 minutes.");
    await report(50);
    await report(50, unlocked);
    const locked = reading(50);
    locked.reportedAt = new Date(clock.now() + 9 * minute).toISOString();
    theAccount().statuses.set(first.id, locked);
    await clock.advance(10 * minute);
    await clock.settle();
    assert.deepEqual(told(), ["unlockedFor"]);
  });

  it("tells what becomes of the session, alerts and faults, and not what was so before", async () => {
    await begin(fromAccount);
    const event = { name: "fallen-locked", active: true, ended: [], open: [] };
    theAccount().tell({ type: "session", state: "signInNeeded", already: true });
    theAccount().tell({ type: "session", state: "takenOver" });
    theAccount().tell({ type: "session", state: "back" });
    theAccount().tell({ type: "alert", vehicle: first, event, already: true });
    theAccount().tell({ type: "alert", vehicle: first, event });
    theAccount().tell({ type: "fault", vehicle: first, event: { ...event, name: "17" } });
    theAccount().tell({ type: "fault", vehicle: first, event: { ...event, name: "18", active: false } });
    await clock.settle();
    assert.deepEqual(
      inbox.out.map(({ event, value, vehicle }) => [event, value, (vehicle as { id: string } | undefined)?.id]),
      [
        ["sessionTaken", undefined, undefined],
        ["back", undefined, undefined],
        ["alarm", "fallen-locked", first.id],
        ["warning", "17", first.id],
      ],
    );
  });

  it("goes on over a deploy and a restart, and says what came due meanwhile, once", async () => {
    const lock = (locked: boolean): object => ({ locks: { locked }, motion: { ignition: "off" } });
    await begin();
    await hear(lock(true));
    await hear(lock(false));
    await deploy(flow({ name: "deployed" }), "full");
    inbox.listen();
    await clock.settle();
    await unload();
    await closeNodeStates();
    stubRuntime(undefined, clock);
    helper.settings({ userDir: userDir() } as never);
    await clock.advance(60 * minute);
    await begin();
    await clock.advance(minute);
    assert.deepEqual(told(), ["unlockedFor"]);
    assert.equal(inbox.out[0]!.late, true);
    assert.equal((inbox.out[0]!.reading as { locks: { locked: boolean } }).locks.locked, false);
    await clock.advance(60 * minute);
    assert.deepEqual(told(), ["unlockedFor"]);
  });

  const stored = (): string => {
    const folder = join(userDir(), "vehicle-cloud");
    const texts = existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")) : [];
    return texts.join("\n");
  };

  it("has what it knows on disk two seconds after a reading, without being closed", async () => {
    await begin();
    await hear(battery(71, true));
    await clock.advance(1000);
    assert.doesNotMatch(stored(), /"percent":71/);
    await clock.advance(1000);
    assert.match(stored(), /"percent":71/);
  });

  it("remembers 2,000 vehicles, those heard last, over a restart", async () => {
    await begin();
    await clock.advance(minute);
    const all = (percent: number): void => {
      const reportedAt = new Date(clock.now()).toISOString();
      for (let i = 0; i < 2001; i++) {
        receive("event", { vehicle: { id: `${i}` }, payload: { reportedAt, ...battery(percent, true) } });
      }
    };
    const looks = spy(EventWatch.prototype, "nextDue");
    try {
      all(50);
      await clock.settle();
      assert.ok(
        looks.callCount < 3 * 2001,
        `a message looks at its own vehicle, not at all of them: ${looks.callCount}`,
      );
    } finally {
      looks.restore();
    }
    await unload();
    await closeNodeStates();
    stubRuntime(undefined, clock);
    helper.settings({ userDir: userDir() } as never);
    await begin();
    await clock.advance(minute);
    const reportedAt = new Date(clock.now()).toISOString();
    for (const id of ["1", "2000", "0"]) {
      receive("event", { vehicle: { id }, payload: { reportedAt, ...battery(10, true) } });
    }
    await clock.settle();
    assert.deepEqual(
      inbox.out.map(({ event, vehicle }) => [event, (vehicle as { id: string }).id]),
      [
        ["below", "1"],
        ["below", "2000"],
      ],
    );
  });

  it("goes on when our clock is set back a day, with its waits too", async () => {
    const lock = (locked: boolean): object => ({ locks: { locked }, motion: { ignition: "off" } });
    await begin();
    await hear({ ...lock(true), ...battery(70, true) });
    clock.setDateBy(-24 * 60 * minute);
    await clock.advance(2 * minute);
    const payload = { reportedAt: new Date(clock.now() + 24 * 60 * minute).toISOString() };
    receive("event", { topic: "car", payload: { ...payload, ...lock(false), ...battery(79, false) } });
    await clock.settle();
    assert.deepEqual(told(), ["chargingFinished"]);
    await clock.advance(10 * minute);
    assert.deepEqual(told(), ["chargingFinished", "unlockedFor"]);
  });

  it("ends a wait in time that began before our clock was set back", async () => {
    const lock = (locked: boolean): object => ({ locks: { locked }, motion: { ignition: "off" } });
    await begin();
    await hear(lock(true));
    await hear(lock(false));
    clock.setDateBy(-24 * 60 * minute);
    await clock.advance(9 * minute);
    assert.deepEqual(told(), []);
    await clock.advance(minute);
    assert.deepEqual(told(), ["unlockedFor"]);
  });

  it("goes on from memory when the disk takes nothing, and says so once", async () => {
    await begin({ fences: [{ name: "Home", shape: "circle", ...middle, radiusM: 150 }] });
    // A file where the folder should be: nothing can be saved.
    await until("a file in its place", () => {
      rmSync(join(userDir(), "vehicle-cloud"), { recursive: true, force: true, maxRetries: 5 });
      try {
        writeFileSync(join(userDir(), "vehicle-cloud"), "");
        return true;
      } catch {
        // What was being written has made it anew.
        return false;
      }
    });
    const warned: string[] = [];
    const event = helper.getNode("event") as Node;
    event.warn = (text: string) => void warned.push(text);
    const position = { latitude: middle.lat, longitude: middle.lon };
    for (const percent of [30, 29, 28]) await hear({ ...battery(percent, true), position });
    await clock.advance(minute);
    assert.deepEqual(warned.length, 1, warned.join("\n"));
    assert.match(warned[0]!, /could not be saved/);
    await hear({ ...battery(19, true), position });
    assert.deepEqual(told(), ["below"]);
    assert.equal(inbox.failed.length, 0);
    rmSync(join(userDir(), "vehicle-cloud"));
    await hear({ ...battery(18, true), position });
    await clock.advance(minute);
    assert.match(stored(), /"percent":18/);
  });

  it("says which setting is wrong, and watches nothing then", async () => {
    await begin({ belowPercent: 500 });
    assert.match(JSON.stringify(shown("event")), /configInvalid/);
    await hear(battery(50, false));
    assert.equal(inbox.failed.at(-1)!.error.code, "CONFIG_INVALID");
  });

  it("keeps its places when a message brings wrong ones, and lets by what is no reading", async () => {
    await begin({ fences: [{ name: "Home", shape: "circle", ...middle, radiusM: 150 }] });
    await hear({}, { fences: [{ name: "Bad", lat: 500, lon: 0 }] });
    assert.equal(inbox.failed.at(-1)!.error.code, "INPUT_INVALID");
    for (const payload of [null, "text", 7, []]) {
      receive("event", { topic: "car", payload });
      receive("event", { payload });
    }
    await clock.settle();
    assert.deepEqual(told(), []);
    assert.equal(inbox.failed.length, 1);
  });
});
