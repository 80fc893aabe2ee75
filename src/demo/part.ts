import type { Clock } from "../base/clock";
import type { JsonObject } from "../base/json";
import type { Credentials } from "../platforms/platform";
import type { DemoAnswer, DemoCloud, DemoHosts, DemoRequest, DemoVehicleInfo } from "./types";

/** What the server hands to each cloud of the demo. */
export interface DemoContext {
  clock: Clock;
  seed: number;
  /** Vehicle seconds per clock second. */
  speed: number;
  /** Address of a real host for whoever sent this request, in the style of the request. */
  link: (request: DemoRequest, host: string, pathAndQuery: string) => string;
}

export interface Expired {
  api?: boolean;
  oauth?: boolean;
  refresh?: boolean;
}

/** One cloud of the demo with its vehicles: what the server and `control` need of it. */
export interface DemoPart extends DemoHosts {
  readonly vehicles: DemoVehicleInfo[];
  /** Keyed by platform id. */
  readonly credentials: Record<string, Credentials>;
  readonly otherAccounts?: DemoCloud["otherAccounts"];
  /** The answer with which this cloud refuses a request for the reason `code`. */
  refusal(request: DemoRequest, code: string): DemoAnswer;
  /** Throws INPUT_INVALID for an unknown key or value. */
  set(vehicleId: string, patch: JsonObject): void;
  /** Lets the vehicles live that many seconds more. */
  advance(seconds: number): void;
  expire(what: Expired): void;
  select(vehicleId: string): void;
  executions(vehicleId: string): Record<string, number>;
}
