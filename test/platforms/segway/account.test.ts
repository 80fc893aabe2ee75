import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { AccountEvent, VehicleAccount } from "../../../src/account/types";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import { segwayPlatform } from "../../../src/platforms/segway";
import { clientId, clientSecret, openDemo, type OpenedDemo } from "./support";

/** The whole way: an account with a table of two vehicles, on the demo's hosts. */
describe("segway account", () => {
  let demo: OpenedDemo;
  let account: VehicleAccount;
  let id: string;
  let asked: () => string[];
  /** Changes an answer on its way. */
  let change: ((path: string, body: Buffer) => Buffer) | undefined;

  beforeEach(async () => {
    demo = await openDemo();
    id = demo.ids[0]!;
    const before = demo.log.entries.length;
    asked = () => demo.log.entries.slice(before).map(({ path }) => path.split("/").at(-1)!);
    change = undefined;
    const wire = createAxiosTransport();
    account = createVehicleAccount({
      transport: {
        async send(request) {
          const answer = await wire.send(request);
          return { ...answer, body: change?.(new URL(request.url).pathname, answer.body) ?? answer.body };
        },
        close: () => wire.close(),
      },
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: [
        { id, name: "Blue", enabled: true },
        { id: demo.ids[1]!, enabled: true },
        { id: demo.ids[2]!, name: "Off", enabled: false },
      ],
      clock: demo.clock,
    });
  });
  afterEach(async () => {
    await account.close();
    await demo.close();
  });

  it("lists its table, and reads a vehicle by its own name", async () => {
    assert.deepEqual(
      (await account.signIn()).map(({ name, enabled }) => [name, enabled]),
      [
        ["Blue", true],
        [`Segway ${demo.ids[1]!.slice(-4)}`, true],
        ["Off", false],
      ],
    );
    assert.equal((await account.status("blue")).battery.percent, 50);
    assert.deepEqual(asked(), ["token", "status", "location"]);
    await assert.rejects(account.status("Off"), { code: "VEHICLE_UNKNOWN" });
  });

  it("keeps what is known when a success tells nothing, and refuses another vehicle's answer", async () => {
    await account.status("Blue");
    for (const empty of ['{"code":0}', '{"code":0,"data":{}}', '{"code":0,"data":null}']) {
      change = () => Buffer.from(empty);
      await demo.clock.advance(61_000);
      const status = await account.status("Blue");
      assert.deepEqual([status.battery.percent, status.stale], [50, true], empty);
    }
    change = (_, body) => Buffer.from(body.toString().replaceAll(id, demo.ids[1]!).replace("50", "77"));
    await assert.rejects(account.status("Blue"), { code: "CLOUD_ANSWER_INVALID" });
    assert.equal((await account.status("Blue", { lastKnown: true })).battery.percent, 50);
  });

  it("is not confirmed by another vehicle's state", async () => {
    demo.part.set(id, { locked: true });
    change = (path, body) => Buffer.from(path.endsWith("status") ? body.toString().replaceAll(id, demo.ids[1]!) : body);
    const running = account.command("Blue", { command: "unlock" });
    await demo.clock.advance(61_000);
    assert.notEqual((await running).outcome, "confirmed");
  });

  it("sends a command once and sees it confirmed", async () => {
    demo.part.set(id, { locked: true });
    const running = account.command("Blue", { command: "unlock" });
    await demo.clock.advance(5000);
    const result = await running;
    assert.equal(result.outcome, "confirmed");
    assert.equal(result.reading?.locks.locked, false);
    assert.deepEqual(demo.part.executions(id), { "control.unlock": 1 });
  });

  it("is confirmed by what was so before if the vehicle itself has answered, and not if no answer came", async () => {
    demo.part.set(id, { locked: true });
    await account.status("Blue");
    // It sends no report of what it need not do.
    const old = (path: string, body: Buffer): Buffer =>
      path.endsWith("status")
        ? Buffer.from(body.toString().replace(/"statusUtcTime":"?\d+"?/, (text) => text.replace(/\d+/, "1780000000")))
        : body;
    change = old;
    const lock = async (): Promise<string> => {
      const running = account.command("Blue", { command: "lock" });
      await demo.clock.advance(75_000);
      return (await running).outcome;
    };
    assert.equal(await lock(), "confirmed");
    change = (path, body) => (path.endsWith("status") ? old(path, body) : Buffer.from("<html>"));
    assert.equal(await lock(), "unknown");
  });

  it("gets over an expired token in the middle, for a reading and for a command", async () => {
    await account.status("Blue");
    demo.part.expire({});
    const result = await account.command("Blue", { command: "find" });
    assert.equal(result.outcome, "accepted");
    assert.deepEqual(demo.part.executions(id), { "control.sound": 1 });
    assert.deepEqual(asked(), ["token", "status", "location", "sound", "token", "sound"]);
  });

  it("takes pushes into its readings, and refuses forged ones", async () => {
    await account.status("Blue");
    const events: AccountEvent[] = [];
    const off = account.subscribe("Blue", {}, (event) => events.push(event));
    await demo.clock.advance(1000);
    const before = demo.part.pushes().at(-1)!.seq;
    demo.part.set(id, { percent: 41 });
    const push = demo.part.pushes(before).find(({ kind }) => kind === "status")!;
    await account.receivePush("status", Buffer.from(push.body));
    assert.ok(events.some((event) => event.type === "reading" && event.status.battery.percent === 41));
    const forged = push.body.replace("powerPercent=41", "powerPercent=99");
    await assert.rejects(account.receivePush("status", Buffer.from(forged)), { code: "SIGNATURE_REFUSED" });
    off();
  });

  it("controls many vehicles in one call", async () => {
    const { rows } = await account.control(demo.ids.slice(0, 3), "switch", { lowPowerValue: 20 });
    assert.deepEqual(
      rows.map(({ outcome, code }) => [outcome, code]),
      [
        ["accepted", undefined],
        ["accepted", undefined],
        ["refused", "VEHICLE_UNKNOWN"],
      ],
    );
  });
});
