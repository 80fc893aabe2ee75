import { type Clock, sleep, ticks } from "../../base/clock";
import { asCloudError, cloudError, isCloudError, throwIfAborted, type VehicleCloudError } from "../../base/errors";
import { maskId } from "../../base/logger";
import type { Command, PreparedCommand } from "../../platforms/platform";
import type { ListedVehicle, Vehicle, VehicleStatus } from "../../vehicle/model";
import { linked } from "../../base/abort";
import type { Book } from "../readings/book";
import { stateKnownUntil } from "../readings/book-page";
import type { BulkConfirmation } from "./bulk-confirmation";
import type { CommandQueue, QueueTurn } from "./command-queue";
import { outcomeUnknown } from "./command-sender";
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
  confirmation: BulkConfirmation;
  command: Command;
  options: ControlOptions & { signal: AbortSignal };
  /** Keeps the way out open until a request has ended. */
  track<T>(work: Promise<T>): Promise<T>;
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

/** A command that has waited this long for its turn is not sent any more (docs/decisions.md, constants). */
const expiresMs = 120_000;
/** A pause that the cloud asks for is waited out up to this long. */
const longestPauseMs = 10 * 60_000;
/** Reports are stamped by the vehicle: its clock may be this far behind the cloud's. */
const stampSlackMs = 2000;

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
  const prepared = connection.session.command(listed, command);
  if (options.skipDone !== false && (await isDone(run, prepared, vehicle, signal))) {
    return { outcome: "skipped", reason: "It is so already, by its own report." };
  }
  for (let again = false; ; again = true) {
    const pause = connection.http.pauseMs;
    if (pause > 0) await sleep(clock, Math.min(pause, longestPauseMs), signal);
    try {
      return await queue.run({
        vehicleId: vehicle.id,
        key: JSON.stringify(["bulk", options.waitFor, Object.entries(command).sort(([a], [b]) => (a < b ? -1 : 1))]),
        expiresAt: ticks(clock) + expiresMs,
        signal,
        work: (turn) => send(run, vehicle, listed, turn, { passOn, signal }),
      });
    } catch (error) {
      // The cloud has asked another vehicle's command for a pause while this one stood in line: it has not left.
      if (again || !isCloudError(error, "RATE_LIMITED") || error.sent !== false) throw error;
    }
  }
}

/** A command that may have been carried out is never sent again: it is looked for like an accepted one. */
async function send(
  run: BulkRun,
  vehicle: Vehicle,
  listed: ListedVehicle,
  turn: QueueTurn,
  { passOn, signal }: Turn,
): Promise<RowEnd> {
  const { clock, book, connection, command, confirmation, options } = run;
  const { care, http } = connection;
  const known = stateKnownUntil(book.current(vehicle.id, "overview"), connection.http.cloudNow());
  const on: { wire?: { prepared: PreparedCommand; cloudAt: number } } = {};
  let lost: VehicleCloudError | undefined;
  const use = { purpose: "command" as const, vehicle: listed, byMessage: true, signal };
  try {
    await care.withSession(use, (session, own) => {
      const prepared = session.command(listed, command);
      const leaving = (): void => {
        on.wire = { prepared, cloudAt: http.cloudNow() };
        turn.reached("sent");
      };
      // Before the platform's line, not behind it: a run is as long as its vehicles are many, and urgent ones go first.
      turn.checkExpiry();
      leaving();
      // Once more when it is its turn in that line.
      return run.track(prepared.send(own, leaving));
    });
  } catch (error) {
    if (!on.wire || !outcomeUnknown(error)) throw error;
    lost = error;
  }
  passOn();
  const sent = on.wire;
  if (!sent) throw cloudError("COMMAND_REJECTED", "The command was not sent.", { sent: false });
  if (!lost) turn.reached("accepted");
  if (!sent.prepared.shows || (options.waitFor === "accepted" && !lost)) {
    return lost ? { outcome: "unknown", ...described(lost) } : { outcome: "accepted" };
  }
  const after = Math.max(known, Math.min(sent.cloudAt, clock.now()) - stampSlackMs);
  if (await confirmation.look(vehicle, sent.prepared, after)) {
    turn.reached("confirmed");
    return { outcome: "confirmed" };
  }
  return { outcome: "unknown", ...(lost ? described(lost) : { reason: "Accepted, but no report shows it so far." }) };
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
  const so = (): boolean =>
    book.stateHolds(vehicle.id) &&
    command.shows?.(book.current(vehicle.id, "overview")?.data as VehicleStatus) === true;
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
