/** What is deleted through the catalogue is gone from the demo, and from nothing else. */
import assert from "node:assert/strict";
import { createVehicleAccount, startDemoCloud, type DemoCloud, type VehicleAccount } from "../../src/index";

describe("deletions in the demo", () => {
  let demo: DemoCloud;
  let account: VehicleAccount;
  let vin: string;

  before(async () => {
    demo = await startDemoCloud();
    vin = demo.vehicles[0]!.id;
    account = createVehicleAccount({
      platform: "smart-eu",
      credentials: demo.credentials["smart-eu"]!,
      baseUrls: demo.baseUrls,
      allow: { sisterBrand: true, deletions: true },
    });
  });
  after(async () => {
    await account.close();
    await demo.close();
  });

  const call = async (id: string, params: Record<string, unknown> = {}): Promise<unknown> =>
    ((await account.request(id, { vin, confirm: id, ...params })) as { data: unknown }).data;

  it("a stored fence is listed as it was sent, changed, and gone once it is deleted", async () => {
    assert.deepEqual(await call("iov.geofences-all"), []);
    const made = (await call("iov.geofence-create", { body: { name: "Home", radius: 100 } })) as { geofenceId: string };
    await call("iov.geofence-create", { body: { name: "Work" } });
    const id = made.geofenceId;
    await call("iov.geofence-update", { body: { geofenceId: id, name: "Home", radius: 250 } });
    const work = { name: "Work", geofenceId: "2" };
    assert.deepEqual(await call("iov.geofences-all"), [{ name: "Home", radius: 250, geofenceId: id }, work]);
    const other = demo.vehicles[1]!.id;
    assert.deepEqual(await call("iov.geofences-all", { vin: other }), [], "another car's are its own");
    assert.equal(((await call("iov.geofence-delete", { id })) as { removed: number }).removed, 1);
    assert.deepEqual(await call("iov.geofences-all"), [work]);
    assert.equal(((await call("iov.geofence-delete", { id })) as { removed: number }).removed, 0);
  });

  it("favourite places likewise", async () => {
    const made = (await call("iov.poi-save", { body: { name: "Bakery" } })) as { collectionId: string };
    assert.deepEqual(await call("iov.poi-favorites"), [{ name: "Bakery", collectionId: made.collectionId }]);
    await call("iov.poi-delete", { collectionId: made.collectionId });
    assert.deepEqual(await call("iov.poi-favorites"), []);
  });

  it("the journal is empty once it is deleted", async () => {
    const window = { query: { startTime: 0, endTime: Date.now() } };
    const tracks = async (): Promise<number> =>
      ((await call("iov.journal-service-history", window)) as { list: unknown[] }).list.length;
    assert.ok((await tracks()) > 0);
    const { removed } = (await call("iov.journal-log-delete")) as { removed: number };
    assert.ok(removed > 0);
    assert.equal(await tracks(), 0);
  });

  it("only a car that has the option tells of its fridge", async () => {
    await assert.rejects(call("iov.fridge-status"), { code: "NOT_SUPPORTED" });
    const five = demo.vehicles.find(({ model }) => model === "smart #5")!.id;
    assert.ok(await call("iov.fridge-status", { vin: five }));
  });
});
