import type { Facts } from "./event-facts";
import type { Moment } from "./event-types";

/** A battery that hovers about the number is told once. */
const hysteresis = 3;

export interface Levels {
  percent?: number;
  /** Told, until it is well on the other side again. */
  below?: boolean;
  reached?: boolean;
}

/** Crossing a percentage downwards or upwards. */
export function stepLevels(state: Levels, { percent, at }: Facts, { rules, found }: Moment): void {
  if (percent === undefined) return;
  const before = state.percent;
  state.percent = percent;
  if (percent >= rules.below + hysteresis) state.below = false;
  if (percent < rules.reached - hysteresis) state.reached = false;
  if (before === undefined) {
    state.below = percent < rules.below;
    state.reached = percent >= rules.reached;
    return;
  }
  if (!state.below && before >= rules.below && percent < rules.below) {
    state.below = true;
    found.push({ event: "below", since: at, at, value: percent });
  }
  if (!state.reached && before < rules.reached && percent >= rules.reached) {
    state.reached = true;
    found.push({ event: "reached", since: at, at, value: percent });
  }
}
