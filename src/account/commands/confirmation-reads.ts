/**
 * When to look for the report that shows a command, in seconds after its acceptance (docs/decisions.md, constants). Early ones
 * are close together, since most cars follow within seconds; never more than seven.
 */
export const usualReads: readonly number[] = [4, 9, 15, 22, 31, 42, 60];

/** With fewer of a car's own delays than this the usual times hold. */
const enoughDelays = 5;
/** A car is predictable if all but its odd delays lie within this many seconds, or this share of the middle one. */
const narrow = { seconds: 3, share: 0.5 };
/** Waiting a second longer for the outcome weighs as much as this part of a request. */
const readWeight = 1;
/** Delays of which nothing is known weigh as much as this many that were seen. */
const doubt = 2;
const stepSeconds = 0.5;

export interface ReadTimes {
  timeoutSeconds: number;
  /** How long this vehicle took with this command so far, seconds. */
  delays?: readonly number[];
  /** Where the kind of command is known to be slow. */
  hint?: readonly number[];
}

/** The times to look, ending with the time-out: the answer "not seen" rests on a look at the very end. */
export function planReads({ timeoutSeconds, delays = [], hint }: ReadTimes): number[] {
  const last = usualReads[usualReads.length - 1]!;
  const adapted = hint ? undefined : adaptedReads(delays, Math.min(timeoutSeconds, last));
  const times = adapted ?? hint ?? usualReads;
  return [...times.filter((second) => second < Math.min(timeoutSeconds, last)), timeoutSeconds];
}

/**
 * The times with the least expected lag and requests, if the car goes on as it did: by dynamic programming over the moments
 * at which one may look. Undefined = too little is known of it, or it is not predictable.
 */
function adaptedReads(delays: readonly number[], end: number): number[] | undefined {
  if (delays.length < enoughDelays || !predictable(delays)) return undefined;
  const moments = Math.round(end / stepSeconds);
  const chance = chances(delays, moments);
  // Sums up to each moment, so that any stretch costs two look-ups.
  const [mass, moment] = [[0], [0]];
  for (let i = 1; i <= moments; i++) {
    mass[i] = mass[i - 1]! + chance[i]!;
    moment[i] = moment[i - 1]! + chance[i]! * i * stepSeconds;
  }
  const stretch = (from: number, to: number): number =>
    readWeight * (1 - mass[from]!) + to * stepSeconds * (mass[to]! - mass[from]!) - (moment[to]! - moment[from]!);

  // cost[i] = what is still to come after a look at moment i with so many looks left; next = where to look then.
  const straight = Array.from({ length: moments + 1 }, (_, from) => (from < moments ? stretch(from, moments) : 0));
  let cost = straight;
  const next: number[][] = [];
  for (let looks = 2; looks <= usualReads.length; looks++) {
    const choice: number[] = [];
    const before = cost;
    cost = straight.map((end, from) => {
      let best = end;
      choice[from] = moments;
      for (let to = from + 1; to < moments; to++) {
        const total = stretch(from, to) + before[to]!;
        if (total < best) [best, choice[from]] = [total, to];
      }
      return best;
    });
    next.unshift(choice);
  }
  const times: number[] = [];
  for (let at = 0, look = 0; look < next.length; look++) {
    at = next[look]![at]!;
    if (at >= moments) break;
    times.push(at * stepSeconds);
  }
  return times;
}

/** Twelve delays say little of a car that takes now 2 and now 30 seconds: there the usual times are better. */
function predictable(delays: readonly number[]): boolean {
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return at(0.9) - at(0.1) <= Math.max(narrow.seconds, narrow.share * at(0.5));
}

/** The chance of each moment to be the one from which the cloud shows it; what is missing to 1 never comes. */
function chances(delays: readonly number[], moments: number): number[] {
  const chance = Array.from({ length: moments + 1 }, () => 0);
  const share = 1 / (delays.length + doubt);
  const spread = (from: number, to: number, weight: number, density: (second: number) => number): void => {
    const within = chance
      .map((_, i) => (i > 0 && i * stepSeconds > from && i * stepSeconds <= to ? i : 0))
      .filter(Boolean);
    const sum = within.reduce((total, i) => total + density(i * stepSeconds), 0);
    for (const i of within) chance[i]! += (weight * density(i * stepSeconds)) / sum;
  };
  // A report takes a moment from the car to the cloud, and no two are alike.
  for (const delay of delays) spread(delay * 0.95 - 0.5, delay * 1.1 + 1, share, () => 1);
  spread(0, 40, doubt * share * 0.9, (second) => 1 / second);
  return chance;
}
