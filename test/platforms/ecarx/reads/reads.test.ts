import assert from "node:assert/strict";
import type { VehicleStatus } from "../../../../src/vehicle/model";
import { apiv2, code, failure, five, ok, one, openSession, statusPath } from "../support";

const list = "GET api.ecloudeu.com/device-platform/user/vehicle/secure";
const row = {
  vin: one.id,
  seriesCodeVs: "HX11",
  modelCode: "HX11_EUL_Premium+_RWD_000",
  matCode: "HX1H2D3B6213001257",
};

describe("listing an account's cars", () => {
  it("asks for shared cars too, and names the models as people do", async () => {
    const { session, network } = openSession();
    const rows = [
      { ...row, iccid: "89", msisdn: "49", plateNo: "B X 1" },
      { vin: "HESCTEST0P0000003", seriesCodeVs: "HC11_IL" },
      { vin: "HESYTEST0P0000005", modelCode: "HY11_EUL_x" },
      { vin: "HESZTEST0P0000009", seriesCodeVs: "ZZ1" },
      { vin: one.id, seriesCodeVs: "HX11", modelCode: "again" },
      { seriesCodeVs: "HX11" },
      { vin: "../etc", seriesCodeVs: "HX11" },
      7,
    ];
    network.on(list, ok({ list: rows }));
    const vehicles = await session.vehicles();
    assert.equal(network.asked[0]?.query, "needSharedCar=1&userId=112233");
    assert.deepEqual(
      vehicles.map(({ id, model }) => [id, model]),
      [
        [one.id, "smart #1"],
        ["HESCTEST0P0000003", "smart #3"],
        ["HESYTEST0P0000005", "smart #5"],
        ["HESZTEST0P0000009", "smart"],
      ],
    );
    assert.equal(vehicles[2]?.facts["series"], "HY11");
    assert.doesNotMatch(JSON.stringify(vehicles), /B X 1|"89"|"49"/);
  });

  it("knows an empty list from none", async () => {
    const { session, network } = openSession();
    network.on(list, ok({ list: [] }), ok({ list: null }));
    assert.deepEqual(await session.vehicles(), []);
    assert.equal((await failure(session.vehicles())).code, "CLOUD_ANSWER_INVALID");
  });
});

describe("reading a smart", () => {
  it("asks once for the overview and gives the answer as received beside it", async () => {
    const { session, network } = openSession();
    const reply = ok({ vehicleStatus: { updateTime: "1780300000000" } });
    network.on(statusPath(one.id), reply);
    const { data, raw } = await session.read("overview", one, {});
    assert.deepEqual(raw, reply.body);
    assert.equal((data as VehicleStatus).reportedAt, new Date(1780300000000).toISOString());
    assert.equal((data as VehicleStatus).readAt, "2026-06-01T08:00:00.000Z");
    assert.equal(network.asked[0]?.query, "latest=true&target=basic%2Cmore&userId=112233");
  });

  it("repeats a read over bad weather, newly signed each time", async () => {
    const { session, network, clock } = openSession();
    network.on(
      statusPath(one.id),
      { status: 500 },
      { status: 503, body: "<html>" },
      ok({ updateTime: "1780300740000" }),
    );
    const reading = session.read("overview", one, {});
    await clock.advance(1000);
    await clock.advance(4000);
    await reading;
    assert.equal(new Set(network.asked.map(({ headers }) => headers["x-api-signature-nonce"])).size, 3);
  });

  it("reads the charge target, and takes what tells none for no reading", async () => {
    const { session, network } = openSession();
    network.on(`/soc/${one.id}`, ok({ soc: "800", socTime: "1716279915984" }), code("8153"), ok({}), ok(null));
    const { data } = await session.read("chargeTarget", one, {});
    assert.equal((data as { targetPercent: number }).targetPercent, 80);
    assert.equal(network.asked[0]?.query, "setting=charging");
    for (let i = 0; i < 3; i++) {
      assert.equal((await failure(session.read("chargeTarget", one, {}))).code, "VEHICLE_OFFLINE");
    }
  });

  it("takes an answer without flags, functions or versions for no reading", async () => {
    for (const data of [{}, null, { vin: one.id }]) {
      const { session, network } = openSession();
      network
        .on(`/state/${one.id}`, ok(data))
        .on(`/capability/${one.id}`, ok(data), ok({ list: [], serviceResult: 1 }));
      assert.equal((await failure(session.read("stateFlags", one, {}))).code, "VEHICLE_OFFLINE");
      for (let i = 0; i < 2; i++) {
        assert.equal((await failure(session.read("capabilities", one, {}))).code, "VEHICLE_OFFLINE");
      }
    }
  });

  it("takes the outcome of the question for no value of the car", async () => {
    for (const data of [{ result: { serviceResult: { operationResult: 0 } } }, { vehicleStatus: null, result: {} }]) {
      const { session, network } = openSession();
      network.on(statusPath(one.id), ok(data));
      const error = await failure(session.read("overview", one, {}));
      assert.deepEqual([error.code, error.lastReadingServes], ["VEHICLE_OFFLINE", true]);
    }
  });

  it("reads the state flags it knows the meaning of", async () => {
    const { session, network } = openSession();
    const flags = {
      journalLogState: 1,
      engineState: 0,
      parkComfortState: 1,
      nextWakeupTime: 1780300000000,
      pncStatus: 7,
    };
    network.on(`/state/${one.id}`, ok(flags));
    const { data } = await session.read("stateFlags", one, {});
    assert.deepEqual(data, {
      tripRecording: true,
      positionUpload: null,
      engineRunning: false,
      valetMode: null,
      campingMode: null,
      privacyMode: null,
      batteryTemperatureMaintenance: null,
      plugAndCharge: null,
      nextWakeUpAt: new Date(1780300000000).toISOString(),
    });
  });

  it("reads the next wake-up told as text, as the cloud tells it", async () => {
    const { session, network } = openSession();
    network.on(`/state/${one.id}`, ok({ nextWakeupTime: "1780300000000" }));
    const { data } = await session.read("stateFlags", one, {});
    assert.equal((data as { nextWakeUpAt: string }).nextWakeUpAt, new Date(1780300000000).toISOString());
  });

  it("does not ask for what it does not offer", async () => {
    const { session, network } = openSession();
    const error = await failure(session.read("bluetoothKey", one, {}));
    assert.deepEqual([error.code, error.sent, network.lines.length], ["NOT_SUPPORTED", false, 0]);
  });

  it("asks a #5 at a DC charger for the measured values, at most once a minute, and lives without them", async () => {
    const { session, network, clock } = openSession();
    const electric = { dcDcConnectStatus: "3", chargerState: "15", dcChargeIAct: "-1650" };
    const charging = ok({ vehicleStatus: { additionalVehicleStatus: { electricVehicleStatus: electric } } });
    const qrvs = `GET ${apiv2}/geelyTCAccess/tcservices/vehicle/status/qrvs/${five.id}`;
    network.on(statusPath(five.id), charging).on(qrvs, ok({ chargeI: "17880", chargeU: "1600" }), code("1405"));
    const power = async (): Promise<unknown> =>
      ((await session.read("overview", five, {})).data as VehicleStatus).battery.powerKw;
    assert.equal(await power(), 60);
    assert.equal(await power(), 60);
    assert.equal(network.count(`/qrvs/${five.id}`), 1);
    await clock.advance(60_000);
    await power();
    assert.equal(network.count(`/qrvs/${five.id}`), 2);
  });

  it("asks a #1 at a DC charger for nothing more", async () => {
    const { session, network } = openSession();
    const electric = { dcDcConnectStatus: "3", chargeLevel: "50" };
    network.on(
      statusPath(one.id),
      ok({ vehicleStatus: { additionalVehicleStatus: { electricVehicleStatus: electric } } }),
    );
    await session.read("overview", one, {});
    assert.equal(network.lines.length, 1);
  });

  it("tells Diagnostics hosts and codes, but no token and no VIN", async () => {
    const { session, network } = openSession();
    network.on(statusPath(one.id), code("8153"));
    await failure(session.read("overview", one, {}));
    const text = JSON.stringify(session.diagnostics());
    assert.match(text, /8153/);
    assert.doesNotMatch(text, /"T0"|"R0"|st2\.s|HESX/);
  });
});
