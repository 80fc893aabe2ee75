import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { cloudError } from "../../base/errors";
import { own, parseJson, type JsonObject } from "../../base/json";
import { CarTime } from "../car/time";
import type { DemoContext, DemoPart } from "../part";
import { Minter } from "../random";
import type { DemoAnswer, DemoRequest } from "../types";
import { GricCar } from "./car";
import { GricSessions } from "./session";

const coreHost = "gric-api.geely.com";
const carHost = "gric-hf-api.geely.com";
/** Invented: no car has it. */
export const gricDemoVin = "LYNKDEM01GR000001";

/** Without these the gateway answers 00A02 and names the one that is missing; which it demands beyond them is not known. */
const demanded = [
  "accept-language",
  "x-api-signature-nonce",
  "x-api-signature-version",
  "x-app-id",
  "x-device-id",
  "x-signature",
  "x-tenant-id",
  "x-timestamp",
];

/**
 * The gateway of Lynk & Co's app 4.x with one owner and one 01. It checks what is recorded of it: the signature over language,
 * token and `x-` headers, the identifier of a vehicle, the pair of tokens, the tenant. How old a request may be, and whether a
 * nonce serves twice, nobody knows: it does not look (docs/protocol/lynkco-geely.md 3.2 and 14).
 */
export function createGricPart({ clock, seed, speed }: DemoContext): DemoPart {
  const minter = new Minter(seed, () => clock.now());
  const key = minter.hex("gric-key");
  const pair = { key: minter.bytes("gric-aes").subarray(0, 16), iv: minter.bytes("gric-iv").subarray(0, 16) };
  const sessions = new GricSessions(minter);
  const car = new GricCar(gricDemoVin, new CarTime(clock, speed));
  const tick = (): void => car.live(0);

  const vehicleOf = (identifier: string): string | undefined => {
    try {
      const cipher = createDecipheriv("aes-128-cbc", pair.key, pair.iv);
      return Buffer.concat([cipher.update(identifier, "base64"), cipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  };

  const refusal = (request: DemoRequest): DemoAnswer | undefined => {
    const { headers, query, body } = request;
    const missing = demanded.find((name) => !headers[name]);
    if (missing !== undefined) return refused("00A02", `header ${missing} is required`);
    // In which order both would be signed is not known, so none of ours may have both.
    if (query !== "" && body.length > 0) return refused("00A06", "query and body together");
    return headers["x-signature"] === signatureOf(request, key) ? undefined : refused("00A06", "signature");
  };

  const renew = (request: DemoRequest): DemoAnswer => {
    const given = parseJson(request.body.toString("utf8"));
    // Seen of the call that gives the first token, with another brand's tenant.
    if (request.headers["x-tenant-id"] !== "LYNKCO")
      return success({ accessToken: "", refreshToken: "" }, "another tenant");
    const renewed = sessions.renew(own(given, "refreshToken"));
    if (!renewed) return refused("1018P061", "refresh token invalid");
    const { accessToken, refreshToken, accessExpires, refreshExpires } = renewed;
    const times = { accessExpiresTimestamp: accessExpires, refreshExpiresTimestamp: refreshExpires };
    return success({ accessToken, refreshToken, ...times }, "renewed");
  };

  const list = (): DemoAnswer =>
    success({
      list: [
        {
          vin: car.vin,
          seriesCode: "CX11",
          modelName: "Lynk & Co 01",
          nickName: "",
          brandCode: "LYNKCO",
          tenantId: "LYNKCO",
          tspHost: `https://${carHost}`,
          defaultCarFlag: 1,
          isOwner: true,
          engineType: "ICE",
        },
      ],
    });

  const handle = (request: DemoRequest): DemoAnswer => {
    const wrong = refusal(request);
    if (wrong) return wrong;
    const { method, host, path, headers } = request;
    const call = `${method} ${host}${path}`;
    if (call === `POST ${coreHost}/ms-midground-user/api/v1.0/user/auth/refresh/token`) return renew(request);
    if (!headers.authorization) return refused("00A02", "header authorization is required");
    const dead = sessions.refusal(headers.authorization);
    if (dead !== undefined) return refused(dead, "token invalid");
    if (call === `GET ${coreHost}/ms-vehicle-core/api/v1.0/vehicle/favorite-vehicles`) return list();
    if (call === `GET ${carHost}/ms-vehicle-status/api/v2.0/vehicle/status/latest`) {
      const identifier = headers["x-vehicle-identifier"];
      if (!identifier) return refused("00A02", "header x-vehicle-identifier is required");
      const vin = vehicleOf(identifier);
      if (vin === undefined) return refused("00A06", "identifier");
      return vin === car.vin ? success(car.report) : refused("079001", "not this account's vehicle");
    }
    return { status: 404, body: { code: "404", msg: "Not Found" }, note: "no such call" };
  };

  return {
    hosts: [coreHost, carHost],
    credentials: {
      "lynkco-gric": {
        accessToken: sessions.pair.accessToken,
        refreshToken: sessions.pair.refreshToken,
        signingSecret: key,
        vehicleIdentifier: `${pair.key.toString("hex")}:${pair.iv.toString("hex")}`,
      },
    },
    vehicles: [{ id: car.vin, model: "Lynk & Co 01", name: "Lynk & Co 01 0001", platform: "lynkco-gric" }],
    handle(request) {
      tick();
      return handle(request);
    },
    tick,
    refusal: (_request, code) => refused(code, "fault"),
    set(_id, patch) {
      tick();
      car.patch(patch);
    },
    advance(seconds) {
      car.live(seconds);
    },
    expire: (what) => sessions.expire(what),
    select() {
      throw cloudError("NOT_SUPPORTED", "Lynk & Co's app 4.x selects no vehicle.");
    },
    executions: () => ({}),
    close() {},
  };
}

/** Written apart from the client's, from the same page. */
function signatureOf({ method, path, query, headers, body }: DemoRequest, key: string): string {
  const names = Object.keys(headers).sort();
  let text = "";
  for (const name of names) {
    const counts = name === "accept-language" || name === "authorization" || /^x-(?!signature$)/.test(name);
    if (counts && headers[name]) text += `${name}:${headers[name]}\n`;
  }
  if (query) text += `${query}\n`;
  if (body.length > 0) text += `${createHash("md5").update(body).digest("base64")}\n`;
  return createHmac("sha256", key).update(`${text}${method}\n${path}`).digest("base64");
}

function success(data: JsonObject, note?: string): DemoAnswer {
  return { status: 200, body: { code: "0", msg: "success", data }, code: "0", ...(note ? { note } : {}) };
}

function refused(code: string, note: string): DemoAnswer {
  return { status: 200, body: { code, msg: note }, code, note };
}
