import type { Drive } from "../events/event-types";
import type { Maybe } from "../model";

/** One trip of the car's journal. */
export interface Trip {
  /** Through an account: that the cloud tells it. */
  source?: "journal";
  id?: string;
  /** ISO 8601. */
  startedAt: Maybe<string>;
  endedAt: Maybe<string>;
  minutes?: Maybe<number>;
  distanceKm?: Maybe<number>;
  averageSpeedKmh?: Maybe<number>;
  consumptionKwhPer100Km?: Maybe<number>;
  /** Worked out from consumption and distance; the cloud tells no absolute energy. */
  energyKwh?: Maybe<number>;
  recuperatedKwh?: Maybe<number>;
  startOdometerKm?: Maybe<number>;
  endOdometerKm?: Maybe<number>;
  /** In Europe almost always missing; elsewhere filled in minutes to hours later. */
  startAddress?: string;
  endAddress?: string;
  label?: string;
  remark?: string;
  /** Oldest first as the cloud lists them. */
  track: TrackPoint[];
}

/** A trip that the account has made out from readings, and keeps (`docs/nodes.md`, trips). */
export interface OwnTrip extends Drive {
  source: "readings";
  /** The page of the journal holds it, too. */
  inJournal?: true;
}

/** WGS-84, degrees. No point has a time of its own. */
export interface TrackPoint {
  latitude: number;
  longitude: number;
  altitudeM?: number;
  trusted?: boolean;
}

/** Why there are trips or none: the cloud answers alike (8153) in the last three cases. */
export type TripState =
  /** There are trips. */
  | "trips"
  /** The car records, the account may read, and nothing was driven in that time. */
  | "none"
  /** The car does not record trips; `tripRecordingOn` switches it on. */
  | "recordingOff"
  /** The account has not been allowed to read trips in this session: ask the user, then set `consent` to true. */
  | "noConsent";

/** One page of the journal, and what the account itself has kept. */
export interface Trips {
  /** Of the journal; where the cloud has none, of the account's own trips. */
  state: TripState;
  trips: Trip[];
  /** Through an account: its own trips of that time, oldest first. None of them has been asked for. */
  own?: OwnTrip[];
  /** How many there are in the time asked for, of which `trips` is one page. */
  total: number;
  from: string;
  to: string;
}

/** Where a car went in a stretch of time. */
export interface TripTrack {
  /** Oldest first. No point has a time or a speed of its own. */
  points: TrackPoint[];
  from: string;
  to: string;
  /** There are more points than were read. */
  cut: boolean;
}
