import type { Facts } from "./event-facts";
import { pendingFrom, type Moment, type Pending } from "./event-types";

/** A state that is told of once it has lasted, while the vehicle is parked. */
interface Lasting {
  /** Since when, by the vehicle's own reports. */
  since?: number;
  pending?: Pending;
  /** Due: the vehicle is being asked once more. */
  asking?: boolean;
  told?: boolean;
  what?: string[];
}

export interface LeftOpen {
  ignition?: "on" | "off";
  unlocked: Lasting;
  open: Lasting;
}

export function newLeftOpen(): LeftOpen {
  return { unlocked: {}, open: {} };
}

const kinds = ["unlocked", "open"] as const;

const minutesOf = ({ rules }: Moment, kind: "unlocked" | "open"): number =>
  kind === "unlocked" ? rules.unlockedMinutes : rules.openMinutes;

/** Left unlocked, left open. */
export function stepLeftOpen(state: LeftOpen, facts: Facts, moment: Moment): void {
  if (facts.ignition !== undefined) state.ignition = facts.ignition;
  if (facts.open) state.open.what = facts.open;
  const holds = {
    unlocked: facts.locked === undefined ? undefined : !facts.locked,
    open: facts.open && facts.open.length > 0,
  };
  for (const kind of kinds) {
    const lasting = state[kind];
    if (holds[kind] === false) state[kind] = {};
    else if (state.ignition === "on") {
      delete lasting.since;
      delete lasting.pending;
      delete lasting.asking;
    } else if (holds[kind] && lasting.since === undefined) {
      lasting.since = facts.at;
      if (!lasting.told) lasting.pending = pendingFrom(moment, facts.at, minutesOf(moment, kind) * 60_000);
    }
  }
  dueLeftOpen(state, moment);
}

/** What has lasted long enough; where somebody can be asked, that comes first. */
export function dueLeftOpen(state: LeftOpen, moment: Moment): void {
  for (const kind of kinds) {
    const lasting = state[kind];
    if (!lasting.pending || moment.at < lasting.pending.due) continue;
    delete lasting.pending;
    const event = kind === "unlocked" ? "unlockedFor" : "openFor";
    if (moment.rules.asks && moment.rules.on.has(event)) lasting.asking = true;
    else tell(state, kind, moment, true);
  }
}

export function asksOf(state: LeftOpen): boolean {
  return kinds.some((kind) => state[kind].asking);
}

/** The vehicle was asked once more, and what it said has been taken up; `answered` = somebody did. */
export function askedLeftOpen(state: LeftOpen, answered: boolean, moment: Moment): void {
  for (const kind of kinds) {
    if (!state[kind].asking) continue;
    delete state[kind].asking;
    tell(state, kind, moment, answered);
  }
}

function tell(state: LeftOpen, kind: "unlocked" | "open", moment: Moment, sure: boolean): void {
  const lasting = state[kind];
  if (lasting.since === undefined) return;
  lasting.told = true;
  moment.found.push({
    event: kind === "unlocked" ? "unlockedFor" : "openFor",
    since: lasting.since,
    at: moment.at,
    value: minutesOf(moment, kind),
    ...(kind === "open" && { what: lasting.what ?? [] }),
    ...(!sure && { unconfirmed: true as const }),
  });
}
