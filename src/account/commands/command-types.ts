import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { CommandStage } from "./command-queue";
import type { CallOptions } from "../types";

export interface CommandOptions extends CallOptions {
  /** `confirmed` (default): wait for the report that shows it. `accepted`: until the cloud has taken it. */
  waitFor?: "confirmed" | "accepted";
  /** How long a report is waited for after acceptance. Default 60, 1 to 600. */
  timeoutSeconds?: number;
  /** A command that could not be sent within this time is not sent any more. Default 120, 1 to 3600. */
  expiresSeconds?: number;
  /**
   * Asks the vehicle for its position first if it has not reported for 30 min, at most every 15 min and vehicle, and gives it up to
   * 30 s to report. It wakes the vehicle, which costs some charge of its 12 V battery; that it does is known of sister brands only
   * (docs/protocol/ecarx-smart.md 6.3), so the account must allow it. Default false.
   */
  wakeFirst?: boolean;
  /** Hears where the command stands, with the seconds since it was asked for. */
  onStage?: (stage: CommandStage, seconds: number) => void;
}

/**
 * What came of a command that was sent. `confirmed`: a later report of the vehicle shows it. `accepted`: the cloud has taken
 * it, and nothing more was asked for or can be told. `unknown`: sent, and neither shown nor refused; it is never sent again.
 */
export interface CommandResult {
  command: string;
  outcome: "confirmed" | "accepted" | "unknown";
  /**
   * Of `unknown`: `notSeen` = accepted, but no report showed it in time; `closed` = the account was closed meanwhile; else the
   * code of the failure after which it is not known whether the cloud has taken it, e.g. `TIMEOUT`.
   */
  reason?: string;
  /** ISO 8601, by this machine's clock. */
  sentAt: string;
  acceptedAt?: string;
  confirmedAt?: string;
  /** With `wakeFirst`: the vehicle was asked to wake up before this was sent. */
  wokeFirst?: true;
  /** From sending to the outcome. */
  seconds: number;
  /** Readings asked for to see it. */
  reads: number;
  /** The last reading, whether or not it shows it. */
  reading?: VehicleStatus;
}

export interface ControlOptions extends CallOptions {
  /**
   * Leaves out vehicles that need nothing done. Where a reading says so that is older than 10 s the cloud is asked once more;
   * a vehicle that cannot be asked is not left out. Default true.
   */
  skipDone?: boolean;
  /** Default: confirmed by a push, else by one query per vehicle. */
  waitFor?: "confirmed" | "accepted";
  /** How long after acceptance a confirmation is waited for, default 60. */
  timeoutSeconds?: number;
  /** Hears of every vehicle that is done with. */
  onProgress?: (counts: ControlCounts) => void;
}

/** `unknown` = sent, but nothing shows that it was carried out; `skipped` = it was so already. */
export type ControlOutcome = "confirmed" | "accepted" | "unknown" | "refused" | "skipped";

export type ControlCounts = Record<ControlOutcome | "total", number>;

export interface ControlRow {
  vehicle: Vehicle;
  outcome: ControlOutcome;
  /** Code of this package where it was refused or its outcome is unknown. */
  code?: string;
  /** The cloud's own code. */
  platformCode?: string;
  reason?: string;
  /** From its turn on. */
  seconds: number;
}

export interface ControlResult {
  operation: string;
  counts: ControlCounts;
  /** In the order in which the vehicles were named. */
  rows: ControlRow[];
  seconds: number;
}
