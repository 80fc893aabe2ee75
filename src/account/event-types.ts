import type { VehicleCloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { Change, Vehicle, VehicleStatus } from "../vehicle/model";
import type { ReadData, ReadKind } from "../vehicle/read-data";
import type { PushedEvent } from "./readings/push-types";

export type ReadingSource = "poll" | "message" | "confirmation" | "push" | "stored";

/**
 * How the account's session stands. `takenOver`: another client, usually the phone app, has it; whether and when it is taken back
 * is the account's setting. `signInNeeded`: the owner must act, since the password was refused, or there is none to sign in with
 * anew. `back`: there is a session again, or the one there is was accepted.
 */
export type SessionState = "takenOver" | "signInNeeded" | "back";

/** What can be read beside the overview. */
export type OtherKind = Exclude<ReadKind, "overview">;

/** How often one subscriber wants a reading of another kind than the overview. The account asks by the shortest of all. */
export interface KindPolicy<K extends OtherKind = OtherKind> {
  kind: K;
  everySeconds: number;
  /** Parameters of each reading: one that is made with them is for this subscriber alone, and not kept. */
  params?: (vehicle: Vehicle) => JsonObject | Promise<JsonObject>;
  /** `HH:MM` to `HH:MM` in the account's time zone: no request between them. */
  quiet?: { from: string; to: string };
}

/** What the subscriber of another kind hears. */
export type KindEvent<K extends OtherKind = OtherKind> =
  | DataEvent<K>
  | { type: "problem"; vehicle?: Vehicle; error: VehicleCloudError }
  | { type: "recovered"; vehicle?: Vehicle };

/** A reading of that kind, whoever asked for it. One that is young enough when the subscription begins is told first (`stored`). */
export interface DataEvent<K extends OtherKind = OtherKind> {
  type: "data";
  vehicle: Vehicle;
  kind: K;
  data: ReadData[K];
  raw?: unknown;
  /** When the cloud was asked, milliseconds since 1970. */
  at: number;
  source: ReadingSource;
}

/** What a subscriber hears, whatever its policy: one that only listens hears what others ask for, and what is pushed. */
export type AccountEvent =
  /** A reading, whether or not something in it is new; `previous` = what the book held before. */
  | {
      type: "reading";
      vehicle: Vehicle;
      status: VehicleStatus;
      previous?: VehicleStatus;
      changes: Change[];
      source: ReadingSource;
      raw?: unknown;
    }
  /** The last reading has just turned stale. */
  | { type: "stale"; vehicle: Vehicle; status: VehicleStatus }
  /** Reading by itself fails; told once, until it works again. `vehicle` is absent if the list itself failed. */
  | { type: "problem"; vehicle?: Vehicle; error: VehicleCloudError }
  | { type: "recovered"; vehicle?: Vehicle }
  | AlertEvent
  | FaultEvent
  | SessionEvent;

/**
 * A push has told an alert (`event.active`), or the end of one or more (`event.ended`, with their `since`). `event.name` of Segway:
 * `illegal-moving`, `fallen-locked`, `dismantling`, `fallen-unlocked`, `low-power`, or `unknown-7` by its code. Told once when it
 * appears and once when it is over: not a repeat, not a late one, not the end of what was not known to be open.
 */
export interface AlertEvent {
  type: "alert";
  vehicle: Vehicle;
  event: PushedEvent;
  /** Open since before this subscription, also over a restart: a state to know, no news. */
  already?: true;
}

/** As an alert; `event.name` and `event.code` are the vehicle's fault code. */
export interface FaultEvent {
  type: "fault";
  vehicle: Vehicle;
  event: PushedEvent;
  /** As of an alert. */
  already?: true;
}

/**
 * The session has changed; of the account as a whole, so also heard by who listens to one vehicle. Each state is told once. A
 * subscriber is told how it stands as soon as that is known, which is no sooner than somebody uses the session.
 */
export interface SessionEvent {
  type: "session";
  state: SessionState;
  /** Why; absent when it is back. */
  error?: VehicleCloudError;
  /** It stood like that before this subscription, or before the restart: a state to know, no news. */
  already?: true;
}
