import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import type { VehicleCloudError } from "../../../src/base/errors";
import { segwayPlatform } from "../../../src/platforms/segway";
import { MemoryStore } from "../../account/support/accounts";
import { bikeId, clientId, clientSecret, done, isTokenCall, stub, tokenAnswer } from "./support";

/** Client id and secret are the session: to renew it is to sign in, and what is refused there was the secret. */
describe("segway: a refused client secret", () => {
  let clock: ManualClock;
  let secretHolds: boolean;
  let tokenHolds: boolean;
  let transport: ReturnType<typeof stub>;
  let store: MemoryStore;
  const opened: VehicleAccount[] = [];

  beforeEach(() => {
    clock = new ManualClock();
    store = new MemoryStore();
    [secretHolds, tokenHolds] = [true, true];
    transport = stub((request) => {
      if (!isTokenCall(request)) return { json: tokenHolds ? done({ iotCode: bikeId }) : { code: 15101 } };
      return secretHolds ? tokenAnswer() : { status: 401, json: { error: "invalid_client" } };
    });
  });
  afterEach(() => Promise.all(opened.splice(0).map((account) => account.close())));

  function open(options: Partial<VehicleAccountOptions> = {}): VehicleAccount {
    const account = createVehicleAccount({
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      vehicles: [{ id: bikeId, enabled: true }],
      profile: { requestsPerSecond: 1000, burst: 1000 },
      tokenStore: store,
      clock,
      transport,
      ...options,
    });
    opened.push(account);
    return account;
  }
  const ask = (account: VehicleAccount): Promise<unknown> => account.request("query.status", { iotCode: bikeId });
  const failed = (work: Promise<unknown>): Promise<VehicleCloudError> =>
    work.then(
      () => assert.fail("was answered"),
      (error: VehicleCloudError) => error,
    );
  const tokenCalls = (): number => transport.asked.filter(isTokenCall).length;

  it("is sent once when the token has run out, not with every reading, and not after a restart", async () => {
    const account = open();
    await ask(account);
    secretHolds = false;
    clock.jump(43_199_000);
    const codes: string[] = [];
    for (let read = 0; read < 10; read++) codes.push((await failed(account.read(bikeId, "bluetoothKey"))).code);
    assert.deepEqual(codes, Array(10).fill("SIGN_IN_REJECTED"));
    assert.equal(tokenCalls(), 2);
    await account.close();
    const restarted = open();
    const error = await failed(ask(restarted));
    assert.deepEqual([error.code, error.sent], ["SIGN_IN_REJECTED", false]);
    assert.equal(tokenCalls(), 2);
  });

  it("is sent once when the cloud refuses the token, for all who wait for it", async () => {
    const account = open();
    await ask(account);
    [secretHolds, tokenHolds] = [false, false];
    const errors = await Promise.all(Array.from({ length: 10 }, () => failed(ask(account))));
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ["SIGN_IN_REJECTED"]);
    await failed(ask(account));
    assert.equal(tokenCalls(), 2);
  });

  it("is tried again by Test sign-in, and then serves", async () => {
    const account = open();
    await ask(account);
    secretHolds = false;
    clock.jump(43_199_000);
    await failed(ask(account));
    await assert.rejects(account.signIn({ force: true }), { code: "SIGN_IN_REJECTED" });
    assert.equal(tokenCalls(), 3);
    secretHolds = true;
    await account.signIn({ force: true });
    await ask(account);
    clock.jump(43_199_000);
    await ask(account);
    assert.equal(tokenCalls(), 5);
  });

  it("refused while the old token still serves: not asked again before that ends, then once", async () => {
    const account = open();
    await ask(account);
    secretHolds = false;
    clock.jump(42_899_000);
    for (let passed = 0; passed < 300; passed += 10) {
      await ask(account);
      await clock.settle();
      clock.jump(10_000);
    }
    assert.equal(tokenCalls(), 2, "one renewal in the background");
    for (let read = 0; read < 3; read++) assert.equal((await failed(ask(account))).code, "SIGN_IN_REJECTED");
    assert.equal(tokenCalls(), 3);
  });
});
