import { createVehicleAccount } from "../../../src/account/create";
import type { AccountEvent, TokenStore, VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import type { Logger } from "../../../src/base/logger";
import { StubCloud, stubPlatform } from "./stub-cloud";

/** A store in memory that can be made to fail or to hang. */
export class MemoryStore implements TokenStore {
  text: string | undefined;
  saves = 0;
  failLoad: NodeJS.ErrnoException | undefined;
  failSave: NodeJS.ErrnoException | undefined;
  onSave: () => Promise<void> | void = () => undefined;
  onLoad: () => Promise<void> | void = () => undefined;

  async load(): Promise<string | undefined> {
    await this.onLoad();
    if (this.failLoad) throw this.failLoad;
    return this.text;
  }

  async save(text: string): Promise<void> {
    await this.onSave();
    if (this.failSave) throw this.failSave;
    this.saves++;
    this.text = text;
  }

  async remove(): Promise<void> {
    this.text = undefined;
  }
}

export const failure = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: /secret/path`), { code });

export class MemoryLogger implements Logger {
  readonly lines: string[] = [];
  debug = (message: string): void => void this.lines.push(`debug ${message}`);
  info = (message: string): void => void this.lines.push(`info ${message}`);
  warn = (message: string): void => void this.lines.push(`warn ${message}`);
  error = (message: string): void => void this.lines.push(`error ${message}`);

  warnings(): string[] {
    return this.lines.filter((line) => line.startsWith("warn"));
  }
}

export interface Scene {
  clock: ManualClock;
  cloud: StubCloud;
  store: MemoryStore;
  state: MemoryStore;
  logger: MemoryLogger;
  /** A new account on all of the above, as after a restart. */
  account(options?: Partial<VehicleAccountOptions>): VehicleAccount;
  closeAll(): Promise<void>;
}

export function scene(start = "2026-06-01T08:00:00Z"): Scene {
  const clock = new ManualClock(start, { patienceMs: 10_000 });
  const cloud = new StubCloud();
  const store = new MemoryStore();
  const state = new MemoryStore();
  const logger = new MemoryLogger();
  const opened: VehicleAccount[] = [];
  return {
    clock,
    cloud,
    store,
    state,
    logger,
    account(options = {}) {
      const account = createVehicleAccount({
        platform: stubPlatform(),
        credentials: { username: "driver@example.org", password: "right" },
        tokenStore: store,
        stateStore: state,
        clock,
        logger,
        transport: cloud,
        random: () => 0,
        timeZone: "UTC",
        ...options,
      });
      opened.push(account);
      return account;
    },
    async closeAll() {
      await Promise.all(opened.map((account) => account.close()));
    },
  };
}

/** Collects what a subscriber hears, as short words. */
export function ear(): {
  heard: string[];
  /** What it hears of the session. */
  session: string[];
  events: AccountEvent[];
  listen: (event: AccountEvent) => void;
} {
  const heard: string[] = [];
  const session: string[] = [];
  const events: AccountEvent[] = [];
  return {
    heard,
    session,
    events,
    listen(event) {
      events.push(event);
      if (event.type === "reading") heard.push(`${event.source} ${event.status.battery.percent ?? "?"}`);
      else if (event.type === "session") session.push(event.already ? `${event.state} already` : event.state);
      else heard.push(event.type === "problem" ? `problem ${event.error.code}` : event.type);
    },
  };
}

/** Waits, in real time, for something that real work brings about. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Runs work that needs the clock to move, e.g. retries, and gives its outcome. */
export async function moving<T>(clock: ManualClock, work: Promise<T>, ms = 120_000): Promise<T> {
  const outcome = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  let done = false;
  void outcome.then(() => {
    done = true;
  });
  await clock.settle();
  for (let moved = 0; !done && moved < ms; moved += 1000) await clock.advance(1000);
  const result = await outcome;
  if ("error" in result) throw result.error;
  return result.value;
}
