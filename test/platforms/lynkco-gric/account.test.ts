/** Lynk & Co's app 4.x in China through the client, against the demo cloud, which refuses what is recorded to be refused. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import { defaultPolicy, type VehicleAccount, type VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { Transport } from "../../../src/http/transport";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import type { Credentials } from "../../../src/platforms/platform";
import { MemoryStore } from "../../account/support/accounts";

const day = 24 * 3600_000;

describe("lynkco-gric account", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let id: string;
  let opened: VehicleAccount[];

  beforeEach(async () => {
    clock = new ManualClock();
    demo = await startDemoCloud({ clock });
    id = demo.vehicles.find(({ platform }) => platform === "lynkco-gric")!.id;
    opened = [];
  });
  afterEach(async () => {
    for (const account of opened) await account.close();
    await demo.close();
  });

  function open(credentials: Credentials = {}, more: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const account = createVehicleAccount({
      platform: "lynkco-gric",
      credentials: { ...demo.credentials["lynkco-gric"], ...credentials },
      baseUrls: demo.baseUrls,
      clock,
      ...more,
    });
    opened.push(account);
    return account;
  }

  const calls = (from = 0): string[] =>
    demo.control.log.slice(from).map(({ path, code }) => `${path.slice(path.lastIndexOf("/") + 1)} ${code}`);

  it("lists the car and reads it in the recorded shape; with the captured token one request is a reading", async () => {
    const account = open();
    const [vehicle] = await account.vehicles();
    assert.deepEqual([vehicle?.id, vehicle?.model], [id, "Lynk & Co 01"]);
    const status = await account.status(id);
    assert.deepEqual(calls(), ["favorite-vehicles 0", "latest 0"]);
    assert.equal(status.fuel.litres, 35.8);
    assert.equal(status.fuel.percent, 66);
    assert.equal(status.fuel.rangeKm, 465);
    assert.deepEqual(status.battery, {});
    assert.equal(status.locks.locked, true);
    assert.equal(status.motion.parkBrake, true);
    assert.equal(status.odometerKm, 23_456);
    assert.equal(status.lowVoltage.voltageV, 12.4);
    assert.equal(status.tyres.driver?.pressureBar, 2.36);
    assert.equal(status.openings.doors.driver, false);
    assert.equal(status.openings.windows.driver?.percent, 0);
    assert.equal(status.reportedAt, new Date(clock.now()).toISOString());
    // Degrees without a word on their system are taken for China's: what was told stays beside it.
    assert.deepEqual(status.position.reported, { latitude: 30.312, longitude: 119.054, system: "GCJ-02" });
    assert.notEqual(status.position.latitude, 30.312);
  });

  it("leaves a position alone where the owner says that it is WGS-84", async () => {
    const status = await open({}, { profile: { coordinates: "wgs84" } }).status(id);
    assert.equal(status.position.latitude, 30.312);
    await assert.rejects(async () => open({}, { profile: { coordinates: "BD-09" } }).vehicles(), {
      code: "CONFIG_INVALID",
      message: /"coordinates"/,
    });
  });

  it("sends no query with a body, no token and no vehicle with a renewal, and never a Referer", async () => {
    const account = open({ accessToken: undefined });
    await account.status(id);
    assert.deepEqual(calls(), ["token 0", "favorite-vehicles 0", "latest 0"]);
    for (const { body, query } of demo.control.log) assert.ok(query === "" || body === undefined, query);
  });

  it("renews by the refresh token when the week is over, writes the new pair before it is used, and goes on with it", async () => {
    const store = new MemoryStore();
    const account = open({}, { tokenStore: store });
    await account.status(id);
    await clock.advance(7 * day);
    const before = demo.control.log.length;
    await account.status(id);
    assert.deepEqual(calls(before), ["token 0", "favorite-vehicles 0", "latest 0"]);
    await account.close();
    const again = open({}, { tokenStore: store });
    const from = demo.control.log.length;
    await again.status(id, { fresh: true });
    assert.deepEqual(
      calls(from).filter((call) => !call.startsWith("favorite")),
      ["latest 0"],
      "the captured pair is dead; the stored one serves",
    );
  });

  it("renews once when the app has replaced the token, and says what to do when the app has taken the renewal too", async () => {
    const account = open();
    await account.status(id);
    demo.control.expire({ api: true });
    await clock.advance(20_000);
    const before = demo.control.log.length;
    await account.status(id, { fresh: true });
    assert.deepEqual(calls(before), ["latest 00A17", "token 0", "latest 0"]);
    await clock.advance(3600_000);
    demo.control.expire({ api: true, refresh: true });
    const from = demo.control.log.length;
    const anew = /Capture the token of the app anew/;
    await assert.rejects(account.status(id, { fresh: true }), { code: "SIGN_IN_REJECTED", message: anew });
    await clock.advance(20_000);
    await assert.rejects(account.status(id, { fresh: true }), { code: "SIGN_IN_REJECTED" });
    const tried = calls(from);
    // The session's token and its renewal once each; the captured pair is known as dead and stays where it is.
    assert.deepEqual(tried, ["latest 00A17", "token 1018P061"]);
  });

  it("without a refresh token it lasts as long as its token, and then asks for a new capture without a request", async () => {
    const account = open({ refreshToken: undefined });
    await account.status(id);
    await clock.advance(7 * day);
    const before = demo.control.log.length;
    await assert.rejects(account.status(id), { code: "SIGN_IN_REJECTED" });
    assert.equal(demo.control.log.length, before);
  });

  it("goes on with a token that the app has got meanwhile, and with its renewal where that comes too", async () => {
    const account = open({ refreshToken: undefined }, { allow: { captures: true } });
    await account.status(id);
    // The app renews its pair, which ends the one that was captured; a proxy sees the reply.
    let reply = "";
    const wire = createAxiosTransport();
    const send: Transport["send"] = async (request) => {
      const answer = await wire.send(request);
      if (request.method === "POST") reply = answer.body.toString("utf8");
      return answer;
    };
    const app = open({ accessToken: undefined }, { transport: { send, close: () => wire.close() } });
    await app.status(id);
    const pair = (JSON.parse(reply) as { data: { accessToken: string } }).data;
    await clock.advance(20_000);
    await assert.rejects(account.status(id, { fresh: true }), { code: "SIGN_IN_REJECTED" });
    const before = demo.control.log.length;
    const taken = await account.takeCapture!(`authorization: Bearer ${pair.accessToken}`);
    assert.deepEqual([taken.generation, taken.replaced, taken.renews], ["gric", true, false]);
    assert.equal(demo.control.log.length, before, "nothing was asked");
    await account.status(id, { fresh: true });
    assert.deepEqual(calls(before), ["latest 0"]);
    const whole = await account.takeCapture!(reply);
    assert.deepEqual([whole.generation, whole.replaced, whole.renews], ["gric", true, true]);
    await clock.advance(7 * day);
    const renewal = demo.control.log.length;
    await account.status(id);
    assert.deepEqual(calls(renewal), ["token 0", "favorite-vehicles 0", "latest 0"], "by the captured renewal");
    await assert.rejects(account.takeCapture!(JSON.stringify({ data: { ...pair, accessToken: "tok-1" } })), {
      code: "INPUT_INVALID",
      message: /another generation or cloud \(lynkco2020\)/,
    });
    await assert.rejects(account.takeCapture!(demo.credentials["lynkco-gric"]!.accessToken!), {
      code: "INPUT_INVALID",
      message: /ended at|refused/,
    });
  });

  it("refuses every command with a sentence, and sends nothing", async () => {
    const account = open();
    await account.vehicles();
    const before = demo.control.log.length;
    for (const command of ["lock", "unlock", "engineStart", "custom"]) {
      await assert.rejects(account.command(id, { command }), (error: Error & { code: string }) => {
        assert.equal(error.code, "NOT_SUPPORTED");
        assert.match(error.message, /GRIC|command/);
        return true;
      });
    }
    await assert.rejects(account.read(id, "firmware"), { code: "NOT_SUPPORTED" });
    await assert.rejects(account.request("iov.soc", { vin: id }), { code: "NOT_SUPPORTED" });
    assert.equal(demo.control.log.length, before);
  });

  it("a captured identifier serves the one car that it was captured of", async () => {
    const account = open();
    await account.status(id);
    const captured = await capturedIdentifier();
    assert.equal((await open({ vehicleIdentifier: captured }).status(id)).fuel.litres, 35.8);
    const two = open({ vehicleIdentifier: captured }, { vehicles: [row(id), row("LYNKDEM01GR000002")] });
    await assert.rejects(two.status(id), { code: "CONFIG_INVALID", message: /names only one of them/ });
  });

  it("a captured identifier is not taken for another car's after a restart, when the list is known from before", async () => {
    const captured = await capturedIdentifier();
    const other = "LYNKDEM01GR000002";
    const wire = createAxiosTransport();
    const send: Transport["send"] = async (request) => {
      const answer = await wire.send(request);
      if (!request.url.includes("favorite-vehicles")) return answer;
      const reply = JSON.parse(answer.body.toString("utf8")) as { data: { list: { vin: string }[] } };
      reply.data.list.push({ ...reply.data.list[0]!, vin: other });
      return { ...answer, body: Buffer.from(JSON.stringify(reply)) };
    };
    const more = { tokenStore: new MemoryStore(), transport: { send, close: () => wire.close() } };
    const before = open({ vehicleIdentifier: captured }, more);
    assert.equal((await before.vehicles()).length, 2);
    await before.close();
    const refused = { code: "CONFIG_INVALID", message: /names only one of them/ };
    await assert.rejects(open({ vehicleIdentifier: captured }, more).status(other), refused);
  });

  it("says of a wrong key and of a wrong pair what to check, and does not repeat the request", async () => {
    await assert.rejects(open({ signingSecret: "another-key" }).vehicles(), {
      code: "SIGNATURE_REFUSED",
      platformCode: "00A06",
      message: /Check both in the account/,
    });
    assert.equal(demo.control.log.length, 1);
    const pair = "0123456789abcdef:fedcba9876543210";
    await assert.rejects(open({ vehicleIdentifier: pair }).status(id), { code: "SIGNATURE_REFUSED" });
  });

  it("names what is missing, or no such thing, before anything is sent; the secrets are in no sentence", async () => {
    const bad: [Credentials, RegExp][] = [
      [{ accessToken: undefined, refreshToken: undefined }, /lacks a captured token/],
      [{ signingSecret: " " }, /lacks the key of the signature/],
      [{ vehicleIdentifier: undefined }, /lacks the vehicle identifier/],
      [{ accessToken: "eyJ\r\nx-evil: 1" }, /a space, a line break/],
      [{ refreshToken: "secret word" }, /a space, a line break/],
      [{ vehicleIdentifier: "not-an-identifier" }, /vehicle identifier that is none/],
      [{ vehicleIdentifier: "short:0123456789abcdef" }, /vehicle identifier that is none/],
      [{ vehicleIdentifier: "0123456789abcdef:fedcba9876543210:more" }, /vehicle identifier that is none/],
      [{ signingSecret: "a\nb" }, /no line of text/],
    ];
    for (const [credentials, message] of bad) {
      await assert.rejects(
        async () => open(credentials).vehicles(),
        (error: Error & { code: string }) => {
          assert.equal(error.code, "CONFIG_INVALID");
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /evil|secret word|not-an|fedcba/);
          return true;
        },
      );
    }
    assert.equal(demo.control.log.length, 0);
  });

  it("says of another brand's session that it is one: success with an empty token", async () => {
    demo.control.fail({ match: "refresh/token", kind: "wrongTypes" });
    await assert.rejects(open({ accessToken: undefined }).vehicles(), (error: Error & { code: string }) => {
      assert.match(error.code, /^(CLOUD_|SIGN_IN_)/);
      return true;
    });
  });

  it("takes no nonsense for a reading, and keeps what it knew", async () => {
    const account = open();
    await account.status(id);
    for (const fault of [
      { kind: "cut" },
      { kind: "html" },
      { code: "079001" },
      { code: "4711" },
      { httpStatus: 500 },
    ] as const) {
      await clock.advance(20_000);
      demo.control.fail({ match: "status/latest", ...fault, times: 3 });
      const refused = assert.rejects(
        account.status(id, { fresh: true }),
        (error: Error & { code: string }) => /^(CLOUD_|NOT_PERMITTED)/.test(error.code),
        JSON.stringify(fault),
      );
      await clock.advance(10_000);
      await refused;
      demo.control.clear();
    }
    assert.equal((await account.status(id, { fresh: true })).fuel.litres, 35.8);
  });

  it("a parked car is asked for at most 100 times a day", async () => {
    demo.control.set(id, { still: true });
    const account = open();
    account.subscribe(id, { ...defaultPolicy }, () => undefined);
    await clock.advance(day);
    const read = calls().filter((call) => call.startsWith("latest")).length;
    assert.ok(read > 10 && read <= 100, `${read} requests`);
  });

  const row = (vin: string): { id: string; enabled: boolean } => ({ id: vin, enabled: true });

  /** As somebody captures it: the header of a request on its way. */
  async function capturedIdentifier(): Promise<string> {
    const { vehicleIdentifier = "" } = demo.credentials["lynkco-gric"] ?? {};
    const { createCipheriv } = await import("node:crypto");
    const [key, iv] = vehicleIdentifier.split(":").map((hex) => Buffer.from(hex, "hex"));
    const cipher = createCipheriv("aes-128-cbc", key!, iv!);
    return cipher.update(id, "utf8", "base64") + cipher.final("base64");
  }
});
