/** Odd answers of Lynk & Co's cloud in Europe: what they are to whoever asked, and what is not asked again. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import type { JsonObject } from "../../../src/base/json";
import type { Logger } from "../../../src/base/logger";
import { HttpClient } from "../../../src/http/client";
import { lynkcoEuPlatform } from "../../../src/platforms/lynkco-eu";
import type { Credentials, PlatformSession } from "../../../src/platforms/platform";
import type { ListedVehicle, VehicleStatus } from "../../../src/vehicle/model";
import { failure, ScriptedNetwork, type Answer } from "../ecarx/support";

const vin = "LYNKTEST08EU00001";
const car: ListedVehicle = { id: vin, model: "Lynk & Co 08", facts: { model: "DX11" } };
const start = Date.parse("2026-06-01T08:00:00Z");
const gateway = "agw.mobile-app.lynkco.biz/mobile-app";
const list = `GET ${gateway}/love/v1/list/vehicles`;
const validate = `POST ${gateway}/iamservice/v1/validate-session`;
const token = "POST login.lynkco.com/lynkcoprod.onmicrosoft.com/b2c_1a_signin_mfa/oauth2/v2.0/token";
const jwt = (claims: object): string =>
  [{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".sig";
const living = jwt({ snowflakeId: "70", customerNumber: "N1", exp: start / 1000 + 3600 });

const located = (updatedAt: string): object => ({
  vehicleLocation: { coordinates: { latitude: 58.3, longitude: 13.2 }, updatedAt },
});
const lockOf = ({ locks }: VehicleStatus): unknown => locks.locked;
const doorOf = ({ openings }: VehicleStatus): unknown => openings.doors.frontLeft;
const chargeOf = ({ battery }: VehicleStatus): unknown => battery.percent;
const timeOf = ({ position }: VehicleStatus): unknown => position.measuredAt;

interface Scene {
  session: PlatformSession;
  network: ScriptedNetwork;
  clock: ManualClock;
  warnings: string[];
}
const base: Credentials = { accessToken: living, refreshToken: "R0" };

function open(credentials: Credentials = base, stored?: JsonObject, allow = {}): Scene {
  const network = new ScriptedNetwork();
  const clock = new ManualClock(start);
  const warnings: string[] = [];
  const nothing = (): void => undefined;
  const logger: Logger = { debug: nothing, info: nothing, error: nothing, warn: (line) => void warnings.push(line) };
  const platform = lynkcoEuPlatform;
  const http = new HttpClient({ transport: network, clock, logger, allowed: platform.hosts });
  const session = platform.open({
    ...{ credentials, http, clock, logger, stored, allow, table: [] },
    deviceId: "0123456789abcdef0123456789abcdef",
    changed: () => Promise.resolve(),
  });
  network.on(validate, { body: {} });
  return { session, network, clock, warnings };
}

describe("odd answers of Lynk & Co's cloud in Europe", () => {
  const lists: [string, Answer, string, RegExp][] = [
    ["a page", { body: "<html>" }, "CLOUD_ANSWER_INVALID", /not complete JSON/],
    ["401", { status: 401 }, "SIGN_IN_NEEDED", /HTTP 401/],
    ["403", { status: 403, body: { code: "E17" } }, "NOT_PERMITTED", /does not permit vehicles/],
    ["404", { status: 404 }, "VEHICLE_UNKNOWN", /HTTP 404/],
    ["418", { status: 418, body: { code: "a b\nc" } }, "CLOUD_UNAVAILABLE", /with HTTP 418/],
  ];
  for (const [what, answer, code, message] of lists) {
    it(`${what} to the list is ${code}`, async () => {
      const { session, network } = open();
      network.on(list, answer);
      await session.signIn();
      const error = await failure(session.vehicles());
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.platformCode, what === "403" ? "E17" : undefined, "only a word is repeated");
    });
  }

  it("lists what has the id of a vehicle, under its model's name, its code, or no name", async () => {
    const { session, network } = open();
    const rows = [
      { vehicle: { vin, model: "DX11" } },
      { vehicle: { vin: `${vin}2`, model: "ZZ99" } },
      { vehicle: { vin: `${vin}3` } },
      { vehicle: { vin: `${vin}4`, model: "toString" } },
      { vehicle: { vin: "../etc" } },
      { vehicle: {} },
      {},
    ];
    network.on(list, { body: { listOfVehicles: rows } });
    await session.signIn();
    assert.deepEqual(
      (await session.vehicles()).map(({ id, model }) => [id, model]),
      [
        [vin, "Lynk & Co 08"],
        [`${vin}2`, "Lynk & Co ZZ99"],
        [`${vin}3`, "Lynk & Co"],
        [`${vin}4`, "Lynk & Co toString"],
      ],
    );
  });

  it("goes on, and says so, where the session's registration is refused", async () => {
    const { session, network, warnings } = open();
    network.on(validate, { status: 400 }).on(list, { body: { listOfVehicles: [] } });
    await session.signIn();
    assert.deepEqual(await session.vehicles(), []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /registration \(HTTP 400\)/);
  });

  const stored = { accessToken: living, refreshToken: "R0", expiresAt: start + 3600_000 };
  it("a stored session is registered before its first call; where that fails, the call is not sent", async () => {
    const { session, network } = open(base, stored);
    network.on(validate, cloudError("CLOUD_UNAVAILABLE", "The connection broke."));
    assert.equal(session.usable, true);
    const error = await failure(session.vehicles());
    assert.equal(error.code, "CLOUD_UNAVAILABLE");
    assert.equal(error.sent, false);
    assert.match(error.message, /was not sent/);
    assert.equal(network.count("list/vehicles"), 0);
  });

  it("a session that has run out is renewed first, and nothing is sent with it", async () => {
    const { session, network, clock } = open(base, stored);
    await clock.advance(3600_000);
    const error = await failure(session.vehicles());
    assert.deepEqual([error.code, error.sent, network.lines], ["SIGN_IN_NEEDED", false, []]);
  });

  it("takes no stored session that is none, and no stored one it has already", () => {
    for (const [wrong, usable] of [
      [stored, true],
      [{ ...stored, expiresAt: "soon" }, false],
      [{ ...stored, accessToken: "no-jwt" }, false],
      [{ ...stored, accessToken: jwt({ exp: 1 }) }, false],
      [{ ...stored, refreshToken: "a b" }, false],
    ] as const) {
      const { session } = open(base, wrong);
      assert.equal(session.usable, usable, JSON.stringify(wrong).slice(-60));
      assert.equal(session.adopt({ ...stored }), !usable);
    }
  });

  const dead = { refreshToken: "R0" };
  const renewals: [string, Answer, string, RegExp, string | undefined][] = [
    ["invalid_grant", { status: 400, body: { error: "invalid_grant" } }, "SIGN_IN_REJECTED", /again/, "invalid_grant"],
    ["a sentence", { status: 400, body: { error: "AADB2C: a user" } }, "SIGN_IN_REJECTED", /again/, undefined],
    ["401", { status: 401 }, "SIGN_IN_REJECTED", /sign in by the link again/, undefined],
    ["403", { status: 403 }, "SIGN_IN_BLOCKED", /HTTP 403/, undefined],
    ["no tokens", { body: { token_type: "Bearer" } }, "CLOUD_ANSWER_INVALID", /without the tokens/, undefined],
    ["a token that is none", { body: { access_token: "x" } }, "CLOUD_ANSWER_INVALID", /without the tokens/, undefined],
  ];
  for (const [what, answer, code, message, word] of renewals) {
    it(`${what} to the renewal is ${code}`, async () => {
      const { session, network } = open(dead);
      network.on(token, answer);
      const error = await failure(session.signIn());
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.platformCode, word);
      const refused = code === "SIGN_IN_REJECTED";
      await failure(session.signIn());
      assert.equal(network.count("/token"), refused ? 1 : 2, "a token that was refused is not sent again");
    });
  }

  it("lives as long as the token says, else as the answer says, else an hour; the old renewal stays where none comes", async () => {
    const bare = jwt({ snowflakeId: "70" });
    for (const [answer, seconds, renewal] of [
      [{ access_token: living, refresh_token: "R1", expires_in: 60 }, 3600, "R1"],
      [{ access_token: bare, expires_in: 600 }, 600, "R0"],
      [{ access_token: bare }, 3600, "R0"],
    ] as const) {
      const { session, network } = open(dead);
      network.on(token, { body: answer }).on(list, { body: { listOfVehicles: [] } });
      await session.signIn();
      assert.deepEqual(
        [session.save()?.["expiresAt"], session.save()?.["refreshToken"]],
        [start + seconds * 1000, renewal],
      );
      await session.refresh({} as never);
      assert.equal(network.count("validate-session"), 1, "the same token is registered once");
      await session.vehicles();
      const customer = network.asked.at(-1)?.headers["x-customernumber"];
      assert.equal(customer, answer.access_token === bare ? "" : "N1");
    }
  });

  it("without a session nothing is renewed", async () => {
    const { session, network } = open();
    const refusal = await failure(session.refresh({} as never));
    assert.deepEqual([refusal.code, refusal.sent, network.lines], ["SIGN_IN_NEEDED", false, []]);
  });

  it("parts that hold nothing are no reading", async () => {
    const { session, network } = open();
    network.on(gateway, { body: {} });
    for (const part of ["vehicle_data", "vehicle_metadata", "charge_state", "climate_state"])
      network.on(part, { body: {} });
    for (const part of ["doors_windows_state", "location_state", "fuel_state"]) network.on(part, { body: { a: null } });
    await session.signIn();
    assert.equal((await failure(session.read("overview", car, {}))).code, "VEHICLE_OFFLINE");
  });

  const words: [string, string, unknown, (status: VehicleStatus) => unknown, unknown][] = [
    ["a lock that is not known", "vehicle_data", { centralLock: { status: "UNKNOWN" } }, lockOf, null],
    ["a lock that is a number", "vehicle_data", { centralLock: { status: 5 } }, lockOf, null],
    ["a lock without a word", "vehicle_data", { centralLock: { status: "" } }, lockOf, null],
    ["a door that is not known", "doors_windows_state", { doorFrontLeftStatus: "UNKNOWN" }, doorOf, null],
    ["a door that is ajar", "doors_windows_state", { doorFrontLeftStatus: "AJAR" }, doorOf, true],
    ["more than the whole", "charge_state", { batteryState: { stateOfCharge: 1.5 } }, chargeOf, null],
    ["a half", "charge_state", { batteryState: { stateOfCharge: "0.5" } }, chargeOf, 50],
    ["a time of many digits", "location_state", located(`2026-06-01T08:00:00.${"0".repeat(40)}Z`), timeOf, null],
    ["a time", "location_state", located("2026-06-01T08:00:00Z"), timeOf, "2026-06-01T08:00:00.000Z"],
  ];
  for (const [what, part, body, of, value] of words) {
    it(`${what} is read as ${String(value)}`, async () => {
      const { session, network } = open();
      network.on(part, { body });
      await session.signIn();
      const { data } = await session.read("statusPart", car, { params: { part } });
      assert.equal(of(data), value);
    });
  }

  it("a part that tells nothing is no reading, one that nobody knows is not asked for", async () => {
    const { session, network } = open();
    network.on("fuel_state", { body: "" });
    await session.signIn();
    const asked = (part?: string) => failure(session.read("statusPart", car, { params: { part } }));
    assert.equal((await asked("fuel_state")).code, "VEHICLE_OFFLINE");
    for (const part of [undefined, "fridge_state"]) assert.equal((await asked(part)).code, "NOT_SUPPORTED");
    assert.equal((await failure(session.read("firmware", car, {}))).code, "NOT_SUPPORTED");
    assert.equal(network.count("fuel_state"), 1);
  });

  it("a command that is refused says what the car wants, whatever the body is; heating ends without the climate", async () => {
    const { session, network } = open(base, undefined, { sisterBrand: true });
    await session.signIn();
    network.on("/command/door_lock", { status: 400, body: "no" }, { body: "fine" });
    const refusal = await failure(session.command(car, { command: "lock" }).send(undefined, () => undefined));
    assert.deepEqual([refusal.code, refusal.httpStatus], ["COMMAND_REJECTED", 400]);
    assert.match(refusal.message, /doors locked and the key away/);
    assert.deepEqual(await session.command(car, { command: "lock" }).send(), { raw: null });
    network.on("/command/stop_heaters", { body: {} });
    await session.command(car, { command: "steeringWheelHeating", on: false }).send();
    assert.equal(network.asked.at(-1)?.body, '["steering_wheel"]');
  });
});
