/** A captured session that takes the place of another, while something else goes on. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { TokenStore, VehicleAccount } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { startDemo } from "../../../src/demo/start";
import type { DemoCloud } from "../../../src/demo/types";
import type { Credentials } from "../../../src/platforms/platform";
import { failure } from "../../platforms/ecarx/support";
import { until } from "../support/accounts";

/** One account at a time; `hold` keeps the next one waiting, as another account's sign-in does. */
class LineStore implements TokenStore {
  text: string | undefined;
  waiting = 0;
  #held: Promise<void> = Promise.resolve();

  hold(): () => void {
    let free: () => void = () => undefined;
    this.#held = new Promise((resolve) => (free = resolve));
    return free;
  }
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    await this.#held;
    this.waiting--;
    return work();
  }
  async load(): Promise<string | undefined> {
    return this.text;
  }
  async save(text: string): Promise<void> {
    this.text = text;
  }
  async remove(): Promise<void> {
    this.text = undefined;
  }
}

describe("taking a captured session", () => {
  let clock: ManualClock;
  let demo: DemoCloud;
  let store: LineStore;
  let opened: VehicleAccount[];
  const vin = (): string => demo.vehicles.find(({ platform }) => platform === "lynkco-signed")!.id;
  const account = (change: Credentials = {}): VehicleAccount => {
    const made = createVehicleAccount({
      platform: "lynkco-signed",
      credentials: { ...demo.credentials["lynkco-signed"], ...change },
      allow: { captures: true },
      vehicles: [{ id: vin(), name: "Mine", enabled: true }],
      baseUrls: demo.baseUrls,
      tokenStore: store,
      ...{ clock, random: () => 0, timeZone: "UTC" },
    });
    opened.push(made);
    return made;
  };
  const jwt = (claims: object): string =>
    [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
    `.${"c2ln".repeat(11).slice(0, 43)}`;
  const exp = Date.parse("2026-06-02T08:00:00Z") / 1000;
  const request = (token: string, query = ""): string => `GET /remote-control/vehicle/status/${vin()}${query} HTTP/1.1
Host: device-api.xchanger.cn
X-APP-ID: lynkco
X-SIGNATURE: a
Authorization: ${token}`;

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
    demo = await startDemo({ clock, seed: 3 }, false);
    store = new LineStore();
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await demo.close();
  });

  it("is no failure of a reading that waits meanwhile, when it is refused", async () => {
    const car = account();
    await car.status("Mine");
    const free = store.hold();
    const taken = failure(car.takeCapture!(request(jwt({ exp, n: 1 }), "?userId=700399")));
    await until(() => store.waiting === 1);
    demo.control.expire();
    await clock.advance(120_000);
    const read = car.status("Mine", { maxAgeSeconds: 0 });
    await until(() => JSON.stringify(car.diagnostics()["failures"]).includes("SIGN_IN_NEEDED"));
    free();
    assert.match((await taken).message, /another user's/);
    assert.equal((await read).locks.locked, true, "renewed by its own refresh token");
  });

  it("does nothing once the account is closed", async () => {
    const car = account();
    await car.status("Mine");
    const token = jwt({ exp, n: 1 });
    const free = store.hold();
    const taken = failure(car.takeCapture!(request(token)));
    await until(() => store.waiting === 1);
    const closed = car.close();
    assert.equal((await taken).code, "ABORTED");
    free();
    await closed;
    const receipt = await account().takeCapture!(request(token));
    assert.equal(receipt.replaced, true, "it had not been taken");
  });

  it("knows another user's by the token that was entered, before anybody has signed in", async () => {
    const own = jwt({ exp, sub: "700302" });
    const car = account({ accessToken: own });
    assert.match((await failure(car.takeCapture!(request(jwt({ exp, sub: "700399" }))))).message, /another user's/);
    assert.equal((await car.takeCapture!(request(jwt({ exp, sub: "700302", n: 1 })))).replaced, true);
    assert.deepEqual(demo.control.log, []);
  });
});
