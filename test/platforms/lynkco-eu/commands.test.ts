/** Commands of Lynk & Co in Europe: what the car does, how it is seen, and what is refused before anything leaves. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { CommandResult, TokenStore } from "../../../src/account/types";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { Transport } from "../../../src/http/transport";
import { calls, scene, type Scene } from "./support";

describe("lynkco-eu commands", () => {
  let at: Scene;

  beforeEach(async () => {
    at = await scene();
    at.demo.control.set(at.id, { still: true });
  });
  afterEach(() => at.close());

  const send = async (command: string, parameters: object = {}): Promise<CommandResult> => {
    const pending = at.account.command(at.id, { command, ...parameters });
    pending.catch(() => undefined);
    for (let i = 0; i < 80; i++) await at.clock.advance(1000);
    return pending;
  };

  for (const [command, parameters, part, before] of [
    ["unlock", {}, "vehicle_data", {}],
    ["lock", {}, "vehicle_data", { locked: false }],
    ["climateOn", { temperature: 21 }, "climate_state", {}],
    ["climateOff", {}, "climate_state", { climate: true }],
    ["sunroofOpen", {}, "doors_windows_state", {}],
    ["sunroofClose", {}, "doors_windows_state", { sunroof: "OPEN" }],
    ["chargeStart", {}, "charge_state", { plugged: true }],
    ["chargeStop", {}, "charge_state", { plugged: true, charging: true }],
    ["chargeTarget", { percent: 80 }, "charge_state", {}],
    ["positionRefresh", {}, "location_state", {}],
  ] as const) {
    it(`${command} is confirmed by reading ${part} alone`, async () => {
      at.demo.control.set(at.id, before);
      await at.account.vehicles();
      const asked = at.demo.control.log.length;
      const result = await send(command, parameters);
      assert.equal(result.outcome, "confirmed", JSON.stringify(result));
      const [, ...looks] = calls(at.demo, asked);
      assert.ok(looks.length >= 1 && looks.every((one) => one === part), looks.join());
    });
  }

  it("shows in the reading what was confirmed", async () => {
    await at.account.status(at.id);
    const { reading } = await send("unlock");
    assert.equal(reading?.locks.locked, false);
    assert.equal(reading?.battery.percent, 64);
  });

  it("is done when accepted where no part shows it: horn and lights", async () => {
    for (const command of ["horn", "lights"]) assert.equal((await send(command)).outcome, "accepted");
    assert.deepEqual(at.demo.control.executions(at.id), { honk_horn: 1, flash_lights: 1 });
  });

  it("is not sent twice when its answer is lost, and is told as unknown when no part shows it", async () => {
    at.demo.control.fail({ match: "door_unlock", kind: "lost" });
    const { outcome, reason } = await send("unlock");
    assert.deepEqual([outcome, reason], ["unknown", "notSeen"]);
    assert.equal(calls(at.demo).filter((call) => call === "door_unlock").length, 1);
  });

  it("is not confirmed by what the part told before, when it now tells nothing", async () => {
    await at.close();
    const real = createAxiosTransport();
    let mute = false;
    const transport: Transport = {
      send: async (request) => {
        const response = await real.send(request);
        return mute && request.url.endsWith("/vehicle_data") ? { ...response, body: Buffer.alloc(0) } : response;
      },
      close: () => real.close(),
    };
    at = await scene({ transport });
    at.demo.control.set(at.id, { still: true });
    assert.equal((await at.account.status(at.id)).locks.locked, true);
    // Somebody has opened it since, and the command does not reach it.
    at.demo.control.set(at.id, { locked: false });
    at.demo.control.fail({ match: "door_lock", kind: "lost" });
    mute = true;
    assert.deepEqual(await send("lock").then(({ outcome, reason }) => [outcome, reason]), ["unknown", "notSeen"]);
    const now = await at.account.status(at.id, { fresh: true });
    assert.deepEqual([now.locks.locked, now.battery.percent], [undefined, 64], "unknown to who asks now");
  });

  it("says that nothing was sent when the session's registration before it gets no answer", async () => {
    const stored = new Map<string, string>();
    const tokenStore: TokenStore = {
      load: () => Promise.resolve(stored.get("session")),
      save: (text) => Promise.resolve(void stored.set("session", text)),
      remove: () => Promise.resolve(void stored.delete("session")),
    };
    await at.close();
    at = await scene({ tokenStore });
    await at.account.status(at.id);
    await at.account.close();
    const { demo, clock, id } = at;
    const again = createVehicleAccount({
      platform: "lynkco-eu",
      credentials: demo.credentials["lynkco-eu"],
      ...{ baseUrls: demo.baseUrls, clock, tokenStore },
    });
    demo.control.fail({ match: "validate-session", httpStatus: 503 });
    await assert.rejects(again.command(id, { command: "positionRefresh" }), { code: "CLOUD_UNAVAILABLE", sent: false });
    assert.deepEqual(demo.control.executions(id), {});
    await again.close();
  });

  for (const [what, command, parameters, code, message] of [
    ["the boot", "trunkUnlock", {}, "NOT_SUPPORTED", /Bluetooth/],
    ["windows", "windowsClose", {}, "NOT_SUPPORTED", /no command for windows/],
    ["an unknown command", "__proto__", {}, "NOT_SUPPORTED", /no such command/],
    ["heaters without the switch", "defrost", { on: true }, "NOT_SUPPORTED", /Allow it/],
    ["29 degrees", "climateOn", { temperature: 29 }, "INPUT_INVALID", /16 to 28/],
    ["seats with the climate", "climateOn", { seats: { driver: 2 } }, "INPUT_INVALID", /once it runs/],
    ["a target of 45", "chargeTarget", { percent: 45 }, "INPUT_INVALID", /50 to 100/],
  ] as const) {
    it(`refuses ${what} before anything is sent`, async () => {
      const asked = at.demo.control.log.length;
      await assert.rejects(at.account.command(at.id, { command, ...parameters }), { code, message });
      assert.deepEqual(
        calls(at.demo, asked).filter((call) => call.includes("_")),
        [],
      );
    });
  }

  it("keeps the climate back while the car has just said that it is not locked", async () => {
    at.demo.control.set(at.id, { locked: false });
    await at.account.status(at.id);
    const asked = at.demo.control.log.length;
    await assert.rejects(at.account.command(at.id, { command: "climateOn" }), {
      code: "COMMAND_REJECTED",
      message: /doors are not locked/,
    });
    assert.deepEqual(calls(at.demo, asked), []);
  });
});

describe("lynkco-eu heaters, with the account's switch", () => {
  let at: Scene;

  beforeEach(async () => {
    at = await scene({ allow: { sisterBrand: true } });
    at.demo.control.set(at.id, { still: true });
  });
  afterEach(() => at.close());

  it("name seats by left and right, and need the climate first", async () => {
    const { account, id, demo } = at;
    await account.status(id);
    const seat = (name: string): object => ({ command: "seatHeating", seat: name, level: 2 });
    await assert.rejects(account.command(id, seat("driver") as never), {
      code: "INPUT_INVALID",
      message: /do not say on which side the driver sits/,
    });
    await assert.rejects(account.command(id, seat("frontLeft") as never), {
      code: "COMMAND_REJECTED",
      message: /Send climateOn first/,
    });
    demo.control.set(id, { climate: true });
    await at.clock.advance(60_000);
    await account.status(id, { fresh: true });
    assert.equal((await account.command(id, seat("frontLeft") as never)).outcome, "accepted");
  });
});
