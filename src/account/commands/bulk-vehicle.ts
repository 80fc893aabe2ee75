import { type Clock, sleep, ticks } from "../../base/clock";
import {
  asCloudError,
  cloudError,
  isVehicleCloudError,
  throwIfAborted,
  type VehicleCloudError,
} from "../../base/errors";
import { maskId } from "../../base/logger";
import type { Command, PreparedCommand } from "../../platforms/platform";
import type { ListedVehicle, Vehicle } from "../../vehicle/model";
import { linked } from "../../base/abort";
import type { Book } from "../readings/book";
import type { Turnstile } from "../../base/lanes";
import { commandKey, usual } from "./command-options";
import type { CommandQueue, QueueTurn } from "./command-queue";
import type { Carried, Commands } from "./commands";
import { byPushThenOnce } from "./confirmation";
import type { Connection } from "../session/connection";
import type { Readings } from "../readings/readings";
import type { ControlOptions, ControlRow } from "../types";

/** What the vehicles of one run have in common. */
export interface BulkRun {
  clock: Clock;
  book: Book;
  readings: Readings;
  queue: CommandQueue;
  connection: Connection;
  commands: Commands;
  /** Queries for reports wait here: those behind others may become needless before their turn. */
  gate: Turnstile;
  command: Command;
  options: ControlOptions & { signal: AbortSignal };
}

export interface BulkVehicle {
  vehicle: Vehicle;
  /** Absent: not in the account, or switched off. */
  listed?: ListedVehicle;
}

interface Turn {
  /** The next vehicle may begin. */
  passOn: () => void;
  signal: AbortSignal;
}

type RowEnd = Omit<ControlRow, "vehicle" | "seconds">;

/** A pause that the cloud asks for is waited out up to this long. */
const longestPauseMs = 10 * 60_000;
/** Begins with one vehicle. `sent` = the next one may begin; `row` never rejects. */
export function startVehicle(run: BulkRun, target: BulkVehicle): { sent: Promise<void>; row: Promise<ControlRow> } {
  const { clock } = run;
  const began = ticks(clock);
  let passOn: () => void = () => undefined;
  const sent = new Promise<void>((resolve) => {
    passOn = resolve;
  });
  // A signal of its own: a thousand listeners on the one of the run would be taken for a leak.
  const row = linked([run.options.signal], (signal) => carryOut(run, target, { passOn, signal }))
    .catch((thrown: unknown): RowEnd => ({ outcome: "refused", ...described(asCloudError(thrown)) }))
    .then((end): ControlRow => {
      passOn();
      return { vehicle: target.vehicle, ...end, seconds: Math.round((ticks(clock) - began) / 100) / 10 };
    });
  return { sent, row };
}

async function carryOut(run: BulkRun, { vehicle, listed }: BulkVehicle, { passOn, signal }: Turn): Promise<RowEnd> {
  const { clock, queue, connection, command, options } = run;
  if (!listed) throw stranger(vehicle.id);
  // Once more right here: what the platform knows of this vehicle may have changed since the run began.
  const prepared = run.commands.prepare(connection.session, vehicle, command);
  if (options.skipDone !== false && (await isDone(run, prepared, vehicle, signal))) {
    return { outcome: "skipped", reason: "It is so already, by its own report." };
  }
  const { waitFor, timeoutSeconds = usual.timeoutSeconds } = options;
  for (let again = false; ; again = true) {
    const pause = connection.http.pauseMs;
    if (pause > 0) await sleep(clock, Math.min(pause, longestPauseMs), signal);
    try {
      const { result, error } = await queue.run({
        vehicleId: vehicle.id,
        key: `bulk ${waitFor ?? ""} ${commandKey(command)}`,
        expiresAt: ticks(clock) + usual.expiresSeconds * 1000,
        signal,
        work: (turn: QueueTurn<Carried>) =>
          run.commands.carryOut(vehicle, command, turn, {
            plan: byPushThenOnce(timeoutSeconds, run.gate),
            patience: waitFor === "accepted" ? 0 : timeoutSeconds,
            onAnswered: passOn,
            // A run is as long as its vehicles are many, and urgent ones go first.
            ...{ signal, limit: signal, expiresInLine: false },
          }),
      });
      if (result.outcome !== "unknown") return { outcome: result.outcome };
      return {
        outcome: "unknown",
        ...(error ? described(error) : { reason: "Accepted, but no report shows it so far." }),
      };
    } catch (error) {
      // The cloud has asked another vehicle's command for a pause while this one stood in line: it has not left.
      if (again || !isVehicleCloudError(error, "RATE_LIMITED") || error.sent !== false) throw error;
    }
  }
}

/**
 * Whether the command has nothing to do. A vehicle that was unlocked in between must not stay unlocked because of an old
 * reading: what the book says is asked for once more, and a vehicle that cannot be asked is sent the command.
 */
async function isDone(
  { book, readings }: BulkRun,
  command: PreparedCommand,
  vehicle: Vehicle,
  signal: AbortSignal,
): Promise<boolean> {
  const { confirmedBy = "overview", confirmParams: params } = command;
  const so = (): boolean => {
    const known = book.stateHolds(vehicle.id) ? book.current(vehicle.id, "overview") : undefined;
    return known !== undefined && command.shows?.(known.data) === true;
  };
  if (confirmedBy !== "overview" || !so()) return false;
  try {
    await readings.fresh(vehicle, { params, signal });
  } catch {
    throwIfAborted(signal, "A command");
    return false;
  }
  return so();
}

function described({ code, platformCode, message }: VehicleCloudError): Omit<RowEnd, "outcome"> {
  return { code, ...(platformCode === undefined ? {} : { platformCode }), reason: message };
}

function stranger(id: string): VehicleCloudError {
  return cloudError(
    "VEHICLE_UNKNOWN",
    `Vehicle ${maskId(id)} is not in this account, or is switched off in its table. Nothing was sent to it.`,
    { sent: false },
  );
}
