/** Odd answers of Lynk & Co's cloud in Europe: what they are to whoever asked, and what is not asked again. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import type { JsonObject } from "../../../src/base/json";
import type { Logger } from "../../../src/base/logger";
import { HttpClient } from "../../../src/http/client";
import { lynkcoEuPlatform } from "../../../src/platforms/lynkco-eu";
import { lynkcoBrowserSignIn } from "../../../src/platforms/lynkco-eu/sign-in";
import type { Credentials, PlatformSession } from "../../../src/platforms/platform";
import type { ListedVehicle } from "../../../src/vehicle/model";
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

interface Scene {
  session: PlatformSession;
  network: ScriptedNetwork;
  clock: ManualClock;
  warnings: string[];
}
const base: Credentials = { accessToken: living, refreshToken: "R0" };

function open(credentials: Credentials = base, stored?: JsonObject): Scene {
  const network = new ScriptedNetwork();
  const clock = new ManualClock(start);
  const warnings: string[] = [];
  const nothing = (): void => undefined;
  const logger: Logger = { debug: nothing, info: nothing, error: nothing, warn: (line) => void warnings.push(line) };
  const platform = lynkcoEuPlatform;
  const http = new HttpClient({ transport: network, clock, logger, allowed: platform.hosts });
  const session = platform.open({
    ...{ credentials, http, clock, logger, stored, table: [] },
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
    network.on(validate, new Error("socket hang up"));
    assert.equal(session.usable, true);
    const error = await failure(session.vehicles());
    assert.equal(error.code, "CLOUD_UNREACHABLE");
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

  const dead = { refreshToken: "R0", accessToken: "" };
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
      await session.vehicles();
      const customer = network.asked.at(-1)?.headers["x-customernumber"];
      assert.equal(customer, answer.access_token === bare ? "" : "N1");
    }
  });

  it("without a session nothing is renewed", async () => {
    const { session, network } = open({ accessToken: living });
    const refusal = await failure(session.refresh({} as never));
    assert.deepEqual([refusal.code, refusal.sent, network.lines], ["SIGN_IN_NEEDED", false, []]);
  });

  it("a reading of nothing is none, and neither is one of a vehicle that is told by no part", async () => {
    const { session, network } = open();
    network.on(gateway, { body: {} });
    for (const part of ["vehicle_data", "vehicle_metadata", "charge_state", "climate_state"])
      network.on(part, { body: {} });
    for (const part of ["doors_windows_state", "location_state", "fuel_state"]) network.on(part, { body: { a: null } });
    await session.signIn();
    assert.equal((await failure(session.read("overview", car, {}))).code, "CLOUD_ANSWER_INVALID");
  });

  it("a link leads to where the account's base URL says", () => {
    const origin = "https://login.lynkco.com";
    assert.ok(lynkcoBrowserSignIn.begin().url.startsWith(`${origin}/lynkcoprod`));
    const { url } = lynkcoBrowserSignIn.begin({ [origin]: "http://127.0.0.1:9/x" });
    assert.ok(url.startsWith("http://127.0.0.1:9/x/lynkcoprod"), url);
  });

  const app = "msauth://prod.lynkco.app.crisp.prod/2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D";
  const pasted: [string, string, string, string | undefined][] = [
    ["a page's refusal", `${app}?error=access_denied`, "SIGN_IN_REJECTED", "access_denied"],
    ["a refusal in a sentence", `${app}?error=No%20Way`, "SIGN_IN_REJECTED", undefined],
    ["an address without a code", `${app}?state=1`, "INPUT_INVALID", undefined],
    ["another app's address", "msauth://else?code=x", "INPUT_INVALID", undefined],
  ];
  for (const [what, text, code, word] of pasted) {
    it(`${what} is ${code}`, () => {
      assert.throws(
        () => lynkcoBrowserSignIn.codeIn(text),
        (error: { code: string; platformCode?: string; sent?: boolean }) => {
          assert.deepEqual([error.code, error.platformCode, error.sent], [code, word, false]);
          return true;
        },
      );
    });
  }
});
