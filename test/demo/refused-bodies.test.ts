/** What the body of a command is refused for once its signature is right: the code, and the reason in the demo's log. */
import assert from "node:assert/strict";
import { codeOf } from "./raw-client";
import { one, RawStage } from "./raw-stage";

type Body = Record<string, unknown>;
type Pairs = [string, unknown][];

describe("demo cloud: bodies that it refuses", () => {
  const stage = new RawStage().settled();
  const { clock, note, sendJson } = stage;

  const pairs = (list: Pairs): object[] => list.map(([key, value]) => ({ key, value }));

  describe("at the telematics path", () => {
    const path = `/remote-control/vehicle/telematics/${one}`;
    const body = (serviceId: string, list: Pairs, more: Body = {}): Body => ({
      creator: "tc",
      command: "start",
      serviceId,
      operationScheduling: { duration: 6, interval: 0, occurs: 1, recurrentOperation: false },
      serviceParameters: pairs(list),
      timestamp: String(clock.now()),
      ...more,
    });
    const position = (list: Pairs, more: Body = {}): Body =>
      body("PAI", list, { operationScheduling: undefined, latest: true, userId: stage.client.userId, ...more });
    const door: Pairs = [["door", "all"]];
    const asked: Pairs = [
      ["operation", "4"],
      ["pai", "1"],
    ];
    const climate = (...list: Pairs): Body => body("RCE_2", list);
    const forms: [string, () => Body][] = [
      ["no service", () => body("", door)],
      ["no creator", () => body("RDL_2", door, { creator: undefined })],
      ["a command that is neither start nor stop", () => body("RDL_2", door, { command: "pause" })],
      ["no time", () => body("RDL_2", door, { timestamp: undefined })],
      ["a time of letters", () => body("RDL_2", door, { timestamp: "now" })],
      ["no list of parameters", () => body("RDL_2", door, { serviceParameters: { door: "all" } })],
      ["a value that is no text", () => body("RDL_2", [["door", 1]])],
      ["a parameter that is no pair", () => body("RDL_2", door, { serviceParameters: ["door"] })],
      ["no scheduling", () => body("RDL_2", door, { operationScheduling: undefined })],
      ["a duration that is no number", () => body("RDL_2", door, { operationScheduling: { duration: "long" } })],
      ["a position that names no user", () => position(asked, { userId: undefined })],
      ["a position with a scheduling", () => position(asked, { operationScheduling: { duration: 6 } })],
    ];
    for (const [what, made] of forms) {
      it(`${what}: 1400`, async () => {
        assert.equal(codeOf(await sendJson("PUT", path, made())), "1400");
        assert.equal(note(), "not a telematics body");
      });
    }

    const values: [string, () => Body, "failure" | "1405"][] = [
      ["locking that is stopped", () => body("RDL_2", door, { command: "stop" }), "failure"],
      ["locking something else", () => body("RDL_2", [["target", "bonnet"]]), "failure"],
      ["airing something else", () => body("RCC_2", [["rcc.ventilation", "boot"]]), "failure"],
      ["charging with half of its parameters", () => body("RCS", [["operation", "1"]]), "failure"],
      [
        "two windows at once",
        () =>
          body("RWS_2", [
            ["target", "window"],
            ["target2", "window"],
          ]),
        "failure",
      ],
      ["a position by another operation", () => position([["operation", "5"]]), "failure"],
      ["a service nobody knows", () => body("XYZ", door), "failure"],
      ["a horn that is stopped", () => body("RHL", [["rhl", "horn"]], { command: "stop" }), "failure"],
      ["a sun roof of a car without one", () => body("RWS_2", [["target", "sunroof"]]), "1405"],
      ["climate without a word", () => climate(), "failure"],
      ["climate with an unknown word", () => climate(["rce.fan", "3"]), "failure"],
      ["climate of an unknown kind", () => climate(["rce.conditioner", "3"]), "failure"],
      ["climate of two kinds", () => climate(["rce.conditioner", "1"], ["rce.conditioner", "2"]), "failure"],
      ["climate without a temperature", () => climate(["rce.conditioner", "1"]), "failure"],
      ["a temperature alone", () => climate(["rce.temp", "21.0"]), "failure"],
      ["warming the roof", () => climate(["rce.heat", "roof"], ["rce.level", "3"]), "failure"],
      ["warming with level 4", () => climate(["rce.heat", "front-left"], ["rce.level", "4"]), "failure"],
      ["warming a seat without a level", () => climate(["rce.heat", "front-left"]), "failure"],
      ["defrosting the roof", () => climate(["rce.conditioner", "2"], ["rce.heat", "roof"]), "failure"],
      [
        "two seats and three levels",
        () =>
          climate(
            ["rce.heat", "front-left"],
            ["rce.heat", "front-right"],
            ["rce.level", "1"],
            ["rce.level", "2"],
            ["rce.level", "3"],
          ),
        "failure",
      ],
      ["a rear seat that has no heating", () => climate(["rce.heat", "rear-left"], ["rce.level", "1"]), "1405"],
    ];
    for (const [what, made, code] of values) {
      it(`${what}: ${code}`, async () => {
        const before = stage.cloud.control.executions(one);
        assert.equal(codeOf(await sendJson("PUT", path, made())), code);
        await clock.advance(30_000);
        assert.deepEqual(stage.cloud.control.executions(one), before);
      });
    }

    it("closes the windows that were opened for air, by the same word", async () => {
      const target: Pairs = [["target", "ventilate"]];
      for (const [command, effect] of [
        ["start", "windowsVent"],
        ["stop", "windowsClose"],
      ] as const) {
        assert.equal(codeOf(await sendJson("PUT", path, body("RWS_2", target, { command }))), "1000");
        assert.equal(note(), `accepted: ${effect}`);
        await clock.advance(30_000);
      }
    });

    it("warms a wheel among seats without a level of its own", async () => {
      const heat = climate(
        ["rce.heat", "front-left"],
        ["rce.heat", "steering_wheel"],
        ["rce.heat", "front-right"],
        ["rce.level", "1"],
        ["rce.level", "3"],
      );
      assert.equal(codeOf(await sendJson("PUT", path, heat)), "1000");
      await clock.advance(30_000);
      const { climateStatus } = (await stage.client.status(one)).json.data.vehicleStatus.additionalVehicleStatus;
      assert.deepEqual(
        [climateStatus.drvHeatSts, climateStatus.passHeatingSts, climateStatus.steerWhlHeatingSts],
        ["1", "3", "1"],
      );
    });

    it("a command in the name of another user: 8006", async () => {
      assert.equal(codeOf(await sendJson("PUT", path, body("RDL_2", door, { userId: "1" }))), "8006");
      assert.equal(note(), "userId of somebody else");
    });
  });
});
