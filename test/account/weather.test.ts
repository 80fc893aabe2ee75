import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../src/account/types";
import { ManualClock, type Clock } from "../../src/base/clock";
import { accountWithoutVehicles, startDemoCloud, type DemoCloud, type DemoFault } from "../../src/demo";
import { createAxiosTransport } from "../../src/http/axios-transport";
import type { Transport } from "../../src/http/transport";
import { makeCertificate } from "../http/certificate";
import { ear, MemoryStore, moving } from "./support/accounts";

const minutes = 60_000;

/** The account from end to end against the demo cloud, in every weather that issue reports know of. */
describe("bad weather", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let opened: VehicleAccount[];
  let car: string;

  const open = (options: Partial<VehicleAccountOptions> = {}): VehicleAccount => {
    const account = createVehicleAccount({
      platform: "smart-eu",
      baseUrls: demo.baseUrls,
      credentials: demo.credentials["smart-eu"],
      clock,
      random: () => 0,
      timeZone: "UTC",
      ...options,
    });
    opened.push(account);
    return account;
  };

  /** A transport with a shorter patience: the real one is half a minute of real time. */
  const hasty = (): Transport => {
    const transport = createAxiosTransport();
    return { ...transport, send: (request) => transport.send({ ...request, timeoutMs: 100 }) };
  };

  const status = (): string => `/vehicle/status/${car}`;
  const count = (pattern: RegExp): number =>
    demo.control.log.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
  const reads = (): number => count(new RegExp(`GET /remote-control${status()}`));
  const exchanges = (): number => count(/POST \/auth\/account\/session\/secure/);
  const logins = (): number => count(/accounts\.login/);

  /** An account that has read the car once, and what further requests it makes from here on. */
  async function settled(options: Partial<VehicleAccountOptions> = {}): Promise<VehicleAccount> {
    const account = open(options);
    await account.status(car);
    await clock.advance(2 * minutes);
    demo.control.log.length = 0;
    return account;
  }

  const again = (account: VehicleAccount) => moving(clock, account.status(car, { maxAgeSeconds: 5 }));

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 10_000 });
    demo = await startDemoCloud({ clock });
    car = demo.vehicles[0]!.id;
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((account) => account.close()));
    await demo.close();
  });

  describe("that a reaction helps against: the reading comes, and nothing is told", () => {
    const once: [string, DemoFault, { reads: number; exchanges?: number; selects?: number }][] = [
      ["1402", { code: 1402 }, { reads: 2, exchanges: 1, selects: 1 }],
      ["HTTP 401", { httpStatus: 401 }, { reads: 2, exchanges: 1, selects: 1 }],
      ["1442", { code: 1442 }, { reads: 2 }],
      ["1443", { code: 1443 }, { reads: 2 }],
      ["4038", { code: 4038 }, { reads: 2, selects: 1 }],
      ["8006", { code: 8006 }, { reads: 2, selects: 1 }],
      ["8040 once", { code: 8040 }, { reads: 2, selects: 1 }],
      ["HTTP 500", { httpStatus: 500 }, { reads: 2 }],
      ["HTTP 503 with a page", { httpStatus: 503, kind: "html" }, { reads: 2 }],
      ["a page instead of data", { kind: "html" }, { reads: 2 }],
      ["a connection reset", { kind: "reset" }, { reads: 2 }],
    ];
    for (const [name, fault, expected] of once) {
      it(name, async () => {
        const account = await settled();
        demo.control.fail({ match: status(), ...fault });
        assert.equal((await again(account)).stale, false);
        assert.deepEqual(
          { reads: reads(), exchanges: exchanges(), selects: count(/session\/update/) },
          { exchanges: 0, selects: 0, ...expected },
        );
        assert.equal(logins(), 0);
      });
    }

    it("a time-out", async () => {
      const account = await settled({ transport: hasty() });
      demo.control.fail({ match: status(), kind: "timeout" });
      assert.equal((await again(account)).stale, false);
    });

    it("the host that prepares the sign-in is blocked: signed in without it", async () => {
      const faults: DemoFault[] = [
        { kind: "reset" },
        { httpStatus: 403, kind: "html" },
        { httpStatus: 403, code: 403 },
      ];
      for (const fault of faults) {
        demo.control.fail({ match: "socialize.eu1.gigya.com", ...fault, times: Infinity });
        assert.equal((await open().status(car)).stale, false);
      }
      assert.deepEqual([logins(), count(/getIDs/)], [faults.length, faults.length]);
    });

    it("1501 and 8500 at the exchange: the second layer of the ladder, no sign-in", async () => {
      for (const code of [1501, 8500]) {
        const account = await settled();
        demo.control.fail({ match: "POST api.ecloudeu.com/auth/account/session/secure", code });
        demo.control.expire({ api: true });
        assert.equal((await again(account)).stale, false, String(code));
        assert.equal(count(/PUT \/auth\/account\/session\/secure/), 1);
        assert.equal(logins(), 0);
      }
    });

    it("a session of which nothing is left: one sign-in", async () => {
      const account = await settled();
      demo.control.expire({ api: true, oauth: true, refresh: true });
      assert.equal((await again(account)).stale, false);
      assert.equal(logins(), 1);
    });

    it("a clock that is wrong by an hour: corrected by the cloud's, without a refusal", async () => {
      for (const hour of [-1, 1]) {
        const wrong: Clock = {
          now: () => clock.now() + hour * 60 * minutes,
          setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
          clearTimeout: (timer) => clock.clearTimeout(timer),
          hold: () => clock.hold(),
        };
        const account = open({ clock: wrong });
        const { ageSeconds } = await moving(clock, account.status(car));
        assert.ok(ageSeconds !== null && ageSeconds < 600, `${ageSeconds} s`);
        assert.ok(Math.abs(Number(account.diagnostics()["clockOffsetSeconds"]) + hour * 3600) < 5);
      }
    });
  });

  describe("that nothing helps against: a named error, and no more requests than are good for something", () => {
    const lasting: [string, DemoFault, object, number][] = [
      ["1402", { code: 1402 }, { code: "SESSION_TAKEN_OVER", platformCode: "1402", retryable: true }, 2],
      ["1442", { code: 1442 }, { code: "CLOCK_SKEWED", platformCode: "1442" }, 2],
      ["1443", { code: 1443 }, { code: "SIGNATURE_REFUSED", platformCode: "1443" }, 2],
      ["1445", { code: 1445 }, { code: "SIGNATURE_REFUSED", platformCode: "1445" }, 1],
      ["4038", { code: 4038 }, { code: "VEHICLE_UNKNOWN", platformCode: "4038" }, 2],
      ["8006", { code: 8006 }, { code: "VEHICLE_UNKNOWN", platformCode: "8006" }, 2],
      // The other host refuses this car's selection already.
      ["8063", { code: 8063 }, { code: "VEHICLE_UNKNOWN", platformCode: "8063" }, 1],
      ["8153", { code: 8153 }, { code: "VEHICLE_OFFLINE", platformCode: "8153" }, 1],
      ["an unknown code", { code: 4711 }, { code: "CLOUD_UNAVAILABLE", platformCode: "4711" }, 1],
      ["HTTP 500", { httpStatus: 500 }, { code: "CLOUD_UNAVAILABLE", httpStatus: 500 }, 3],
      ["HTTP 503 with a page", { httpStatus: 503, kind: "html" }, { code: "CLOUD_UNAVAILABLE", httpStatus: 503 }, 3],
      ["a connection reset", { kind: "reset" }, { code: "CLOUD_UNAVAILABLE" }, 3],
      ["half an answer", { kind: "cut" }, { code: "CLOUD_ANSWER_INVALID" }, 1],
    ];
    for (const [name, fault, error, asked] of lasting) {
      it(name, async () => {
        const account = open();
        await account.vehicles();
        demo.control.fail({ match: status(), times: Infinity, ...fault });
        await assert.rejects(moving(clock, account.status(car)), error);
        assert.equal(reads(), asked);
        assert.equal(logins(), 1);
      });
    }

    it("a time-out", async () => {
      const account = open({ transport: hasty() });
      await account.vehicles();
      demo.control.fail({ match: status(), kind: "timeout", times: Infinity });
      await assert.rejects(moving(clock, account.status(car)), { code: "TIMEOUT", host: "api.ecloudeu.com" });
      assert.equal(reads(), 3);
    });

    it("a name that cannot be looked up, named with what may block it", async () => {
      const lookup = (_host: string, _options: unknown, done: (error: Error) => void) =>
        done(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
      const account = open({ baseUrls: {}, transport: createAxiosTransport({ lookup: lookup as never }) });
      await assert.rejects(moving(clock, account.status(car)), {
        code: "CLOUD_UNAVAILABLE",
        sent: false,
        message: /smart\.com could not be looked up.*ad blocker/,
      });
    });

    it("a certificate that is not valid: not tried again", async () => {
      const server = createServer(makeCertificate("localhost"), (_, response) => response.end("{}"));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const baseUrls = Object.fromEntries(
        Object.keys(demo.baseUrls).map((origin) => [origin, `https://localhost:${port}`]),
      );
      const account = open({ baseUrls });
      await assert.rejects(account.status(car), {
        code: "CLOUD_UNAVAILABLE",
        retryable: false,
        sent: false,
        message: /certificate of \S+\.smart\.com/,
      });
      assert.equal(account.usage().total, 1);
      await new Promise((resolve) => server.close(resolve));
    });

    it("wrong types: what makes no sense is unknown, never a number that is none", async () => {
      const account = await settled();
      demo.control.fail({ match: status(), kind: "wrongTypes" });
      const outcome: unknown = await again(account).catch((error: unknown) => error);
      assert.ok(!/NaN|Infinity/.test(JSON.stringify(outcome)));
    });

    it("on a command: an unknown code is a refusal, and the command is sent once", async () => {
      const account = open();
      await account.vehicles();
      demo.control.fail({ match: "PUT", code: 4711, times: Infinity });
      await assert.rejects(moving(clock, account.command(car, { command: "lock" })), {
        code: "COMMAND_REJECTED",
        platformCode: "4711",
        retryable: false,
      });
      assert.equal(count(/PUT/), 1);
    });
  });

  it("8040: the last reading, marked stale; the third in a row says what to do", async () => {
    const account = await settled();
    demo.control.fail({ match: status(), code: 8040, times: Infinity });
    for (let i = 0; i < 2; i++) {
      assert.equal((await again(account)).stale, true);
      await clock.advance(2 * minutes);
    }
    await assert.rejects(again(account), { code: "VEHICLE_UNKNOWN", platformCode: "8040" });
    demo.control.clear();
    await clock.advance(2 * minutes);
    assert.equal((await again(account)).stale, false);
  });

  it("8153: the last reading, marked stale", async () => {
    const account = await settled();
    demo.control.fail({ match: status(), code: 8153 });
    assert.equal((await again(account)).stale, true);
    await clock.advance(1 * minutes);
    assert.equal((await again(account)).stale, false);
  });

  describe("429: the whole account is silent for the told time", () => {
    const told: [string, string, number][] = [
      ["in seconds", "120", 120_000],
      ["as a date", new Date(Date.UTC(2026, 5, 1, 8, 5)).toUTCString(), 180_000],
    ];
    for (const [name, header, wait] of told) {
      it(name, async () => {
        const account = await settled();
        demo.control.fail({ match: status(), httpStatus: 429, headers: { "retry-after": header } });
        const { heard, listen } = ear();
        await assert.rejects(again(account), (error: { code: string; retryAfterMs: number }) => {
          assert.equal(error.code, "RATE_LIMITED");
          assert.ok(Math.abs(error.retryAfterMs - wait) < 1500, String(error.retryAfterMs));
          return true;
        });
        account.subscribe("all", {}, listen);
        await clock.advance(wait - 2000);
        assert.equal(demo.control.log.length, 1);
        await clock.advance(10 * minutes);
        assert.ok(
          heard.some((word) => word.startsWith("poll")),
          heard.join(),
        );
      });
    }
  });

  describe("at sign-in", () => {
    it("a wrong password: said with its code, and not tried again", async () => {
      const credentials = { ...demo.credentials["smart-eu"], password: "wrong" };
      const account = open({ credentials });
      await assert.rejects(account.status(car), { code: "SIGN_IN_REJECTED", platformCode: "403042" });
      const asked = demo.control.log.length;
      await clock.advance(24 * 60 * minutes);
      await assert.rejects(account.status(car), { code: "SIGN_IN_REJECTED", sent: false });
      assert.equal(demo.control.log.length, asked);
    });

    it("HTTP 403: backs off, and signs in when that is over", async () => {
      demo.control.fail({ match: "accounts.login", httpStatus: 403 });
      const account = open();
      await assert.rejects(account.status(car), { code: "SIGN_IN_BLOCKED", retryable: true });
      const asked = demo.control.log.length;
      await assert.rejects(account.status(car), { code: "SIGN_IN_BLOCKED", sent: false });
      assert.equal(demo.control.log.length, asked);
      await clock.advance(2 * minutes);
      assert.equal((await account.status(car)).stale, false);
    });

    it("HTTP 500, a page, half an answer: tried again after a minute, not before", async () => {
      const faults: DemoFault[] = [{ httpStatus: 500 }, { kind: "html" }, { kind: "cut" }];
      for (const fault of faults) {
        demo.control.fail({ match: "accounts.login", times: Infinity, ...fault });
        const account = open();
        const first: unknown = await moving(clock, account.vehicles()).catch((error: unknown) => error);
        const before = logins();
        await assert.rejects(account.vehicles(), { code: (first as { code: string }).code, sent: false });
        assert.equal(logins(), before);
        demo.control.clear();
        await clock.advance(1 * minutes);
        assert.equal((await account.vehicles()).length, 3);
      }
    });

    it("an account without vehicles, and a VIN that is not in it", async () => {
      await assert.rejects(open({ credentials: accountWithoutVehicles }).status(undefined), {
        code: "VEHICLE_UNKNOWN",
        message: /no vehicles/,
      });
      await assert.rejects(open().status("HESXTEST0P0000009"), { code: "VEHICLE_UNKNOWN" });
      assert.equal(count(/vehicle\/status/), 0);
    });
  });

  it("a restart with a live stored session costs one request before the first value", async () => {
    const tokenStore = new MemoryStore();
    await (await settled({ tokenStore })).close();
    demo.control.log.length = 0;
    assert.equal((await open({ tokenStore }).status(car)).stale, false);
    assert.equal(demo.control.log.length, 1);
  });

  it("the demo account: no credentials, no addresses, and the id that was asked for", async () => {
    const account = createVehicleAccount({ platform: "demo-car" });
    opened.push(account);
    const vehicles = await account.vehicles();
    assert.deepEqual([account.platform, vehicles.length, vehicles[0]?.platform], ["demo-car", 3, "demo-car"]);
    assert.ok((await account.status(vehicles[0]?.id)).battery.percent);
  });
});
