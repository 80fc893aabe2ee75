import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type {
  AccountEvent,
  AlertEvent,
  FaultEvent,
  ListenPolicy,
  VehicleAccount,
  VehicleAccountOptions,
} from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { segwayPlatform } from "../../../src/platforms/segway";
import { alert, fault, location, secret, signed, status, type Fields } from "../../platforms/segway/pushes";
import { MemoryStore } from "../support/accounts";

const bike = alert["iotCode"]!;
const other = "860000000000025";
const began = Number(alert["statusUtcTime"]) * 1000;
const iso = (secondsLater: number): string => new Date(began + secondsLater * 1000).toISOString();

describe("alerts and faults, as any subscriber hears them", () => {
  let clock: ManualClock;
  let state: MemoryStore;
  let requests: number;
  const opened: VehicleAccount[] = [];

  beforeEach(() => {
    clock = new ManualClock(iso(60), { patienceMs: 10_000 });
    state = new MemoryStore();
    requests = 0;
  });
  afterEach(() => Promise.all(opened.splice(0).map((account) => account.close())));

  function open(options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId: alert["platformCode"]!, clientSecret: secret },
      vehicles: [{ id: bike, name: "Blue", enabled: true }],
      stateStore: state,
      clock,
      transport: {
        send() {
          requests++;
          return Promise.reject(cloudError("CLOUD_UNAVAILABLE", "No cloud in here."));
        },
        close: () => undefined,
      },
      ...options,
    });
    opened.push(account);
    return account;
  }
  /** Everything but the session's state. */
  async function listen(account: VehicleAccount, policy: ListenPolicy = "listen", selector = "all") {
    const heard: Exclude<AccountEvent, { type: "session" }>[] = [];
    const off = account.subscribe(selector, policy, (event) => {
      if (event.type !== "session") heard.push(event);
    });
    await clock.settle();
    return { heard, off, told: () => heard.splice(0).filter(isTold).map(worded) };
  }
  const isTold = (event: AccountEvent): event is AlertEvent | FaultEvent =>
    event.type === "alert" || event.type === "fault";
  const worded = ({ type, vehicle, event, already }: AlertEvent | FaultEvent): string =>
    [
      ...[type, vehicle.name, event.name, event.active ? "on" : "off", event.since ?? "-"],
      ...event.ended.map(({ name }) => `ended ${name}`),
      ...event.open.map(({ name }) => `open ${name}`),
      ...(already ? ["already"] : []),
    ].join(" ");
  const push = (account: VehicleAccount, kind: string, fields: Fields) =>
    account.receivePush(kind, Buffer.from(signed(fields)));
  const at = (fields: Fields, secondsLater: number, more: Fields = {}): Fields => ({
    ...fields,
    statusUtcTime: String(began / 1000 + secondsLater),
    ...more,
  });

  it("tells who only listens of each alert once when it appears and once when it is over, and asks for nothing", async () => {
    const account = open();
    const { heard, told } = await listen(account);
    await push(account, "alert", at(alert, 0));
    assert.deepEqual(told(), [`alert Blue illegal-moving on ${iso(0)} open illegal-moving`]);
    await push(account, "alert", at(alert, 5));
    await push(account, "alert", at(alert, -5, { alertStatus: "1" }));
    assert.deepEqual(heard, [], "neither a repeat nor a late end is news");
    await push(account, "alert", at(alert, 9, { alertStatus: "1" }));
    assert.deepEqual(told(), [`alert Blue illegal-moving off ${iso(0)} ended illegal-moving`]);
    await push(account, "alert", at(alert, 9, { alertStatus: "1" }));
    await push(account, "alert", at(alert, 12, { alertStatus: "1", code: "12" }));
    assert.deepEqual(heard, [], "nor is an end a second time, or of what was not open");
    await clock.advance(48 * 3600_000);
    assert.equal(requests, 0);
  });

  it("knows Segway's five alerts and its faults by their names", async () => {
    const account = open();
    const { told } = await listen(account);
    for (const [index, code] of ["1", "2", "3", "4", "12", "7"].entries())
      await push(account, "alert", at(alert, index, { code }));
    await push(account, "fault", at(fault, 9));
    assert.deepEqual(
      told().map((line) => line.split(" ").slice(0, 4).join(" ")),
      [
        "alert Blue illegal-moving on",
        "alert Blue fallen-locked on",
        "alert Blue dismantling on",
        "alert Blue fallen-unlocked on",
        "alert Blue low-power on",
        "alert Blue unknown-7 on",
        "fault Blue 21 on",
      ],
    );
    await push(account, "alert", at(alert, 20, { code: "2", alertStatus: "1" }));
    assert.match(told()[0]!, /^alert Blue fallen-locked off \S+ ended fallen-locked ended fallen-unlocked open /);
  });

  it("tells a subscriber that reads by itself the same, and not of other vehicles", async () => {
    const account = open({
      vehicles: [
        { id: bike, name: "Blue", enabled: true },
        { id: other, name: "Red", enabled: true },
      ],
    });
    const reader = await listen(account, { parkedSeconds: 86_400 }, "Blue");
    const listener = await listen(account, "listen", "Red");
    await push(account, "fault", at(fault, 0));
    await push(account, "fault", at(fault, 0, { iotCode: other, code: "5" }));
    assert.deepEqual(reader.told(), [`fault Blue 21 on ${iso(0)} open 21`]);
    assert.deepEqual(listener.told(), [`fault Red 5 on ${iso(0)} open 5`]);
  });

  it("marks what was open before, also after a restart, and tells its end", async () => {
    const first = open();
    await push(first, "alert", at(alert, 0));
    const late = await listen(first);
    assert.deepEqual(late.told(), [`alert Blue illegal-moving on ${iso(0)} open illegal-moving already`]);
    await first.close();
    const second = open();
    const { told } = await listen(second);
    assert.deepEqual(told(), [`alert Blue illegal-moving on ${iso(0)} open illegal-moving already`]);
    await push(second, "alert", at(alert, 9, { alertStatus: "1" }));
    assert.deepEqual(told(), [`alert Blue illegal-moving off ${iso(0)} ended illegal-moving`]);
  });

  it("tells the first alert of a vehicle that makes itself known by it, as news, once", async () => {
    const account = open({ vehicles: [] });
    const { told } = await listen(account);
    await push(account, "alert", at(alert, 0));
    await clock.advance(3000);
    assert.deepEqual(
      told().map((line) => line.replace(/^alert .* illegal-moving on/, "on")),
      [`on ${iso(0)} open illegal-moving`],
    );
    await clock.advance(3000);
    assert.deepEqual(told(), []);
  });

  it("says nothing of a vehicle that is switched off, nor to who has left", async () => {
    const account = open({ vehicles: [{ id: bike, enabled: false }] });
    const { heard } = await listen(account);
    await push(account, "alert", at(alert, 0));
    assert.deepEqual(heard, []);
    const used = open({ stateStore: new MemoryStore() });
    const gone = await listen(used);
    gone.off();
    await push(used, "alert", at(alert, 0));
    await push(used, "status", at(status, 0));
    assert.deepEqual(gone.heard, []);
  });

  it("one that changes what it hears does not change the receipt", async () => {
    const account = open();
    account.subscribe("all", "listen", (event) => {
      if (event.type === "alert") event.event.open.length = 0;
    });
    await clock.settle();
    const { event } = await push(account, "alert", at(alert, 0));
    assert.deepEqual(event?.open, [{ name: "illegal-moving", since: iso(0) }]);
  });

  it("hears of readings that are pushed", async () => {
    const account = open();
    const { heard } = await listen(account);
    await push(account, "status", at(status, 0));
    await push(account, "location", { ...location, gpsUtcTime: String(began / 1000) });
    assert.deepEqual(
      heard.map((event) => event.type === "reading" && [event.source, event.status.battery.percent]),
      [
        ["push", 83],
        ["push", 83],
      ],
    );
    assert.equal(requests, 0);
  });
});
