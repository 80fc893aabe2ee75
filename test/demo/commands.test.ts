import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { codeOf, RawClient } from "./raw-client";

const one = "HESXDEM01P0000001";
type Group = Record<string, string | boolean>;

describe("demo cloud: commands", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let client: RawClient;

  beforeEach(async () => {
    cloud = await startDemoCloud({ clock });
    client = await new RawClient(cloud, () => clock.now()).open();
    await client.select(one);
    cloud.control.set(one, { routine: false });
  });
  afterEach(() => cloud.close());

  const group = async (name: string): Promise<Group> =>
    (await client.status(one)).json.data.vehicleStatus.additionalVehicleStatus[name] as Group;

  it("are carried out seconds after they were accepted, and reported then", async () => {
    const before = (await client.status(one)).json.data.vehicleStatus.updateTime;
    assert.equal(codeOf(await client.command(one, "RDU_2", [["door", "all"]])), "1000");
    assert.equal((await group("drivingSafetyStatus"))["centralLockingStatus"], "2");
    await clock.advance(10_000);
    assert.equal((await group("drivingSafetyStatus"))["centralLockingStatus"], "0");
    assert.ok(Number((await client.status(one)).json.data.vehicleStatus.updateTime) > Number(before));
    assert.deepEqual(cloud.control.executions(one), { unlock: 1 });
  });

  it("take longer when the car sleeps, and wake it", async () => {
    cloud.control.set(one, { pluggedIn: false, asleep: true });
    const { updateTime } = (await client.status(one)).json.data.vehicleStatus;
    await client.command(one, "RDU_2", [["door", "all"]]);
    await clock.advance(8_500);
    assert.equal((await client.status(one)).json.data.vehicleStatus.updateTime, updateTime);
    await clock.advance(15_000);
    assert.equal((await group("drivingSafetyStatus"))["centralLockingStatus"], "0");
  });

  it("a second one while the first is under way: 8070, and lost", async () => {
    await client.command(one, "RDU_2", [["door", "all"]]);
    assert.equal(codeOf(await client.command(one, "RDL_2", [["door", "all"]])), "8070");
    await clock.advance(30_000);
    assert.deepEqual(cloud.control.executions(one), { unlock: 1 });
    assert.equal(codeOf(await client.command(one, "RDL_2", [["door", "all"]])), "1000");
  });

  it("are done as fast by the clock when the cars' day runs faster", async () => {
    const quick = await startDemoCloud({ clock, speed: 600 });
    try {
      const other = await new RawClient(quick, () => clock.now()).open();
      quick.control.set(one, { routine: false, locked: true });
      await other.select(one);
      await other.command(one, "RDU_2", [["door", "all"]]);
      await clock.advance(2_000);
      assert.deepEqual(quick.control.executions(one), {});
      await clock.advance(20_000);
      assert.deepEqual(quick.control.executions(one), { unlock: 1 });
    } finally {
      await quick.close();
    }
  });

  it("stop and start charging in each spelling in use, number or text as time", async () => {
    const scheduling = { scheduledTime: null, interval: 0, occurs: 1, recurrentOperation: 0, duration: 6 };
    const stops: [string, [string, string][], object][] = [
      [
        "rcs",
        [
          ["operation", "0"],
          ["rcs.terminate", "1"],
        ],
        { timeStamp: String(clock.now()), timestamp: undefined },
      ],
      [
        "RCS",
        [
          ["operation", "1"],
          ["rcs.terminate", "1"],
        ],
        { timestamp: clock.now() },
      ],
      [
        "rcs",
        [
          ["operation", "0"],
          ["rcs.terminate", "1"],
        ],
        { command: "stop" },
      ],
    ];
    for (const [serviceId, parameters, more] of stops) {
      assert.equal(
        codeOf(await client.command(one, serviceId, parameters, { operationScheduling: scheduling, ...more })),
        "1000",
      );
      await clock.advance(10_000);
      assert.equal((await group("electricVehicleStatus"))["chargerState"], "9");
      await client.command(one, "rcs", [
        ["operation", "1"],
        ["rcs.restart", "1"],
      ]);
      await clock.advance(10_000);
      assert.equal((await group("electricVehicleStatus"))["chargerState"], "2");
    }
    assert.deepEqual(cloud.control.executions(one), { chargeStop: 3, chargeStart: 3 });
  });

  it("charging is accepted without a cable, and nothing happens", async () => {
    cloud.control.set(one, { pluggedIn: false });
    assert.equal(
      codeOf(
        await client.command(one, "rcs", [
          ["operation", "1"],
          ["rcs.restart", "1"],
        ]),
      ),
      "1000",
    );
    await clock.advance(10_000);
    assert.equal((await group("electricVehicleStatus"))["chargerState"], "0");
  });

  it("set the charge target, which the target read shows", async () => {
    const target = async (): Promise<string> =>
      (await client.signed({ path: `/remote-control/vehicle/status/soc/${one}`, query: { setting: "charging" } })).json
        .data.soc;
    const parameters = (soc: string): [string, string][] => [
      ["soc", soc],
      ["operation", "4"],
      ["rcs.setting", "1"],
    ];
    assert.equal(codeOf(await client.command(one, "rcs", parameters("450"))), "failure");
    assert.equal(codeOf(await client.command(one, "rcs", parameters("825"))), "failure");
    assert.equal(codeOf(await client.command(one, "rcs", parameters("900"))), "1000");
    assert.equal(await target(), "800");
    await clock.advance(10_000);
    assert.equal(await target(), "900");
  });

  it("climate runs with seats and wheel, and ends by itself", async () => {
    const on: [string, string][] = [
      ["rce.conditioner", "1"],
      ["rce.temp", "23.0"],
      ["rce.heat", "front-left"],
      ["rce.level", "3"],
      ["rce.heat", "steering_wheel"],
      ["rce.level", "1"],
    ];
    const scheduling = { duration: 180, interval: 0, occurs: 1, recurrentOperation: false };
    assert.equal(codeOf(await client.command(one, "RCE_2", on, { operationScheduling: scheduling })), "1000");
    await clock.advance(10_000);
    const running = await group("climateStatus");
    assert.deepEqual(
      [running["preClimateActive"], running["drvHeatSts"], running["steerWhlHeatingSts"]],
      [true, "3", "1"],
    );
    await clock.advance(600_000);
    assert.ok(Number((await group("climateStatus"))["interiorTemp"]) > Number(running["interiorTemp"]) + 1);
    await clock.advance(1_500_000);
    const ended = await group("climateStatus");
    assert.deepEqual([ended["preClimateActive"], ended["drvHeatSts"], ended["steerWhlHeatingSts"]], [false, "0", "2"]);
  });

  it("windows tell 1 open and 2 closed, the blind the other way round", async () => {
    await client.command(one, "RWS_2", [["target", "window"]]);
    await clock.advance(10_000);
    const open = await group("climateStatus");
    assert.deepEqual([open["winStatusDriver"], open["winPosDriver"], open["curtainOpenStatus"]], ["1", "100", "1"]);
    await client.command(one, "RWS_2", [["target", "sunshade"]]);
    await clock.advance(10_000);
    assert.deepEqual((await group("climateStatus"))["curtainOpenStatus"], "2");
    assert.equal(codeOf(await client.command(one, "RWS_2", [["target", "sunroof"]])), "1405");
  });

  it("are refused in the wrong form: 1400, with unknown parameters: failure", async () => {
    const telematics = (body: string): Promise<unknown> =>
      client.signed({ method: "PUT", path: `/remote-control/vehicle/telematics/${one}`, body }).then(codeOf);
    assert.equal(await telematics("not json"), "1400");
    assert.equal(await telematics("{}"), "1400");
    const wrongForms = [
      { creator: "me" },
      { command: "go" },
      { timestamp: undefined },
      { operationScheduling: undefined },
    ];
    for (const more of wrongForms) {
      assert.equal(codeOf(await client.command(one, "RDL_2", [["door", "all"]], more)), "1400", JSON.stringify(more));
    }
    const unknown: [string, [string, string][]][] = [
      ["RDL_2", [["door", "left"]]],
      ["RHL", [["rhl.horn", "1"]]],
      ["UFR", [["ufr.status", "1"]]],
      [
        "RCE_2",
        [
          ["rce.conditioner", "1"],
          ["rce.temp", "45"],
        ],
      ],
      [
        "RCE_2",
        [
          ["rce.heat", "front-left"],
          ["rce.level", "9"],
        ],
      ],
      ["RWS_2", [["rws.close", "1"]]],
    ];
    for (const [serviceId, parameters] of unknown) {
      const { json } = await client.command(one, serviceId, parameters);
      assert.deepEqual([json.code, json.success], ["failure", false], serviceId);
    }
    cloud.control.advance(120);
    assert.deepEqual(cloud.control.executions(one), {});
  });

  it("set a charging plan, trip recording and a destination", async () => {
    const plan = {
      bizType: "6",
      command: "start",
      chargeModel: "0",
      rbcStartTime: "23:00",
      rbcEndTime: "07:00",
      rbcTarget: "2",
      rbc: "2",
      pin: one,
      vin: one,
      endTime: "",
      scheduledTime: "",
      sessionId: "",
    };
    const path = `/charge-server/ecarx_charge_set/${one}`;
    assert.equal(codeOf(await client.signed({ method: "POST", path, body: JSON.stringify(plan) })), "1000");
    await clock.advance(32_000);
    const { data } = (await client.signed({ path, query: { bizType: "6" } })).json;
    assert.deepEqual([data.rbcStartTime, data.rbcEndTime, data.bcCycleActive], ["23:00", "07:00", "true"]);

    const recording = {
      creator: "tc",
      timestamp: "1",
      latest: false,
      command: "stop",
      serviceId: "JOU",
      serviceParameters: [{ key: "jou", value: "disable" }],
      operationScheduling: { duration: 60 },
    };
    const journal = `/remote-control/vehicle/status/journalLog/${one}`;
    assert.equal(
      codeOf(await client.signed({ method: "PUT", path: journal, body: JSON.stringify(recording) })),
      "1000",
    );
    await clock.advance(20_000);
    const flags = (await client.signed({ path: `/remote-control/vehicle/status/state/${one}` })).json.data;
    assert.equal(flags.journalLogState, 0);

    const destination = JSON.stringify({ lat: 48.137154, lon: 11.576124, name: "Old  Town", address: "" });
    const send = { method: "POST", path: "/geelyTCAccess/tcservices/ihu/send/to/car", query: { vin: one } };
    assert.equal(codeOf(await client.signed({ ...send, body: destination })), "1000");
    await clock.advance(20_000);
    assert.deepEqual(cloud.control.executions(one), { scheduleSet: 1, tripRecordingOff: 1, sendDestination: 1 });
  });
});
