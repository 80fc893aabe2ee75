import type { Clock } from "../base/clock";
import type { PreparedCommand } from "../platforms/platform";
import type { VehicleStatus } from "../vehicle/model";
import type { BookEntry } from "./book";

/** An answer of the cloud says how things are for this long, milliseconds (freshness, docs/decisions.md). */
const answerHoldsMs = 60_000;

/**
 * Whether the book says that the command has nothing to do, so that a bulk run may leave the vehicle out. A vehicle that pushes
 * tells each change by itself: its word holds until it is stale. Otherwise only a fresh answer of the cloud does, since a
 * vehicle that was unlocked in between must not stay unlocked because of an old reading.
 */
export function isDone(
  command: PreparedCommand,
  entry: BookEntry | undefined,
  status: VehicleStatus | undefined,
  clock: Clock,
): boolean {
  if (!command.shows || !entry || !status || status.stale || status.online === false) return false;
  const age = clock.now() - entry.at;
  const holds = entry.source === "push" || (age >= 0 && age < answerHoldsMs && entry.source !== "stored");
  return holds && command.shows(status);
}
