import type { Maybe, VehicleStatus } from "./model";
import type { Trips, TripTrack } from "./trips/trip-types";
import type { unverifiedKinds } from "./unverified-kinds";

export type { OwnTrip, TrackPoint, Trip, TripState, Trips, TripTrack } from "./trips/trip-types";

/**
 * What each kind of reading gives, on whatever platform. `overview`, `location` and `batteryDetails` give (part of) a status, the
 * others a digest of their own; of the last ones only the path is known.
 */
export interface ReadData extends Record<UnverifiedReadKind, Unverified> {
  overview: VehicleStatus;
  /** One part of a status, named by the parameter `part`: what shows a command where a cloud tells its parts apart. */
  statusPart: VehicleStatus;
  location: VehicleStatus;
  batteryDetails: VehicleStatus;
  chargeTarget: ChargeTarget;
  trips: Trips;
  tripTrack: TripTrack;
  stateFlags: StateFlags;
  capabilities: Capabilities;
  abilities: Abilities;
  firmware: Firmware;
  chargingSchedule: ChargingSchedule;
  bluetoothKey: BluetoothKey;
  simData: SimData;
}

/** What can be read. */
export type ReadKind = keyof ReadData;

/** Gives the data of the last reading of a kind; undefined = there is none. */
export type KnownReadings = <K extends ReadKind>(kind: K) => ReadData[K] | undefined;

export type UnverifiedReadKind = (typeof unverifiedKinds)[number];

/** The cloud's answer as it came: what it holds has been seen by nobody. */
export interface Unverified {
  unverified: true;
  raw: unknown;
}

/** `left` and `used` make `total`, as told; `doubtful` = they do not, and nothing can be built on them. null = not told. */
export interface SimAmount {
  total: number | null;
  left: number | null;
  used: number | null;
  doubtful?: true;
}

/** What is left of the data of the SIM card that a car came with; units are inferred from the one recorded answer. Times: ISO 8601. */
export interface SimData {
  dataKiB: SimAmount;
  authenticatedAt: string | null;
  startAt: string | null;
  endAt: string | null;
  daysLeft: number | null;
  /** Booked beside the basic one. */
  packages: SimPackage[];
  /** When the cloud has counted. */
  toldAt: string | null;
}

export interface SimPackage {
  productId: string | null;
  orderId: string | null;
  dataKiB: SimAmount;
  voiceMinutes: SimAmount;
  messages: SimAmount;
  startAt: string | null;
  endAt: string | null;
}

/** Whoever has the key opens the vehicle by Bluetooth. */
export interface BluetoothKey {
  key: string | null;
  /** All but the end of the key is left out. */
  masked: boolean;
}

export interface ReleaseNote {
  /** `en`, `de`, `fr`; otherwise as the cloud writes it. */
  language?: string;
  text: string;
}

export interface Firmware {
  current: string | null;
  target: string | null;
  updateAvailable: boolean;
  /** The cloud has assigned an update to the car that nobody has looked at yet. */
  newAssignment?: boolean | null;
  currentNotes: ReleaseNote[];
  targetNotes: ReleaseNote[];
}

/** When the car is to charge by itself. Times are those of the car. */
export interface ChargingSchedule {
  /** `HH:MM`; null = none set, or not told. */
  start: string | null;
  end: string | null;
  active: boolean;
  /** Seen to work on a sister brand of the same cloud; not yet shown on a smart. */
  evidence: "sister";
  /** Reservations made in the car's own menu; what their members mean is not known. */
  reservations?: Unverified;
}

export interface Ability {
  /** As the cloud spells it, e.g. `remote_contro_AC`. */
  code: string;
  /** What it is about, where that is known: `windows`, `doors`, `findMe`, `trunk`, `climate` … */
  feature?: string;
  /** Works through the cloud, not only over Bluetooth. */
  remote: boolean;
}

export interface Picture {
  url: string;
  /** The picture itself, if it was asked for and could be had. */
  data?: Buffer;
  /** e.g. `image/png`. */
  type?: string;
}

export type PictureView = "side" | "top" | "interior" | "battery";

export interface Abilities {
  /** What the car can do: the best statement that the cloud makes (docs/protocol/ecarx-smart.md 5.21). */
  abilities: Ability[];
  /** Features that work through the cloud, each once. */
  remote: string[];
  model?: string;
  /** Trim, e.g. `BRABUS`. */
  trim?: string;
  /** The owner's name for the car. */
  nickname?: string;
  colour?: string;
  interiorColour?: string;
  pictures: Partial<Record<PictureView, Picture>>;
  /** Nobody has seen this answer in this market: what is read from it may be wrong. */
  unverified?: true;
}

/** A function of the car as the cloud lists it. That it is listed as enabled does not show that the car has it. */
export interface Capability {
  /** `functionId`, e.g. `remote_climate_control_2`. */
  id: string;
  enabled: boolean | null;
  category?: string;
  /** `valueEnum`, e.g. `["door", "trunk"]`. */
  values?: string[];
  /** `valueRange`. On windows and sunroof it does not mean that a position is accepted. */
  range?: CapabilityRange;
  /** `paramsJson` by name: numbers, ranges and lists as such, other texts as they are. */
  parameters?: Record<string, string | number | string[] | CapabilityRange>;
}

export interface CapabilityRange {
  min: number;
  max: number;
}

/** What the entries say about climate, put together (docs/protocol/ecarx-smart.md 4.5; names seen on a sister brand). */
export interface ClimateCapability {
  temperatureC?: CapabilityRange & { step?: number };
  /** Seats as the commands name them, e.g. `front-left`. */
  heatedSeats?: string[];
  ventilatedSeats?: string[];
  steeringWheelHeating?: boolean;
  defrost?: boolean;
}

export interface Capabilities {
  /** Real cars list some 90, all enabled: this alone hides no feature. */
  capabilities: Capability[];
  climate: ClimateCapability;
}

/** State flags of a car (docs/protocol/ecarx-smart.md 5.3); null = not told. Only those whose meaning is known. */
export interface StateFlags {
  /** Trips are recorded by the car. */
  tripRecording: boolean | null;
  positionUpload: boolean | null;
  engineRunning: boolean | null;
  valetMode: boolean | null;
  campingMode: boolean | null;
  privacyMode: boolean | null;
  batteryTemperatureMaintenance: boolean | null;
  plugAndCharge: boolean | null;
  /** ISO 8601. */
  nextWakeUpAt: string | null;
}

export interface ChargeTarget {
  /** Where charging is to end, percent. */
  targetPercent?: Maybe<number>;
  /** When it was set, ISO 8601. */
  setAt?: Maybe<string>;
}
