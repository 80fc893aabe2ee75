import { cloudError } from "../../base/errors";
import { isObject, parseJson } from "../../base/json";
import {
  appHeaders,
  commandsBase,
  gatewayOrigin,
  isPart,
  signInOrigin,
  tokenPath,
  validatePath,
  vehiclesBase,
} from "../../platforms/lynkco-eu/endpoints";
import { signGatewayPath } from "../../platforms/lynkco-eu/signing";
import { CarTime } from "../car/time";
import type { DemoContext, DemoPart } from "../part";
import { Minter } from "../random";
import type { DemoAnswer, DemoFate, DemoRequest } from "../types";
import { LynkcoCar } from "./car";
import { carryOutFor } from "./commands";
import { LynkcoSignIn } from "./sign-in";

const signInHost = signInOrigin.replace("https://", "");
const gatewayHost = gatewayOrigin.replace("https://", "");
/** Invented: no car has it. */
export const lynkcoDemoVin = "LYNKDEM08EU000001";

const nonceMs = 600_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A command reaches the car after so many of its seconds. */
const usualDelay = 2;

/** Lynk & Co's cloud in Europe with one owner and one 08: what is signed, and how, is checked as it is recorded. */
export function createLynkcoPart({ clock, seed, speed }: DemoContext): DemoPart {
  const signIn = new LynkcoSignIn(new Minter(seed, () => clock.now()));
  const car = new LynkcoCar(lynkcoDemoVin, new CarTime(clock, speed));
  const nonces = new Map<string, number>();
  const tick = (): void => car.live(0);

  /** Why the gateway does not take a request; undefined = it does. */
  const refusal = ({ headers, path }: DemoRequest): DemoAnswer | undefined => {
    const unauthorized = (note: string): DemoAnswer => ({ status: 401, body: { message: "Unauthorized" }, note });
    const token = headers["x-auth-token"] ?? "";
    const access = signIn.access(token);
    if (!access || headers.authorization !== `Bearer ${token}`) return unauthorized("no living token");
    const nonce = headers["x-nonce"] ?? "";
    const signed = signGatewayPath(access.snowflakeId, nonce, path);
    if (headers["x-signature-version"] !== "v2" || headers["x-signature"] !== signed) return unauthorized("signature");
    // That a nonce is taken once only, and a token only after its registration, is ours.
    for (const [old, at] of nonces) if (clock.now() - at > nonceMs) nonces.delete(old);
    if (!uuid.test(nonce) || nonces.has(nonce)) return unauthorized("nonce");
    nonces.set(nonce, clock.now());
    if (!access.validated && path !== validatePath) return unauthorized("the session was not validated");
    const missing = ["x-customernumber", "x-deviceid", ...Object.keys(appHeaders)].find((name) => !headers[name]);
    if (missing !== undefined || headers["x-customerid"] !== access.snowflakeId) {
      return { status: 400, body: { message: "Bad Request" }, note: `header ${missing ?? "x-customerid"}` };
    }
    return undefined;
  };

  const validate = (request: DemoRequest): DemoAnswer => {
    const body = parseJson(request.body.toString("utf8"));
    const good = isObject(body) && body.isLogin === true && body.deviceUuid === request.headers["x-deviceid"];
    if (!good) return { status: 400, body: { message: "Bad Request" }, note: "validate-session" };
    const access = signIn.access(request.headers["x-auth-token"] ?? "");
    if (access) access.validated = true;
    return { status: 200, body: {}, note: "validated" };
  };

  const gateway = (request: DemoRequest): DemoAnswer => {
    const refused = refusal(request);
    if (refused) return refused;
    const { method, path } = request;
    if (method === "POST" && path === validatePath) return validate(request);
    if (method === "GET" && path === `${vehiclesBase}/list/vehicles`) {
      return { status: 200, body: { listOfVehicles: [{ vehicle: { vin: car.vin, model: "DX11" }, role: "OWNER" }] } };
    }
    const part = path.startsWith(`${vehiclesBase}/vehicle/${car.vin}/`) && path.slice(path.lastIndexOf("/") + 1);
    if (method === "GET" && isPart(part)) return { status: 200, body: car.report(part) };
    const prefix = `${commandsBase}/vehicle/${car.vin}/command/`;
    if (method === "POST" && path.startsWith(prefix)) return command(path.slice(prefix.length), request);
    return { status: 404, body: { message: "Not Found" }, note: "no such call" };
  };

  const command = (name: string, request: DemoRequest): DemoAnswer => {
    const act = carryOutFor(car.state, name, new URLSearchParams(request.query), request.body);
    if (typeof act === "string") return { status: 400, body: { message: act }, note: act };
    const delay = delayOf(request.fate);
    if (delay !== undefined) car.later(delay, name, name === "request_location" ? () => car.locate() : act);
    return { status: 200, body: { status: "COMMAND_RECEIVED" }, note: delay === undefined ? "lost" : "accepted" };
  };

  return {
    hosts: [signInHost, gatewayHost],
    credentials: { "lynkco-eu": signIn.issue() },
    vehicles: [{ id: car.vin, model: "Lynk & Co 08", name: "Lynk & Co 08 0001", platform: "lynkco-eu" }],
    handle(request) {
      tick();
      return request.host === signInHost ? signIn.answer(request) : gateway(request);
    },
    tick,
    refusal: (request, code) =>
      request.path === tokenPath ? { status: 400, body: { error: code }, code } : { status: 400, body: { code }, code },
    set(_id, patch) {
      tick();
      car.patch(patch);
    },
    advance(seconds) {
      car.live(seconds);
    },
    expire: (what) => signIn.expire(what),
    select() {
      throw cloudError("NOT_SUPPORTED", "Lynk & Co's cloud in Europe selects no vehicle.");
    },
    executions() {
      tick();
      return { ...car.executions };
    },
    close() {},
  };
}

function delayOf(fate: DemoFate | undefined): number | undefined {
  if (fate === undefined) return usualDelay;
  return fate === "lost" ? undefined : fate.lateSeconds;
}
