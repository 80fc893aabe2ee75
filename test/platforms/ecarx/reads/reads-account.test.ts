import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../../src/account/types";
import { ManualClock } from "../../../../src/base/clock";
import { MemoryStore } from "../../../account/support/accounts";
import { api, apiv2, code, exchanged, exchangePath, ok, ScriptedNetwork, selectPath, statusPath } from "../support";

const list = `GET ${api}/device-platform/user/vehicle/secure`;
const gateway = "sg-app-api.smart.com";
const iam = (result: unknown) => ({ body: { code: "200", message: "success", result } });
const vin = (last: number): string => `HESZTEST0P000000${last}`;
const row = (last: number, series: string, more: object = {}) => ({ vin: vin(last), seriesCodeVs: series, ...more });

/** What a driver sees of several cars, new series and changes in the app: the account on a network from a script. */
describe("an account of several smart cars", () => {
  let clock: ManualClock;
  let network: ScriptedNetwork;
  let store: MemoryStore;
  let accounts: VehicleAccount[];

  beforeEach(() => {
    clock = new ManualClock();
    network = new ScriptedNetwork();
    store = new MemoryStore();
    accounts = [];
    let tokens = 0;
    network
      .on(`POST ${gateway}/iam/service/api/v1/login`, iam({ accessToken: "I", idToken: "D", expiresIn: 86_400 }))
      .on(`GET ${gateway}/iam/service/api/v1/oauth20/authorize`, iam("CODE"))
      .on(`POST ${apiv2}${exchangePath}`, () => exchanged(`T${++tokens}`))
      .on(selectPath, ok());
  });
  afterEach(async () => {
    for (const account of accounts) await account.close();
  });

  function open(options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const account = createVehicleAccount({
      platform: "smart-intl",
      credentials: { username: "driver@example.org", password: "correct horse" },
      transport: network,
      tokenStore: store,
      clock,
      random: () => 0.5,
      ...options,
    });
    accounts.push(account);
    return account;
  }

  const statuses = (last: number): string[] => network.lines.filter((line) => line.endsWith(statusPath(vin(last))));
  const reading = ok({ vehicleStatus: { updateTime: String(Date.parse("2026-06-01T07:59:00Z")) } });

  it("keeps what is known, marked stale, when a success tells nothing, and refuses another car's answer", async () => {
    let answer = ok({ vehicleStatus: { updateTime: String(Date.parse("2026-06-01T07:59:00Z")), vin: vin(1) } });
    network
      .on(list, ok({ list: [row(1, "QQ11_IL")] }))
      .on(`${api}${statusPath(vin(1))}`, () => answer)
      .on(`${apiv2}${statusPath(vin(1))}`, () => answer);
    const account = open();
    await account.status(undefined);
    for (const data of [{}, null, { vehicleStatus: {} }, { vehicleStatus: null }, { vehicleStatus: { basic: {} } }]) {
      answer = ok(data);
      await clock.advance(61_000);
      const status = await account.status(undefined);
      assert.deepEqual([status.reportedAt, status.stale], ["2026-06-01T07:59:00.000Z", true], JSON.stringify(data));
    }
    for (const data of [{ vin: vin(2), vehicleStatus: { updateTime: "1" } }, { vehicleStatus: { vin: vin(2) } }]) {
      answer = ok(data);
      await clock.advance(61_000);
      await assert.rejects(account.status(undefined), { code: "CLOUD_ANSWER_INVALID" });
    }
    assert.equal((await account.status(undefined, { lastKnown: true })).reportedAt, "2026-06-01T07:59:00.000Z");
  });

  it("finds a car of a new series on the other host, and asks there at once after a restart", async () => {
    network
      .on(list, ok({ list: [row(1, "QQ11_IL")] }))
      .on(`${api}${statusPath(vin(1))}`, code("8063"))
      .on(`${apiv2}${statusPath(vin(1))}`, reading);
    const account = open();
    assert.equal((await account.status(undefined)).reportedAt, "2026-06-01T07:59:00.000Z");
    await clock.advance(61_000);
    await account.status(undefined);
    assert.deepEqual(
      statuses(1),
      [api, apiv2, apiv2].map((host) => `GET ${host}${statusPath(vin(1))}`),
    );
    await account.close();
    await open().status(undefined);
    assert.deepEqual(statuses(1).slice(3), [`GET ${apiv2}${statusPath(vin(1))}`]);
  });

  it("gives up a car that no host knows, without harm to the others, and reads the list again", async () => {
    network
      .on(list, ok({ list: [row(1, "HC11_IL"), row(2, "HX11_IL")] }), ok({ list: [row(2, "HX11_IL")] }))
      .on(statusPath(vin(1)), code("8063"))
      .on(statusPath(vin(2)), reading);
    const account = open();
    await account.vehicles();
    await clock.advance(11 * 60_000);
    await assert.rejects(account.status(vin(1)), { code: "VEHICLE_UNKNOWN" });
    assert.ok((await account.status(vin(2))).reportedAt);
    assert.deepEqual(
      (await account.vehicles()).map(({ id }) => id),
      [vin(2)],
    );
    assert.equal(network.count("/vehicle/secure"), 2);
    await assert.rejects(account.status(vin(1)), { code: "VEHICLE_UNKNOWN" });
  });

  it("lists a car that was added in the app within a day, without a restart and with one request a day", async () => {
    network
      .on(list, ok({ list: [row(1, "HC11_IL")] }), ok({ list: [row(1, "HC11_IL"), row(5, "HY11_IL")] }))
      .on(statusPath(vin(1)), reading)
      .on(statusPath(vin(5)), reading);
    const account = open();
    for (let hour = 0; hour < 23; hour++) {
      await account.status(vin(1));
      await clock.advance(3600_000);
    }
    assert.equal(network.count("/vehicle/secure"), 1);
    await clock.advance(2 * 3600_000);
    await account.status(vin(5));
    assert.equal(network.count("/vehicle/secure"), 2);
    assert.deepEqual(statuses(5), [`GET ${apiv2}${statusPath(vin(5))}`]);
  });

  it("asks for shared cars too, and says what is up to their owner", async () => {
    network
      .on(list, ok({ list: [row(1, "HC11_IL", { shareStatus: "Y" })] }))
      .on(statusPath(vin(1)), reading)
      .on("/getLocker/status/" + vin(1), code("8160"));
    const account = open();
    assert.equal((await account.vehicles()).length, 1);
    assert.match(network.asked.find(({ path }) => path.endsWith("/vehicle/secure"))?.query ?? "", /needSharedCar=1/);
    assert.ok((await account.status(vin(1))).reportedAt);
    await assert.rejects(account.read(vin(1), "locker"), { code: "NOT_PERMITTED", message: /owner/ });
  });

  it("keeps each car on its host with one token, selected once per host", async () => {
    network
      .on(list, ok({ list: [row(1, "HX11_IL"), row(3, "HC11_IL"), row(5, "HY11_IL")] }))
      .on(statusPath(vin(1)), reading)
      .on(statusPath(vin(3)), reading)
      .on(statusPath(vin(5)), reading);
    const account = open();
    await Promise.all([1, 3, 5].map((last) => account.status(vin(last))));
    const hosts = network.asked.filter(({ path }) => path.endsWith(selectPath)).map(({ host }) => host);
    assert.deepEqual(hosts.sort(), [api, apiv2]);
    const tokens = network.asked
      .filter(({ path }) => path.includes("/status/"))
      .map(({ headers }) => headers["authorization"]);
    assert.deepEqual(tokens, ["T1", "T1", "T1"]);
  });

  it("takes a consent of its own for no other client: the account goes on", async () => {
    network
      .on(list, ok({ list: [row(1, "HX11_IL")] }))
      .on(statusPath(vin(1)), code("1402"), reading, code("1402"), reading)
      .on("/user/authorization/insert", new Error("reset"), ok())
      .on(`/journalLogV4/${vin(1)}`, ok({ list: [{ tripId: 1 }] }));
    const account = open();
    await account.status(vin(1));
    // The consent's answer is lost: the old token may be dead, and no other client has anything to do with it.
    await assert.rejects(account.read(vin(1), "trips", { consent: true }));
    await clock.advance(61_000);
    assert.equal((await account.status(vin(1))).stale, false);
    assert.equal(statuses(1).length, 4);
    const trips = (await account.read(vin(1), "trips", { consent: true })) as { state: string };
    assert.equal(trips.state, "trips");
  });

  it("still knows another client when it comes", async () => {
    network.on(list, ok({ list: [row(1, "HX11_IL")] })).on(statusPath(vin(1)), code("1402"), reading, code("1402"));
    const account = open();
    await account.status(vin(1));
    await clock.advance(61_000);
    const before = network.lines.length;
    assert.equal((await account.status(vin(1))).stale, true, "the last reading serves");
    assert.equal(network.lines.length, before + 1, "and the session is left to the other");
  });
});
