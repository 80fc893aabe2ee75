/** Charging plans, trip recording, destinations and consents that are not in the known form, spoiled member by member. */
import assert from "node:assert/strict";
import { codeOf } from "./raw-client";
import { one, RawStage } from "./raw-stage";

type Body = Record<string, unknown>;

describe("demo cloud: writes beside the telematics path that it refuses", () => {
  const stage = new RawStage().settled();
  const { clock, note, sendJson, anew } = stage;

  const schedule = (): Body => ({
    ...{ bizType: "6", command: "start", chargeModel: "0", rbcStartTime: "22:00", rbcEndTime: "06:00" },
    ...{ rbcTarget: "2", rbc: "2", pin: one, vin: one },
  });
  const warmUp = (): Body => ({
    ...{ bizType: "7", command: "immediately", ac: "true", temp: "22.0", duration: "180", vlt: "false", paa: "0" },
    ...{ sw: "true", heat: [{ pos: "11", level: "3" }], timestamp: String(clock.now()) },
  });
  const recording = (): Body => ({
    ...{ serviceId: "JOU", command: "start", operationScheduling: {} },
    serviceParameters: [{ key: "jou", value: "enable" }],
  });
  const destination = (): Body => ({ lat: 49.5, lon: 8.5, name: "Example", address: "Example Road 1", vin: one });
  const consent = (): Body => ({ serviceCode: "travelLogBusiCode", authStatus: "1", vin: one });
  const chargeSet = `POST /charge-server/ecarx_charge_set/${one}`;
  const journal = `PUT /remote-control/vehicle/status/journalLog/${one}`;
  const toCar = "POST /geelyTCAccess/tcservices/ihu/send/to/car";
  const insert = "POST /remote-control/user/authorization/insert";

  const writes: [string, () => Body, Body[], string][] = [
    [
      chargeSet,
      schedule,
      [
        ...[{ bizType: "5" }, { chargeModel: undefined }, { pin: "x" }, { vin: "x" }, { command: "later" }],
        ...[{ rbcStartTime: undefined }, { rbcStartTime: "24:00" }, { rbcEndTime: undefined }, { rbcEndTime: "6" }],
      ],
      "not a charging plan in the known form",
    ],
    [
      chargeSet,
      warmUp,
      [
        ...[{ command: "start" }, { ac: true }, { vlt: "no" }, { sw: "perhaps" }, { paa: "1" }, { timestamp: "1" }],
        ...[{ timestamp: undefined }, { temp: 22 }, { temp: "warm" }, { temp: "15" }, { temp: "31" }],
        ...[{ duration: 180 }, { duration: "long" }, { heat: "3" }, { heat: ["11"] }, { heat: [{ pos: "11" }] }],
        ...[{ heat: [{ level: "1" }] }, { heat: [{ pos: "21", level: "1" }] }, { heat: [{ pos: "11", level: "9" }] }],
      ],
      "not a charging plan in the known form",
    ],
    [
      journal,
      recording,
      [
        ...[{ serviceId: "JOB" }, { command: "pause" }, { command: "stop" }, { operationScheduling: undefined }],
        ...[{ serviceParameters: [] }, { serviceParameters: [{ key: "jou", value: "disable" }] }],
      ],
      "not a JOU body",
    ],
    [
      toCar,
      destination,
      [{ lat: "49.5" }, { lon: undefined }, { name: undefined }, { address: undefined }, { lat: null }],
      "not a destination",
    ],
    [
      insert,
      consent,
      [{ serviceCode: "else" }, { authStatus: "0" }, { authStatus: undefined }],
      "not a consent in the known form",
    ],
  ];
  for (const [at, whole, spoils, reason] of writes) {
    const [method = "", path = ""] = at.split(" ");
    it(`${whole.name} spoiled in ${spoils.length} ways, then whole`, async () => {
      for (const spoil of spoils) {
        const headers = { "x-vehicle-identifier": one };
        const answer = await sendJson(method, path, { ...whole(), ...spoil }, { headers });
        assert.deepEqual([codeOf(answer), note()], ["1400", reason], JSON.stringify(spoil));
      }
      const answer = await sendJson(method, path, whole(), { headers: { "x-vehicle-identifier": one } });
      assert.equal(codeOf(answer), "1000");
      // A consent ends its token.
      if (path.includes("authorization")) await anew();
    });
  }

  it("no body at all where one belongs", async () => {
    for (const [at, reason] of [
      [chargeSet, "not a charging plan in the known form"],
      [journal, "not a JOU body"],
      [`PUT /remote-control/vehicle/telematics/${one}`, "not a telematics body"],
    ]) {
      const [method = "", path = ""] = at!.split(" ");
      await stage.client.select(one);
      assert.equal(codeOf(await stage.client.signed({ method, path })), "1400");
      assert.equal(note(), reason);
    }
    for (const [at, reason] of [
      [toCar, "not a destination"],
      [insert, "not a consent in the known form"],
    ]) {
      const [method = "", path = ""] = at!.split(" ");
      assert.equal(codeOf(await stage.client.signed({ method, path })), "8006", "no car is named");
      assert.equal(codeOf(await stage.client.signed({ method, path, query: { vin: one } })), "1400");
      assert.equal(note(), reason);
    }
  });

  it("a second consent a moment after the first: 7065", async () => {
    const [method = "", path = ""] = insert.split(" ");
    await anew();
    assert.equal(codeOf(await sendJson(method, path, consent())), "1000");
    await anew();
    assert.equal(codeOf(await sendJson(method, path, consent())), "7065");
    clock.jump(61_000);
    assert.equal(codeOf(await sendJson(method, path, consent())), "1000");
    await anew();
  });
});
