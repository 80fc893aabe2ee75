import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { accounts } from "../../../src/node-red/account/accounts";
import { accountWithoutVehicles, sharedDemoCloud } from "../../../src/demo";
import {
  accountItem,
  deploy,
  flow,
  load,
  quiet,
  receive,
  shown,
  unload,
  until,
  withCore,
  Inbox,
  editorRequest,
  ownUserDir,
} from "../support";

/** From the node through the client to a cloud that is real but for its cars: nothing is stubbed. */
describe("the demo car on the canvas", () => {
  const userDir = ownUserDir();

  const percents = ({ out }: Inbox): number[] => out.map(({ payload }) => payload.battery.percent as number);

  it("tells its cars by itself right after the deploy", async () => {
    const inbox = await load(flow({ vehicleType: "all" }));
    await until("three readings", () => inbox.out.length >= 3);
    assert.equal(inbox.failed.length, 0);
    for (const percent of percents(inbox)) assert.equal(percent >= 0 && percent <= 100, true);
    const platforms = inbox.out.map(({ vehicle }) => (vehicle as { platform: string }).platform);
    assert.deepEqual(new Set(platforms), new Set(["demo-car"]));
    assert.match((shown("car") as { text: string }).text, /^3 vehicles · /);
  });

  it("answers a message for the vehicle of an earlier one", async () => {
    const inbox = await load(flow({ when: "message" }));
    receive("car", { vehicle: "all" });
    await until("three readings", () => inbox.out.length === 3);
    const vehicle = inbox.out[1]?.vehicle;
    receive("car", { vehicle, mine: 1 });
    await until("one more", () => inbox.out.length === 4 && inbox.ended.length === 2);
    assert.deepEqual(inbox.out[3]?.vehicle, vehicle);
    assert.equal(inbox.out[3]?.mine, 1);
    assert.deepEqual(inbox.failed, []);
  });

  it("reads the charge target and the cloud's own answer when asked to", async () => {
    const inbox = await load(flow({ when: "message", vehicleType: "all", read: "overviewAndTarget", raw: true }));
    receive("car", { payload: "" });
    await until("three readings", () => inbox.out.length === 3);
    const targets = inbox.out.map(({ payload }) => payload.battery.targetPercent as number | undefined);
    assert.equal(
      targets.some((target) => typeof target === "number" && target >= 50),
      true,
    );
    assert.equal(
      inbox.out.every(({ raw }) => typeof raw === "object" && raw !== null),
      true,
    );
  });

  it("keeps session and readings over a deploy, and its cars too", async () => {
    const inbox = await load(flow({ vehicleType: "all" }));
    await until("three readings", () => inbox.out.length >= 3);
    const { control } = await sharedDemoCloud();
    const asked = control.log.length;
    const before = inbox.out.length;
    await deploy(flow({ vehicleType: "all", name: "again" }), "full");
    inbox.listen();
    await until("three readings again", () => inbox.out.length >= before + 3);
    await quiet();
    assert.equal(control.log.length, asked, "the book answered, not the cloud");
    assert.equal(accounts.open, 1);
    assert.deepEqual(inbox.failed, []);
  });

  it("says which vehicles there are when the message names another", async () => {
    const inbox = await load(flow({ when: "message" }));
    receive("car", { vehicle: "Nobody's" });
    await until("a refusal", () => inbox.failed.length === 1);
    assert.equal(inbox.failed[0]?.error.code, "VEHICLE_UNKNOWN");
    assert.match(
      inbox.failed[0]!.error.message,
      /^The vehicle Nobody's is not/,
      "a sentence, no name of a class before it",
    );
    assert.equal(/[A-Z0-9]{17}/.test(inbox.failed[0]!.error.message), false);
  });

  it("answers from the book while the cloud has no word of a car, and tells Catch when there is none in it", async () => {
    const { control } = await sharedDemoCloud();
    control.fail({ match: "vehicle/status", code: 8153, times: Infinity });
    try {
      const inbox = await load(flow({ when: "message", vehicleType: "all" }));
      receive("car", { payload: "too early" });
      await until("a refusal", () => inbox.failed.length === 1);
      assert.equal(inbox.failed[0]?.error.code, "VEHICLE_OFFLINE");
      control.clear();
      receive("car", { payload: "" });
      await until("three readings", () => inbox.out.length === 3);
      control.fail({ match: "vehicle/status", code: 8153, times: Infinity });
      receive("car", { payload: "again" });
      await until("three from the book", () => inbox.out.length === 6);
      assert.equal(inbox.failed.length, 1);
    } finally {
      control.clear();
    }
  });

  it("leaves one file behind, without a password: its session ends with its cloud", async () => {
    const inbox = await load(flow({ vehicleType: "all" }));
    await until("three readings", () => inbox.out.length >= 3);
    await unload();
    const folder = join(userDir(), "vehicle-cloud");
    // Beside it stands the list of which accounts these flows have.
    const files = readdirSync(folder).filter((file) => !file.endsWith(".owners.json"));
    assert.deepEqual(
      files.map((file) => file.replace(/^[0-9a-f]{64}/, "")),
      [".state.json"],
    );
    const state = readFileSync(join(folder, files[0]!), "utf8");
    const { credentials } = await sharedDemoCloud();
    for (const secret of Object.values(credentials["smart-eu"]!)) assert.equal(state.includes(String(secret)), false);
  });

  it("tests the demo account before it is deployed, with charge, lock and age", async () => {
    await load([]);
    const { body } = await editorRequest("post", "/vehicle-cloud/accounts/acc/test").send({
      platform: "demo-car",
      credentials: {},
      vehicles: [],
      baseUrls: "",
      takeover: "giveWay",
      timeZone: "",
    });
    assert.equal(body.ok, true, body.message);
    assert.equal(body.vehicles.length, 3);
    for (const vehicle of body.vehicles) {
      assert.equal(typeof vehicle.percent, "number");
      assert.equal(typeof vehicle.locked, "boolean");
      assert.equal(vehicle.ageSeconds >= 0, true);
    }
    const { control } = await sharedDemoCloud();
    const signIns = (): number => control.log.filter(({ host }) => !host.startsWith("api")).length;
    const before = signIns();
    assert.equal(before > 0, true);
    await deploy(flow({ vehicleType: "all" }), "full");
    const inbox = new Inbox().listen();
    await until("three readings", () => inbox.out.length >= 3);
    assert.equal(signIns(), before, "the session of the test was used");
  });
});

describe("a real account on the canvas, at a cloud of ours", () => {
  afterEach(unload);

  /** smart (Europe) with every address replaced by the demo's. */
  async function account(credentials: object, more: object = {}): Promise<Inbox> {
    const { baseUrls } = await sharedDemoCloud();
    const lines = Object.entries(baseUrls).map(([real, ours]) => `${real} = ${ours}`);
    const item = { ...accountItem, platform: "smart-eu", baseUrls: lines.join("\n"), ...more };
    return load(flow({ vehicleType: "all" }, item), withCore, { acc: credentials });
  }

  it("reads the cars of the person who signed in", async () => {
    const { credentials } = await sharedDemoCloud();
    const inbox = await account(credentials["smart-eu"]!);
    await until("three readings", () => inbox.out.length >= 3);
    assert.equal((inbox.out[0]?.vehicle as { platform: string }).platform, "smart-eu");
  });

  it("tells a refused password once, in red, and asks no more", async () => {
    const { credentials, control } = await sharedDemoCloud();
    const inbox = await account({ ...credentials["smart-eu"], password: "wrong" });
    await until("trouble", () => inbox.failed.length === 1);
    assert.equal(inbox.failed[0]?.error.code, "SIGN_IN_REJECTED");
    assert.equal(inbox.failed[0]?.payload.over, false);
    const line = { fill: "red", shape: "ring", text: "vehicle-cloud-status.status.signInRejected" };
    assert.deepEqual(shown("car"), line);
    const asked = control.log.length;
    receive("car", { payload: "and now?" });
    await until("a refusal", () => inbox.failed.length === 2);
    assert.equal(inbox.failed[1]?.error.code, "SIGN_IN_REJECTED");
    assert.equal(control.log.length, asked);
    assert.deepEqual(shown("car"), line);
    assert.equal(
      inbox.failed.some(({ error }) => /wrong|@/.test(error.message)),
      false,
    );
  });

  it("says that the credentials are missing", async () => {
    const inbox = await account({});
    await until("trouble", () => inbox.failed.length === 1);
    assert.equal(inbox.failed[0]?.error.code, "CONFIG_INVALID");
  });

  it("says that the account has no vehicles", async () => {
    const inbox = await account(accountWithoutVehicles);
    receive("car", { payload: "" });
    await until("a refusal", () => inbox.failed.some(({ payload }) => payload === ""));
    assert.equal(inbox.failed.find(({ payload }) => payload === "")?.error.code, "VEHICLE_UNKNOWN");
    assert.equal(inbox.out.length, 0);
  });

  it("says that a VIN of the table is not in the account", async () => {
    const { credentials } = await sharedDemoCloud();
    const vehicles = [{ id: "HESXTEST0P0000099", name: "Ghost", enabled: true }];
    const inbox = await account(credentials["smart-eu"]!, { vehicles });
    receive("car", { payload: "", vehicle: "Ghost" });
    await until("a refusal", () => inbox.failed.some(({ payload }) => payload === ""));
    assert.equal(inbox.failed.find(({ payload }) => payload === "")?.error.code, "VEHICLE_UNKNOWN");
    assert.equal(JSON.stringify(inbox.failed).includes("HESXTEST0P0000099"), false);
  });
});
