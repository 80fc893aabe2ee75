import assert from "node:assert/strict";
import { createVehicleAccount, startDemoCloud, type DemoCloud, type VehicleAccount } from "../../src/index";
import { own } from "../../src/base/json";

describe("a call of the catalogue", () => {
  let demo: DemoCloud;
  let account: VehicleAccount;
  let vin: string;
  let budget: number;

  beforeEach(async function () {
    budget = this.currentTest!.title.includes("budget") ? 3 : 300;
    demo = await startDemoCloud();
    const { credentials, baseUrls, vehicles } = demo;
    account = createVehicleAccount({ platform: "smart-eu", credentials: credentials["smart-eu"], baseUrls, budget });
    vin = vehicles.find(({ model, platform }) => model === "smart #1" && !platform)!.id;
  });

  afterEach(async () => {
    await account.close();
    await demo.close();
  });

  const soc = (): Promise<unknown> => account.request("iov.soc", { vin, query: { setting: "charging" } });
  const isTarget = (answer: unknown): void => assert.match(String(own(own(answer, "data"), "soc")), /^\d+$/);

  it("works as the first use of an account: signs in, lists and selects by itself", async () => {
    isTarget(await soc());
  });

  it("works after the token has run out: renews, selects and asks again", async () => {
    isTarget(await soc());
    demo.control.expire();
    isTarget(await soc());
  });

  it("works while the phone app uses another car", async () => {
    isTarget(await soc());
    demo.control.select(demo.vehicles.find(({ id, platform }) => id !== vin && !platform)!.id);
    isTarget(await soc());
  });

  it("finds the vehicle by its own name too, and refuses one of another account", async () => {
    const { name } = (await account.vehicles())[0]!;
    isTarget(await account.request("iov.soc", { vin: name, query: { setting: "charging" } }));
    await assert.rejects(account.request("iov.soc", { vin: "HESXTEST0P0000099" }), {
      code: "VEHICLE_UNKNOWN",
    });
  });

  it("stops at the day's budget, as every reading does", async () => {
    await assert.rejects(
      async () => {
        for (let i = 0; i < 5; i++) await soc();
      },
      { code: "BUDGET_SPENT", sent: false },
    );
  });
});
