import { factsOf } from "../../../src/vehicle/events/event-facts";
import { eventNames, type EventRules, type VehicleEvent } from "../../../src/vehicle/events/event-types";
import { EventWatch } from "../../../src/vehicle/events/event-watch";
import { FenceWatch } from "../../../src/vehicle/fences/fence-watch";
import { readFences } from "../../../src/vehicle/fences/fences";

export const start = Date.parse("2026-06-01T08:00:00Z");
export const minute = 60_000;

export const allRules: EventRules = {
  on: new Set(eventNames),
  below: 20,
  reached: 80,
  unlockedMinutes: 10,
  openMinutes: 10,
  silentHours: 26,
  asks: false,
};

/** A car whose readings are given by minutes; what its own clock says is by default what ours says. */
export function car(rules: Partial<EventRules> = {}, fences?: unknown) {
  const places = new FenceWatch({ settleMs: 0, passed: false }, fences ? readFences(fences) : []);
  const watch = new EventWatch({ ...allRules, ...rules }, places);
  const all: VehicleEvent[] = [];
  const take = (events: readonly VehicleEvent[]): string[] => {
    all.push(...events);
    return events.map(({ event }) => event);
  };
  return {
    watch,
    all,
    /** A reading of that minute. */
    at(minutes: number, reading: object, heardAt = minutes, shownAt = heardAt): string[] {
      const reportedAt = new Date(start + minutes * minute).toISOString();
      const [now, shown] = [heardAt, shownAt].map((each) => start + each * minute) as [number, number];
      const facts = factsOf({ reportedAt, ...reading }, shown, now);
      return facts ? take(watch.sample("car", facts, now, shown)) : [];
    },
    later: (minutes: number, late = false): string[] => take(watch.due("car", start + minutes * minute, late)),
    asked: (minutes: number, answered: boolean): string[] =>
      take(watch.asked("car", answered, start + minutes * minute)),
  };
}

export const battery = (percent: number, charging: boolean, more: object = {}): object => ({
  battery: { percent, charging, pluggedIn: true, ...more },
});
