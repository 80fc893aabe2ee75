import assert from "node:assert/strict";
import { readCapabilities } from "../../../../src/platforms/ecarx/status/capabilities";
import { readChargingSchedule } from "../../../../src/platforms/ecarx/reads/charging-schedule";
import { readFirmware } from "../../../../src/platforms/ecarx/reads/firmware-reads";
import { unverifiedKinds } from "../../../../src/vehicle/unverified-kinds";
import { readAbilities } from "../../../../src/platforms/ecarx/reads/abilities";
import { readTrips } from "../../../../src/platforms/ecarx/reads/trip-journal";
import type { ReadKind } from "../../../../src/platforms/platform";
import type { VehicleStatus } from "../../../../src/vehicle/model";
import {
  apiv2,
  code,
  exchangePath,
  failure,
  five,
  ok,
  one,
  openSession,
  statusPath,
  smartEuPlatform,
} from "../support";

const put = `PUT api.ecloudeu.com${exchangePath}`;
const capability = `/geelyTCAccess/tcservices/capability/${one.id}`;

describe("capabilities of a smart", () => {
  const list = [
    {
      functionId: "remote_climate_control_2",
      valueEnable: true,
      functionCategory: "remote_control",
      valueRange: "15.5|28.5",
      valueEnum: "",
      paramsJson: [
        { name: "dpt_heat_loc", value: "front-left,front-right" },
        { name: "seatvent_area", value: "front-left" },
        { name: "AC_step", value: "0.5" },
        { name: "ad_temp_range", value: "16|28" },
        { name: "climate_devices", value: "AC,defrost" },
        { name: "steel_wheel_heating", value: "true" },
        { name: "__proto__", value: "1" },
      ],
    },
    { functionId: "remote_control_unlock_2", valueEnable: "false", valueEnum: "door, trunk" },
    { functionId: "window_ventilation", valueEnable: true, paramsJson: '[{"name":"duration","value":"12"}]' },
    { valueEnable: true },
    7,
  ];

  it("asks for one page that holds all, without the vehicle's headers", async () => {
    const { session, network } = openSession();
    network.on(capability, ok({ list }));
    const { data } = await session.read("capabilities", one, {});
    assert.equal(network.asked[0]?.query, "direction=&pageIndex=1&pageSize=2000&sortField=&vehicleType=0");
    assert.equal(network.asked[0]?.headers["x-vehicle-identifier"], undefined);
    assert.deepEqual(data, {
      capabilities: [
        {
          id: "remote_climate_control_2",
          enabled: true,
          category: "remote_control",
          range: { min: 15.5, max: 28.5 },
          parameters: {
            dpt_heat_loc: ["front-left", "front-right"],
            seatvent_area: "front-left",
            AC_step: 0.5,
            ad_temp_range: { min: 16, max: 28 },
            climate_devices: ["AC", "defrost"],
            steel_wheel_heating: "true",
          },
        },
        { id: "remote_control_unlock_2", enabled: false, values: ["door", "trunk"] },
        { id: "window_ventilation", enabled: true, parameters: { duration: 12 } },
      ],
      climate: {
        temperatureC: { min: 16, max: 28, step: 0.5 },
        heatedSeats: ["front-left", "front-right"],
        ventilatedSeats: ["front-left"],
        steeringWheelHeating: true,
        defrost: true,
      },
    });
  });

  it("takes the range of the entry where no parameter names one", () => {
    const { climate } = readCapabilities({
      data: { list: [{ functionId: "remote_climate_control", valueRange: "16|30" }] },
    });
    assert.deepEqual(climate, { temperatureC: { min: 16, max: 30 } });
  });
});

describe("charging schedule of a smart", () => {
  const plan = `/charge-server/ecarx_charge_set/${one.id}`;
  const reservation = `/charging/reservation/${one.id}`;

  it("reads the plan, marked as seen on a sister brand, and the reservations as they are", async () => {
    const { session, network } = openSession();
    const list = [{ anything: 1 }];
    network
      .on(plan, ok({ rbcStartTime: "23:00", rbcEndTime: "7:00", bcCycleActive: "true", rbcTarget: "2", rbcModel: "" }))
      .on(reservation, ok({ list }));
    const { data } = await session.read("chargingSchedule", one, {});
    assert.equal(network.asked[0]?.query, "bizType=6");
    assert.deepEqual(data, {
      start: "23:00",
      end: "07:00",
      active: true,
      evidence: "sister",
      reservations: { unverified: true, raw: { list } },
    });
  });

  it("lives with one of the two, but not with none", async () => {
    const { session, network } = openSession();
    network
      .on(statusPath(one.id), ok({ updateTime: "1780300740000" }))
      .on(plan, code("1405"))
      .on(reservation, ok(null), code("1405"));
    await session.read("overview", one, {});
    const { data } = await session.read("chargingSchedule", one, {});
    assert.deepEqual((data as { start: unknown; active: unknown }).start, null);
    assert.equal((await failure(session.read("chargingSchedule", one, {}))).code, "NOT_SUPPORTED");
    assert.equal(readChargingSchedule({ data: { rbcStartTime: "25:00" } }).start, null);
  });
});

describe("firmware of a smart", () => {
  const info = `GET ota.srv.smart.com/app/info/${one.id}`;
  const answer = {
    currentVersion: "smart OS 1.5.2 EU",
    targetVersion: "smart OS 1.6.0 EU",
    currentReleaseNotes: [{ language: "17", description: "Besser" }],
    targetReleaseNotes: [
      { language: "en-GB", description: "Better" },
      { language: "99", description: "?" },
      { language: "16" },
    ],
    hasNewAssignment: false,
    newStatus: "",
  };

  it("asks with the sign-in token, unsigned, at most daily", async () => {
    const { session, network, clock } = openSession();
    network.on(info, { body: answer });
    const { data } = await session.read("firmware", one, {});
    const { headers } = network.asked[0]!;
    assert.equal(headers["access_token"], "st2.s.old");
    assert.equal(headers["id-token"], "0123456789abcdef");
    assert.equal(headers["x-signature"], undefined);
    assert.equal(headers["authorization"], undefined);
    assert.deepEqual(data, {
      current: "smart OS 1.5.2 EU",
      target: "smart OS 1.6.0 EU",
      updateAvailable: true,
      newAssignment: false,
      currentNotes: [{ language: "de", text: "Besser" }],
      targetNotes: [
        { language: "en", text: "Better" },
        { language: "99", text: "?" },
      ],
    });
    await clock.advance(23 * 3600_000);
    await session.read("firmware", one, {});
    assert.equal(network.lines.length, 1);
    await clock.advance(2 * 3600_000);
    await session.read("firmware", one, {});
    assert.equal(network.lines.length, 2);
  });

  it("knows no update where both versions are the same, or none is told", () => {
    assert.equal(readFirmware({ ...answer, targetVersion: answer.currentVersion }).updateAvailable, false);
    assert.equal(readFirmware({ ...answer, targetVersion: "" }).updateAvailable, false);
  });

  it("is not told by an answer without a version, which does not stand for a day", async () => {
    for (const body of [{}, { currentReleaseNotes: [], hasNewAssignment: false }, { currentVersion: "" }]) {
      const { session, network, clock } = openSession();
      network.on(info, { body }, { body: answer });
      assert.equal((await failure(session.read("firmware", one, {}))).code, "CLOUD_UNAVAILABLE");
      await clock.advance(3600_000);
      const { data } = await session.read("firmware", one, {});
      assert.equal((data as { current?: string }).current, "smart OS 1.5.2 EU");
    }
  });

  it("fails by itself: asked once, not again for an hour, and the overview goes on", async () => {
    const { session, network, clock } = openSession();
    network.on(info, { status: 500 }).on(statusPath(one.id), ok({ updateTime: "1780300740000" }));
    for (let i = 0; i < 3; i++) {
      assert.equal((await failure(session.read("firmware", one, {}))).code, "CLOUD_UNAVAILABLE");
      await session.read("overview", one, {});
    }
    assert.equal(network.lines.filter((line) => line === info).length, 1);
    await clock.advance(3600_000);
    await failure(session.read("firmware", one, {}));
    assert.equal(network.lines.filter((line) => line === info).length, 2);
  });

  it("renews a dead sign-in without the password, and keeps the API session", async () => {
    const { session, network, saved } = openSession();
    network
      .on(info, { status: 401, body: {} }, { body: answer })
      .on(put, { body: { code: 1000, data: { accessToken: "st2.s.new", refreshToken: "R9", clientId: "C0" } } });
    await session.read("firmware", one, {});
    assert.deepEqual(network.lines, [info, put, info]);
    assert.equal(network.asked[2]?.headers["access_token"], "st2.s.new");
    assert.equal((saved.at(-1)?.["api"] as { token: string }).token, "T0");
  });

  it("gives up where the service refuses, or only the password would help, and never signs in for it", async () => {
    for (const [status, lines] of [
      [401, [info, put]],
      [403, [info]],
    ] as const) {
      const { session, network } = openSession();
      network.on(info, { status, body: {} }).on(put, code("1501"));
      const error = await failure(session.read("firmware", one, {}));
      assert.equal(error.code, "NOT_SUPPORTED");
      assert.equal(session.react(error, { purpose: "read", vehicle: one }), "none");
      assert.deepEqual(network.lines, lines);
    }
  });
});

describe("abilities of a smart in Europe", () => {
  const ability = "/vehicle/v1/ability/HX11_EUL_Premium%2B_RWD_000/HESXTEST0P0000001";
  const listed = { ...one, facts: { ...one.facts, modelCode: "HX11_EUL_Premium+_RWD_000" } };

  it("asks with plain headers and marks the answer as unverified", async () => {
    const { session, network } = openSession();
    network.on(ability, { body: { code: "200", result: { abilities: [], vscData: null } } });
    const { data } = await session.read("abilities", listed, {});
    assert.equal((data as { unverified?: boolean }).unverified, true);
    const { headers, host } = network.asked[0]!;
    assert.equal(host, "vehicle.vbs.srv.smart.com");
    assert.deepEqual(
      [headers["x-smart-id"], headers["authorization"], headers["x-ca-key"]],
      ["112233", "T0", undefined],
    );
  });

  it("is not supported where the host wants more than is known, which never touches the session", async () => {
    const { session, network } = openSession();
    network.on(ability, { status: 401, body: { code: "401" } });
    const error = await failure(session.read("abilities", listed, {}));
    assert.equal(error.code, "NOT_SUPPORTED");
    assert.equal(session.react(error, { purpose: "read", vehicle: listed }), "none");
  });
});

describe("reads of which only the path is known", () => {
  it("are offered last, and hand on what the cloud says, marked", async () => {
    const offered = smartEuPlatform().offers.reads;
    const kinds: readonly ReadKind[] = unverifiedKinds;
    assert.equal(kinds.length, 14);
    assert.deepEqual(offered.slice(-kinds.length), kinds);
    for (const kind of kinds) {
      const { session, network } = openSession();
      const raw = { some: ["thing"] };
      network.on("", ok(raw));
      const { data } = await session.read(kind, one, { params: { latitude: 49.5, longitude: 8 } });
      assert.deepEqual(data, { unverified: true, raw }, kind);
      const { method, query, path, headers } = network.asked[0]!;
      assert.equal(method, "GET", kind);
      assert.ok(path.includes(one.id) || query.includes(one.id) || headers["x-vehicle-identifier"] === one.id, kind);
    }
  });

  it("say nothing where the cloud has nothing, and are not asked again where the car lacks it", async () => {
    const { session, network } = openSession();
    network.on(statusPath(one.id), ok({ updateTime: "1780300740000" })).on("/getFridge/status/" + one.id, code("1405"));
    network.on(`/geofence/all/${one.id}`, code("8153"));
    assert.deepEqual((await session.read("geofences", one, {})).data, { unverified: true, raw: null });
    await session.read("overview", one, {});
    await failure(session.read("fridge", one, {}));
    const again = await failure(session.read("fridge", one, {}));
    assert.deepEqual([again.code, again.sent], ["NOT_SUPPORTED", false]);
  });

  it("sends a place for the ranking, sorted, only if it is given and is one", async () => {
    const { session, network } = openSession();
    network.on(`/vehicleModel/${one.id}`, ok({}));
    await session.read("ranking", one, { params: { by: "energy", latitude: "49.5", longitude: -8.25 } });
    assert.equal(network.asked[0]?.query, "latitude=49.5&longitude=-8.25&topn=100");
    assert.match(network.asked[0]?.path ?? "", /ranking\/aveEnergyConsumption\/vehicleModel/);
    for (const params of [{}, { latitude: 91, longitude: 0 }, { by: "constructor", latitude: 1, longitude: 1 }]) {
      assert.equal((await failure(session.read("ranking", one, { params }))).code, "INPUT_INVALID");
    }
    assert.equal(network.lines.length, 1);
  });
});

describe("measured DC values of a #5", () => {
  const qrvs = `GET ${apiv2}/geelyTCAccess/tcservices/vehicle/status/qrvs/${five.id}`;
  const charging = (connected: string) =>
    ok({
      vehicleStatus: {
        additionalVehicleStatus: {
          electricVehicleStatus: {
            dcDcConnectStatus: connected,
            chargerState: "15",
            dcChargeIAct: "-1650",
            chargeLevel: "40",
          },
        },
      },
    });
  const power = async (session: ReturnType<typeof openSession>["session"]): Promise<unknown> =>
    ((await session.read("overview", five, {})).data as VehicleStatus).battery.powerKw ?? null;

  it("are unknown while they cannot be had, without a retry and without harm to the overview", async () => {
    for (const trouble of [code("8153"), { status: 500 }, new Error("reset"), code("1402"), { body: "<html>" }]) {
      const { session, network } = openSession();
      network.on(statusPath(five.id), charging("3")).on(qrvs, trouble);
      assert.equal(await power(session), null);
      assert.deepEqual(network.count(`/qrvs/${five.id}`), 1);
    }
  });

  it("are dropped when the session ends, and not asked for without one", async () => {
    const { session, network } = openSession();
    network
      .on(statusPath(five.id), charging("3"), charging("0"), charging("3"))
      .on(qrvs, ok({ chargeI: "17880", chargeU: "1600" }), code("8153"));
    assert.equal(await power(session), 60);
    await power(session);
    assert.equal(network.count(`/qrvs/${five.id}`), 1);
    assert.equal(await power(session), null, "another session's values are not this one's");
  });

  it("are not asked for again where the car's host does not know them", async () => {
    const { session, network, clock } = openSession();
    network.on(statusPath(five.id), charging("3")).on(qrvs, code("1405"));
    for (let i = 0; i < 3; i++) {
      await power(session);
      await clock.advance(61_000);
    }
    assert.equal(network.count(`/qrvs/${five.id}`), 1);
  });
});

describe("digests of the further reads", () => {
  const odd: unknown[] = [
    null,
    7,
    "x",
    [],
    {},
    { data: 7 },
    { data: { list: [null, 7, [], {}] } },
    { data: { list: {} } },
  ];
  for (const [name, digest] of Object.entries({
    readCapabilities,
    readChargingSchedule,
    readFirmware,
    readTrips,
    readAbilities: (value: unknown) => readAbilities(value, "https://sg-app.smart.com"),
  })) {
    it(`${name} takes any JSON value and never gives NaN`, () => {
      for (const value of odd) assert.doesNotMatch(String(JSON.stringify(digest(value))), /NaN|Infinity/);
    });
  }
});
