import type { Clock } from "../base/clock";
import type { JsonObject } from "../base/json";
import type { Credentials } from "../platforms/platform";

export interface DemoOptions {
  /** 0 or absent: any free port. Always 127.0.0.1. */
  port?: number;
  /** Same seed, same behaviour. */
  seed?: number;
  clock?: Clock;
  /** How fast the vehicles' day passes against the clock. Default 1; the demo account uses more. */
  speed?: number;
  /** Added before every answer, milliseconds. */
  latencyMs?: number;
  faults?: DemoFault[];
  /** Where signed pushes go (Segway half). */
  pushTo?: string;
}

export type DemoFaultKind =
  | "timeout" // accepts the request, never answers
  | "reset" // resets the connection before a byte of the answer
  | "cut" // answers with half of the body
  | "html" // a maintenance page
  | "wrongTypes" // JSON, but every member of another type
  | "lost" // a command: accepted as ever, and the vehicle never gets it
  | "late"; // a command: accepted as ever, and carried out after `delaySeconds`

export interface DemoFault {
  /** Text that must occur in `METHOD host/path`, or a pattern; absent = every request. */
  match?: string | RegExp;
  /** Body code to answer with, e.g. `8040`. */
  code?: number | string;
  httpStatus?: number;
  headers?: Record<string, string>;
  kind?: DemoFaultKind;
  /** For `late`: clock seconds until the vehicle carries it out; default 90. */
  delaySeconds?: number;
  /** How often; default 1. Infinity = until `control.clear()`. */
  times?: number;
  /** 0-1: share of matching requests it strikes; default 1. */
  rate?: number;
}

export interface DemoLogEntry {
  /** Clock time, ms. */
  at: number;
  method: string;
  host: string;
  path: string;
  query: string;
  status: number;
  /** Body code answered, if any. */
  code?: string;
  /** What was done, or why it was refused. */
  note?: string;
  /** Body as received, secrets masked. */
  body?: unknown;
}

export interface DemoControl {
  /** Lets the vehicles live that many seconds more (on top of the clock). */
  advance(seconds: number): void;
  /**
   * Changes a vehicle's true state at once, e.g. `{socPercent: 12, locked: false, doors: {driver: true}}`; a report follows
   * unless `{silent: true}`. Unknown keys throw.
   */
  set(vehicleId: string, patch: JsonObject): void;
  fail(fault: DemoFault): void;
  /** Removes all faults. */
  clear(): void;
  /** Ends every API token, as another client's sign-in does. `oauth: true` ends the sign-in tokens too. */
  expire(what?: { api?: boolean; oauth?: boolean; refresh?: boolean }): void;
  /** Selects another car, as the phone app does. */
  select(vehicleId: string): void;
  readonly log: DemoLogEntry[];
  /** How often each vehicle carried out each command. */
  executions(vehicleId: string): Record<string, number>;
}

export interface DemoVehicleInfo {
  id: string;
  model: string;
  name: string;
  /** Platform whose cloud knows it, where the demo has more than one. */
  platform?: string;
}

export interface DemoPushOptions {
  /** Base address of the receiver; `/v2/vehicle/<kind>` is put behind it. */
  to: string;
  /** Vehicle seconds per clock second from now on; absent = as before. */
  speed?: number;
}

export interface DemoPushing {
  /** Stops sending; resolves once nothing is under way. */
  stop(): Promise<void>;
}

export interface DemoCloud {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Real origin → this server, as `createVehicleAccount` takes it. */
  baseUrls: Record<string, string>;
  /** Keyed by platform id; `smart-eu-one-car` is a further account of smart-eu, with one of its cars. */
  credentials: Record<string, Credentials>;
  vehicles: DemoVehicleInfo[];
  control: DemoControl;
  /** Sends the signed pushes of the Segway half to that address from now on. */
  startPushing?(options: DemoPushOptions): DemoPushing;
  close(): Promise<void>;
}

/** Of a command that is accepted: never carried out, or later than usual (clock seconds). */
export type DemoFate = "lost" | { lateSeconds: number };

/** A request as a demo host sees it, however it was routed. */
export interface DemoRequest {
  method: string;
  /** Real host, e.g. `api.ecloudeu.com`. */
  host: string;
  /** Path as received, without the host prefix and query, still percent-encoded. */
  path: string;
  /** Query as received, without `?`. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** Reached under `/<host>/…`: a redirect must answer in the same style. */
  prefixed: boolean;
  /** What becomes of the command in it, if it is one; absent = the vehicle carries it out. */
  fate?: DemoFate;
}

export interface DemoAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a Buffer as it is. */
  body?: unknown;
  /** For the log. */
  code?: string;
  note?: string;
}

/** One cloud of the demo (smart, Segway): the hosts it answers for. The server does routing, faults, latency, log and Date. */
export interface DemoHosts {
  hosts: readonly string[];
  handle(request: DemoRequest): DemoAnswer | Promise<DemoAnswer>;
  /** Brings its vehicles to the clock's present. */
  tick(): void;
  close(): void;
}
