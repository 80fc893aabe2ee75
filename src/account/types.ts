import type { Clock } from "../base/clock";
import type { JsonObject } from "../base/json";
import type { Logger } from "../base/logger";
import type { Transport } from "../http/transport";
import type { Allowed, Command, Credentials, Platform, TableVehicle } from "../platforms/platform";
import type { PlatformId, Vehicle, VehicleStatus } from "../vehicle/model";
import type { ReadData, ReadKind } from "../vehicle/read-data";
import type { CallOptions, CatalogueCalls } from "./call-types";
import type { TakesCaptures } from "./capture-types";
import type { Glance } from "./glance/glance-types";
import type { CommandOptions, CommandResult, ControlOptions, ControlResult } from "./commands/command-types";
import type { AccountEvent, KindEvent, KindPolicy, OtherKind } from "./event-types";
import type { PushOptions, PushReceipt } from "./readings/push-types";

export type { AnsweredCall, CallOptions, RequestOptions } from "./call-types";
export type * from "./capture-types";
export type * from "./commands/command-types";
export type * from "./event-types";
export type * from "./glance/glance-types";
export type * from "./readings/push-types";

/** Where one text is kept: the sealed session, or the account's state. Bound to one account when it is made. */
export interface TokenStore {
  /** Several instances of the account use it at once: what one of them saves is there for all. Absent = one's own. */
  readonly shared?: true;
  /**
   * Renews the session while no other account of this login does; rejects with ABORTED if the signal fires before its turn.
   * Absent = nobody else has the login.
   */
  alone?<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
  /** As `save`, with a text that comes in pieces: that of a fleet is long, and is never put together. */
  savePieces?(pieces: AsyncIterable<string>): Promise<void>;
  remove(): Promise<void>;
  /** A store that can keep changes beside the whole; without it the whole is saved each time. */
  readonly log?: ChangeLog;
}

/** What has changed since a whole was saved, by that whole's id: text that only grows. */
export interface ChangeLog {
  load(id: string): Promise<string | undefined>;
  /** False: not now, save the whole instead. */
  append(id: string, text: string): Promise<boolean>;
}

/** When the phone app takes the session: give way 15 min (default), take it back at once, or wait until Test or a message. */
export type Takeover = "giveWay" | "takeBack" | "wait";

export interface VehicleAccountOptions {
  platform: PlatformId | Platform;
  credentials?: Credentials;
  /** Overrides of the platform's profile; for `custom` the profile itself. */
  profile?: JsonObject;
  /** Real origin → replacement, e.g. `{"https://api.ecloudeu.com": "http://127.0.0.1:4711/api.ecloudeu.com"}`. */
  baseUrls?: Record<string, string>;
  /** Keeps the session (sealed before it gets here). Without one, a session lives as long as the account. */
  tokenStore?: TokenStore;
  /** Keeps last readings and request counts. */
  stateStore?: TokenStore;
  /** Own names and switches; the list itself on platforms without one. Empty = all vehicles of the account. */
  vehicles?: readonly TableVehicle[];
  /** On a platform without a list: vehicles that push and are not in the table belong to the account too. Default true. */
  learnVehicles?: boolean;
  /** Vehicles that are learned so at most; then a warning, once. Default 250,000. */
  mostLearned?: number;
  takeover?: Takeover;
  /** What is off unless the owner switches it on. */
  allow?: Allowed;
  /** Requests per vehicle and day for readings. Default 300. */
  budget?: number;
  /** IANA name; the day of the budget and quiet hours. Default: the machine's. */
  timeZone?: string;
  logger?: Logger;
  clock?: Clock;
  transport?: Transport;
  /** 0 to 1, spreads scheduled reads a little. Default Math.random; a test gives a constant. */
  random?: () => number;
  /** Hears once that the session could not be written to its store, and once that it could again. */
  onNotice?: (notice: AccountNotice) => void;
}

/** A state of the account itself that is no failure of a call. `error` says why, without secrets. */
export type AccountNotice = { type: "sessionNotSaved"; error: string } | { type: "sessionSaved" };

export interface ReadingOptions extends CallOptions {
  /** A reading younger than this serves, if it is one without parameters. Default 60, at least 5. */
  maxAgeSeconds?: number;
}

/** A vehicle as a sign-in has found it. */
export interface SignedInVehicle extends Vehicle {
  /** False: the account's table has it switched off, or does not have it yet. */
  enabled: boolean;
}

export interface StatusOptions extends CallOptions {
  /** A reading younger than this is served from the book. Default 60, at least 5. 0 is taken as 5. */
  maxAgeSeconds?: number;
  /** Ask for the charge target too. */
  chargeTarget?: boolean;
  /**
   * Content with how the vehicle is (locked, charge, speed …): where its position is asked for apart, it is not asked for, and
   * a state that the vehicle has pushed and that still holds is served. What else is in the status may be older. An older state
   * does not stand in where the vehicle cannot be asked: rejects with why not.
   */
  stateOnly?: boolean;
  /**
   * For who decides by it whether something need be done at all: what the cloud, or the vehicle by a push, has said within the
   * last 10 seconds, else the cloud is asked. A reading from before a restart never serves, nor one in place of an answer that
   * did not come. Counts as part of a command: the day's budget does not stop it.
   */
  fresh?: boolean;
  /** Answer from the book only; rejects with VEHICLE_OFFLINE if there is no reading yet. No request. */
  lastKnown?: boolean;
}

/** How often one subscriber wants to hear; seconds throughout. The account asks by the shortest interval of all subscribers. */
export interface ReadPolicy {
  parkedSeconds?: number;
  /** After any change, while parked … */
  changedSeconds?: number;
  /** … for this long. */
  changedForSeconds?: number;
  drivingSeconds?: number;
  chargingSeconds?: number;
  /** A snapshot whose `reportedAt` has not moved since the last read, i.e. a sleeping car. */
  unchangedSeconds?: number;
  /** … once that snapshot is this old. */
  unchangedAfterSeconds?: number;
  /** Charge target: absent = not read. Also read when charging starts. */
  targetSeconds?: number;
  /** `HH:MM` to `HH:MM` in the account's time zone: no request between them. */
  quiet?: { from: string; to: string };
}

/** `listen` = hears what others ask for and what is pushed, and asks for nothing. */
export type ListenPolicy = ReadPolicy | "listen";

/** nodes.md: parked 20 min, 5 min for a quarter of an hour after a change, driving 2 min, charging 5 min, a snapshot unchanged for 2 h: 30 min. */
export const defaultPolicy = {
  parkedSeconds: 1200,
  changedSeconds: 300,
  changedForSeconds: 900,
  drivingSeconds: 120,
  chargingSeconds: 300,
  unchangedSeconds: 1800,
  unchangedAfterSeconds: 7200,
} as const satisfies ReadPolicy;

/** The charge target's default interval: 6 h. */
export const defaultTargetSeconds = 21_600;

/** `all` = every enabled vehicle of the account; undefined = its only one; text = VIN, iotCode or own name. */
export type VehicleSelector = string | undefined;

export interface Usage {
  /** Day the counts are of, `YYYY-MM-DD` in the account's time zone. */
  day: string;
  budget: number;
  /** Requests of this day per vehicle id; `account` = not for one vehicle (sign-in, list). */
  vehicles: Record<string, number>;
  /** Per purpose: signIn, session, list, select, read, command, other. */
  purposes: Record<string, number>;
  total: number;
}

/**
 * One account of one cloud. Made by `createVehicleAccount`; makes no request before the first call. Every method rejects
 * with a VehicleCloudError, ABORTED after `close()`.
 */
export interface VehicleAccount extends CatalogueCalls, TakesCaptures {
  readonly platform: PlatformId;
  /** Enabled vehicles, with own names. One request the first time; then from the stored list. */
  vehicles(options?: CallOptions): Promise<Vehicle[]>;
  /** The vehicle a selector means. VEHICLE_UNKNOWN says which vehicles there are, masked. */
  resolve(selector: VehicleSelector, options?: CallOptions): Promise<Vehicle>;
  /** The vehicles known without a request (stored or table). */
  known(): Vehicle[];
  /** Commands that a vehicle has said it lacks, as far as that was read; no request. Absent = never known. */
  lacking?(vehicleId: string): readonly string[];
  /** Tries the credentials now, even after a refusal (Test sign-in), and lists all vehicles, those not in use too. */
  signIn(options?: CallOptions & { force?: boolean }): Promise<SignedInVehicle[]>;
  status(selector: VehicleSelector, options?: StatusOptions): Promise<VehicleStatus>;
  /** As `status`, with the cloud's own answer when a request was made. */
  statusWithRaw(selector: VehicleSelector, options?: StatusOptions): Promise<{ status: VehicleStatus; raw?: unknown }>;
  read<K extends ReadKind>(
    selector: VehicleSelector,
    kind: K,
    params?: JsonObject,
    options?: ReadingOptions,
  ): Promise<ReadData[K]>;
  /** As `read`, with the cloud's own answer and when it was asked, milliseconds since 1970. */
  readWithRaw<K extends ReadKind>(
    selector: VehicleSelector,
    kind: K,
    params?: JsonObject,
    options?: ReadingOptions,
  ): Promise<{ data: ReadData[K]; raw?: unknown; at: number }>;
  /**
   * Hears of readings, alerts, faults and the session until the returned function is called. What is known already is told
   * first: the stored reading (source `stored`), open alerts and faults and the session's state (`already`).
   */
  subscribe(selector: VehicleSelector, policy: ListenPolicy, listener: (event: AccountEvent) => void): () => void;
  /** The same of another kind than the overview, and of its trouble. */
  subscribe<K extends OtherKind>(
    selector: VehicleSelector,
    policy: KindPolicy<K>,
    listener: (event: KindEvent<K>) => void,
  ): () => void;
  /**
   * Sends a command once and says what came of it; see docs/decisions.md for its names. Rejects if it was refused or certainly
   * not sent (INPUT_INVALID, NOT_SUPPORTED, COMMAND_REJECTED, COMMAND_EXPIRED, VEHICLE_BUSY, RATE_LIMITED, …). A signal that
   * fires takes it out of the line; once it is sent, only the wait for it ends.
   */
  command(selector: VehicleSelector, command: Command, options?: CommandOptions): Promise<CommandResult>;
  /**
   * One command to many vehicles, at the platform's rate. That some of them refuse is a result, not an error; wrong fields are
   * an error, and then nothing was sent. A vehicle that is not in the account, or is switched off, is refused in its row.
   */
  control(
    ids: readonly string[],
    operation: string,
    fields: JsonObject,
    options?: ControlOptions,
  ): Promise<ControlResult>;
  /** Verifies a push, reads it, and enters it into the book. Rejects with SIGNATURE_REFUSED, INPUT_INVALID or NOT_SUPPORTED. */
  receivePush(kind: string, raw: Buffer, options?: PushOptions): Promise<PushReceipt>;
  usage(): Usage;
  /** Redacted facts for a bug report: platform, hosts, last codes, requests of the day, session age. */
  diagnostics(): JsonObject;
  /** For who looks on: what is known, and what has changed. Never a request. Absent = it cannot be looked at. */
  glance?(): Glance;
  /**
   * Fences (`{name, lat, lon, radiusM}`, `{name, polygon}`, or GeoJSON; or a function that gives read ones) that give places of trips their names, until the
   * returned function is called. INPUT_INVALID for what is none.
   */
  namePlaces?(fences: unknown): () => void;
  /** Signs out as far as known and removes the stored session; the device id stays. */
  forget(): Promise<void>;
  /** Writes what is not on disk yet, now. Never rejects. */
  save?(): Promise<void>;
  /**
   * Stops timers and requests. Commands in line are not sent any more; one that was sent is looked at once more, and its
   * outcome given. Resolves within 3 s.
   */
  close(): Promise<void>;
}
