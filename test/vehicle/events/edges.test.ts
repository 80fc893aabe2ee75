import assert from "node:assert/strict";
import { EventWatch } from "../../../src/vehicle/events/event-watch";
import { eventNames, type VehicleEvent } from "../../../src/vehicle/events/event-types";
import type { FenceWatch } from "../../../src/vehicle/fences/fence-watch";
import { sentenceOf } from "../../../src/node-red/event/sentence";
import { allRules, battery, car, minute, start } from "./support";

const unlocked = { locks: { locked: false } };

describe("rules of events, at their edges", () => {
  it("a vehicle that nobody has heard of has nothing due, nothing to ask and nothing to answer", () => {
    const { watch, later, asked } = car();
    assert.deepEqual([later(10), asked(10, true), watch.asks("car")], [[], [], false]);
    assert.equal(watch.nextDue("car", start), Infinity);
    assert.equal(watch.pack("car"), undefined);
  });

  it("a charging of which no percent is told starts without one", () => {
    const van = car();
    const charging = (on: boolean): object => ({ battery: { charging: on } });
    van.at(0, charging(false));
    van.at(20, charging(true));
    assert.deepEqual(van.at(25, charging(true)), ["chargingStarted"]);
    assert.equal("value" in van.all[0]!, false);
    van.at(60, { battery: { charging: false, percent: 80, state: "complete" } });
    const { event, value, charge } = van.all.at(-1)!;
    assert.deepEqual(
      [event, value, charge?.percentTo, charge && "percentFrom" in charge],
      ["chargingFinished", 80, 80, false],
    );
  });

  it("a charging that waits to be told is told by our time, moved by as much as our time is", () => {
    const van = car();
    van.at(0, battery(50, false));
    van.at(20, battery(50, true));
    const due = van.watch.nextDue("car", start + 20 * minute);
    van.watch.moveWaits(30 * minute);
    assert.equal(van.watch.nextDue("car", start + 20 * minute), due + 30 * minute);
    assert.deepEqual(van.later(22), []);
    assert.deepEqual(van.later(52), ["chargingStarted"]);
  });

  it("what was told as left unlocked is not told again when the vehicle's clock is put right", () => {
    const van = car();
    van.at(0, { ...unlocked, ignition: "off" });
    assert.deepEqual(van.at(20, unlocked), ["unlockedFor"]);
    // Our clock was ahead by an hour, is set back, and the vehicle goes by ours.
    van.at(60, unlocked, 60, 60);
    van.at(2, unlocked, 62, 2);
    assert.deepEqual(van.at(30, unlocked, 90, 30), []);
    van.at(32, { locks: { locked: true } }, 92, 32);
    van.at(33, unlocked, 93, 33);
    assert.deepEqual(van.at(50, unlocked, 110, 50), ["unlockedFor"]);
  });

  it("asked once more after a restart: its answer is late too, and says when nobody answered", () => {
    const van = car({ asks: true });
    van.at(0, unlocked);
    van.later(15);
    assert.equal(van.watch.asks("car"), true);
    const [told] = van.watch.asked("car", false, start + 16 * minute, true);
    assert.deepEqual([told?.event, told?.late, told?.unconfirmed], ["unlockedFor", true, true]);
    assert.equal(van.watch.asks("car"), false);
  });

  it("fences: arriving and leaving are told with the time that the fence says, all else of a fence is not", () => {
    const told = [
      { event: "enter", name: "Home", since: "2026-06-01T08:10:00Z" },
      { event: "dwell", name: "Home", since: "2026-06-01T08:10:00Z" },
      { event: "leave", name: "Work" },
    ];
    const places = { due: () => told, nextDue: () => start, sample: () => [], moveWaits: () => undefined, fences: [] };
    const watch = new EventWatch(allRules, places as unknown as FenceWatch);
    watch.sample("car", { at: start, warnings: {}, alarms: {} }, start);
    const events = watch.due("car", start + 20 * minute).map(({ event, place, since }) => [event, place, since]);
    assert.deepEqual(events, [
      ["arrived", "Home", "2026-06-01T08:10:00.000Z"],
      ["left", "Work", "2026-06-01T08:20:00.000Z"],
    ]);
    const bare = new EventWatch(allRules);
    bare.sample("car", { at: start, warnings: {}, alarms: {} }, start);
    assert.deepEqual(bare.due("car", start + minute), []);
  });
});

describe("the sentence of an event", () => {
  const languages = ["en-US", "de", "zh-CN"] as const;

  it("is there for every event in every language, with its values in it", () => {
    for (const language of languages)
      for (const event of [...eventNames, "storm"] as const) {
        const told: VehicleEvent = { event, since: "", value: 1234, what: ["trunk"], place: "Home" };
        for (const one of [told, { ...told, value: undefined, trip: { endedAt: "", km: 3 } }]) {
          const sentence = sentenceOf(one as VehicleEvent, "Van", language);
          assert.match(sentence, /[.。]$/u, `${language} ${event}`);
          assert.doesNotMatch(sentence, /__|undefined|sentence\./, `${language} ${event}`);
        }
      }
  });

  it("names parts and warnings that it knows, and passes on what it does not", () => {
    const say = (told: Partial<VehicleEvent>): string =>
      sentenceOf({ since: "", ...told } as VehicleEvent, "Van", "en-US");
    assert.equal(
      say({ event: "openFor", value: 10, what: ["doors.driver", "doors.rear", "fridge"] }),
      "Van: open for 10 minutes: door, fridge.",
    );
    assert.equal(say({ event: "openFor", value: 10 }), "Van: open for 10 minutes: .");
    assert.equal(say({ event: "warning", value: "tyres.driver" }), "Van: warning: tyre pressure.");
    assert.equal(say({ event: "warning", value: "E17" }), "Van: warning: E17.");
    assert.equal(say({ event: "alarm", value: 17 }), "Van: alarm: 17.");
  });
});
