import assert from "node:assert/strict";
import { createVehicleAccount, startDemoCloud, type DemoCloud, type VehicleAccount } from "../../src/index";
import { own } from "../../src/base/json";

describe("fences that the cloud keeps", () => {
  let demo: DemoCloud;
  let account: VehicleAccount;
  let vin: string;
  const open = (allow: object): VehicleAccount => {
    const { credentials, baseUrls } = demo;
    return createVehicleAccount({ platform: "smart-eu", credentials: credentials["smart-eu"], baseUrls, allow });
  };

  beforeEach(async () => {
    demo = await startDemoCloud();
    vin = demo.vehicles[0]!.id;
    account = open({ sisterBrand: true, deletions: true });
  });
  afterEach(async () => {
    await account.close();
    await demo.close();
  });

  const kept = { name: "Yard", centerLatitude: 52.5, centerLongitude: 13.4, radius: 200, enabled: true };
  const read = { name: "Yard", lat: 52.5, lon: 13.4, radiusM: 200, enabled: true };
  for (const [family, key, word] of [
    ["vehicle", "geofenceId", "geofence"],
    ["electric", "id", "electric-fence"],
    ["authorized", "geofenceId", "authorized-geofence"],
  ] as const) {
    it(`are made, listed, changed and deleted, each in its family: ${family}`, async () => {
      const list = async (of: typeof family = family): Promise<unknown> =>
        (await account.storedFences(vin, { operation: "list", family: of })).fences;
      const made = await account.storedFences(vin, { operation: "create", family, body: kept });
      assert.deepEqual([made.operation, made.family, made.unverified, made.fences], ["create", family, true, []]);
      const id = String(own(made.data, key));
      const raw = { ...kept, [key]: id };
      assert.deepEqual(await list(), [{ id, ...read, raw }]);
      const others = (["vehicle", "electric", "authorized"] as const).filter((one) => one !== family);
      for (const other of others) assert.deepEqual(await list(other), [], `${other} has its own`);
      const latest = account.storedFences(vin, { operation: "latest", family });
      // What else the demo answers is its own.
      if (family === "vehicle")
        assert.deepEqual(
          (await latest).fences.map((one) => ({ ...one, raw })),
          [{ id, ...read, raw }],
        );
      else await assert.rejects(latest, { code: "INPUT_INVALID", sent: false });
      await account.storedFences(vin, { operation: "update", family, body: { ...raw, radius: 900, [key]: "none" } });
      assert.deepEqual(await list(), [{ id, ...read, raw }], "an unknown one changes nothing");
      await account.storedFences(vin, { operation: "update", family, body: { ...raw, radius: 300 } });
      assert.deepEqual(await list(), [{ id, ...read, radiusM: 300, raw: { ...raw, radius: 300 } }]);
      await assert.rejects(account.storedFences(vin, { operation: "delete", family, id }), { code: "CONFIRM_MISSING" });
      await account.storedFences(vin, { operation: "delete", family, id, confirm: `iov.${word}-delete` });
      assert.deepEqual(await list(), []);
    });

    it(`are left alone by an account without its switches, which may look: ${family}`, async () => {
      const careful = open({});
      const refused = { code: "NOT_SUPPORTED", sent: false };
      for (const call of [
        { operation: "create", body: kept },
        { operation: "update", body: { ...kept, [key]: "1" } },
        { operation: "delete", id: "1", confirm: `iov.${word}-delete` },
      ] as const) {
        await assert.rejects(careful.storedFences(vin, { ...call, family }), refused, call.operation);
      }
      assert.deepEqual(demo.control.log, [], "nothing was sent, not even a sign-in");
      assert.deepEqual((await careful.storedFences(vin, { operation: "list", family })).fences, []);
      await careful.close();
    });
  }

  it("are refused with a sentence for what is no call, whatever it is", async () => {
    const refused = { code: "INPUT_INVALID", sent: false };
    for (const call of [
      undefined,
      null,
      "list",
      [],
      {},
      ...[NaN, "", " ", {}, null].map((id) => ({ operation: "delete", id })),
    ])
      await assert.rejects(account.storedFences(vin, call as never), refused, JSON.stringify(call));
    const byNumber = account.storedFences(vin, { operation: "delete", id: 7 as never });
    await assert.rejects(byNumber, { code: "CONFIRM_MISSING" }, "an id may be a number");
    assert.deepEqual(demo.control.log, []);
  });
});
