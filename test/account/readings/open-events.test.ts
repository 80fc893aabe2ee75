import assert from "node:assert/strict";
import { OpenEvents, type ReadEvent } from "../../../src/account/readings/open-events";

const bike = "860000000000017";
const at = (minute: number): string => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();
/** The account's own time. */
const now = (minute: number): number => Date.parse(at(minute));
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
    events.note(bike, "alert", begins("moving", 1), now(1));
    events.note(bike, "alert", begins("moving", 2), now(2));
    events.note(bike, "fault", begins("moving", 2), now(2));
    events.note("other", "alert", begins("low", 2), now(2));
    const { event } = events.note(bike, "alert", ends("moving", 3), now(3));
    assert.deepEqual(event.ended, [{ name: "moving", since: at(1) }]);
    assert.deepEqual(event.open, []);
    assert.deepEqual(events.open(bike, "fault"), [{ name: "moving", since: at(2) }]);
    assert.deepEqual(events.open("other", "alert"), [{ name: "low", since: at(2) }]);
  });

  it("an end may close several, of which only the open ones are told", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("b", 1), now(1));
    const { event } = events.note(bike, "alert", ends("a", 2, ["a", "b"]), now(2));
    assert.deepEqual(event.ended, [{ name: "b", since: at(1) }]);
    assert.deepEqual(events.note(bike, "alert", ends("a", 3, ["a", "b"]), now(3)).event.ended, []);
  });

  it("the very same end, heard by a second node of the account, tells the same", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("a", 1), now(1));
    const first = events.note(bike, "alert", ends("a", 4), now(4)).event;
    const second = events.note(bike, "alert", ends("a", 4), now(4)).event;
    assert.deepEqual(second, first);
    assert.deepEqual(second.ended, [{ name: "a", since: at(1) }]);
    assert.deepEqual(
      events.note(bike, "alert", ends("a", 6), now(6)).event.ended,
      [],
      "a later one has nothing to end",
    );
  });

  it("a late word changes nothing and is marked", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("a", 1), now(1));
    events.note(bike, "alert", ends("a", 5), now(5));
    const late = events.note(bike, "alert", begins("a", 4), now(6));
    assert.equal(late.outOfOrder, true);
    assert.deepEqual(late.event.open, []);
    assert.equal(events.note(bike, "alert", begins("a", 6), now(6)).outOfOrder, false);
  });

  it("a word from far in the future does not outrank those that follow, at once or a while later", () => {
    for (const ahead of [6, 60, 500_000]) {
      for (const after of [0, 3, 30]) {
        const events = new OpenEvents();
        events.note(bike, "alert", begins("a", ahead), now(0));
        const end = events.note(bike, "alert", ends("a", after), now(after));
        assert.equal(end.outOfOrder, false, `${ahead} min ahead, ended after ${after}`);
        assert.deepEqual(end.event.ended, [{ name: "a", since: at(ahead) }]);
        assert.equal(events.note(bike, "alert", begins("a", after + 1), now(after + 1)).outOfOrder, false);
      }
    }
  });

  it("a clock that is a little ahead keeps its order", () => {
    const events = new OpenEvents();
    events.note(bike, "alert", begins("a", 4), now(0));
    assert.equal(events.note(bike, "alert", ends("a", 3), now(0)).outOfOrder, true);
    assert.equal(events.note(bike, "alert", ends("a", 5), now(1)).outOfOrder, false);
  });

  it("what is open outlives a restart; nonsense on disk does not", () => {
    const before = new OpenEvents();
    let changes = 0;
    before.onChange = () => changes++;
    before.note(bike, "alert", begins("a", 1), now(1));
    before.note(bike, "alert", begins("b", 1), now(1));
    before.note(bike, "alert", ends("b", 2), now(2));
    assert.equal(changes, 3);
    const after = new OpenEvents();
    after.restore([...(JSON.parse(JSON.stringify(before.save())) as unknown[]), null, { key: 1 }, { name: "x" }]);
    assert.deepEqual(after.open(bike, "alert"), [{ name: "a", since: at(1) }]);
    assert.deepEqual(after.note(bike, "alert", ends("a", 3), now(3)).event.ended, [{ name: "a", since: at(1) }]);
  });

  it("what was opened in the future can be closed after a restart, also where it was stored by an older version", () => {
    const before = new OpenEvents();
    before.note(bike, "alert", begins("a", 8), now(0));
    const stored = JSON.parse(JSON.stringify(before.save())) as object[];
    for (const [rows, minute] of [
      [stored, 1],
      [stored, 6],
      [[{ key: `alert ${bike}`, name: "a", since: at(8) }], 1],
    ] as const) {
      const after = new OpenEvents();
      after.restore(rows);
      assert.deepEqual(after.note(bike, "alert", ends("a", minute), now(minute)).event.ended, [
        { name: "a", since: at(8) },
      ]);
    }
  });

  it("codes without end do not fill the memory", () => {
    const events = new OpenEvents();
    for (let code = 0; code < 1000; code++) {
      events.note(bike, "fault", begins(String(code), 1), now(2));
      events.note(bike, "fault", ends(String(code), 2), now(2));
    }
    assert.equal(events.note(bike, "fault", begins("0", 1), now(2)).outOfOrder, false, "long forgotten");
    assert.equal(events.note(bike, "fault", begins("999", 1), now(2)).outOfOrder, true);
  });
});
