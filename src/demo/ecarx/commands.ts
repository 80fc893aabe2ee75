import type { DemoCar } from "../car/car";
import { createRandom, type Minter } from "../random";
import { refused, type Refused } from "./envelope";
import { effectOf, readBody, type Effect } from "./effects";
import { classicEffect } from "./effects-classic";
import { endComfort } from "./effects-climate";
import type { JsonObject } from "../../base/json";
import type { DemoFate } from "../types";

/** Clock seconds from acceptance to execution; ours, within what owners report (docs/protocol/ecarx-smart.md 6.6). */
const awakeSeconds = [3, 8] as const;
/** What it takes longer to wake a car. */
const wakingSeconds = [6, 14] as const;

/** Vehicle milliseconds per unit of `duration`: the unit is not proven, with 180 climate lasts, with 15 it ended early. */
const durationUnitMs = 10_000;

/** Takes commands, and lets the cars carry them out a while later, each car one at a time. */
export class Commands {
  readonly #random: () => number;
  readonly #busyUntil = new Map<DemoCar, number>();
  readonly #executions = new Map<DemoCar, Record<string, number>>();
  readonly #climateRound = new Map<DemoCar, number>();

  constructor(
    seed: number,
    readonly minter: Minter,
  ) {
    this.#random = createRandom(`${seed}:commands`);
  }

  executions(car: DemoCar): Record<string, number> {
    return { ...this.#executions.get(car) };
  }

  /** The accepted command's `data`, or why it is refused. Accepted is not executed: the car follows seconds later. */
  accept(
    car: DemoCar,
    body: JsonObject | undefined,
    now: number,
    { fate, dialect = "geea2" }: { fate?: DemoFate; dialect?: "geea2" | "classic" } = {},
  ): { data: object; note: string } | Refused {
    const read = readBody(body, dialect);
    if (!read) return refused("1400", "not a telematics body");
    const effect = dialect === "classic" ? classicEffect(read) : effectOf(car.model, read);
    if (effect === "absent") return refused("1405", "the car has no such thing");
    if (!effect) return refused("failure", `parameters that ${read.serviceId} does not know`);
    const busy = this.take(car, effect, { fate });
    if (busy) return busy;
    return {
      note: `accepted: ${effect.name}`,
      data: {
        diagnostics: null,
        // That the older one answers a command as it does a status is ours.
        serviceResult:
          dialect === "classic"
            ? { error: { code: 0, message: "success" }, operationResult: 0 }
            : { error: null, operationResult: 1 },
        trackPoint: null,
        vin: car.model.vin,
        sessionId: this.minter.hex("command"),
        serviceId: read.serviceId,
        taskId: null,
        timestamp: String(now),
      },
    };
  }

  /** Has the car carry it out; refused while the one before is under way. */
  take(car: DemoCar, effect: Effect, { fate }: { fate?: DemoFate } = {}): Refused | undefined {
    const lived = car.time.lived;
    if ((this.#busyUntil.get(car) ?? -1) > lived) return refused("8070", "the command before is under way");
    const span = (range: readonly [number, number]): number => range[0] + (range[1] - range[0]) * this.#random();
    const seconds = span(awakeSeconds) + (car.state.asleep ? span(wakingSeconds) : 0);
    // Clock seconds, whatever the cars' speed: a client waits by the clock.
    const after = (clockSeconds: number): number => lived + clockSeconds * 1000 * car.time.speed;
    this.#busyUntil.set(car, after(seconds));
    const unheard = car.deaf && car.state.asleep && effect.name !== "positionRefresh";
    if (fate === "lost" || unheard) return undefined;
    const due = after(fate ? fate.lateSeconds : seconds + (effect.slowSeconds ?? 0));
    car.at(due, (state) => {
      const stamp = car.time.stamp(due);
      effect.apply(state, stamp);
      const { afterwards } = effect;
      if (afterwards) {
        car.at(due + afterwards.seconds * 1000 * car.time.speed, (later) => afterwards.apply(later, stamp));
      }
      this.#count(car, effect.name);
      if (effect.climateUnits !== undefined) this.#endClimate(car, due + effect.climateUnits * durationUnitMs);
    });
    return undefined;
  }

  #count(car: DemoCar, name: string): void {
    const counts = this.#executions.get(car) ?? {};
    counts[name] = (counts[name] ?? 0) + 1;
    this.#executions.set(car, counts);
  }

  /** A later climate command makes the end of an earlier one void. */
  #endClimate(car: DemoCar, at: number): void {
    const round = (this.#climateRound.get(car) ?? 0) + 1;
    this.#climateRound.set(car, round);
    car.at(at, (state) => {
      if (this.#climateRound.get(car) === round) endComfort(state);
    });
  }
}
