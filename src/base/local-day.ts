/** Days and times of day in a named time zone; the zone of the budget's day and of quiet hours. */

/** Costly to make. A runtime uses a few zones, but a name can be spelled in many ways. */
const formats = new Map<string, Intl.DateTimeFormat>();
const mostFormats = 100;

/** Whether the runtime knows this IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export interface LocalTime {
  /** `YYYY-MM-DD`. */
  day: string;
  /** Minutes since local midnight, with fraction. */
  minutes: number;
}

export function localTime(ms: number, timeZone?: string): LocalTime {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) parts[type] = value;
  const { year = "", month = "", day = "", hour = "0", minute = "0", second = "0" } = parts;
  return { day: `${year}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute) + Number(second) / 60 };
}

/** When the local day of `ms` ends, milliseconds since 1970, to the second. Days of 21 to 27 hours, and skipped ones, included. */
export function endOfDay(ms: number, timeZone?: string): number {
  const { day } = localTime(ms, timeZone);
  let before = Math.floor(ms / 1000);
  let after = before + 30 * 3600;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localTime(middle * 1000, timeZone).day === day) before = middle;
    else after = middle;
  }
  return after * 1000;
}

/** Minutes since midnight of `HH:MM`, or undefined. */
export function minutesOf(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

/**
 * When the quiet time that holds at `ms` ends by the clock on the wall, or `ms` itself if none does: where that clock is turned
 * in between, at the first moment that is not quiet. `from` later than `to` runs over midnight; equal or unreadable = never
 * quiet.
 */
export function afterQuiet(ms: number, quiet: { from: string; to: string } | undefined, timeZone?: string): number {
  const from = quiet && minutesOf(quiet.from);
  const to = quiet && minutesOf(quiet.to);
  if (from === undefined || to === undefined || from === to) return ms;
  let at = ms;
  for (let turns = 0; turns < mostTurns; turns++) {
    const { minutes } = localTime(at, timeZone);
    const inside = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
    if (!inside) return at;
    const end = at + Math.ceil(((to - minutes + 1440) % 1440) * 60_000);
    const turned = firstTurn(at, end, timeZone);
    if (turned === undefined) return end;
    at = turned;
  }
  return at;
}

/** No zone has turned its clock more often within a day. */
const mostTurns = 4;

/** The first moment after `from`, to the second, at which the zone is another distance from UTC; undefined = none up to `to`. */
function firstTurn(from: number, to: number, timeZone?: string): number | undefined {
  const offset = offsetSeconds(from, timeZone);
  let before = Math.floor(from / 1000);
  let after = Math.ceil(to / 1000);
  if (offsetSeconds(after * 1000, timeZone) === offset) return undefined;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetSeconds(middle * 1000, timeZone) === offset) before = middle;
    else after = middle;
  }
  return after * 1000;
}

function offsetSeconds(ms: number, timeZone?: string): number {
  const { day, minutes } = localTime(ms, timeZone);
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 1000 + minutes * 60) - Math.floor(ms / 1000);
}

function formatOf(timeZone = ""): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      ...(timeZone === "" ? {} : { timeZone }),
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    if (formats.size >= mostFormats) formats.clear();
    formats.set(timeZone, format);
  }
  return format;
}
