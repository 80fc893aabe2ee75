/** A year of one car as it really was: drives, stops, charging, what stood unlocked. Invented, and the same each time. */
export interface Spot {
  name: string;
  /** Metres east and north of home. */
  x: number;
  y: number;
}

export interface Stop {
  spot: Spot;
  from: number;
  to: number;
  /** Left unlocked until then; else for a minute. */
  unlockedTo: number;
  charge?: { from: number; to: number; fromPercent: number; toPercent: number; early: boolean };
}

export interface Drive {
  from: Spot;
  to: Spot;
  start: number;
  end: number;
  km: number;
  odometer: number;
  percent: number;
}

export const minute = 60_000;
const hour = 60 * minute;
const spots = {
  home: { name: "Home", x: 0, y: 0 },
  shop: { name: "Shop", x: 900, y: 0 },
  work: { name: "Work", x: 18_000, y: 4000 },
  gym: { name: "Gym", x: 3000, y: -2000 },
  parents: { name: "Parents", x: -60_000, y: 30_000 },
};
export const target = 80;
const percentPerKm = 0.3;

/** Numbers from 0 to 1, the same each time (a linear congruence). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** Berlin's clock in 2026. */
const summer = [Date.parse("2026-03-29T01:00:00Z"), Date.parse("2026-10-25T01:00:00Z")] as const;
const offset = (utc: number): number => (utc >= summer[0] && utc < summer[1] ? 2 : 1) * hour;

export function yearOf(seed: number): { drives: Drive[]; stops: Stop[]; begin: number; end: number } {
  const roll = dice(seed);
  const begin = Date.parse("2026-01-01T00:00:00Z");
  const end = begin + 365 * 24 * hour;
  const drives: Drive[] = [];
  const stops: Stop[] = [];
  let [at, since, odometer, percent] = [spots.home as Spot, begin, 10_000, 60];

  function park(until: number): void {
    const stop: Stop = { spot: at, from: since, to: until, unlockedTo: since + minute };
    if (roll() < 1 / 30 && until - since > 2.5 * hour) stop.unlockedTo = since + 1.5 * hour;
    if (at === spots.home && percent < 35 && until - since > 7 * hour) {
      const early = roll() < 0.2;
      const toPercent = early ? percent + (target - 5 - percent) * roll() : target;
      const from = since + 5 * minute;
      const to = Math.min(from + (toPercent - percent) * 3.4 * minute, until - 2 * hour);
      stop.charge = { from, to, fromPercent: percent, toPercent, early };
      percent = toPercent;
    }
    stops.push(stop);
  }
  function go(to: Spot, start: number): void {
    if (start < since + 30 * minute || start > end - 5 * hour) return;
    park(start);
    const km = (Math.hypot(to.x - at.x, to.y - at.y) / 1000) * 1.2;
    const ms = (km / (km < 8 ? 35 : 75)) * hour + minute;
    drives.push({ from: at, to, start, end: start + ms, km, odometer, percent });
    odometer += km;
    percent = Math.max(3, percent - km * percentPerKm);
    [at, since] = [to, start + ms];
  }

  for (let day = begin; day < end; day += 24 * hour) {
    const local = (hours: number): number => day + hours * hour - offset(day + hours * hour - hour);
    const [date, weekday] = [new Date(day).toISOString().slice(5, 10), new Date(day).getUTCDay()];
    if (date === "03-29" || date === "10-25") {
      go(spots.gym, local(1 + 40 / 60));
      go(spots.home, local(3 + 20 / 60));
    }
    if (weekday > 0 && weekday < 6) {
      go(spots.work, local(7.5 + roll()));
      if (roll() < 0.3) go(roll() < 0.5 ? spots.shop : spots.gym, local(16.5 + roll()));
      go(spots.home, local(18.5 + roll()));
    } else if (roll() < 0.5) {
      go(spots.parents, local(9 + roll()));
      go(spots.home, local(18 + roll()));
    } else if (roll() < 0.6) {
      go(spots.gym, local(14 + roll()));
      go(spots.home, local(16 + roll()));
    }
  }
  park(end);
  return { drives, stops, begin, end };
}

/** The last that began no later; they are in order. */
function lastBefore<T>(all: readonly T[], at: number, begin: (one: T) => number): T | undefined {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (begin(all[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}

/** What the car would say of itself at a moment. */
export function truthAt(year: ReturnType<typeof yearOf>, at: number) {
  const begun = lastBefore(year.drives, at, ({ start }) => start);
  const drive = begun && at < begun.end ? begun : undefined;
  if (drive) {
    const done = (at - drive.start) / (drive.end - drive.start);
    const { from, to } = drive;
    return {
      drive,
      x: from.x + (to.x - from.x) * done,
      y: from.y + (to.y - from.y) * done,
      odometerKm: Math.floor(drive.odometer + drive.km * done),
      percent: Math.max(3, drive.percent - drive.km * done * percentPerKm),
      ...{ speedKmh: 45, charging: false, pluggedIn: false, locked: true },
    };
  }
  const stop = lastBefore(year.stops, at, ({ from }) => from)!;
  const before = begun;
  const arrived = before ? Math.max(3, before.percent - before.km * percentPerKm) : 60;
  const { charge } = stop;
  const charging = charge !== undefined && at >= charge.from && at < charge.to;
  const share = charge ? Math.min(1, Math.max(0, (at - charge.from) / (charge.to - charge.from))) : 0;
  return {
    stop,
    drive: undefined,
    ...{ x: stop.spot.x, y: stop.spot.y },
    odometerKm: Math.floor(before ? before.odometer + before.km : 10_000),
    percent: charge ? charge.fromPercent + (charge.toPercent - charge.fromPercent) * share : arrived,
    ...{ speedKmh: 0, charging, pluggedIn: charge !== undefined && at >= stop.from + 3 * minute },
    locked: at >= stop.unlockedTo,
  };
}
