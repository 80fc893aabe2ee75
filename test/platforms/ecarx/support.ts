import { ManualClock } from "../../../src/base/clock";
import type { VehicleCloudError } from "../../../src/base/errors";
import type { JsonObject } from "../../../src/base/json";
import { silentLogger } from "../../../src/base/logger";
import { HttpClient } from "../../../src/http/client";
import type { Transport, WireRequest } from "../../../src/http/transport";
import type { Platform, PlatformSession, SessionContext } from "../../../src/platforms/platform";
import { ecarxPlatform } from "../../../src/platforms/ecarx/platform";
import { smartEu } from "../../../src/platforms/ecarx/profiles/smart-eu";
import { smartIntl } from "../../../src/platforms/ecarx/profiles/smart-intl";
import type { ListedVehicle } from "../../../src/vehicle/model";

export const smartEuPlatform = (): Platform => ecarxPlatform(smartEu);
export const smartIntlPlatform = (): Platform => ecarxPlatform(smartIntl);

/** A request as a host sees it. */
export interface Asked {
  method: string;
  host: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
}

export interface Given {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type Answer = Given | Error | ((asked: Asked) => Given | Error | Promise<Given>);

/**
 * A network that answers from a script: `METHOD host/path` (or just the end of it) → answers, the last one for ever. What is
 * not in the script fails the request, so that a test sees every request that is made.
 */
export class ScriptedNetwork implements Transport {
  readonly asked: Asked[] = [];
  readonly script = new Map<string, Answer[]>();
  closed = false;

  on(key: string, ...answers: Answer[]): this {
    this.script.set(key, answers);
    return this;
  }

  async send(request: WireRequest): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
    const url = new URL(request.url);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]),
    );
    const asked: Asked = {
      method: request.method,
      host: url.host,
      path: url.pathname,
      query: request.url.split("?")[1] ?? "",
      headers,
      body: request.body ?? "",
    };
    this.asked.push(asked);
    request.signal?.throwIfAborted();
    const key = `${asked.method} ${asked.host}${asked.path}`;
    const answers = [...this.script].find(([known]) => key === known || key.endsWith(known))?.[1];
    if (!answers?.length) throw new Error(`not in the script: ${key}`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const given = typeof answer === "function" ? await answer(asked) : answer;
    if (given instanceof Error || given === undefined) throw given ?? new Error("no answer");
    const plain = typeof given.body === "string" || Buffer.isBuffer(given.body);
    const body = plain ? given.body : given.body === undefined ? "" : JSON.stringify(given.body);
    return { status: given.status ?? 200, headers: given.headers ?? {}, body: Buffer.from(body as string) };
  }

  close(): void {
    this.closed = true;
  }

  /** `METHOD host/path` of each request so far. */
  get lines(): string[] {
    return this.asked.map(({ method, host, path }) => `${method} ${host}${path}`);
  }

  count(end: string): number {
    return this.lines.filter((line) => line.endsWith(end)).length;
  }
}

export const ok = (data: unknown = null): Given => ({ body: { code: "1000", success: true, data } });
export const code = (value: string | number, message = ""): Given => ({
  body: { code: value, success: false, message, data: null },
});
export const redirect = (location: string): Given => ({ status: 302, headers: { location } });

export const api = "api.ecloudeu.com";
export const apiv2 = "apiv2.ecloudeu.com";
export const exchangePath = "/auth/account/session/secure";
export const selectPath = "/device-platform/user/session/update";
export const statusPath = (id: string): string => `/remote-control/vehicle/status/${id}`;

/** Answer of the exchange; the API token is `token`. */
export const exchanged = (token: string): Given => ({
  body: {
    code: 1000,
    success: true,
    data: { accessToken: token, refreshToken: `r-${token}`, userId: "112233", clientId: "C1", expiresIn: 4579200 },
  },
});

export const one: ListedVehicle = {
  id: "HESXTEST0P0000001",
  model: "smart #1",
  facts: { series: "HX11", matCode: "HX1H2D3B6213001257" },
};
export const five: ListedVehicle = { id: "HESYTEST0P0000005", model: "smart #5", facts: { series: "HY11" } };

export const storedSession = {
  oauth: { access: "st2.s.old", refresh: "or" },
  api: { token: "T0", userId: "112233", refresh: "R0", clientId: "C0", since: 1 },
};

export interface Opened {
  session: PlatformSession;
  network: ScriptedNetwork;
  clock: ManualClock;
  http: HttpClient;
  /** What `save()` gave each time `changed()` was called. */
  saved: (JsonObject | undefined)[];
}

export interface OpenOptions {
  /** smart Europe unless told. */
  platform?: Platform;
  stored?: JsonObject | null;
  baseUrls?: Record<string, string>;
  patienceMs?: number;
  /** More of what the account gives to a session. */
  context?: Partial<SessionContext>;
}

/** A session on a scripted network; with a stored session unless told. */
export function openSession(options: OpenOptions = {}): Opened {
  const network = new ScriptedNetwork();
  const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: options.patienceMs ?? 2000 });
  const platform = options.platform ?? smartEuPlatform();
  const { baseUrls } = options;
  const http = new HttpClient({ transport: network, clock, logger: silentLogger, allowed: platform.hosts, baseUrls });
  const saved: (JsonObject | undefined)[] = [];
  const session: PlatformSession = platform.open({
    credentials: { username: "driver@example.org", password: "correct horse" },
    http,
    clock,
    logger: silentLogger,
    deviceId: "0123456789abcdef0123456789abcdef",
    stored: options.stored === undefined ? structuredClone(storedSession) : (options.stored ?? undefined),
    table: [],
    changed: () => {
      saved.push(structuredClone(session.save()));
      return Promise.resolve();
    },
    ...options.context,
  });
  return { session, network, clock, http, saved };
}

/** The error a promise rejects with; fails if it resolves. */
export async function failure(promise: Promise<unknown>): Promise<VehicleCloudError> {
  try {
    await promise;
  } catch (error) {
    return error as VehicleCloudError;
  }
  throw new Error("it was expected to fail");
}

/** A call of the catalogue as the account makes it: prepared, then sent. */
export async function callOf(
  session: PlatformSession,
  id: string,
  params: JsonObject,
  vehicle?: ListedVehicle,
): Promise<unknown> {
  return (await session.prepareCall(id, params).send(vehicle)).raw;
}
