import { createVehicleAccount } from "../src/account/create";
import type { VehicleAccount } from "../src/account/types";
import { ManualClock } from "../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../src/demo";
import { MemoryStore } from "../test/account/support/accounts";

export interface RequestsBench {
  /** Requests for one overview, session and selection being there. At most 1. */
  overview: number;
  /** The same with the charge target. At most 2. */
  overviewAndTarget: number;
  /** After a restart with a live stored session, up to the first value. At most 2. */
  afterRestart: number;
  /** After a restart with a stored session that the cloud has ended meanwhile. */
  afterRestartExpired: number;
  /** A day of the default policy, the API token ended eight times. At most 100 each. */
  parkedDayAsleep: number;
  parkedDayAwake: number;
}

const hour = 3600_000;
const stepMs = 5 * 60_000;
const expiriesADay = 8;

interface Scene {
  clock: ManualClock;
  demo: DemoCloud;
  /** The first car of the demo, parked at home and left alone. */
  car: string;
  open(): VehicleAccount;
  /** Requests that arrived at the demo cloud during `work`. */
  count(work: () => Promise<unknown>): Promise<number>;
}

/** Exact counts against the demo cloud, on a clock moved by hand. */
export async function benchRequests(): Promise<RequestsBench> {
  return {
    ...(await withScene(singleReads)),
    parkedDayAsleep: await withScene((scene) => parkedDay(scene, false)),
    parkedDayAwake: await withScene((scene) => parkedDay(scene, true)),
  };
}

/** Requests of a day (00:00 to 24:00) for one parked car read by the default policy; `awake` = it reports every 5 min. */
export function parkedDayRequests(awake: boolean): Promise<number> {
  return withScene((scene) => parkedDay(scene, awake));
}

async function singleReads(scene: Scene) {
  const { clock, car, count, demo, open } = scene;
  const first = open();
  await first.status(car);
  const later = () => clock.advance(2 * 60_000);
  await later();
  const overview = await count(() => first.status(car));
  await later();
  const overviewAndTarget = await count(() => first.status(car, { chargeTarget: true }));
  await first.close();
  await later();
  const next = open();
  const afterRestart = await count(() => next.status(car));
  await next.close();
  demo.control.expire({ api: true });
  await later();
  const last = open();
  const afterRestartExpired = await count(() => last.status(car));
  await last.close();
  return { overview, overviewAndTarget, afterRestart, afterRestartExpired };
}

async function parkedDay({ clock, demo, car, open, count }: Scene, awake: boolean): Promise<number> {
  const account = open();
  await account.status(car);
  demo.control.set(car, { routine: false, pluggedIn: false, asleep: !awake });
  const stop = account.subscribe(car, {}, () => undefined);
  const pass = async (hours: number, each: (pastMs: number) => void = () => undefined) => {
    for (let past = 0; past < hours * hour; past += stepMs) {
      each(past);
      if (awake) demo.control.set(car, { outsideC: 10 + ((past / stepMs) % 7) });
      await clock.advance(stepMs);
    }
  };
  // The evening before: the day begins in the middle of the policy, not with a sign-in.
  await pass(2);
  const requests = await count(() =>
    pass(24, (past) => {
      if ((past + hour) % ((24 / expiriesADay) * hour) === 0) demo.control.expire({ api: true });
    }),
  );
  stop();
  await account.close();
  return requests;
}

async function withScene<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  const clock = new ManualClock("2026-06-01T22:00:00Z", { patienceMs: 10_000 });
  const demo = await startDemoCloud({ clock });
  const { id } = demo.vehicles[0]!;
  const [tokenStore, stateStore] = [new MemoryStore(), new MemoryStore()];
  try {
    return await work({
      clock,
      demo,
      car: id,
      open: () =>
        createVehicleAccount({
          platform: "smart-eu",
          baseUrls: demo.baseUrls,
          credentials: demo.credentials["smart-eu"],
          tokenStore,
          stateStore,
          clock,
          timeZone: "UTC",
          // Without jitter, which only ever lengthens an interval.
          random: () => 0,
        }),
      async count(run) {
        demo.control.log.length = 0;
        await run();
        return demo.control.log.length;
      },
    });
  } finally {
    await demo.close();
  }
}
