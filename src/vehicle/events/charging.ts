import type { Facts } from "./event-facts";
import { iso, pendingFrom, type Charge, type Moment, type Pending } from "./event-types";

/** A cable that is just being plugged in makes a charger start twice. */
const holdMs = 60_000;
/** A pause, or a charger that begins anew, is not the end. */
const graceMs = 300_000;
const rearmMs = 600_000;
/** Of a car that does not tell its own. */
const usualTarget = 80;

export interface Charging {
  charging?: boolean;
  pluggedIn?: boolean;
  percent?: number;
  target?: number;
  /** Since when it is not charging. */
  idleSince?: number;
  /** A start is told again once it did not charge for a while, or was unplugged. */
  told?: boolean;
  startedAt?: number;
  percentFrom?: number;
  start?: Pending;
  stop?: Pending & { reason?: "paused" | "error" | "unplugged" };
}

/** Charging, plug and cable, of a new reading. */
export function stepCharging(state: Charging, facts: Facts, moment: Moment): void {
  const { at } = facts;
  const before = { charging: state.charging, pluggedIn: state.pluggedIn };
  if (facts.percent !== undefined) state.percent = facts.percent;
  if (facts.target !== undefined) state.target = facts.target;
  if (facts.pluggedIn !== undefined) {
    state.pluggedIn = facts.pluggedIn;
    if (!facts.pluggedIn) state.told = false;
    if (before.pluggedIn !== undefined && before.pluggedIn !== facts.pluggedIn) {
      moment.found.push({ event: facts.pluggedIn ? "pluggedIn" : "unplugged", since: at, at });
    }
  }
  if (facts.charging === true) begin(state, before.charging, facts, moment);
  else if (facts.charging === false) end(state, before.charging, facts, moment);
  if (facts.charging !== undefined) state.charging = facts.charging;
  dueCharging(state, moment);
}

/** What has come true by itself. */
export function dueCharging(state: Charging, { at, found }: Moment): void {
  const { start, stop } = state;
  if (start && at >= start.due) confirmStart(state, start, at, found);
  if (stop && at >= stop.due) {
    delete state.stop;
    found.push({
      event: "chargingStopped",
      since: stop.since,
      at,
      ...percentOf(state),
      ...(stop.reason && { reason: stop.reason }),
      ...chargeOf(state, stop.since),
    });
  }
}

function begin(state: Charging, before: boolean | undefined, { at, percent }: Facts, moment: Moment): void {
  delete state.stop;
  if (before !== false) {
    // A newer report says the same: it holds.
    if (state.start) confirmStart(state, state.start, at, moment.found);
    if (before === undefined) state.told = true;
    return;
  }
  if (state.idleSince !== undefined && at - state.idleSince >= rearmMs) state.told = false;
  if (!state.told || state.startedAt === undefined) {
    state.startedAt = at;
    if (percent !== undefined) state.percentFrom = percent;
    else delete state.percentFrom;
  }
  if (!state.told) state.start = pendingFrom(moment, at, holdMs);
}

function confirmStart(state: Charging, start: Pending, at: number, found: Moment["found"]): void {
  delete state.start;
  state.told = true;
  found.push({ event: "chargingStarted", since: start.since, at, ...percentOf(state) });
}

function end(state: Charging, before: boolean | undefined, facts: Facts, moment: Moment): void {
  const { at, batteryState } = facts;
  const blip = state.start !== undefined && at < state.start.due;
  if (state.start && !blip) confirmStart(state, state.start, at, moment.found);
  delete state.start;
  const ended = before === true && !blip;
  if (before !== false) state.idleSince = at;
  const complete = batteryState === "complete" || batteryState === "targetReached";
  const full = state.percent !== undefined && state.percent >= (state.target ?? usualTarget) - 1;
  if ((ended || state.stop) && (complete || full)) {
    const since = state.stop?.since ?? at;
    delete state.stop;
    moment.found.push({ event: "chargingFinished", since, at, ...percentOf(state), ...chargeOf(state, since) });
    return;
  }
  if (state.pluggedIn === false) delete state.stop;
  else if (ended && state.percent !== undefined) state.stop = pendingFrom(moment, at, graceMs);
  if (state.stop) {
    const reason = reasons[batteryState ?? ""];
    if (reason) state.stop.reason = reason;
  }
}

const reasons: Record<string, "paused" | "error" | "unplugged" | undefined> = {
  error: "error",
  plugged: "paused",
  waiting: "paused",
  unplugged: "unplugged",
};

function percentOf({ percent }: Charging): { value?: number } {
  return percent === undefined ? {} : { value: percent };
}

function chargeOf({ startedAt, percentFrom, percent }: Charging, endedAt: number): { charge?: Charge } {
  if (startedAt === undefined || startedAt > endedAt) return {};
  return {
    charge: {
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
      minutes: Math.round((endedAt - startedAt) / 60_000),
      ...(percentFrom !== undefined && { percentFrom }),
      ...(percent !== undefined && { percentTo: percent }),
    },
  };
}
