import { type Clock, dateOfTick, tickOfDate, ticks } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { finite, objects, own, text, type JsonObject } from "../../base/json";

/** Delays that are kept of one vehicle and command. */
const mostDelays = 12;
/** Vehicles times commands; the one unused for longest goes. */
const mostKept = 500;

interface Past {
  /** Seconds from sending to the vehicle's own report that showed it, newest last. */
  delays: number[];
  /** A tick; its date on disk. */
  sentAt?: number;
}

/** What earlier commands have taught about each vehicle; kept with the account's state. */
export class CommandHistory {
  readonly #clock: Clock;
  readonly #past = new Map<string, Past>();
  onChange: (key: string) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  delays(vehicleId: string, command: string): readonly number[] {
    return this.#past.get(keyOf(vehicleId, command))?.delays ?? [];
  }

  /** Notes how long the vehicle took. */
  noteDelay(vehicleId: string, command: string, seconds: number): void {
    if (!Number.isFinite(seconds)) return;
    const past = this.#touch(vehicleId, command);
    past.delays = [...past.delays, Math.round(Math.max(0, seconds) * 10) / 10].slice(-mostDelays);
    this.onChange(keyOf(vehicleId, command));
  }

  /** Notes that the cloud has, or may have, taken it. */
  noteSent(vehicleId: string, command: string): void {
    this.#touch(vehicleId, command).sentAt = ticks(this.#clock);
    this.onChange(keyOf(vehicleId, command));
  }

  /** Throws RATE_LIMITED if the last one was sent too recently. */
  checkPause(vehicleId: string, command: string, leastPauseSeconds: number): void {
    const sentAt = this.#past.get(keyOf(vehicleId, command))?.sentAt ?? -Infinity;
    const age = ticks(this.#clock) - sentAt;
    if (age >= leastPauseSeconds * 1000) return;
    const retryAfterMs = leastPauseSeconds * 1000 - age;
    throw cloudError(
      "RATE_LIMITED",
      `"${command}" wakes the vehicle and drains its 12 V battery: at most once in ${Math.round(leastPauseSeconds / 60)} min. Nothing was sent; it can be sent again in ${Math.ceil(retryAfterMs / 60_000)} min.`,
      { sent: false, retryAfterMs },
    );
  }

  keys(): string[] {
    return [...this.#past.keys()];
  }

  /** Of one key, or of all. */
  save(only?: string): JsonObject[] {
    return [...this.#past]
      .filter(([key]) => only === undefined || key === only)
      .map(([key, past]) => ({
        key,
        ...past,
        ...(past.sentAt === undefined ? {} : { sentAt: dateOfTick(this.#clock, past.sentAt) }),
      }));
  }

  restore(stored: unknown): void {
    for (const row of objects(stored).slice(-mostKept)) {
      const key = text(own(row, "key"));
      const delays = own(row, "delays");
      const sentAt = finite(own(row, "sentAt"));
      if (!key || this.#past.has(key)) continue;
      this.#past.set(key, {
        delays: (Array.isArray(delays) ? delays : []).filter(isDelay).slice(-mostDelays),
        ...(sentAt === undefined ? {} : { sentAt: tickOfDate(this.#clock, sentAt, 0) }),
      });
    }
  }

  #touch(vehicleId: string, command: string): Past {
    const key = keyOf(vehicleId, command);
    const past = this.#past.get(key) ?? { delays: [] };
    this.#past.delete(key);
    this.#past.set(key, past);
    for (const oldest of this.#past.keys()) {
      if (this.#past.size <= mostKept) break;
      this.#past.delete(oldest);
    }
    return past;
  }
}

const keyOf = (vehicleId: string, command: string): string => `${command} ${vehicleId}`;
const isDelay = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 3600;
