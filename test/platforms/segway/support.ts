import { ManualClock } from "../../../src/base/clock";
import { silentLogger, type Logger } from "../../../src/base/logger";
import type { JsonObject } from "../../../src/base/json";
import { Faults } from "../../../src/demo/faults";
import { DemoLog } from "../../../src/demo/log";
import { createSegwayPart, demoOperator, type SegwayPart } from "../../../src/demo/segway/hosts";
import { DemoServer } from "../../../src/demo/server";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import { HttpClient, type MeterEntry } from "../../../src/http/client";
import type { Transport, WireRequest } from "../../../src/http/transport";
import { segwayPlatform } from "../../../src/platforms/segway";
import type { PlatformSession, SessionContext, TableVehicle } from "../../../src/platforms/platform";
import type { ListedVehicle, VehicleStatus } from "../../../src/vehicle/model";

export const clientId = demoOperator.platformCode;
export const clientSecret = demoOperator.clientSecret;

export const vehicle = (id: string): ListedVehicle => ({ id, model: "Segway", facts: {} });
/** An id that no table and no demo knows; made up. */
export const bikeId = "860000000000017";

export interface Opened {
  clock: ManualClock;
  session: PlatformSession;
  /** What the session asked for, by purpose. */
  metered: MeterEntry[];
  /** How often it wanted to be stored. */
  saves: JsonObject[];
  warnings: string[];
}

export interface OpenOptions extends Partial<Pick<SessionContext, "profile" | "stored" | "deviceId" | "credentials">> {
  clock?: ManualClock;
  table?: readonly TableVehicle[];
  baseUrls?: Record<string, string>;
}

export function open(transport: Transport, options: OpenOptions = {}): Opened {
  const clock = options.clock ?? new ManualClock();
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
  const metered: MeterEntry[] = [];
  const saves: JsonObject[] = [];
  const http = new HttpClient({
    transport,
    clock,
    logger,
    allowed: segwayPlatform.hosts,
    baseUrls: options.baseUrls,
    onRequest: (entry) => metered.push(entry),
  });
  const session: PlatformSession = segwayPlatform.open({
    credentials: options.credentials ?? { clientId, clientSecret },
    http,
    clock,
    logger,
    deviceId: options.deviceId ?? "000000".padEnd(32, "0"),
    stored: options.stored,
    table: options.table ?? [],
    profile: options.profile,
    changed: async () => {
      saves.push(session.save() ?? {});
    },
  });
  return { clock, session, metered, saves, warnings };
}

export interface Answered {
  status?: number;
  json?: unknown;
  text?: string;
}

/** A transport that answers from a function, and keeps what it was asked. */
export function stub(
  answer: (request: WireRequest) => Answered | Promise<Answered>,
): Transport & { asked: WireRequest[] } {
  const asked: WireRequest[] = [];
  return {
    asked,
    async send(request) {
      asked.push(request);
      const { status = 200, json, text } = await answer(request);
      return { status, headers: {}, body: Buffer.from(text ?? JSON.stringify(json)) };
    },
    close: () => undefined,
  };
}

export const tokenAnswer = (accessToken = "token-1", expiresIn = 43_199): Answered => ({
  json: { access_token: accessToken, token_type: "bearer", expires_in: expiresIn, scope: "read write trust" },
});

export const isTokenCall = (request: WireRequest): boolean => request.url.endsWith("/oauth/token");

/** Answers the token call, and every other with this body. */
export const always = (json: unknown, status = 200): ReturnType<typeof stub> =>
  stub((request) => (isTokenCall(request) ? tokenAnswer() : { status, json }));

export const done = (data: unknown = null): JsonObject => ({ code: 0, msg: "Success", data, t: 1, opId: "op" });

export interface OpenedDemo extends Opened {
  part: SegwayPart;
  faults: Faults;
  log: DemoLog;
  ids: string[];
  baseUrls: Record<string, string>;
  read(kind: "overview" | "location" | "batteryDetails", id: string, options?: JsonObject): Promise<VehicleStatus>;
  close(): Promise<void>;
}

/** The demo's Segway half on a real loopback server, and a signed-in session; all bikes stand still. */
export async function openDemo(options: OpenOptions & { count?: number } = {}): Promise<OpenedDemo> {
  const clock = options.clock ?? new ManualClock();
  const part = createSegwayPart({ clock, seed: 1, speed: 1, count: options.count });
  const faults = new Faults(1);
  const log = new DemoLog();
  const server = await DemoServer.listen({
    port: 0,
    latencyMs: 0,
    background: false,
    faults,
    log,
    clock,
    parts: [part],
  });
  const baseUrls = Object.fromEntries(
    segwayPlatform.hosts.map((origin) => [origin, `${server.url}/${origin.replace("https://", "")}`]),
  );
  const transport = createAxiosTransport();
  const ids = part.vehicles.map(({ id }) => id);
  for (const id of ids) {
    const plain = { still: true, online: true, speed: 0, locked: true, fallen: false, percent: 50, charging: false };
    part.set(id, plain);
  }
  const opened = open(transport, { ...options, clock, baseUrls });
  await opened.session.signIn();
  return {
    ...opened,
    part,
    faults,
    log,
    ids,
    baseUrls,
    async read(kind, id, params) {
      return (await opened.session.read(kind, vehicle(id), { params })).data as VehicleStatus;
    },
    async close() {
      transport.close();
      part.close();
      await server.close();
    },
  };
}

/** A call of the vendor's page as the account makes it: prepared, then sent. */
export async function callOf(session: PlatformSession, id: string, params: JsonObject): Promise<JsonObject> {
  const prepared = session.prepareCall(id, params);
  return (await prepared.send(vehicle(prepared.vehicle ?? ""))).raw as JsonObject;
}
