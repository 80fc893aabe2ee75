import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { VehiclePicture } from "./pictures";
import type { OpenEvent } from "../readings/push-types";
import type { ReadingSource } from "../types";

/** What an account knows, for somebody who looks on. Nothing here makes a request, or opens an account that nobody uses. */
export interface Glance {
  account(): AccountFacts;
  /**
   * The vehicles of which something has changed since an earlier `mark`; all of them without one, or if it is of another
   * account, of before a restart, or of before nobody looked for a minute, or if vehicles have gone meanwhile.
   */
  changed(since?: string): ChangedVehicles;
  facts(vehicleId: string): VehicleFacts;
  /** Absent: nothing is kept of that vehicle. */
  history(vehicleId: string): HistoryFacts | undefined;
  /** Of the vehicle, where somebody has read its abilities with pictures since the start. */
  picture(vehicleId: string): VehiclePicture | undefined;
}

export interface ChangedVehicles {
  mark: string;
  /** `vehicles` are all that there are. */
  whole: boolean;
  vehicles: Vehicle[];
  /** Vehicles of the account. */
  count: number;
}

/** Times are milliseconds since 1970 by the runtime's clock. */
export interface AccountFacts {
  session: SessionFacts;
  requests: { day: string; budget: number; total: number; vehicles: Record<string, number> };
  /** The last failure of a request. `open`: reading by itself fails because of one. */
  trouble?: { code: string; message: string; at: number; times: number; open: boolean };
  /** Pushes of each of the last 60 minutes, the oldest first; absent where there was none. */
  pushes?: number[];
  /** False: the fleet is too large for one. */
  history: boolean;
}

export interface SessionFacts {
  /**
   * `idle` nothing was asked yet · `kept` · `none` signs in with the next request · `waiting` the next sign-in is put off ·
   * `refused` the cloud refused the credentials · `taken` another client has the session · `paused` the cloud asked for it
   */
  state: "idle" | "kept" | "none" | "waiting" | "refused" | "taken" | "paused";
  since?: number;
  /** When it is renewed without being asked; absent where the cloud alone tells that a session has ended. */
  renewsAt?: number;
  /** Of `waiting`, `taken` and `paused`. Absent on `taken`: until a message comes, or Test sign-in. */
  until?: number;
  /** The session could not be written, and would not outlive a restart. */
  unsaved?: true;
}

export interface VehicleFacts {
  status?: VehicleStatus;
  /** When the cloud was asked, or the vehicle pushed. */
  heardAt?: number;
  source?: ReadingSource;
  /** From here on its silence is longer than its state explains. */
  staleAt?: number;
  requests: number;
  /** The tag of its picture. */
  picture?: string;
  alerts: OpenEvent[];
  faults: OpenEvent[];
}

export interface CommandNote {
  command: string;
  at: number;
  outcome: "underWay" | "confirmed" | "accepted" | "unknown" | "refused" | "skipped";
  /** Why: the code of the failure, or the reason of `unknown`. */
  code?: string;
}

export interface HistoryFacts {
  /** Charge in per cent at the end of each quarter of an hour of the last 24 h, the oldest first; null = nothing was told. */
  charge: (number | null)[];
  /** Where it was, the oldest first; degrees, WGS-84. */
  trail: { at: number; latitude: number; longitude: number }[];
  /** The newest first. */
  commands: CommandNote[];
}
