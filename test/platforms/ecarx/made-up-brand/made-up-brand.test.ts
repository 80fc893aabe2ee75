import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../../src/account/types";
import { ManualClock } from "../../../../src/base/clock";
import type { JsonObject } from "../../../../src/base/json";
import { createAxiosTransport } from "../../../../src/http/axios-transport";
import type { WireRequest } from "../../../../src/http/transport";
import { startDemo } from "../../../../src/demo/start";
import type { DemoCloud } from "../../../../src/demo/types";
import { moving } from "../../../account/support/accounts";
import { failure } from "../support";
import { aurora, auroraDemo, first, second, signIn } from "./brand";

describe("a brand that nobody makes, as a profile", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let opened: VehicleAccount[];
  const account = (options: Partial<VehicleAccountOptions> = {}): VehicleAccount => {
    const made = createVehicleAccount({
      platform: "custom",
      profile: aurora,
      credentials: signIn,
      baseUrls: demo.baseUrls,
      clock,
      random: () => 0,
      timeZone: "UTC",
      ...options,
    });
    opened.push(made);
    return made;
  };
  const asked = (): string[] => demo.control.log.map(({ method, host, path }) => `${method} ${host}${path}`);

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
    demo = await startDemo({ clock, seed: 3 }, false, [auroraDemo]);
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await demo.close();
  });

  it("is listed and read: its own paths, nothing signed and nothing selected, each car on its host", async () => {
    const car = account();
    const vehicles = await car.vehicles();
    assert.deepEqual(
      vehicles.map(({ id, model, platform }) => [id, model, platform]),
      [
        [first, "Aurora One", "custom"],
        [second, "Aurora Two", "custom"],
      ],
    );
    const status = await car.status(first);
    assert.equal(status.battery.percent, 71);
    assert.equal(status.locks.locked, true);
    assert.deepEqual([status.position.latitude, status.position.longitude], [60.3213, 18.2204]);
    assert.equal((await car.status(second)).battery.percent, 44);
    assert.deepEqual(asked(), [
      "POST id.aurora.example/auth-center/account/session",
      "GET cars.aurora.example/gid/vehicle/880101",
      "GET cars.aurora.example/remote-control/vehicle/status",
      "GET cars2.aurora.example/remote-control/vehicle/status",
    ]);
    assert.equal(demo.control.log.at(-1)?.query, `vin=${second}`);
  });

  it("takes commands in the older form, which a later report confirms", async () => {
    const car = account();
    const unlocked = await moving(clock, car.command(first, { command: "unlock" }));
    assert.equal(unlocked.outcome, "confirmed");
    assert.equal(unlocked.reading?.locks.locked, false);
    const locked = await moving(clock, car.command(first, { command: "lock" }));
    assert.equal(locked.outcome, "confirmed");
    assert.deepEqual(demo.control.executions(first), { unlock: 1, lock: 1 });
    const sent = demo.control.log.find(({ method }) => method === "PUT")?.body as JsonObject;
    assert.deepEqual([typeof sent["timestamp"], sent["userId"], sent["creator"]], ["number", "880101", "tc"]);
  });

  it("is told what it refuses: a command that the car does not know, and a second one too soon", async () => {
    const car = account();
    const strange = await failure(
      moving(clock, car.command(first, { command: "custom", serviceId: "NO_2", action: "start" })),
    );
    assert.equal(strange.code, "COMMAND_REJECTED");
    await car.command(first, { command: "lock" }, { waitFor: "accepted" });
    const busy = await failure(car.command(first, { command: "unlock" }, { waitFor: "accepted" }));
    assert.equal(busy.code, "COMMAND_REJECTED");
    assert.deepEqual(demo.control.executions(first), {});
  });

  it("signs in again when its session has ended, and never with a password that is refused", async () => {
    const car = account();
    await car.status(first);
    demo.control.expire();
    await clock.advance(600_000);
    await moving(clock, car.status(first, { maxAgeSeconds: 0 }));
    assert.equal(asked().filter((line) => line.startsWith("POST")).length, 2);
    const stranger = account({ credentials: { ...signIn, password: "wrong" } });
    const refused = await failure(moving(clock, stranger.status(first)));
    assert.equal(refused.code, "SIGN_IN_REJECTED");
    assert.match(refused.message, /user name or password.*"Aurora Drive"/s);
    await failure(moving(clock, stranger.status(first)));
    assert.equal(asked().filter((line) => line.startsWith("POST")).length, 3);
  });

  it("sends a header as its profile has it, however its name is written, takes an address with its port, and fills in no name of the language", async () => {
    const sent: Record<string, string>[] = [];
    const real = createAxiosTransport();
    const operations = aurora["operations"] as JsonObject;
    const status = { endpoint: "iov.vehicle-status-query", query: { vin: "{vin}", who: "{constructor}{__proto__}" } };
    const session = { origin: "https://cars.aurora.example:443" };
    const headers = { Accept: "application/json;q=1" };
    const car = account({
      profile: { ...aurora, session, headers, operations: { ...operations, status } },
      transport: { send: (request) => (sent.push(request.headers), real.send(request)), close: () => real.close() },
    });
    assert.equal((await car.status(first)).battery.percent, 71);
    const names = Object.entries(sent.at(-1)!).filter(([name]) => name.toLowerCase() === "accept");
    assert.deepEqual(names, [["accept", "application/json;q=1"]]);
    assert.equal(demo.control.log.at(-1)?.query, `vin=${first}&who=`);
  });

  it("keeps its session over a restart, and sends it to no host of another profile", async () => {
    let text: string | undefined;
    const tokenStore = {
      load: () => Promise.resolve(text),
      save: (saved: string) => Promise.resolve(void (text = saved)),
      remove: () => Promise.resolve(),
    };
    const before = account({ tokenStore });
    await before.status(first);
    await before.close();
    const restarted = account({ tokenStore, profile: { ...aurora, title: "Aurora, renamed" } });
    await restarted.status(first, { maxAgeSeconds: 0 });
    await restarted.close();
    assert.equal(asked().filter((line) => line.startsWith("POST")).length, 1, "one sign-in");
    const sent: WireRequest[] = [];
    const elsewhere = { origin: "https://cars.other.example" };
    const other = account({
      tokenStore,
      profile: { ...aurora, session: elsewhere, vehicleHosts: { usual: elsewhere.origin } },
      transport: {
        send: async (request) => (sent.push(request), { status: 401, headers: {}, body: Buffer.from("{}") }),
        close() {},
      },
    });
    await failure(moving(clock, other.status(first)));
    assert.ok(sent.length > 0 && sent.every(({ headers }) => headers["authorization"] === undefined));
  });

  it("offers what its profile has, and asks for nothing else", async () => {
    const car = account();
    await car.vehicles();
    const before = asked().length;
    // Trips are the account's own where the cloud has no journal.
    for (const kind of ["chargeTarget", "firmware", "geofences"] as const) {
      assert.equal((await failure(car.read(first, kind))).code, "NOT_SUPPORTED", kind);
    }
    for (const command of [{ command: "sendDestination" }, { command: "tripRecordingOn" }]) {
      assert.equal((await failure(car.command(first, command))).code, "NOT_SUPPORTED", command.command);
    }
    assert.equal(asked().length, before);
  });
});

describe("a profile that an owner wrote", () => {
  const open = (change: JsonObject): VehicleAccount =>
    createVehicleAccount({ platform: "custom", profile: { ...aurora, ...change }, credentials: signIn });
  const operations = aurora["operations"] as JsonObject;
  const wrong: [string, JsonObject, RegExp][] = [
    ["a member that there is not", { colour: "green" }, /"profile" must be an object of .*it has "colour"/],
    ["a secret, which has its place elsewhere", { signing: { scheme: "nineLines", secret: "s" } }, /profile\.signing/],
    ["no status", { operations: { list: operations["list"] } }, /profile\.operations\.status/],
    [
      "an endpoint that is not in the catalogue",
      { operations: { ...operations, list: "no.such" } },
      /operations\.list\.endpoint/,
    ],
    ["one that deletes", { operations: { ...operations, list: "iov.password-reset" } }, /operations\.list\.endpoint/],
    ["one of another service", { operations: { ...operations, list: "gsv.ability" } }, /operations\.list\.endpoint/],
    ["an address without TLS", { session: { origin: "http://cars.aurora.example" } }, /profile\.session\.origin/],
    ["an address with a path", { session: { origin: "https://cars.aurora.example/x" } }, /profile\.session\.origin/],
    ["an address that is none", { session: { origin: "https://999.1.1.1" } }, /profile\.session\.origin/],
    [
      "a header that no request can carry",
      { headers: { "x-app": "领克" } },
      /profile\.headers\.x-app.*header can carry/,
    ],
    ["a header twice", { headers: { accept: "a", Accept: "b" } }, /"profile\.headers" .*no header stands twice/],
    [
      "a command in the place of a reading",
      { operations: { ...operations, status: "iov.telematics-command" } },
      /operations\.status\.endpoint.*only reads/,
    ],
    [
      "a command in the place of a selection",
      { operations: { ...operations, select: "iov.telematics-command" } },
      /operations\.select\.endpoint/,
    ],
    ["a header in two lines", { headers: { accept: "a\r\nb: c" } }, /profile\.headers\.accept/],
    ["a header that is none", { headers: { "a b": "c" } }, /profile\.headers/],
    ["a word of another list", { envelope: "round" }, /"profile\.envelope" must be one of enveloped, flat/],
    ["text where a number belongs", { deviceIdDigits: "16" }, /profile\.deviceIdDigits/],
    ["nothing at all to sign in by", { signIn: undefined }, /"profile\.signIn" must be an object/],
  ];
  for (const [what, change, message] of wrong) {
    it(`is refused for ${what}, with its place`, () => {
      assert.throws(() => open(change), { code: "CONFIG_INVALID", message, sent: false });
    });
  }

  it("is refused where it leads nowhere, when it is used", async () => {
    const demo = await startDemo({ seed: 3 }, false, [auroraDemo]);
    const list = { endpoint: "iov.device-config" };
    const car = createVehicleAccount({
      platform: "custom",
      profile: { ...aurora, operations: { ...operations, list } },
      credentials: signIn,
      baseUrls: demo.baseUrls,
    });
    try {
      const error = await failure(car.vehicles());
      assert.equal(error.code, "CONFIG_INVALID");
      assert.match(error.message, /"iov\.device-config" needs "deviceId"/);
    } finally {
      await car.close();
      await demo.close();
    }
  });
});
