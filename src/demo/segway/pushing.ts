import { withoutEndSlashes } from "../../base/json";
import type { Clock, ClockTimer } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { createPoster } from "./post";
import type { DemoPush } from "./push-body";
import type { SegwayWorld } from "./world";

export interface PushingOptions {
  world: SegwayWorld;
  clock: Clock;
  /** Base address of the receiver; `/v2/vehicle/<kind>` is put behind it. */
  to: string;
  /** Vehicle seconds per clock second from now on; absent = as before. */
  speed?: number;
  /** How long an answer is waited for, milliseconds. Default 5000: the page names no time. */
  timeoutMs?: number;
}

export interface PushCounts {
  /** Pushes answered with 200, at once or the second time. */
  accepted: number;
  repeated: number;
  /** Refused or not answered twice, or too many waiting. */
  lost: number;
  /** HTTP status of the last answer; 0 = none came. */
  lastStatus?: number;
}

export interface Pushing {
  readonly counts: Readonly<PushCounts>;
  /** Stops sending; resolves once nothing is under way. */
  stop(): Promise<void>;
}

/** The one repeat comes after this long, in clock time whatever the speed (docs/protocol/segway.md 5). */
const repeatAfterMs = 5000;
/** Pushes of one vehicle that may wait for a slow receiver. */
const longestLine = 200;

/** Sends the fleet's pushes as they come, per vehicle one after the other. A repeat may be overtaken by later ones. */
export function startPushing(options: PushingOptions): Pushing {
  const { world, clock, speed, timeoutMs = 5000 } = options;
  const base = checkedAddress(options.to);
  if (speed !== undefined) world.setSpeed(speed);
  const counts: PushCounts = { accepted: 0, repeated: 0, lost: 0 };
  const stopping = new AbortController();
  const poster = createPoster();
  const lines = new Map<string, DemoPush[]>();
  const repeats = new Set<ClockTimer>();
  const working = new Set<Promise<void>>();
  let timer: ClockTimer;
  let seen = world.lastSeq;

  const post = async (push: DemoPush): Promise<boolean> => {
    const release = clock.hold();
    try {
      const { signal } = stopping;
      counts.lastStatus = await poster.post(`${base}/v2/vehicle/${push.kind}`, push.body, timeoutMs, signal);
      return counts.lastStatus === 200;
    } finally {
      release();
    }
  };
  const keep = (work: Promise<void>): void => {
    const kept = work.finally(() => working.delete(kept));
    working.add(kept);
  };
  const repeat = async (push: DemoPush): Promise<void> => {
    counts.repeated++;
    if (await post(push)) counts.accepted++;
    else counts.lost++;
  };
  const repeatLater = (push: DemoPush): void => {
    const due = clock.setTimeout(() => {
      repeats.delete(due);
      keep(repeat(push));
    }, repeatAfterMs);
    repeats.add(due);
  };
  const serve = async (line: DemoPush[]): Promise<void> => {
    for (let push = line[0]; push && !stopping.signal.aborted; push = line[0]) {
      if (await post(push)) counts.accepted++;
      else if (!stopping.signal.aborted) repeatLater(push);
      line.shift();
    }
  };
  const enqueue = (push: DemoPush): void => {
    const line = lines.get(push.iotCode) ?? [];
    lines.set(push.iotCode, line);
    line.push(push);
    if (line.length > longestLine) {
      line.splice(1, 1);
      counts.lost++;
    }
    if (line.length === 1) keep(serve(line));
  };
  const round = (): void => {
    world.tick();
    for (const push of world.pushes(seen)) enqueue(push);
    seen = world.lastSeq;
    // Half a step of vehicle time, within reason.
    timer = clock.setTimeout(round, Math.min(2000, Math.max(50, 5000 / world.speed)));
  };
  round();

  return {
    counts,
    stop: async () => {
      clock.clearTimeout(timer);
      for (const due of repeats) clock.clearTimeout(due);
      stopping.abort();
      await Promise.all(working);
      poster.close();
    },
  };
}

function checkedAddress(to: string): string {
  if (URL.canParse(to) && /^https?:\/\/[^?#]+$/.test(to)) return withoutEndSlashes(to);
  throw cloudError(
    "CONFIG_INVALID",
    "The demo needs a plain http or https address to send its pushes to, e.g. http://127.0.0.1:1880/segway.",
    { sent: false },
  );
}
