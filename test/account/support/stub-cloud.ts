import { cloudError, type VehicleCloudError } from "../../../src/base/errors";
import { text, type JsonObject } from "../../../src/base/json";
import type { ReadKind, ReadOptions, ReadResult } from "../../../src/platforms/platform";
import type { MeterEntry } from "../../../src/http/client";
import type { Transport, WireRequest, WireResponse } from "../../../src/http/transport";
import type {
  Platform,
  PlatformSession,
  PreparedCall,
  Reaction,
  SessionContext,
} from "../../../src/platforms/platform";
import { emptyStatus, type ListedVehicle, type VehicleStatus } from "../../../src/vehicle/model";

export const carA = "HESXTEST0P0000001";
export const carB = "HESXTEST0P0000002";
const origin = "https://stub.example";

export interface StubReport {
  reportedAt: string;
  percent?: number;
  charging?: boolean;
  driving?: boolean;
  locked?: boolean;
  odometerKm?: number;
  place?: { latitude: number; longitude: number };
}

/**
 * A cloud of the tests' own, so that session care can be watched from both sides: it gives out tokens, lets them run out, and
 * counts. It is its own network.
 */
export class StubCloud implements Transport {
  password = "right";
  /** Every request as `METHOD /path`, in order. */
  readonly log: string[] = [];
  readonly deviceIds = new Set<string>();
  vehicles: ListedVehicle[] = [
    { id: carA, model: "stub one", facts: { series: "S1" } },
    { id: carB, model: "stub two", facts: {} },
  ];
  reports: Record<string, StubReport> = {};
  target = 80;
  /** Called before a request is answered; may wait, or give another answer. */
  before: (path: string, request: WireRequest) => Promise<WireResponse | void> | WireResponse | void = () => undefined;
  closed = 0;
  #made = 0;
  #token = "";
  #refresh = "";

  /** Ends the session, as another client's sign-in does. */
  expire(what: { refresh?: boolean } = {}): void {
    this.#token = "";
    if (what.refresh) this.#refresh = "";
  }

  count(pattern: string | RegExp): number {
    return this.log.filter((line) => (typeof pattern === "string" ? line === pattern : pattern.test(line))).length;
  }

  get signIns(): number {
    return this.count("POST /sign-in");
  }

  get refreshes(): number {
    return this.count("POST /refresh");
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const { pathname } = new URL(request.url);
    this.log.push(`${request.method} ${pathname}`);
    request.signal?.throwIfAborted();
    const onAbort = new Promise<never>((_, reject) =>
      request.signal?.addEventListener("abort", () => reject(cloudError("ABORTED", "stopped")), { once: true }),
    );
    return (
      (await Promise.race([Promise.resolve(this.before(pathname, request)), onAbort])) ??
      this.#answer(pathname, request, JSON.parse(request.body ?? "{}") as JsonObject)
    );
  }

  close(): void {
    this.closed++;
  }

  #answer(path: string, { headers }: WireRequest, body: JsonObject): WireResponse {
    this.deviceIds.add(headers["device"] ?? "");
    if (path === "/sign-in") {
      return body["password"] === this.password ? this.#session() : json({ code: "wrongPassword" });
    }
    if (path === "/refresh") {
      return this.#refresh !== "" && body["refresh"] === this.#refresh ? this.#session() : json({ code: "dead" });
    }
    if (this.#token === "" || headers["token"] !== this.#token) return json({ code: "expired" }, 401);
    const [, kind = "", id = ""] = path.split("/");
    if (kind === "vehicles") return json({ list: this.vehicles });
    if (kind === "target") return json({ targetPercent: this.target });
    if (kind === "status") return json(this.reports[id] ?? { reportedAt: "2026-06-01T07:59:00Z", percent: 63 });
    return json({ ok: true });
  }

  #session(): WireResponse {
    this.#token = `token-${++this.#made}`;
    this.#refresh = `refresh-${this.#made}`;
    return json({ token: this.#token, refresh: this.#refresh });
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): WireResponse {
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** A platform on the stub cloud. Nothing in it is of a real vendor. */
export function stubPlatform(): Platform {
  return {
    id: "custom",
    hosts: [origin],
    offers: { reads: ["overview", "chargeTarget", "trips"], commands: ["lock", "horn"], pushes: [], lists: true },
    check: ({ username }) => {
      if (!username) throw cloudError("CONFIG_INVALID", "The account has no user name.");
    },
    open: (context) => new StubSession(context),
  };
}

class StubSession implements PlatformSession {
  #tokens: { token?: string; refresh?: string };

  constructor(readonly context: SessionContext) {
    this.#tokens = { ...context.stored };
  }

  get usable(): boolean {
    return this.#tokens.token !== undefined;
  }

  save(): JsonObject | undefined {
    return this.#tokens.token === undefined ? undefined : { ...this.#tokens };
  }

  adopt(stored: JsonObject): boolean {
    if (stored["token"] === this.#tokens.token) return false;
    this.#tokens = { ...stored };
    return true;
  }

  async signIn(signal?: AbortSignal): Promise<void> {
    const { username, password } = this.context.credentials;
    await this.#take("/sign-in", { username, password }, { purpose: "signIn" }, signal);
  }

  async refresh(_cause: VehicleCloudError, signal?: AbortSignal): Promise<void> {
    await this.#take("/refresh", { refresh: this.#tokens.refresh }, { purpose: "session" }, signal);
  }

  async vehicles(signal?: AbortSignal): Promise<ListedVehicle[]> {
    const answer = await this.#call("GET", "/vehicles", undefined, { purpose: "list" }, signal);
    return answer["list"] as ListedVehicle[];
  }

  async prepare(): Promise<void> {}

  read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>>;
  async read(kind: ReadKind, { id }: ListedVehicle, { signal }: ReadOptions): Promise<{ data: unknown; raw: unknown }> {
    const path = kind === "chargeTarget" ? `/target/${id}` : kind === "overview" ? `/status/${id}` : `/${kind}/${id}`;
    const raw = await this.#call("GET", path, undefined, { purpose: "read", vehicle: id }, signal);
    return { data: kind === "overview" ? this.#status(raw) : raw, raw };
  }

  command({ id }: ListedVehicle, { command }: { command: string }) {
    if (command !== "lock" && command !== "horn") throw cloudError("INPUT_INVALID", `No command ${command}.`);
    return {
      send: async (signal?: AbortSignal) => ({
        raw: await this.#call("POST", `/command/${id}`, { command }, { purpose: "command", vehicle: id }, signal),
      }),
      ...(command === "lock" ? { shows: (status: VehicleStatus) => status.locks.locked === true } : {}),
      repeatable: false,
    };
  }

  prepareCall(endpointId: string): PreparedCall {
    const send = async (_vehicle: unknown, signal?: AbortSignal) => {
      const raw = await this.#call("GET", `/${endpointId}`, undefined, { purpose: "other" }, signal);
      return { data: raw, raw, status: 200 };
    };
    return { purpose: "command", send };
  }

  react(error: VehicleCloudError): Reaction {
    const codes: Record<string, Reaction> = { busy: "wait", again: "prepare", nonce: "resign" };
    return error.code === "SIGN_IN_NEEDED" ? "refresh" : (codes[error.platformCode ?? ""] ?? "none");
  }

  diagnostics(): JsonObject {
    return { stub: true };
  }

  #status(raw: JsonObject): VehicleStatus {
    const report = raw as unknown as StubReport;
    const status = emptyStatus(new Date(this.context.clock.now()).toISOString());
    status.reportedAt = report.reportedAt;
    status.stale = report.reportedAt === null;
    if (report.percent !== undefined) status.battery.percent = report.percent;
    if (report.charging !== undefined) status.battery.charging = report.charging;
    if (report.driving !== undefined) status.motion.driving = report.driving;
    if (report.locked !== undefined) status.locks.locked = report.locked;
    if (report.odometerKm !== undefined) status.odometerKm = report.odometerKm;
    if (report.place) status.position = { ...report.place };
    return status;
  }

  async #take(path: string, body: JsonObject, meter: MeterEntry, signal?: AbortSignal): Promise<void> {
    const answer = await this.#call("POST", path, body, meter, signal);
    this.#tokens = { token: String(answer["token"]), refresh: String(answer["refresh"]) };
    await this.context.changed();
  }

  async #call(
    method: "GET" | "POST",
    path: string,
    body: JsonObject | undefined,
    meter: MeterEntry,
    signal?: AbortSignal,
  ): Promise<JsonObject> {
    const headers = { token: this.#tokens.token ?? "", device: this.context.deviceId };
    const build = () => ({ method, origin, path, headers, body: body && JSON.stringify(body) });
    const answer = await this.context.http.call(build, { meter, signal });
    const result = (answer.json ?? {}) as JsonObject;
    const details = { host: answer.host, httpStatus: answer.status, platformCode: text(result["code"]) };
    if (answer.status === 401) throw cloudError("SIGN_IN_NEEDED", "The session has run out.", details);
    if (answer.status === 403) throw cloudError("SIGN_IN_BLOCKED", "Too many sign-ins.", details);
    switch (result["code"]) {
      case undefined:
        return result;
      case "wrongPassword":
        throw cloudError("SIGN_IN_REJECTED", "User name or password is wrong.", details);
      case "dead":
        throw cloudError("SIGN_IN_NEEDED", "The session cannot be renewed.", details);
      case "noData":
        throw cloudError("VEHICLE_OFFLINE", "No data just now.", { ...details, lastReadingServes: true });
      case "busy":
        throw cloudError("VEHICLE_BUSY", "Busy.", { ...details, retryAfterMs: 15_000 });
      default:
        throw cloudError("CLOUD_UNAVAILABLE", `Code ${JSON.stringify(result["code"])}.`, details);
    }
  }
}
