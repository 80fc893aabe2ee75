import assert from "node:assert/strict";
import { eventually } from "../../support/node-red-process";
import {
  alertFields,
  flows,
  locationFields,
  newTime,
  platformCode,
  signed,
  startNodeRed,
  statusFields,
  webhook,
  type Fields,
  type TestNodeRed,
} from "./support";

describe("what comes out of the webhook node", () => {
  let red: TestNodeRed;
  let bike = 860000000001000;

  const push = async (kind: string, fields: Fields): Promise<void> => {
    const answer = await red.post(`/segway/v2/vehicle/${kind}`, signed(fields));
    assert.equal(answer.status, 200, answer.body);
  };

  before(async function () {
    this.timeout(180_000);
    const items = flows(webhook("hook", { raw: true }));
    const account = items.find(({ id }) => id === "acc");
    account!["vehicles"] = [
      { id: "860000000000501", name: "Bike Seven", enabled: true },
      { id: "860000000000502", name: "Shed", enabled: false },
    ];
    red = await startNodeRed({ items });
    await eventually("the node to wait", () => red.status.get("hook")?.text?.endsWith("status.waiting"));
  });
  after(async () => red?.stop());
  beforeEach(() => void bike++);

  it("a status: the part of the reading that it carries, the vehicle by its own name, the fields and the body as received", async () => {
    const fields = statusFields({ iotCode: "860000000000501", speedMode: "2" });
    await push("status", fields);
    const [{ output, message } = assert.fail("nothing came")] = await red.seen(1);
    assert.equal(output, 3);
    assert.equal(message.topic, "bike-seven/status");
    assert.deepEqual(message.vehicle, {
      id: "860000000000501",
      name: "Bike Seven",
      model: "Segway",
      platform: "segway",
    });
    const { payload } = message;
    assert.deepEqual(
      { online: payload.online, battery: payload.battery, locks: payload.locks, odometerKm: payload.odometerKm },
      {
        online: true,
        battery: { percent: 83, rangeKm: 30, charging: false },
        locks: { locked: false, doors: {} },
        odometerKm: 9,
      },
    );
    assert.deepEqual(payload.position, {});
    assert.deepEqual(message.push, fields);
    assert.equal(message.raw, signed(fields));
    assert.equal(message.outOfOrder, undefined);
  });

  it("a location: the position; without a fix none, and said so", async () => {
    const iotCode = String(bike);
    await push("location", locationFields({ iotCode }));
    const lost = locationFields({
      iotCode,
      locationStatus: "invalid",
      latitude: "0.0",
      longitude: "0.0",
      satelliteNumber: "0",
    });
    await push("location", lost);
    const [found, none] = await red.seen(2);
    assert.equal(found?.output, 2);
    const { latitude, longitude, satellites, trusted } = found!.message.payload.position;
    assert.deepEqual(
      { latitude, longitude, satellites, trusted },
      { latitude: 48.8566, longitude: -2.3522, satellites: 9, trusted: true },
    );
    assert.deepEqual(none?.message.payload.position, { satellites: 0, trusted: false });
  });

  it("an alert opens and closes, and tells since when", async () => {
    const iotCode = String(bike);
    const begin = alertFields({ iotCode });
    await push("alert", begin);
    await push("alert", alertFields({ iotCode, code: "12" }));
    await push("alert", alertFields({ iotCode, alertStatus: "1" }));
    const [opened, low, closed] = (await red.seen(3)).map(({ message }) => message.payload);
    const since = new Date(Number(begin["statusUtcTime"]) * 1000).toISOString();
    assert.deepEqual(opened, {
      alert: "illegal-moving",
      active: true,
      code: 1,
      at: since,
      since,
      open: ["illegal-moving"],
    });
    assert.deepEqual(low.open, ["illegal-moving", "low-power"]);
    assert.deepEqual(
      { ...closed, at: undefined },
      { alert: "illegal-moving", active: false, code: 1, at: undefined, since, open: ["low-power"] },
    );
  });

  it("the end of a fall closes the fall that was open, locked or not, and both if both were", async () => {
    const iotCode = String(bike);
    const end = (): Fields => alertFields({ iotCode, code: "2", alertStatus: "1" });
    const told = async (count: number): Promise<string[]> =>
      (await red.seen(count)).map(({ message }) => `${message.payload.alert} ${message.payload.active}`);
    await push("alert", alertFields({ iotCode, code: "4" }));
    await push("alert", end());
    assert.deepEqual(await told(2), ["fallen-unlocked true", "fallen-unlocked false"]);
    await push("alert", alertFields({ iotCode, code: "4" }));
    await push("alert", alertFields({ iotCode, code: "2" }));
    await push("alert", end());
    assert.deepEqual(await told(4), [
      "fallen-unlocked true",
      "fallen-locked true",
      "fallen-locked false",
      "fallen-unlocked false",
    ]);
    await push("alert", end());
    assert.deepEqual(await told(1), ["fallen-locked false"]);
  });

  it("alerts that nobody knows are told apart by their code, and do not end each other", async () => {
    const iotCode = String(bike);
    await push("alert", alertFields({ iotCode, code: "7" }));
    await push("alert", alertFields({ iotCode, code: "9" }));
    await push("alert", alertFields({ iotCode, code: "7", alertStatus: "1" }));
    assert.deepEqual(
      (await red.seen(3)).map(({ message: { payload } }) => [
        payload.alert,
        payload.code,
        payload.active,
        payload.open,
      ]),
      [
        ["unknown", 7, true, ["unknown-7"]],
        ["unknown", 9, true, ["unknown-7", "unknown-9"]],
        ["unknown", 7, false, ["unknown-9"]],
      ],
    );
  });

  it("an alert that does not say whether it appears is taken for appearing, and says so", async () => {
    const { alertStatus: _none, ...fields } = alertFields({ iotCode: String(bike) });
    await push("alert", fields);
    await push("alert", alertFields({ iotCode: String(bike), alertStatus: "1" }));
    const [silent, ended] = (await red.seen(2)).map(({ message }) => message.payload);
    assert.deepEqual([silent.active, silent.assumed], [true, true]);
    assert.equal("assumed" in ended, false);
  });

  it("a fault by its number, opening and closing", async () => {
    const iotCode = String(bike);
    const fault = (faultStatus: string): Fields => ({
      iotCode,
      platformCode,
      statusUtcTime: newTime(),
      faultStatus,
      code: "21",
    });
    await push("fault", fault("0"));
    await push("fault", fault("1"));
    const seen = await red.seen(2);
    assert.deepEqual(
      seen.map(({ output, message: { payload } }) => [output, payload.fault, payload.active, payload.open]),
      [
        [1, 21, true, [21]],
        [1, 21, false, []],
      ],
    );
  });

  it("a repeat is answered and not sent on; another kind with the same time is no repeat", async () => {
    const fields = alertFields({ iotCode: String(bike) });
    for (let i = 0; i < 3; i++) await push("alert", fields);
    assert.equal((await red.seen(1)).length, 1);
  });

  it("an older push is sent on, marked; each kind has an order of its own", async () => {
    const iotCode = String(bike);
    const [early, late] = [newTime(), newTime()];
    await push("status", statusFields({ iotCode, statusUtcTime: late }));
    await push("status", statusFields({ iotCode, statusUtcTime: early, locked: "true" }));
    await push("location", locationFields({ iotCode, gpsUtcTime: early }));
    await push("alert", alertFields({ iotCode, statusUtcTime: late, alertStatus: "1" }));
    await push("alert", alertFields({ iotCode, statusUtcTime: early }));
    const seen = (await red.seen(5)).map(({ message }) => [message.topic.split("/")[1], message.outOfOrder ?? false]);
    assert.deepEqual(seen, [
      ["status", false],
      ["status", true],
      ["location", false],
      ["alert", false],
      ["alert", true],
    ]);
  });

  it("a vehicle that is switched off in the account is answered and not sent on", async () => {
    await push("status", statusFields({ iotCode: "860000000000502" }));
    assert.deepEqual(await red.seen(), []);
  });

  it("the node's text counts, and names the last refusal until a good push comes", async () => {
    await push("status", statusFields());
    await eventually("a count", () => /^\d+\/min · \d\d:\d\d$/.test(red.status.get("hook")?.text ?? ""), 10);
    await red.post("/segway/v2/vehicle/status", signed(statusFields(), "wrong"));
    await eventually("the reason", () => red.status.get("hook")?.text?.endsWith("refused.signature"), 10);
  });

  it("keeps vehicles and open alerts over a deploy, and serves the same path anew", async () => {
    const iotCode = String(bike);
    const repeated = alertFields({ iotCode });
    await push("alert", repeated);
    await red.seen(1);
    await red.deploy(flows(webhook("hook", { path: "/other" })));
    await eventually("the new path", async () => (await red.post("/other/v2/vehicle/alert", "x=1")).status !== 404);
    assert.equal((await red.post("/segway/v2/vehicle/alert", signed(alertFields()))).status, 404);
    await red.deploy(flows(webhook("hook")));
    await eventually("the old path", async () => (await red.post("/segway/v2/vehicle/alert", "x=1")).status === 401);
    await push("alert", repeated);
    assert.deepEqual(await red.seen(), [], "the repeat is still known");
  });
});
