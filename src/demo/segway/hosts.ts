import { cloudError } from "../../base/errors";
import { isObject, parseJson, text } from "../../base/json";
import {
  kickscooterBatteryPath,
  segwayEndpoints,
  tokenPath,
  type SegwayEndpoint,
} from "../../platforms/segway/endpoints";
import { originOf, segwayOrigins } from "../../platforms/segway/regions";
import type { DemoContext, DemoPart } from "../part";
import { Minter } from "../random";
import type { DemoAnswer, DemoRequest } from "../types";
import type { Bike } from "./bike";
import { Envelope } from "./envelope";
import { answerQuery, carryOut } from "./handlers";
import { patchBike } from "./patch";
import type { DemoPush, PushSigner } from "./push-body";
import { startPushing, type Pushing, type PushingOptions } from "./pushing";
import { DemoTokens, invalidClient } from "./tokens";
import { SegwayWorld } from "./world";

export interface SegwayDemoOptions extends Pick<DemoContext, "clock" | "seed" | "speed"> {
  /** Number of e-bikes, default 12. */
  count?: number;
}

/** The demo's operator. The letter says Europe; the secret is no secret. */
export const demoOperator: PushSigner = {
  platformCode: "EDEMO01",
  clientSecret: "00000000-demo-demo-demo-000000000001",
};

export interface SegwayPart extends DemoPart {
  /** The pushes after that sequence number, oldest first, brought to the clock's present. */
  pushes(since?: number): DemoPush[];
  /** POSTs each new push to `to` + `/v2/vehicle/<kind>` until it is stopped. */
  startPushing(options: Omit<PushingOptions, "world" | "clock">): Pushing;
}

const hosts = segwayOrigins.map((origin) => origin.replace("https://", ""));

/** The Segway half of the demo: four regional hosts, one operator in Europe, and its e-bikes. */
export function createSegwayPart(options: SegwayDemoOptions): SegwayPart {
  const { clock, seed, speed, count = 12 } = options;
  const minter = new Minter(seed, () => clock.now());
  const envelope = new Envelope(minter);
  const tokens = new DemoTokens(demoOperator, minter);
  const world = new SegwayWorld({ clock, seed, speed, count, signer: demoOperator });
  const ownHost = originOf(demoOperator.platformCode).replace("https://", "");
  const running = new Set<Pushing>();
  const credentials = { clientId: demoOperator.platformCode, clientSecret: demoOperator.clientSecret };
  const bikeOf = (id: string): Bike => {
    const bike = world.find(id);
    if (!bike) throw cloudError("VEHICLE_UNKNOWN", "The demo cloud has no such e-bike.");
    return bike;
  };
  const handle = (request: DemoRequest): DemoAnswer => {
    if (request.path === tokenPath) return tokens.answer(request, ownHost);
    const endpoint = endpointOf(request);
    if (!endpoint) return { status: 404, body: { error: "Not Found", path: request.path }, note: "no such call" };
    if (request.method !== endpoint.method) return { status: 405, body: { error: "Method Not Allowed" } };
    if (!tokens.accepts(request.headers.authorization)) return envelope.failure(15101);
    if (request.host !== ownHost) return envelope.failure(15100);
    return answer(request, endpoint, world, envelope);
  };
  return {
    hosts,
    credentials: { segway: credentials, "demo-ebikes": { ...credentials } },
    vehicles: world.bikes.map(({ iotCode, name }) => ({ id: iotCode, model: "e-bike", name, platform: "segway" })),
    handle,
    tick: () => world.tick(),
    refusal: (request, code) => (request.path === tokenPath ? invalidClient() : envelope.failure(code)),
    set(id, patch) {
      world.tick();
      patchBike(bikeOf(id), patch);
      if (patch.silent !== true) world.report(id, true);
    },
    advance: (seconds) => world.advance(seconds),
    expire: () => tokens.expire(),
    select() {
      throw cloudError("NOT_SUPPORTED", "Segway's cloud selects no vehicle.");
    },
    executions(id) {
      return { ...bikeOf(id).executions };
    },
    pushes(since) {
      world.tick();
      return world.pushes(since);
    },
    startPushing(pushingOptions) {
      const pushing = startPushing({ ...pushingOptions, world, clock });
      running.add(pushing);
      return {
        counts: pushing.counts,
        stop: () => {
          running.delete(pushing);
          return pushing.stop();
        },
      };
    },
    close() {
      for (const pushing of running) void pushing.stop();
    },
  };
}

function endpointOf(request: DemoRequest): SegwayEndpoint | undefined {
  // Kickscooters are asked for their battery here; that the demo's e-bikes answer it too is ours.
  const id = request.path === kickscooterBatteryPath ? "query.batteryInfo" : undefined;
  return segwayEndpoints.find((endpoint) => endpoint.id === id || endpoint.path === request.path);
}

function answer(request: DemoRequest, endpoint: SegwayEndpoint, world: SegwayWorld, envelope: Envelope): DemoAnswer {
  const query = new URLSearchParams(request.query);
  const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
  const body = endpoint.method === "POST" && isJson ? parseJson(request.body.toString("utf8")) : {};
  if (!isObject(body)) return envelope.failure(15004);
  // A number is what half of the page's examples send.
  const iotCode = endpoint.method === "GET" ? query.get("iotCode") : text(body.iotCode);
  if (!iotCode || !/^\d+$/.test(iotCode)) return envelope.failure(15004);
  const bike = world.find(iotCode);
  if (!bike) return envelope.failure(15102);
  if (!bike.active) return envelope.failure(15300);
  return endpoint.method === "GET"
    ? answerQuery({ world, envelope }, endpoint.id, bike, query)
    : carryOut({ world, envelope }, endpoint.id, bike, body);
}
