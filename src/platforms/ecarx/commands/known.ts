import { cloudError } from "../../../base/errors";
import { dig, finite, objects, own, text } from "../../../base/json";
import type { KnownReadings } from "../../../vehicle/read-data";
import type { Range } from "./parameters";

/** What the car has told about itself, if the account has read it: commands cost no request to find out. */
export class KnownOfCar {
  readonly #read: KnownReadings;

  /** `read` gives the data of the last reading of a kind; undefined = not read. */
  constructor(read: KnownReadings = () => undefined) {
    this.#read = read;
  }

  /**
   * The temperatures the car takes (docs/protocol/ecarx-smart.md 4.5, `valueRange`); without its word 16 to 30 °C, which is
   * what clients send to these cars (6.2).
   */
  get temperature(): Range {
    const told = dig(this.#read("capabilities"), "climate", "temperatureC");
    const [min, max] = [finite(own(told, "min")), finite(own(told, "max"))];
    const plausible = min !== undefined && max !== undefined && min >= 10 && max <= 35 && min < max;
    return plausible ? { ...usualTemperatures, min, max } : usualTemperatures;
  }

  /** Seats that the car lists for heating or ventilation, as commands name them; undefined = it has not said. */
  seats(what: "heatedSeats" | "ventilatedSeats"): readonly string[] | undefined {
    const told = dig(this.#read("capabilities"), "climate", what);
    const seats = Array.isArray(told) ? told.filter((seat): seat is string => typeof seat === "string") : [];
    // Cars write `front-left`; a list in another spelling says nothing about ours.
    return seats.some((seat) => /^(?:front|rear)-(?:left|right)$/.test(seat)) ? seats : undefined;
  }

  /** Throws NOT_SUPPORTED if the car lists the function as disabled. Real cars list some 90 as enabled, fitted or not. */
  refuseLacking(command: string, functions: readonly string[] = []): void {
    if (this.lacks(functions)) throw lacking(`"${command}"`);
  }

  /** The car lists each of these functions that it lists at all as disabled. */
  lacks(functions: readonly string[] = []): boolean {
    const listed = objects(own(this.#read("capabilities"), "capabilities"));
    const entries = listed.filter((row) => functions.includes(text(row["id"]) ?? ""));
    return entries.length > 0 && entries.every((row) => row["enabled"] === false);
  }

  /** The charging schedule as last read. */
  get schedule(): { start?: string; end?: string } {
    const schedule = this.#read("chargingSchedule");
    return { start: text(own(schedule, "start")), end: text(own(schedule, "end")) };
  }
}

const usualTemperatures: Range = { min: 16, max: 30, step: 0.5, unit: "°C" };

/** NOT_SUPPORTED by the car's own word. */
export function lacking(what: string): Error {
  return cloudError("NOT_SUPPORTED", `The vehicle says that it has no ${what}; nothing was sent.`, { sent: false });
}
