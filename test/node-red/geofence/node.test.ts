import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { NodeInitializer } from "node-red";
import type { SinonSpy } from "sinon";
import geofenceNode from "../../../nodes/geofence";
import { ManualClock } from "../../../src/base/clock";
import { closeNodeStates } from "../../../src/node-red/shared/node-state";
import { first, reading } from "../stub-account";
import {
  deploy,
  helper,
  load,
  receive,
  shown,
  stubRuntime,
  theAccount,
  withCore,
  type FlowItem,
  type Inbox,
  ownUserDir,
} from "../support";
import { east, home, middle, start } from "../../vehicle/fences/support";

const nodes = [...withCore, geofenceNode as NodeInitializer];
const account: FlowItem = { id: "acc", type: "vehicle-cloud-account", name: "Cars", platform: "demo-car" };
const flow = (settings: object = {}): FlowItem[] => [
  { id: "tab", type: "tab", label: "Test" },
  account,
  { id: "fence", type: "vehicle-cloud-geofence", z: "tab", ...settings, wires: [["out"]] },
  { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
  { id: "complete", type: "complete", z: "tab", scope: ["fence"], uncaught: false, wires: [["ended"]] },
  ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
];

describe("the geofence node", () => {
  let clock: ManualClock;
  const userDir = ownUserDir();
  let inbox: Inbox;
  const settle = async (): Promise<void> => clock.settle();
  const told = (): unknown[] => inbox.out.map(({ event, topic }) => [event, topic]);

  async function begin(settings: object = {}): Promise<void> {
    inbox = await load(flow(settings), nodes);
    await settle();
  }
  async function at(metresEast: number, more: object = {}): Promise<void> {
    await clock.advance(60_000);
    const position = {
      latitude: middle.lat,
      longitude: east(metresEast),
      measuredAt: new Date(clock.now()).toISOString(),
    };
    receive("fence", { topic: "car", payload: { position }, ...more });
    await settle();
  }

  beforeEach(() => {
    clock = new ManualClock(start);
    stubRuntime(undefined, clock);
  });

  it("draws its text when that changes, not with every message: an open editor hears of each", async () => {
    await begin();
    await at(1000, { fences: [home] });
    const drawn = (): number => (helper.getNode("fence").status as unknown as SinonSpy).callCount;
    const before = drawn();
    for (let count = 0; count < 300; count++) receive("fence", { topic: "car", payload: { position: null } });
    for (let count = 0; count < 20; count++) await at(1000 + count);
    assert.equal(drawn(), before);
    await at(0);
    assert.equal(drawn(), before + 1);
    assert.match(JSON.stringify(shown("fence")), /Home/);
  });

  it("works by its defaults, with fences and vehicle from messages, and ends each message once", async () => {
    await begin();
    await at(1000, { fences: [home] });
    await at(0, { other: 1 });
    assert.deepEqual(told(), [["enter", "car/geofence"]]);
    assert.equal(inbox.out[0]!.other, 1);
    assert.equal((inbox.out[0]!.geofence as { name: string }).name, "Home");
    assert.match(JSON.stringify(shown("fence")), /Home · < 1 min/);
    await clock.advance(12 * 60_000);
    assert.match(JSON.stringify(shown("fence")), /Home · 12 min/);
    assert.equal(inbox.ended.length, 2);
  });

  it("shows no address and no VIN that a fence is called by; the message has the name whole", async () => {
    const name = "jo.doe@example.org with HESXDEM01P0000001";
    await begin();
    await at(1000, { fences: [{ ...home, name }] });
    await at(0);
    const line = JSON.stringify(shown("fence"));
    assert.match(line, / with .* · < 1 min/);
    assert.doesNotMatch(line, /doe@|DEM01P/);
    assert.equal((inbox.out[0]!.geofence as { name: string }).name, name);
  });

  it("keeps vehicles apart, by msg.vehicle before the topic", async () => {
    await begin({ fences: [home] });
    await at(1000, { vehicle: { id: "A", name: "Anna" } });
    await at(0, { vehicle: { id: "B", name: "Ben" } });
    await at(0, { vehicle: { id: "A", name: "Anna" } });
    assert.deepEqual(told(), [["enter", "anna/geofence"]]);
  });

  it("refuses bad fences by name and goes on with the old ones", async () => {
    await begin({ fences: [home] });
    await at(1000);
    await at(900, { fences: [{ name: "Yard", lat: 52, lon: 13, radiusM: 0 }] });
    assert.equal(inbox.failed[0]!.error.code, "INPUT_INVALID");
    assert.match(inbox.failed[0]!.error.message, /Yard/);
    await at(0);
    assert.deepEqual(told(), [["enter", "car/geofence"]]);
  });

  it("passes everything on if wished, with its state where there is one", async () => {
    await begin({ fences: [home], send: "every", location: true });
    receive("fence", { topic: "car", payload: "no place", geofence: "old" });
    await at(1000);
    await at(0);
    assert.deepEqual(
      inbox.out.map(({ event, geofence }) => [event, (geofence as { inside?: boolean })?.inside]),
      [
        [undefined, undefined],
        [undefined, false],
        ["enter", true],
      ],
    );
    assert.deepEqual(inbox.out[2]!.location, {
      lat: 52,
      lon: 13,
      inarea: true,
      isat: ["Home"],
      distances: { Home: 0 },
    });
  });

  it("remembers over a restart within 2 s, and forgets when it is deleted", async () => {
    await begin();
    await at(1000, { fences: [home] });
    await clock.advance(2000);
    assert.equal(readdirSync(join(userDir(), "vehicle-cloud")).length >= 2, true);
    await helper.unload();
    await closeNodeStates();
    await begin();
    await at(0);
    assert.deepEqual(told(), [["enter", "car/geofence"]]);
    await deploy(
      flow().filter(({ id }) => id !== "fence"),
      "full",
    );
    assert.deepEqual(
      readdirSync(join(userDir(), "vehicle-cloud")).filter((name) => name.includes("fence")),
      [],
    );
  });

  it("tells what has settled without a further message", async () => {
    await begin({ fences: [home], settleSeconds: 90 });
    await at(1000);
    await at(0);
    assert.deepEqual(told(), []);
    await clock.advance(90_000);
    assert.deepEqual(told(), [["enter", "car/geofence"]]);
  });

  it("listens to the account and asks for nothing", async () => {
    await begin({ fences: [home], source: "account", account: "acc" });
    const report = (metresEast: number): void =>
      theAccount().report(
        first,
        reading(50, (status) => {
          status.position = {
            latitude: middle.lat,
            longitude: east(metresEast),
            measuredAt: new Date(clock.now()).toISOString(),
          };
        }),
      );
    report(1000);
    await clock.advance(60_000);
    report(0);
    await settle();
    assert.deepEqual(told(), [["enter", "smart-1-0001/geofence"]]);
    assert.equal(theAccount().requests, 0);
    assert.equal([...theAccount().subscribers][0]?.policy, "listen");
  });
});
