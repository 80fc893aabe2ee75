import type { Clock } from "../base/clock";
import type { VehicleCloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import type { Logger } from "../base/logger";
import type { HttpClient } from "../http/client";
import type { ListedVehicle, PlatformId, VehicleStatus } from "../vehicle/model";
import type { KnownReadings, ReadData, ReadKind } from "../vehicle/read-data";
import type { EndpointRow, PreparedCall } from "./call";
import type { TakesCapture } from "./captured-session";
import type { Credentials } from "./credentials";
import type { PlatformDialog } from "./dialog";
import type { BrowserSignIn } from "./sign-in-by-link";
import type { ReceivedPush } from "./received-push";

export type { Credentials } from "./credentials";
export type { PlatformDialog } from "./dialog";
export type { CallAnswer, Callable, EndpointParameter, EndpointRow, PreparedCall } from "./call";
export type { CapturedSession } from "./captured-session";
export type { ReadKind, UnverifiedReadKind } from "../vehicle/read-data";
export type { ReceivedPush } from "./received-push";
export type { BrowserSignIn } from "./sign-in-by-link";

/**
 * The two shapes every platform implements. Nothing here is of one vendor: ECARX and Segway both fit, and so does the stub
 * in test/account/platform-interface.test.ts.
 */

/** What a platform can do, for dialogs and for refusing early. */
export interface PlatformOffers {
  /** What an account of it is asked for. Missing: the account's dialog cannot make one. */
  dialog?: PlatformDialog;
  reads: readonly ReadKind[];
  /** Names of decisions.md, e.g. `lock`. */
  commands: readonly string[];
  /** Those that have been seen to work on a sister brand only; offered with the account's switch (`allow.sisterBrand`). */
  sisterCommands?: readonly string[];
  /** Parameters of a command that not every platform takes, by the command. */
  parameters?: Readonly<Record<string, readonly string[]>>;
  /** Commands that a vehicle lacks by its own word; `known` gives the data of the last reading of a kind, if there is one. */
  lacking?: (known: KnownReadings) => string[];
  /** Kinds of push it can receive. */
  pushes: readonly string[];
  /** False: the cloud has no vehicle list, the account's table is the list. */
  lists: boolean;
  /** True: its session is one that the owner has captured, and a newer one may take its place (`PlatformSession.takeCapture`). */
  captures?: boolean;
  /** True: several clients use one session side by side, so a refused one was not taken over by another client. */
  sharesSession?: boolean;
  /** Seconds between two readings of a vehicle that are not asked for; a shorter interval is lengthened to it. */
  leastPause?: Readonly<Record<"parked" | "changed" | "driving" | "charging", number>>;
}

export interface Platform {
  id: PlatformId;
  /** Every real origin (`https://host`) that this platform may ever be asked to reach; nothing else is reachable. */
  hosts: readonly string[];
  offers: PlatformOffers;
  /** What it can be called with, for dialogs: the whole catalogue, also what cannot be called. Read when it is asked for. */
  endpoints?(): readonly EndpointRow[];
  /** How the credentials are had where nobody can type them. */
  browserSignIn?: BrowserSignIn;
  /** Throws CONFIG_INVALID, saying which field is missing or wrong. No I/O. */
  check(credentials: Credentials, baseUrls?: Readonly<Record<string, string>>): void;
  /** No I/O: the session is made, not signed in. */
  open(context: SessionContext): PlatformSession;
}

/** What the account hands to a session. */
export interface SessionContext {
  credentials: Credentials;
  http: HttpClient;
  clock: Clock;
  logger: Logger;
  /** 32 hex digits, random at first use of the account, the same for ever after. A platform may use a part of it. */
  deviceId: string;
  /** What `save()` gave last, from disk; undefined at the first start or when the credentials changed. */
  stored?: JsonObject;
  /** Vehicles of the account's table: the list of platforms that have none, and the names and switches of the others. */
  table: readonly TableVehicle[];
  /** Real origin → replacement that the owner entered; requests are mapped by `http`, a platform only looks at them. */
  baseUrls?: Readonly<Record<string, string>>;
  /** What the owner has allowed beyond the usual. */
  allow?: Allowed;
  /** The account's own settings for its platform (`VehicleAccountOptions.profile`), e.g. a rate limit. */
  profile?: JsonObject;
  /**
   * Call it with every new or rotated token before that token is used: it resolves once the session is on disk
   * (or could not be written, which the account reports by itself).
   */
  changed(): Promise<void>;
}

/** Switches of an account, off unless set. */
export interface Allowed {
  /** Commands that have been seen to work on a sister brand of the same cloud only (windows, horn, trunk, seats …). */
  sisterBrand?: boolean;
  /** Calls that delete data in the cloud. */
  deletions?: boolean;
  /** A session captured anew may come by message and takes the place of the captured one. */
  captures?: boolean;
}

/** A row of the account's vehicles table. */
export interface TableVehicle {
  id: string;
  name?: string;
  enabled: boolean;
}

export interface ReadOptions {
  /** The last reading of this kind, so that a keeper of last values (position, charging power) can keep them. */
  previous?: VehicleStatus;
  params?: JsonObject;
  /** Somebody wants it now; otherwise it is the schedule's, and a cloud of many parts may leave out what need not be asked. */
  byMessage?: boolean;
  signal?: AbortSignal;
}

export interface ReadResult<K extends ReadKind = ReadKind> {
  data: ReadData[K];
  /** The cloud's answer as received (parsed JSON). */
  raw: unknown;
  /**
   * Where a vehicle tells its state and its position apart: when it said those that this status holds (ISO 8601). Part asked
   * for and not had = null; not asked for = left out.
   */
  parts?: Partial<Record<StatusPart, string | null>>;
}

/** What a sharing vehicle tells apart: how it is (locked, charge, speed …), and where it is. */
export type StatusPart = "state" | "position";

/** A command: a name of decisions.md and its parameters, already checked against the platform's ranges by `command()`. */
export interface Command {
  command: string;
  [parameter: string]: unknown;
}

/**
 * A command ready to be sent. It is a builder: its body holds a timestamp and its request a nonce, so `send` makes both anew
 * each time it is called.
 */
export interface PreparedCommand {
  /**
   * Resolves when the cloud has accepted it; never retries by itself. `leaving` is called right before the request leaves;
   * what it throws keeps it from leaving.
   */
  send(signal?: AbortSignal, leaving?: () => void): Promise<{ raw: unknown }>;
  /**
   * Whether a later reading shows that it was carried out; absent = acceptance is final, no report can show it. It is given
   * the data of the kind in `confirmedBy`: a status, or that kind's own digest.
   */
  shows?(data: ReadData[ReadKind]): boolean;
  /** `send` resolves with the vehicle's own answer, not merely with the cloud's: it has been reached. */
  vehicleAnswers?: true;
  /** What must be read for `shows`; `overview` unless told. */
  confirmedBy?: ReadKind;
  /** Parameters of that reading, so that it asks for no more than `shows` looks at. */
  confirmParams?: JsonObject;
  /** Seconds after acceptance at which a report is worth looking for, where the vehicle is known to be slow with it. */
  readSeconds?: readonly number[];
  /** Not to be sent to one vehicle more often than this, seconds. */
  leastPauseSeconds?: number;
  /** A second execution does no harm (lock, climate off); never true for one that opens or starts something. */
  repeatable: boolean;
}

/** What to do about an error before it is given to the caller. Each is tried once per call. */
export type Reaction =
  /** The session is dead: refresh it (or sign in), then build and sign the call anew. */
  | "refresh"
  /** Select or bind the vehicle again. */
  | "prepare"
  /** Sign again: new nonce, corrected clock. */
  | "resign"
  /** The vehicle lives on another host. */
  | "otherHost"
  /** Wait `retryAfterMs` of the error, then once more. */
  | "wait"
  | "none";

export interface PlatformSession extends TakesCapture {
  /** Whether there is a session to try a call with; false = sign in first. */
  readonly usable: boolean;
  /** What must be kept over a restart, secrets included (the account encrypts it); undefined = nothing yet. */
  save(): JsonObject | undefined;
  /** Takes over a stored session, e.g. one that another instance refreshed. True if it differs from the current one. */
  adopt(stored: JsonObject): boolean;
  /**
   * A whole sign-in with the credentials. Rejects with SIGN_IN_REJECTED (never to be tried again with these credentials),
   * SIGN_IN_BLOCKED (throttled), or a cloud error. The account decides when it may be called.
   */
  signIn(signal?: AbortSignal): Promise<void>;
  /** Renews the session without the credentials. Rejects with SIGN_IN_NEEDED when that cannot help. */
  refresh(cause: VehicleCloudError, signal?: AbortSignal): Promise<void>;
  vehicles(signal?: AbortSignal): Promise<ListedVehicle[]>;
  /** What must happen before the vehicle's calls (selection); cheap when it is already so. `again` forces it. */
  prepare(vehicle: ListedVehicle, options: { again?: boolean; signal?: AbortSignal }): Promise<void>;
  read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>>;
  /** Throws INPUT_INVALID or NOT_SUPPORTED as far as that can be told before the vehicle is known. Absent = not at all. */
  checkCommand?(command: Command): void;
  /**
   * Throws INPUT_INVALID or NOT_SUPPORTED before anything is sent. `known` gives the data of the last reading of a kind, if
   * there is one: what the vehicle has told about itself sets the ranges.
   */
  command(vehicle: ListedVehicle, command: Command, known?: KnownReadings): PreparedCommand;
  /**
   * Any endpoint of the catalogue, ready to be sent. Throws INPUT_INVALID or NOT_SUPPORTED as far as that can be told without a
   * session; asks nothing.
   */
  prepareCall(endpointId: string, params: JsonObject): PreparedCall;
  /** Ends the session at the cloud as far as known; its outcome is ignored. */
  signOut?(signal?: AbortSignal): Promise<void>;
  /**
   * Verifies and reads a push; throws SIGNATURE_REFUSED or INPUT_INVALID. `settings` stand before the account's profile; who
   * receives many pushes gives the same object each time, so that it is checked once.
   */
  receive?(kind: string, raw: Buffer, settings?: JsonObject): ReceivedPush;
  /** Which reaction fits the error; pure. */
  react(error: VehicleCloudError, use: { purpose: "read" | "command" | "list"; vehicle?: ListedVehicle }): Reaction;
  /**
   * The session itself has made the token void that this failed with (a consent that the user gave rotates it): no sign of
   * another client. Absent = never.
   */
  replacedByUs?(error: VehicleCloudError): boolean;
  /** Uses the vehicle's other host from now on; false if there is none left to try. */
  switchHost?(vehicle: ListedVehicle): boolean;
  /**
   * Since when there is this session, and when it is renewed without being asked, milliseconds since 1970. Absent where that
   * is not known: then a session lasts until the cloud says that it has ended.
   */
  times?(): { since?: number; renewsAt?: number };
  /** Facts for the Diagnostics of the editor: hosts, model hosts, last codes. No secrets. */
  diagnostics(): JsonObject;
}
