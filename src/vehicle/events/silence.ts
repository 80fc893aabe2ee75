import { pendingFrom, type Moment, type Pending } from "./event-types";

export interface Silence {
  /** Of the newest report. */
  heardAt?: number;
  pending?: Pending;
  told?: boolean;
}

/** A newer report. */
export function stepSilence(state: Silence, moment: Moment): void {
  const { at, found, rules } = moment;
  if (state.told) {
    found.push({ event: "heardAgain", since: at, at, value: hours(at - (state.heardAt ?? at)) });
    state.told = false;
  }
  state.heardAt = at;
  state.pending = pendingFrom(moment, at, rules.silentHours * 3_600_000);
}

export function dueSilence(state: Silence, { at, found }: Moment): void {
  const { pending } = state;
  if (!pending || at < pending.due) return;
  delete state.pending;
  state.told = true;
  found.push({ event: "silent", since: pending.since, at, value: hours(at - pending.since) });
}

const hours = (ms: number): number => Math.round(ms / 3_600_000);
