import type { Credentials } from "../../platforms/platform";
import type { DemoCar } from "../car/car";
import type { FleetCar } from "../car/routine";
import type { CarModel, CarState } from "../car/state";
import type { DemoContext, Expired } from "../part";
import type { DemoAccount, DemoAnswer, DemoHosts, DemoRequest } from "../types";
import type { Minter } from "../random";
import type { Refused } from "./envelope";
import type { People } from "./people";
import type { Verifier } from "./verify";

/**
 * A brand or market of the ECARX cloud as the demo serves it: the other side of a client's profile, and written apart from
 * it, so that an error in one shows. The protocol itself is in the files beside this one.
 */
export interface DemoBrand {
  /** Platform whose accounts it is for. */
  platform: string;
  /** Brands of one family know each other's tokens: generations of one cloud, on hosts of their own. */
  family?: string;
  /** What the brand's app sends and signs with; none = nothing is signed. */
  app?: DemoApp;
  /** Hosts that answer the protocol below. */
  hosts: { usual: string; bySeries: Readonly<Record<string, string>> };
  /** `METHOD /path` with `:vin` and `:userId` → what is asked or told there. */
  routes: Readonly<Record<string, DemoOperation>>;
  /** Operations that this brand's cloud refuses, with the code. */
  refuses?: Readonly<Partial<Record<DemoOperation, string>>>;
  exchange?: DemoExchange;
  /** Where somebody signs in with a form and has a session at once: `METHOD host/path`, and what must be sent with it. */
  form?: { at: string; headers?: Readonly<Record<string, string>>; password: (password: string) => string };
  /** Further ways to a session. */
  opens?: (world: DemoWorld) => DemoEntrance;
  /** What a request must carry or must not, beside the signature. */
  demands?: (request: DemoRequest, operation: DemoOperation) => Refused | undefined;
  /** Its tokens say so of themselves; RS256 unless told. */
  tokenAlgorithm?: string;
  /** A vehicle must be selected, or named by a header. */
  selects: boolean;
  /** `asAccepted`: enveloped where the accept header asks for it. */
  envelope: "enveloped" | "flat" | "asAccepted";
  /** Whose services and bodies its cars obey; `geea2` unless told. */
  commands?: "geea2" | "classic";
  /** What stands beside the tree in a status answer, where it is not as most recordings have it. */
  statusBeside?: (vin: string, sessionId: string) => object;
  /** The tree of a status answer. */
  report: (model: CarModel, state: CarState, at: number) => object;
  /** What is left of a SIM card's data; `cards` = how many the account has. */
  simData?: (query: URLSearchParams, cards: number, now: number) => object | Refused;
  /** A row of the vehicle list. */
  listRow: (model: CarModel, index: number) => object;
  /** Trips have addresses. */
  tripAddresses: boolean;
  fleet: readonly FleetCar[];
  /** The people with an account here, by the VINs of the fleet. */
  people: (vins: readonly string[]) => Omit<Person, "brand">[];
  /** Further hosts: sign-in, firmware, pictures. */
  services: (world: DemoWorld) => readonly DemoService[];
  /** What a visitor signs in with. */
  credentials: Readonly<Record<string, Credentials>>;
  otherAccounts?: Readonly<Record<string, DemoAccount>>;
  /** What no part of the demo plays: answered from an inventory of the brand's endpoints. */
  catalogue?: DemoCatalogue;
  /** The demo's list says of which platform its vehicles are. */
  named: boolean;
}

export interface DemoCatalogueWorld {
  people: People;
  verifier: Verifier;
  now: () => number;
}

export interface DemoCatalogue {
  hosts: readonly string[];
  /** undefined = another part's, or nobody's. */
  answer: (request: DemoRequest, world: DemoCatalogueWorld) => DemoAnswer | undefined;
  /** What the vehicle API has no part for; signature and session have been checked. `cars` = the account's. */
  unplayed: (request: DemoRequest, cars: readonly DemoCar[]) => { data: unknown; note: string } | Refused;
  /** A path without parameters: what stands at its end is no car. */
  isLiteral: (request: DemoRequest) => boolean;
}

export interface DemoApp {
  appId: string;
  operatorCode: string;
  signingSecret: string;
}

/** Ways to a session that are a brand's own. */
export interface DemoEntrance {
  /** `METHOD host/path` → what answers there. */
  entries: Readonly<Record<string, (request: DemoRequest) => DemoAnswer>>;
  credentials: Readonly<Record<string, Credentials>>;
  otherAccounts?: Readonly<Record<string, DemoAccount>>;
  expire(what: Expired): void;
}

export interface DemoExchange {
  identityType: string;
  /** Member of the body, and what it holds: a sign-in token, or a code that is good once. */
  takes: "accessToken" | "authCode";
  /** Refused on any other; absent = all of the brand's. */
  host?: string;
  /** The sign-in token that it is for: its form and its life. */
  signInToken: (minter: Minter) => { token: string; lifetimeMs: number };
}

export type DemoOperation =
  | "exchange"
  | "renew"
  | "signOut"
  | "list"
  | "select"
  | "status"
  | "chargeTarget"
  | "stateFlags"
  | "reservations"
  | "readCharge"
  | "setCharge"
  | "measured"
  | "capabilities"
  | "tripGrant"
  | "trips"
  | "tripTrack"
  | "geofences"
  | "climateSchedule"
  | "diagnosticHistory"
  | "totalDistance"
  | "setRecording"
  | "destination"
  | "simData"
  | "command";

/** Invented people. */
export interface Person {
  username: string;
  password: string;
  userId: string;
  brand: DemoBrand;
  /** VINs of the person's cars. */
  cars: readonly string[];
}

/** What a service of a brand works with. */
export interface DemoWorld {
  brand: DemoBrand;
  people: People;
  cars: readonly DemoCar[];
  link: DemoContext["link"];
  now: () => number;
}

export interface DemoService {
  hosts: DemoHosts["hosts"];
  handle(request: DemoRequest): DemoAnswer;
  /** Its way to refuse, where it has one of its own. */
  refusal?(code: string): DemoAnswer;
}

/** The form of an answer to this request. */
export function envelopeOf(brand: DemoBrand | undefined, { headers }: DemoRequest): "enveloped" | "flat" {
  const envelope = brand?.envelope ?? "enveloped";
  if (envelope !== "asAccepted") return envelope;
  return (headers["accept"] ?? "").includes("responseformat=3") ? "enveloped" : "flat";
}

/** Host of a car: by its series. */
export function hostOf({ hosts }: DemoBrand, { series }: CarModel): string {
  return Object.entries(hosts.bySeries).find(([first]) => series.startsWith(first))?.[1] ?? hosts.usual;
}

export function hostsOf({ hosts }: DemoBrand): string[] {
  return [...new Set([hosts.usual, ...Object.values(hosts.bySeries)])];
}

/** Whose app a request is of: brands that share hosts are told apart by app id and operator code, which must be the same app's. */
export function brandOf(brands: readonly DemoBrand[], { host, headers }: DemoRequest): DemoBrand | undefined {
  return brands.find((brand) => {
    if (!hostsOf(brand).includes(host)) return false;
    const { app } = brand;
    return !app || (app.appId === headers["x-app-id"] && app.operatorCode === headers["x-operator-code"]);
  });
}

/** What is asked at a path, and the names that its route holds. */
export function operationOf(
  { routes }: DemoBrand,
  { method, path }: DemoRequest,
): { operation: DemoOperation; names: Record<string, string> } | undefined {
  const parts = path.split("/");
  for (const [route, operation] of Object.entries(routes)) {
    const [verb, template = ""] = route.split(" ");
    const wanted = template.split("/");
    if (verb !== method || wanted.length !== parts.length) continue;
    const names: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      if (!part.startsWith(":")) return part === parts[index];
      names[part.slice(1)] = parts[index] ?? "";
      return true;
    });
    if (fits) return { operation, names };
  }
  return undefined;
}
