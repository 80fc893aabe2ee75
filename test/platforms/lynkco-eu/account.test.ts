/** Lynk & Co in Europe through the client, against the demo cloud, which refuses what the recorded rules refuse. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import { defaultPolicy } from "../../../src/account/types";
import type { VehicleStatus } from "../../../src/vehicle/model";
import { MemoryStore } from "../../account/support/accounts";
import { calls, scene, type Scene } from "./support";

const parts = [
  "vehicle_data",
  "vehicle_metadata",
  "charge_state",
  "climate_state",
  "doors_windows_state",
  "location_state",
  "fuel_state",
];

describe("lynkco-eu account", () => {
  let at: Scene;

  beforeEach(async () => {
    // With readings that come early by chance a part is asked twice where one failure is meant.
    at = await scene({ random: () => 0.99 });
  });
  afterEach(() => at.close());

  it("begins with the sign-in's access token, registers it, and reads seven parts", async () => {
    const { account, demo, id } = at;
    const [vehicle] = await account.vehicles();
    assert.deepEqual([vehicle?.id, vehicle?.model, vehicle?.name], [id, "Lynk & Co 08", "Lynk & Co 08 0001"]);
    const status = await account.status(id);
    assert.deepEqual(calls(demo), ["validate-session", "vehicles", ...parts]);
    assert.equal(status.battery.percent, 64);
    assert.equal(status.battery.targetPercent, 90);
    assert.equal(status.battery.capacityKwh, 39.8);
    assert.equal(status.fuel.percent, 71);
    assert.equal(status.locks.locked, true);
    assert.equal(status.motion.driving, false);
    assert.equal(status.odometerKm, 12_345);
    assert.deepEqual(status.openings.doors, { frontLeft: false, frontRight: false, rearLeft: false, rearRight: false });
    assert.equal(status.position.latitude, 58.31);
    assert.equal(status.stale, false);
  });

  it("renews the session when the token ends, and tells the gateway of the new one", async () => {
    const { account, demo, id, clock } = at;
    await account.status(id);
    const before = demo.control.log.length;
    await clock.advance(2 * 3600_000);
    await account.status(id);
    assert.deepEqual(calls(demo, before), ["token", "validate-session", ...parts]);
  });

  it("renews it once when the gateway no longer takes the token, and asks again for what had not answered", async () => {
    const { account, demo, id } = at;
    await account.status(id);
    const before = demo.control.log.length;
    demo.control.expire({ api: true });
    await at.clock.advance(20_000);
    await account.status(id, { fresh: true });
    assert.deepEqual(calls(demo, before).slice(0, 4), ["vehicle_data", "token", "validate-session", "vehicle_data"]);
  });

  it("asks to sign in again when nothing renews it, and does not send the dead token twice", async () => {
    const { account, demo, id } = at;
    await account.status(id);
    const before = demo.control.log.length;
    demo.control.expire({ api: true, refresh: true });
    await at.clock.advance(20_000);
    const again = { code: "SIGN_IN_REJECTED", message: /sign in by the link again/ };
    await assert.rejects(account.status(id, { fresh: true }), again);
    await at.clock.advance(20_000);
    await assert.rejects(account.status(id, { fresh: true }), { code: "SIGN_IN_REJECTED" });
    assert.ok(calls(demo, before).filter((call) => call === "token").length <= 2, String(calls(demo, before)));
  });

  it("leaves out a part that fails, and keeps the others; what is not told is unknown, never open", async () => {
    const { account, demo, id } = at;
    demo.control.fail({ match: "doors_windows_state", httpStatus: 500, times: Infinity });
    demo.control.fail({ match: "fuel_state", httpStatus: 404, times: Infinity });
    const status = await account.status(id);
    assert.equal(status.locks.locked, true);
    assert.equal(status.battery.percent, 64);
    assert.deepEqual(status.openings, { doors: {}, windows: {} });
    assert.deepEqual(status.fuel, {});
  });

  describe("read by itself, of a part that fails", () => {
    const hour = 3600_000;
    /** What the status node would send, newest last; the car reports a change of its doors every hour. */
    async function listened(patch: object): Promise<{ last: () => VehicleStatus; stop: () => void }> {
      const heard: VehicleStatus[] = [];
      at.demo.control.set(at.id, { still: true, ...patch });
      const stop = at.account.subscribe(at.id, { ...defaultPolicy }, (event) => {
        if (event.type === "reading" && event.status) heard.push(event.status);
      });
      await at.clock.advance(60_000);
      return { last: () => heard.at(-1)!, stop };
    }
    const failing = (part: string): void => at.demo.control.fail({ match: part, httpStatus: 500, times: Infinity });
    const asked = (part: string, from: number): number => calls(at.demo, from).filter((call) => call === part).length;

    it("keeps what it told while nothing shows that it has changed, for 5 h at most, and asks less and less often", async () => {
      const { last, stop } = await listened({});
      failing("doors_windows_state");
      await at.clock.advance(4.2 * hour);
      const from = at.demo.control.log.length;
      assert.equal(last().openings.trunk, false, "once not answered is no reason yet");
      await at.clock.advance(1.5 * hour);
      assert.equal(last().openings.trunk, undefined);
      assert.equal(last().battery.percent, 64, "the others stay");
      const soon = asked("doors_windows_state", from);
      assert.ok(soon >= 1 && soon <= 3, `asked again: ${soon}`);
      await at.clock.advance(18 * hour);
      assert.ok(asked("doors_windows_state", from) <= 16, String(asked("doors_windows_state", from)));
      stop();
    });

    it("knows no more what it told once the car says that something has happened", async () => {
      const { last, stop } = await listened({});
      failing("doors_windows_state");
      at.demo.control.set(at.id, { locked: false });
      await at.clock.advance(hour);
      assert.equal(last().locks.locked, false);
      assert.equal(last().openings.trunk, undefined, "the trunk may be open by now");
      stop();
    });

    it("does not tell the charge of before a drive as today's; the place keeps its own time", async () => {
      const { last, stop } = await listened({});
      at.demo.control.set(at.id, { driving: true, locked: false });
      await at.clock.advance(hour);
      const before = last();
      assert.equal(typeof before.battery.percent, "number");
      failing("charge_state");
      failing("location_state");
      await at.clock.advance(hour);
      assert.equal(last().motion.driving, true);
      assert.equal(last().battery.percent, undefined);
      assert.equal(last().position.measuredAt, before.position.measuredAt);
      assert.equal(last().position.latitude, before.position.latitude);
      stop();
    });

    it("keeps what was known before a restart no longer than that", async () => {
      await at.close();
      const stateStore = new MemoryStore();
      at = await scene({ stateStore });
      const first = await listened({});
      assert.equal(first.last().battery.percent, 64);
      first.stop();
      await at.account.close();
      failing("charge_state");
      const { clock, demo } = at;
      const credentials = demo.credentials["lynkco-eu"];
      at.account = createVehicleAccount({
        platform: "lynkco-eu",
        credentials,
        baseUrls: demo.baseUrls,
        clock,
        stateStore,
      });
      const { last, stop } = await listened({});
      assert.equal(last().battery.percent, 64);
      await clock.advance(6 * hour);
      assert.equal(last().locks.locked, true);
      assert.equal(last().battery.percent, undefined);
      stop();
      await at.account.close();
    });

    it("is told again as soon as it answers", async () => {
      const { last, stop } = await listened({});
      at.demo.control.fail({ match: "charge_state", httpStatus: 500, times: 2 });
      at.demo.control.set(at.id, { locked: false });
      // Readings are up to a twentieth further apart than asked for, by chance.
      for (const percent of [undefined, 64]) {
        for (let minute = 0; last().battery.percent !== percent; minute++) {
          assert.ok(minute < 60, `never ${percent}`);
          await at.clock.advance(60_000);
        }
      }
      stop();
    });
  });

  it("says what every part failed with when all did", async () => {
    const { account, demo, id } = at;
    await account.vehicles();
    demo.control.fail({ match: "/vehicle/", httpStatus: 403, times: Infinity });
    await assert.rejects(account.status(id), { code: "NOT_PERMITTED" });
  });

  it("cannot be made without a sign-in, and says where that is done", () => {
    const make = (credentials: object): unknown => createVehicleAccount({ platform: "lynkco-eu", credentials });
    assert.throws(() => make({}), { code: "CONFIG_INVALID", message: /link in its dialog/ });
    assert.throws(() => make({ refreshToken: "a\r\nb" }), { code: "CONFIG_INVALID", message: /no token/ });
  });
});
