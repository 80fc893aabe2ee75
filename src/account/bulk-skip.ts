import type { Clock } from "../base/clock";
import type { PreparedCommand } from "../platforms/platform";
import type { VehicleStatus } from "../vehicle/model";
import { stateHolds, type BookEntry } from "./book-page";

/**
 * Whether the book says, and can be relied on, that the command has nothing to do, so that a bulk run may leave the vehicle out:
 * one that was unlocked in between must not stay unlocked because of an old reading.
 */
export function isDone(command: PreparedCommand, entry: BookEntry | undefined, clock: Clock): boolean {
  return stateHolds(entry, clock.now()) && command.shows?.(entry?.data as VehicleStatus) === true;
}
