/** Lynk & Co in China on a scripted network: what the forum thread and its followers recorded (docs/protocol/lynkco-geely.md 4). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "../../../src/base/clock";
import { silentLogger } from "../../../src/base/logger";
import { HttpClient } from "../../../src/http/client";
import { ecarxPlatform } from "../../../src/platforms/ecarx/platform";
import { lynkcoGkui, lynkcoSigned } from "../../../src/platforms/ecarx/profiles/lynkco";
import { signEcarxRequest } from "../../../src";
import type { Command, Credentials } from "../../../src/platforms/platform";
import type { VehicleStatus } from "../../../src/vehicle/model";
import { code, failure, ok, ScriptedNetwork } from "./support";

const vin = "L6T7TEST000000001";
const status = JSON.parse(readFileSync(join(__dirname, "../../fixtures/lynkco-status-2020.json"), "utf8")) as unknown;
const login = "POST api.xchanger.cn/api/v1/user/login";
const list = "GET api.xchanger.cn/device_platform/user/vehicle";
const oldStatus = `GET api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${vin}`;
const oldCommand = `PUT api.xchanger.cn/geelyTCAccess/tcservices/vehicle/telematics/${vin}`;
const signedStatus = `GET device-api.xchanger.cn/remote-control/vehicle/status/${vin}`;
const renewal = "PUT api.xchanger.cn/auth/account/token";

function open(profile: typeof lynkcoGkui, credentials: Credentials, stored?: Record<string, unknown>) {
  const network = new ScriptedNetwork();
  const clock = new ManualClock("2026-06-01T08:00:00Z");
  const platform = ecarxPlatform(profile);
  const http = new HttpClient({ transport: network, clock, logger: silentLogger, allowed: platform.hosts });
  const session = platform.open({
    ...{ credentials, http, clock, stored, logger: silentLogger },
    deviceId: "0123456789abcdef0123456789abcdef",
    table: [{ id: vin, enabled: true }],
    changed: () => Promise.resolve(),
  });
  return { session, network, clock, platform };
}

const person = { username: "driver@example.org", password: "correct horse" };
const flat = { resultMessage: "Success", accessToken: "tok-1", userId: "1000001", refreshToken: "ref-1" };
const car = { id: vin, model: "Lynk & Co", facts: { series: "" } };

async function signedIn() {
  const opened = open(lynkcoGkui, person);
  opened.network
    .on(login, { body: flat })
    .on(list, { body: { list: [{ vin, plateNo: "-", seriesName: "01" }] } })
    .on(oldStatus, { body: status })
    .on(oldCommand, ok());
  await opened.session.signIn();
  return opened;
}

describe("Lynk & Co in China by a GKUI account", () => {
  it("signs in by a form with the password's MD5, lists, and reads, without app id or signature on the status", async () => {
    const { session, network } = await signedIn();
    assert.equal(network.asked[0]?.body, "password=3cb4e732631f47e6eb961f34554b7cde&username=driver%40example.org");
    assert.equal(network.asked[0]?.headers["x-app-id"], "xiaokanl");
    assert.deepEqual(await session.vehicles(), [car]);
    assert.equal(network.asked[1]?.query, "id=1000001");
    const { data } = await session.read("overview", car, {});
    const { locks, battery, fuel } = data as VehicleStatus;
    assert.deepEqual([locks.locked, battery, fuel.litres], [true, {}, 49]);
    const asked = network.asked[2]!;
    assert.equal(asked.query, "latest=false&target=more%2Cbasic&userId=1000001");
    assert.deepEqual([asked.headers.authorization, asked.headers["x-operator-code"]], ["tok-1", "LYNKCO"]);
    for (const name of ["x-app-id", "x-signature", "referer", "x-device-identifier"]) {
      assert.equal(asked.headers[name], undefined, name);
    }
  });

  it("reads a flat answer the same", async () => {
    const { session, network } = await signedIn();
    network.on(oldStatus, { body: (status as { data: unknown }).data });
    const { data } = await session.read("overview", car, {});
    assert.equal((data as VehicleStatus).odometerKm, 33253);
  });

  const commands: [Command, string, string, [string, string][]][] = [
    [{ command: "lock" }, "RDL", "start", []],
    [{ command: "unlock" }, "RDU", "start", [["time.window", "1"]]],
    [{ command: "unlock", windowMinutes: "3" }, "RDU", "start", [["time.window", "3"]]],
    [{ command: "engineStart" }, "RES", "start", []],
    [{ command: "engineStop" }, "RES", "stop", []],
    [{ command: "hornAndLights" }, "RHL", "start", [["rhl", "horn-light-flash"]]],
    [{ command: "lights" }, "RHL", "start", [["rhl", "light-flash"]]],
    [{ command: "horn" }, "RHL", "start", [["rhl", "horn-flash"]]],
  ];
  for (const [command, serviceId, word, parameters] of commands) {
    it(`sends ${JSON.stringify(command)} as the thread recorded it`, async () => {
      const { session, network, clock } = await signedIn();
      await session.command(car, command).send();
      const { body, headers } = network.asked.at(-1)!;
      assert.deepEqual(JSON.parse(body), {
        command: word,
        creator: "tc",
        operationScheduling: { duration: 0, interval: 0, occurs: 1, recurrentOperation: false },
        serviceId,
        ...(parameters.length > 0 && { serviceParameters: parameters.map(([key, value]) => ({ key, value })) }),
        timestamp: clock.now(),
        userId: "1000001",
      });
      assert.equal(headers["x-app-id"], "xiaokanl");
    });
  }

  it("refuses a window for the doors beyond what is known, before anything is sent", async () => {
    const { session, network } = await signedIn();
    for (const windowMinutes of [0, 4, 1.5, "long"]) {
      assert.throws(() => session.command(car, { command: "unlock", windowMinutes }), { code: "INPUT_INVALID" });
    }
    assert.equal(network.lines.length, 1);
  });

  it("offers what owners have used, and the rest behind the account's switch", () => {
    const { offers } = ecarxPlatform(lynkcoGkui);
    assert.deepEqual([...offers.commands].sort(), [
      "engineStart",
      "engineStop",
      "horn",
      "hornAndLights",
      "lights",
      "lock",
      "unlock",
    ]);
    assert.ok(offers.sisterCommands?.includes("climateOn"));
    assert.deepEqual(offers.reads, ["overview", "simData"]);
  });

  it("signs in again where HTTP says that the token is dead", async () => {
    const { session, network } = await signedIn();
    for (const status of [401, 403]) {
      network.on(oldStatus, { status, body: {} });
      const error = await failure(session.read("overview", car, {}));
      assert.deepEqual([error.code, session.react(error, { purpose: "read" })], ["SIGN_IN_NEEDED", "refresh"]);
      assert.equal((await failure(session.refresh(error))).code, "SIGN_IN_NEEDED", "there is nothing to renew with");
    }
  });
});

describe("replies of Lynk & Co's cloud in China that are none", () => {
  it("are told as such, whatever is wrong with them, and nothing is repeated as a command", async () => {
    const { session, network } = await signedIn();
    const another = structuredClone(status) as { data: { result: { vin: string } } };
    another.data.result.vin = "L6T7TEST000000002";
    const replies: [unknown, string][] = [
      [null, "CLOUD_ANSWER_INVALID"],
      ["null", "CLOUD_ANSWER_INVALID"],
      [[], "CLOUD_ANSWER_INVALID"],
      ['{"code":"1000","data":{"vehicleStatus":{"basicVehi', "CLOUD_ANSWER_INVALID"],
      [{ code: "1000", success: true, data: null }, "VEHICLE_OFFLINE"],
      [another, "CLOUD_ANSWER_INVALID"],
    ];
    for (const [body, wanted] of replies) {
      network.on(oldStatus, { body });
      const error = await failure(session.read("overview", car, {}));
      assert.equal(error.code, wanted, JSON.stringify(body)?.slice(0, 60));
      assert.ok(error.message.includes("api.xchanger.cn") || error.message.length > 40, error.message);
    }
    network.on(list, { body: '{"list":[{"vin":"L6T7TEST0000' });
    assert.equal((await failure(session.vehicles())).code, "CLOUD_ANSWER_INVALID");
    network.on(list, { body: { list: [null, { plateNo: "-" }, { vin: 7 }, { vin }] } });
    assert.deepEqual(await session.vehicles(), [car], "what is whole of it");
    network.on(oldCommand, { body: '{"code":"10' });
    const sent = network.lines.length;
    assert.equal((await failure(session.command(car, { command: "unlock" }).send())).code, "CLOUD_ANSWER_INVALID");
    assert.equal(network.lines.length, sent + 1);
  });
});

describe("Lynk & Co in China with captured tokens and the owner's secret", () => {
  const captured = {
    ...{ accessToken: "tok-1", refreshToken: "ref-1", username: "1000001", clientId: "APPLE0000TEST" },
    signingSecret: "invented-secret-of-thirty-two-ch",
  };

  it("says which of them is missing, and sends nothing without", () => {
    const { platform } = open(lynkcoSigned, captured);
    platform.check(captured);
    assert.throws(() => platform.check({ ...captured, signingSecret: " " }), /has no signing secret/);
    assert.throws(() => platform.check({ username: "1", signingSecret: "x" }), /has no access token/);
  });

  it("takes the vehicles of the table, and signs the status with the owner's secret", async () => {
    const { session, network, platform } = open(lynkcoSigned, captured);
    assert.equal(platform.offers.lists, false);
    await session.signIn();
    assert.deepEqual(await session.vehicles(), [car]);
    assert.equal(network.lines.length, 0);
    network.on(signedStatus, { body: status });
    await session.read("overview", car, {});
    const { query, path, headers } = network.asked[0]!;
    assert.equal(query, "latest=False&target=basic%2Cmore&userId=1000001");
    const { signature } = signEcarxRequest({
      ...{ method: "GET", path, accept: headers.accept!, secret: captured.signingSecret },
      query: { latest: "False", target: "basic,more", userId: "1000001" },
      nonce: headers["x-api-signature-nonce"]!,
      timestamp: headers["x-timestamp"]!,
    });
    assert.equal(headers["x-signature"], signature);
    assert.deepEqual(
      [headers["x-app-id"], headers["x-client-id"], headers.authorization, headers.referer],
      ["lynkco", "APPLE0000TEST", "tok-1", undefined],
    );
  });

  it("renews the session with its refresh token, and does not give the captured one twice", async () => {
    const { session, network } = open(lynkcoSigned, captured);
    await session.signIn();
    network.on(signedStatus, code(1402), { body: status });
    const error = await failure(session.read("overview", car, {}));
    network.on(renewal, { body: { code: 1000, success: true, data: { accessToken: "tok-2", refreshToken: "ref-2" } } });
    await session.refresh(error);
    assert.deepEqual(JSON.parse(network.asked[1]!.body), { refreshToken: "ref-1" });
    assert.equal(network.asked[1]!.headers.authorization, "tok-1");
    await session.read("overview", car, {});
    assert.equal(network.asked.at(-1)!.headers.authorization, "tok-2");
    assert.equal((await failure(session.signIn())).code, "SIGN_IN_REJECTED");
    const again = open(lynkcoSigned, captured, session.save());
    assert.equal((await failure(again.session.signIn())).code, "SIGN_IN_REJECTED", "also after a restart");
  });

  it("tells a wrong secret from a wrong region", async () => {
    const { session, network } = open(lynkcoSigned, captured);
    await session.signIn();
    network.on(signedStatus, code(1445), code(1440));
    assert.equal((await failure(session.read("overview", car, {}))).code, "SIGNATURE_REFUSED");
    assert.equal((await failure(session.read("overview", car, {}))).code, "CONFIG_INVALID");
  });
});
