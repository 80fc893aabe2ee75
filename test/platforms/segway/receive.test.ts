import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import type { PushReceipt, TokenStore, VehicleAccount } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import type { VehicleCloudError } from "../../../src/base/errors";
import { silentLogger } from "../../../src/base/logger";
import { signSegwayPush } from "../../../src/platforms/segway/push-signature";
import type { VehicleStatus } from "../../../src/vehicle/model";
import { always, bikeId, clientId, clientSecret, done, open } from "./support";

const body = (fields: Record<string, string>, secret = clientSecret): Buffer =>
  Buffer.from(new URLSearchParams({ ...fields, signature: signSegwayPush(fields, secret) }).toString());

const status = {
  iotCode: bikeId,
  platformCode: clientId,
  online: "true",
  locked: "false",
  lockVoltage: "412",
  networkSignal: "22",
  charging: "false",
  powerPercent: "63",
  speed: "18",
  odometer: "1230",
  remainingRange: "1230",
  totalRidingSecs: "110",
  statusUtcTime: "1780300000",
};
const located = {
  iotCode: bikeId,
  platformCode: clientId,
  locationStatus: "valid",
  latitude: "52.474000",
  longitude: "13.402000",
  satelliteNumber: "8",
  hdop: "1.10",
  altitude: "48.0",
  gpsUtcTime: "1780300000",
};
const alert = { iotCode: bikeId, platformCode: clientId, statusUtcTime: "1780300000", alertStatus: "0", code: "1" };

describe("segway pushes", () => {
  const { session } = open(always(done()));
  const receive = (kind: string, raw: Buffer) => session.receive!(kind, raw);
  const refused = (code: string, reason: string) => (error: VehicleCloudError) =>
    error.code === code && error.cause === reason;

  it("a status becomes part of a reading, with its digest to know a repeat by", () => {
    const push = receive("status", body(status));
    assert.equal(push.vehicleId, bikeId);
    assert.equal(push.kind, "overview");
    const reading = push.data as VehicleStatus;
    assert.equal(reading.locks.locked, false);
    assert.equal(reading.battery.rangeKm, 12.3);
    assert.equal(reading.ride.lockVoltageV, 4.12);
    assert.deepEqual(reading.position, {});
    assert.equal(push.fields.powerPercent, "63");
    assert.equal(push.digest, signSegwayPush(status, clientSecret));
  });

  it("location, alert and fault come as what they are", () => {
    const place = receive("location", body(located));
    assert.equal(place.kind, "location");
    assert.equal((place.data as VehicleStatus).position.latitude, 52.474);
    const opened = receive("alert", body(alert));
    assert.equal(opened.kind, "alert");
    assert.deepEqual(opened.data, {
      alert: "illegal-moving",
      active: true,
      clears: [],
      code: 1,
      at: "2026-06-01T07:46:40.000Z",
    });
    const { alertStatus: _none, ...rest } = alert;
    const fault = receive("fault", body({ ...rest, faultStatus: "1", code: "21" }));
    assert.deepEqual(fault.data, { active: false, code: 21, at: "2026-06-01T07:46:40.000Z" });
  });

  it("of another secret, of another operator, changed or unsigned: refused as not from Segway", () => {
    assert.throws(() => receive("alert", body(alert, "other")), refused("SIGNATURE_REFUSED", "signature"));
    const other = { ...alert, platformCode: "E99999" };
    assert.throws(() => receive("alert", body(other)), refused("SIGNATURE_REFUSED", "platform"));
    const changed = Buffer.from(body(alert).toString().replace("code=1&", "code=3&"));
    assert.throws(() => receive("alert", changed), refused("SIGNATURE_REFUSED", "signature"));
    const unsigned = Buffer.from(new URLSearchParams(alert).toString());
    assert.throws(() => receive("alert", unsigned), refused("SIGNATURE_REFUSED", "signatureMissing"));
  });

  it("words in any case, 1 and 0 are read; what nobody knows is left out", () => {
    const told = receive("status", body({ ...status, locked: "True", charging: "1", online: "0", speedMode: "x" }));
    const reading = told.data as VehicleStatus;
    assert.deepEqual([reading.locks.locked, reading.battery.charging, reading.online], [true, true, false]);
    assert.equal(reading.ride.speedMode ?? null, null);
    const odd = receive("alert", body({ ...alert, alertStatus: "gone?" })).data as { active: boolean; assumed?: true };
    assert.deepEqual([odd.active, odd.assumed], [true, true]);
    const trust = (locationStatus: string): boolean | null | undefined => {
      const place = { ...located, locationStatus };
      return (receive("location", body(place)).data as VehicleStatus).position.trusted;
    };
    assert.deepEqual(["VALID", "1", "", "0", "Invalid"].map(trust), [true, true, undefined, false, false]);
  });

  it("the field that refuses is named", () => {
    const named = (kind: string, fields: Record<string, string>, field: string): void =>
      assert.throws(
        () => receive(kind, body(fields)),
        (error: Error) => error.message.includes(field),
      );
    named("status", { ...status, locked: "maybe" }, "fieldType, locked");
    const { code: _code, ...without } = alert;
    named("alert", without, "fieldMissing, code");
  });

  it("signed but not what the page says: refused as wrong input", () => {
    const { code: _code, ...without } = alert;
    assert.throws(() => receive("alert", body(without)), refused("INPUT_INVALID", "fieldMissing"));
    assert.throws(() => receive("status", body({ ...status, locked: "maybe" })), refused("INPUT_INVALID", "fieldType"));
    assert.throws(() => receive("alert", Buffer.from("{}")), refused("INPUT_INVALID", "notForm"));
    assert.throws(() => receive("weather", body(alert)), { code: "INPUT_INVALID" });
  });

  it("tells over which form its signature held", () => {
    const auto = open(always(done()), { profile: { signatureMode: "auto" } }).session;
    const form = (raw: Buffer): unknown => (auto.receive!("alert", raw) as { signedForm?: string }).signedForm;
    assert.equal(form(body(alert)), "decoded");
    assert.equal(form(Buffer.concat([body(alert), Buffer.from("&note=")])), "withoutEmpty");
    assert.equal((receive("alert", body(alert)) as { signedForm?: string }).signedForm, "decoded");
  });

  it("older than the window that the account sets: refused", () => {
    const strict = open(always(done()), { profile: { replayWindowSeconds: 600 } });
    assert.throws(() => strict.session.receive!("alert", body(alert)), refused("SIGNATURE_REFUSED", "replay"));
    const fresh = { ...alert, statusUtcTime: String(strict.clock.now() / 1000 - 599) };
    strict.session.receive!("alert", body(fresh));
  });
});

describe("segway pushes into an account", () => {
  const account = (stateStore?: TokenStore): { clock: ManualClock; account: VehicleAccount } => {
    // A store that hangs holds the simulated time as well; it is not waited for.
    const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 50 });
    return {
      clock,
      account: createVehicleAccount({ platform: "segway", credentials: { clientId, clientSecret }, clock, stateStore }),
    };
  };
  const told = (made: VehicleAccount, code: string, alertStatus: string, second: number): Promise<PushReceipt> =>
    made.receivePush("alert", body({ ...alert, code, alertStatus, statusUtcTime: String(1780300000 + second) }));

  it("alerts of codes that nobody knows do not close each other", async () => {
    const { account: made } = account();
    await told(made, "7", "0", 0);
    await told(made, "9", "0", 1);
    const { event } = await told(made, "7", "1", 2);
    assert.deepEqual(
      event?.ended.map(({ name }) => name),
      ["unknown-7"],
    );
    assert.deepEqual(
      event?.open.map(({ name }) => name),
      ["unknown-9"],
    );
    await made.close();
  });

  it("of ever new codes of one vehicle, a message names 64 at most as open", async () => {
    const { account: made } = account();
    for (let code = 100; code < 300; code++) {
      const { event } = await told(made, String(code), "0", code);
      assert.ok(event!.open.length <= 64, String(event!.open.length));
      assert.equal(event!.open.at(-1)?.name, `unknown-${code}`);
    }
    await made.close();
  });

  it("of ever new vehicles that are not to be learned, 1,000 are kept, restarts and alerts alone included", async () => {
    let stored: string | undefined;
    const stateStore: TokenStore = {
      remove: () => Promise.resolve(),
      load: () => Promise.resolve(stored),
      save: (text) => {
        stored = text;
        return Promise.resolve();
      },
    };
    for (const run of [0, 1]) {
      const made = createVehicleAccount({
        platform: "segway",
        credentials: { clientId, clientSecret },
        learnVehicles: false,
        clock: new ManualClock(),
        stateStore,
      });
      for (let number = 0; number < 700; number++) {
        const iotCode = String(860_000_000_000_000 + run * 1000 + number);
        await made.receivePush("alert", body({ ...alert, iotCode }));
      }
      assert.deepEqual(await made.vehicles(), []);
      await made.close();
    }
    const kept = new Set(stored?.match(/8600000000\d{5}/g));
    assert.equal(kept.size, 1000);
    assert.ok(kept.has("860000000001699"));
  });

  it("a push that tells an old state is stale at once, and one in time is not until it has grown old", async () => {
    const { account: made, clock } = account();
    const at = (seconds: number): string => String(Math.floor(clock.now() / 1000) - seconds);
    const told = async (seconds: number, locked: string): Promise<boolean> => {
      const iotCode = String(Number(bikeId) + seconds);
      const push = { ...status, iotCode, locked, speed: "0", statusUtcTime: at(seconds) };
      return ((await made.receivePush("status", body(push))).data as VehicleStatus).stale;
    };
    // Ridden it reports every 10 s, locked every half an hour.
    assert.deepEqual([await told(5, "false"), await told(300, "false")], [false, true]);
    assert.deepEqual([await told(301, "true"), await told(3600, "true")], [false, true]);
    await clock.advance(90_000);
    const late = await made.status(String(Number(bikeId) + 5), { lastKnown: true });
    assert.equal(late.stale, true);
    await made.close();
  });

  it("of ever new vehicles so many are learned as may be; the owner is told once, and a restart learns no more", async () => {
    let stored: string | undefined;
    const stateStore: TokenStore = {
      remove: () => Promise.resolve(),
      load: () => Promise.resolve(stored),
      save: (text) => Promise.resolve(void (stored = text)),
    };
    const idOf = (number: number): string => String(860_000_000_000_000 + number);
    for (const run of [0, 1]) {
      const warnings: string[] = [];
      const made = createVehicleAccount({
        ...{ platform: "segway", credentials: { clientId, clientSecret }, clock: new ManualClock(), stateStore },
        vehicles: [{ id: idOf(999), enabled: true }],
        mostLearned: 50,
        logger: { ...silentLogger, warn: (text) => void warnings.push(text) },
      });
      for (let number = run * 10; number < 70; number++) {
        const { vehicle } = await made.receivePush("status", body({ ...status, iotCode: idOf(number) }));
        assert.equal(vehicle.id, idOf(number), "it is heard of all the same");
      }
      const ids = (await made.vehicles()).map(({ id }) => id);
      assert.deepEqual(ids, [idOf(999), ...Array.from({ length: 50 }, (_, number) => idOf(number))]);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, /has learned 50 vehicles from pushes and learns no more/);
      await made.close();
    }
    for (const mostLearned of [0, 1.5, NaN]) {
      const wrong = { platform: "segway", credentials: { clientId, clientSecret }, mostLearned } as const;
      assert.throws(() => createVehicleAccount(wrong), { code: "CONFIG_INVALID" });
    }
  });

  it("one from the far future is closed by the next word on it", async () => {
    const { account: made, clock } = account();
    await told(made, "1", "0", 1_000_000_000);
    const { event, outOfOrder } = await told(made, "1", "1", clock.now() / 1000 - 1780300000);
    assert.deepEqual([event?.open, outOfOrder], [[], false]);
    await made.close();
  });

  it("an alert that does not say whether it appears is taken for appearing, and that is told", async () => {
    const { account: made } = account();
    const { alertStatus: _none, ...rest } = alert;
    const silent = await made.receivePush("alert", body(rest));
    assert.deepEqual([silent.event?.active, silent.event?.assumed], [true, true]);
    assert.equal((await told(made, "1", "1", 1)).event?.assumed, undefined);
    await made.close();
  });

  it("an account that does not open within 5 s takes no push: it comes again", async () => {
    let open: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (open = resolve));
    const { account: made, clock } = account({
      load: () => stuck.then(() => undefined),
      save: async () => undefined,
      remove: async () => undefined,
    });
    const failed = made.receivePush("alert", body(alert)).then(
      () => "taken",
      (error: VehicleCloudError) => error.code,
    );
    await clock.advance(5000);
    assert.equal(await failed, "TIMEOUT");
    assert.equal(clock.pending, 0);
    open();
    assert.equal((await made.receivePush("alert", body(alert))).event?.active, true);
    await made.close();
  });

  it("a push that waits ends with its caller's signal", async () => {
    const { account: made } = account();
    const stop = new AbortController();
    const failed = assert.rejects(
      made.receivePush("alert", body(alert), { signal: stop.signal, admit: () => new Promise(() => undefined) }),
      { code: "ABORTED" },
    );
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await failed;
    await made.close();
  });
});
