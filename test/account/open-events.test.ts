import assert from "node:assert/strict";
import { OpenEvents, type ReadEvent } from "../../src/account/open-events";

const bike = "860000000000017";
const at = (minute: number): string => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
const begins = (name: string, minute: number): ReadEvent => ({ name, active: true, at: at(minute) });
const ends = (name: string, minute: number, clears?: string[]): ReadEvent => ({
  name,
  active: false,
  at: at(minute),
  ...(clears ? { clears } : {}),
});

describe("alerts and faults that open and close", () => {
  it("per vehicle and kind, with the time since when", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("moving", 1));
    events.note(bike, "alert", begins("moving", 2));
    events.note(bike, "fault", begins("moving", 2));
    events.note("other", "alert", begins("low", 2));
    const { event } = events.note(bike, "alert", ends("moving", 3));
    assert.deepEqual(event.ended, [{ name: "moving", since: at(1) }]);
    assert.deepEqual(event.open, []);
    assert.deepEqual(events.open(bike, "fault"), [{ name: "moving", since: at(2) }]);
    assert.deepEqual(events.open("other", "alert"), [{ name: "low", since: at(2) }]);
  });

  it("an end may close several, of which only the open ones are told", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("b", 1));
    const { event } = events.note(bike, "alert", ends("a", 2, ["a", "b"]));
    assert.deepEqual(event.ended, [{ name: "b", since: at(1) }]);
    assert.deepEqual(events.note(bike, "alert", ends("a", 3, ["a", "b"])).event.ended, []);
  });

  it("a late word changes nothing and is marked", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("a", 1));
    events.note(bike, "alert", ends("a", 5));
    const late = events.note(bike, "alert", begins("a", 4));
    assert.equal(late.outOfOrder, true);
    assert.deepEqual(late.event.open, []);
    assert.equal(events.note(bike, "alert", begins("a", 6)).outOfOrder, false);
  });

  it("what is open outlives a restart; nonsense on disk does not", () => {
    const before = new OpenEvents();
    let changes = 0;
    before.onChange = () => changes++;
    before.note(bike, "alert", begins("a", 1));
    before.note(bike, "alert", begins("b", 1));
    before.note(bike, "alert", ends("b", 2));
    assert.equal(changes, 3);
    const after = new OpenEvents();
    after.restore([...(JSON.parse(JSON.stringify(before.save())) as unknown[]), null, { key: 1 }, { name: "x" }]);
    assert.deepEqual(after.open(bike, "alert"), [{ name: "a", since: at(1) }]);
    assert.deepEqual(after.note(bike, "alert", ends("a", 3)).event.ended, [{ name: "a", since: at(1) }]);
  });

  it("codes without end do not fill the memory", () => {
    const events = new OpenEvents();
    for (let code = 0; code < 1000; code++) {
      events.note(bike, "fault", begins(String(code), 1));
      events.note(bike, "fault", ends(String(code), 2));
    }
    assert.equal(events.note(bike, "fault", begins("0", 1)).outOfOrder, false, "long forgotten");
    assert.equal(events.note(bike, "fault", begins("999", 1)).outOfOrder, true);
  });
});
