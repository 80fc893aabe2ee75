import { iso, type Finding, type VehicleEvent } from "./event-types";

/** One message per rule in this, and so many of a vehicle in an hour. */
const apartMs = 60_000;
const mostPerHour = 20;
const hourMs = 3_600_000;

export interface Limits {
  /** By rule, when it was last told. */
  told: Record<string, number>;
  hourFrom?: number;
  count: number;
}

export function newLimits(): Limits {
  return { told: {}, count: 0 };
}

/** What may be told of the findings; in a storm, once, that there is one. */
export function limited(state: Limits, found: readonly Finding[]): VehicleEvent[] {
  const events: VehicleEvent[] = [];
  for (const finding of found) {
    const { at, since, ...rest } = finding;
    // Two doors of one car, two fences: rules of their own.
    const rule = `${finding.event} ${finding.place ?? ""} ${typeof finding.value === "string" ? finding.value : ""}`;
    const last = Object.hasOwn(state.told, rule) ? state.told[rule]! : -Infinity;
    if (Math.abs(at - last) < apartMs) continue;
    if (state.hourFrom === undefined || Math.abs(at - state.hourFrom) >= hourMs) {
      state.hourFrom = at;
      state.count = 0;
      for (const [name, when] of Object.entries(state.told)) if (at - when >= hourMs) delete state.told[name];
    }
    state.count++;
    if (state.count <= mostPerHour) {
      state.told[rule] = at;
      events.push({ ...rest, since: iso(since) });
    } else if (state.count === mostPerHour + 1) {
      events.push({ event: "storm", since: iso(state.hourFrom), value: mostPerHour });
    }
  }
  return events;
}
