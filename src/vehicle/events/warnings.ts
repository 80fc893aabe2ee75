import type { Facts } from "./event-facts";
import type { Moment } from "./event-types";

export interface Warnings {
  warning: Record<string, boolean>;
  alarm: Record<string, boolean>;
}

export function newWarnings(): Warnings {
  return { warning: {}, alarm: {} };
}

/** Names of each that one vehicle may have; a car has some ten. */
const mostNames = 64;

/** Lamps and alarms that come on. */
export function stepWarnings(state: Warnings, facts: Facts, { found }: Moment): void {
  const told = { warning: facts.warnings, alarm: facts.alarms };
  for (const event of ["warning", "alarm"] as const) {
    for (const [name, on] of Object.entries(told[event])) {
      const before = Object.hasOwn(state[event], name) ? state[event][name] : undefined;
      if (before === undefined && Object.keys(state[event]).length >= mostNames) continue;
      if (before === false && on) found.push({ event, since: facts.at, at: facts.at, value: name });
      Object.defineProperty(state[event], name, { value: on, enumerable: true, writable: true, configurable: true });
    }
  }
}
