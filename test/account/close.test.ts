import assert from "node:assert/strict";
import type { VehicleAccount } from "../../src/account/types";
import { scene, until, type Scene } from "./support/accounts";
import { carA } from "./support/stub-cloud";

const never = (): Promise<void> => new Promise(() => undefined);

describe("closing an account", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const calls: Record<string, (account: VehicleAccount) => Promise<unknown>> = {
    vehicles: (account) => account.vehicles(),
    resolve: (account) => account.resolve(carA),
    signIn: (account) => account.signIn({ force: true }),
    status: (account) => account.status(carA, { chargeTarget: true }),
    statusWithRaw: (account) => account.statusWithRaw(carA),
    read: (account) => account.read(carA, "trips"),
    command: (account) => account.command(carA, { command: "lock" }),
    control: (account) => account.control([carA], "lock", {}),
    request: (account) => account.request("thing", {}),
    receivePush: (account) => account.receivePush("status", Buffer.from("")),
    forget: (account) => account.forget(),
  };

  it("ends every later call with ABORTED", async () => {
    const account = s.account();
    await account.status(carA);
    await account.close();
    await account.close();
    const asked = s.cloud.log.length;
    for (const [name, call] of Object.entries(calls)) await assert.rejects(call(account), { code: "ABORTED" }, name);
    assert.throws(() => account.subscribe(carA, {}, () => undefined), { code: "ABORTED" });
    assert.equal(account.known().length, 2);
    assert.ok(account.usage().total > 0);
    assert.equal(s.cloud.log.length, asked);
  });

  it("is quick before anything was opened", async () => {
    await s.account().close();
    assert.deepEqual([s.cloud.log.length, s.store.saves], [0, 0]);
  });

  for (const hanging of ["/sign-in", "/vehicles", `/status/${carA}`, `/target/${carA}`]) {
    it(`stops while ${hanging.split("/")[1]} is under way`, async () => {
      const account = s.account();
      s.cloud.before = (path) => (path === hanging ? never() : undefined);
      const asked = calls.status!(account);
      const heard: string[] = [];
      account.subscribe(carA, {}, (event) => heard.push(event.type));
      await until(() => s.cloud.log.some((line) => line.endsWith(hanging)));
      const refused = assert.rejects(asked, { code: "ABORTED" });
      await account.close();
      await refused;
      await until(() => s.cloud.closed === 1);
      assert.ok(!heard.includes("problem"), "a deploy is no failure");
    });
  }

  it("stops while the session is renewed", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.expire();
    s.cloud.before = (path) => (path === "/refresh" ? never() : undefined);
    const asked = assert.rejects(account.status(carA), { code: "ABORTED" });
    await until(() => s.cloud.count("POST /refresh") === 1);
    await account.close();
    await asked;
  });

  it("stops while a store hangs, at loading and at saving", async () => {
    const scenes = await Promise.all(
      (["store", "state"] as const).flatMap((which) =>
        (["onLoad", "onSave"] as const).map(async (hook) => {
          const one = scene();
          let reached = false;
          one[which][hook] = () => {
            reached = true;
            return never();
          };
          const account = one.account();
          const asked = account.status(carA).catch((error: { code: string }) => error.code);
          if (which === "state" && hook === "onSave") await asked;
          else await until(() => reached);
          await account.close();
          return asked;
        }),
      ),
    );
    assert.deepEqual(
      scenes.map((outcome) => (typeof outcome === "string" ? outcome : "answered")),
      ["ABORTED", "ABORTED", "ABORTED", "answered"],
    );
  });

  it("stops a wait for another instance's or the cloud's sake", async () => {
    const account = s.account();
    await account.vehicles();
    s.cloud.before = (path) =>
      path === "/thing" ? { status: 200, headers: {}, body: Buffer.from('{"code":"busy"}') } : undefined;
    const asked = assert.rejects(account.request("thing", {}), { code: "ABORTED" });
    await until(() => s.cloud.count("GET /thing") === 1);
    await account.close();
    await asked;
    assert.equal(s.clock.pending, 0);
  });

  it("lets a command that was sent end, and closes the way out only then", async () => {
    const account = s.account();
    await account.vehicles();
    let answer: () => void = () => undefined;
    let stopped = false;
    s.cloud.before = (path, { signal }) => {
      if (!path.startsWith("/command")) return undefined;
      signal?.addEventListener("abort", () => (stopped = true));
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const asked = account.command(carA, { command: "horn" });
    await until(() => s.cloud.count(`POST /command/${carA}`) === 1);
    await account.close();
    const { outcome, reason } = await asked;
    assert.deepEqual([outcome, reason], ["unknown", "closed"], "it was sent, and no answer came");
    assert.deepEqual([stopped, s.cloud.closed], [false, 0]);
    answer();
    await until(() => s.cloud.closed === 1);
  });

  it("saves what was read just before", async () => {
    const account = s.account();
    await account.status(carA);
    await account.close();
    const next = s.account();
    assert.equal((await next.status(carA, { lastKnown: true })).battery.percent, 63);
    assert.equal(next.usage().vehicles[carA], 1);
  });
});
