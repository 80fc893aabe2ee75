import { createHash } from "node:crypto";
import { text, type JsonObject } from "../../../base/json";
import { endpoints, unknownOrigin, type Endpoint } from "../../../platforms/ecarx/catalogue/endpoints";
import { euServices, intlServices } from "../../../platforms/ecarx/profiles/smart-services";
import type { DemoCar } from "../../car/car";
import type { DemoAnswer, DemoRequest } from "../../types";
import type { DemoCatalogue, DemoCatalogueWorld } from "../brand";
import { carOf, effectOf } from "./catalogue-effects";
import { gatewayCheck } from "./gateway-check";
import { isRefused, refused, vehicleAnswer, vehicleRefusal, type Refused } from "../envelope";
import { formOf, jsonOf, queryOf } from "../parse";
import { shapeOf } from "./catalogue-shapes";

/**
 * The rest of the catalogue: what no part of the demo plays is answered from the inventory itself. Method, path, scheme and
 * required parameters are checked; the answer says what was understood. All of it is ours: nobody has recorded these answers.
 */

/** What an owner would have to bring; made up, and good here only. */
export const demoSecrets = {
  headerSecret: "demo-header-secret",
  dcsToken: "demo-dcs-token",
  dcsClientSecret: "demo-dcs-client-secret",
} as const;

interface Served {
  endpoint: Endpoint;
  scheme: string;
  market: "eu" | "intl";
  segments: readonly string[];
}

const hostOf = (origin: string): string => origin.replace("https://", "");
/** Vehicle calls are played by the vehicle API, which asks here for what it has not. */
const vehicleHost = "";
const sessionHost = "api.ecloudeu.com";

const byHost = new Map<string, Served[]>();
for (const { region: market, services, urlnames, routing } of [euServices, intlServices]) {
  for (const endpoint of endpoints) {
    const access = services[endpoint.service];
    if (!access || (endpoint.region !== "both" && endpoint.region !== market) || endpoint.endsSession) continue;
    const own = access.hostUnknown ? unknownOrigin(endpoint.service) : access.origin;
    const path = `${endpoint.base ?? access.base ?? ""}/${endpoint.path.replace(/^\//, "")}`;
    const row = { endpoint, scheme: access.scheme, market, segments: path.split("/") };
    const routed = own ? [] : Object.values(routing).flatMap((domain) => urlnames.map((name) => `${name}.${domain}`));
    for (const host of own ? [hostOf(own)] : [vehicleHost, ...routed])
      byHost.set(host, [...(byHost.get(host) ?? []), row]);
  }
}

export const catalogueHosts: readonly string[] = [...byHost.keys()].filter((host) => host !== vehicleHost);

/** Played by other parts of the demo, in their recorded shapes. */
const played: readonly string[] = ["gsv.ability", "ota-aws.app-info"];

/** The answer of a service that no other part plays; undefined = another part's, or nobody's. */
function catalogueAnswer(request: DemoRequest, world: DemoCatalogueWorld): DemoAnswer | undefined {
  const rows = find(request, request.host);
  const row = rows.find(({ market }) => market === marketOf(request, world)) ?? rows[0];
  if (!row || (played.includes(row.endpoint.id) && !request.headers["xs-sign-value"])) return undefined;
  const session = world.people.minter.hex("answer");
  const wrong = check(request, row, world);
  if (wrong && "status" in wrong) return wrong;
  if (wrong) return vehicleRefusal(session, wrong);
  return answer(request, row, session);
}

/** For the vehicle API: what it has no part for. Signature and session are its to check, the car too. */
function unplayed(request: DemoRequest, cars: readonly DemoCar[]): { data: unknown; note: string } | Refused {
  const [row] = find(request, vehicleHost);
  if (!row) return refused("1405", "not a path of the demo");
  const { endpoint } = row;
  const vins = cars.map(({ model }) => model.vin);
  const wrong = missing(request, row) ?? strangersCar(request, row, vins);
  if (wrong) return wrong;
  const parts = request.path.split("/");
  const car = carOf(request, parts[row.segments.indexOf("{vin}")], cars);
  // Recorded of cars without the option (docs/protocol/ecarx-smart.md 5.10 to 5.20).
  if (endpoint.observed?.answers?.some((said) => said.startsWith("1405")) && !car?.model.hasExtras)
    return refused("1405", "the car has not the option");
  const effect = car ? effectOf(endpoint.id, request, car, parts.at(-1)!) : {};
  const data = Array.isArray(effect) ? effect : { ...effect, ...understood(request, row) };
  return { data, note: `${endpoint.id}: ours` };
}

/** A path of the catalogue without any parameter: what stands at its end is no car. */
function isLiteral(request: DemoRequest): boolean {
  return find(request, vehicleHost).some(({ segments }) => !segments.some((segment) => segment.startsWith("{")));
}

function find(request: DemoRequest, host: string): Served[] {
  const { method, path } = request;
  const parts = path.split("/");
  const open = ({ segments }: Served): number => segments.filter((segment) => segment.startsWith("{")).length;
  const found = (byHost.get(host) ?? []).filter(
    ({ endpoint, segments }) =>
      (endpoint.method === null || endpoint.method === method) &&
      segments.length === parts.length &&
      segments.every((segment, at) => (/^\{\w+\}$/.test(segment) ? parts[at] !== "" : segment === parts[at])),
  );
  const unfit = (row: Served): number => Number(missing(request, row) !== undefined);
  // `…/status/location` before `…/status/{vin}`; of several at one path the one whose query fits, and of these the closest.
  return found.sort(
    (a, b) => open(a) - open(b) || unfit(a) - unfit(b) || b.endpoint.query.length - a.endpoint.query.length,
  );
}

function marketOf({ headers }: DemoRequest, { people }: DemoCatalogueWorld): string | undefined {
  const token = headers["authorization"] ?? "";
  return (people.apiOf(token)?.person ?? people.oauthOf(token.replace(/^Bearer /, "")))?.brand.platform.replace(
    "smart-",
    "",
  );
}

/** What the scheme wants, then what the inventory says that the call needs. */
function check(request: DemoRequest, row: Served, world: DemoCatalogueWorld): Refused | DemoAnswer | undefined {
  const { headers } = request;
  const { people, verifier, now } = world;
  const no = (note: string): DemoAnswer => ({ status: 401, body: { message: note }, note });
  const bearer = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1] ?? "";
  switch (row.scheme) {
    case "session": {
      // As on the host of vehicle calls: the signature does not hold the host.
      const there = { ...request, host: sessionHost };
      const wrong = verifier.signature(there);
      if (wrong) return wrong;
      const session = verifier.session(there);
      if (isRefused(session)) return session;
      const strange = strangersCar(request, row, session.person.cars);
      if (strange) return strange;
      break;
    }
    case "eco":
      if (!people.oauthOf(bearer) || headers["access-token"] !== bearer) return no("no bearer of a living sign-in");
      break;
    case "gateway": {
      const wrong = gatewayCheck(request, now());
      if (wrong) return wrong;
      const session = people.apiOf(headers["authorization"] ?? "");
      if (session?.person.brand.platform !== "smart-intl") return no("API token missing, expired or of another market");
      break;
    }
    case "header": {
      const { "xs-channel-id": channel, "xs-sign-uuid": uuid, "xs-sign-timestamp": time } = headers;
      const signed = `${channel}&${uuid}&${time}&SHA256&${demoSecrets.headerSecret}`;
      const value = createHash("sha256").update(signed).digest("hex");
      if (headers["xs-sign-value"] !== value) return no("Xs-Sign-Value does not match");
      break;
    }
    case "bearer":
      if (bearer !== demoSecrets.dcsToken) return no("not the token of the charging service");
      break;
    case "form":
      if (formOf(request).get("client_secret") !== demoSecrets.dcsClientSecret) return no("client_secret is wrong");
      break;
    default:
      if (headers["authorization"] !== undefined) return no("a token where none belongs");
  }
  return missing(request, row);
}

/** Values that the inventory fixes, and those that it names and nobody may leave out. */
function missing(request: DemoRequest, { endpoint }: Served): Refused | undefined {
  const query = queryOf(request);
  const wrong = endpoint.query.find(({ name, value }) =>
    value === null ? !query.get(name) : query.get(name) !== value,
  );
  return wrong && refused("1400", `${wrong.name} is missing or not what it must be`);
}

function strangersCar(
  request: DemoRequest,
  { endpoint, segments }: Served,
  cars: readonly string[],
): Refused | undefined {
  const at = segments.indexOf("{vin}");
  const inQuery = endpoint.query.some(({ name }) => name === "vin") ? queryOf(request).get("vin") : undefined;
  const vin = at >= 0 ? request.path.split("/")[at] : inQuery;
  return vin && !cars.includes(vin) ? refused("8006", "no car of this account") : undefined;
}

function answer(request: DemoRequest, row: Served, session: string): DemoAnswer {
  const note = `${row.endpoint.id}: ours`;
  const data = understood(request, row);
  if (row.scheme === "session") return vehicleAnswer(session, data, note);
  if (row.scheme === "open") return { status: 200, note, body: data };
  return { status: 200, code: "200", note, body: { code: "200", message: "success", result: data } };
}

/** What was understood, beside what an example needs to look at. */
function understood(request: DemoRequest, { endpoint, segments }: Served): JsonObject {
  const parts = request.path.split("/");
  const path = Object.fromEntries(
    segments.flatMap((segment, at) => (/^\{\w+\}$/.test(segment) ? [[segment.slice(1, -1), parts[at]]] : [])),
  );
  const query = Object.fromEntries(queryOf(request));
  const body = jsonOf(request);
  return {
    ...shapeOf(endpoint.id, query),
    demo: "made up by the demo cloud: nobody has recorded an answer of this endpoint",
    understood: {
      endpoint: endpoint.id,
      method: request.method,
      ...(Object.keys(path).length > 0 ? { path } : {}),
      ...(Object.keys(query).length > 0 ? { query } : {}),
      ...(body ? { body: text(body.client_secret) ? "a form" : body } : {}),
    },
  };
}

export const smartCatalogue: DemoCatalogue = { hosts: catalogueHosts, answer: catalogueAnswer, unplayed, isLiteral };
