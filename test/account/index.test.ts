import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import * as api from "../../src/index";

describe("the package as a module", () => {
  it("offers what docs/architecture.md names", () => {
    const functions = [
      "createVehicleAccount",
      "signEcarxRequest",
      "signGatewayRequest",
      "signSegwayPush",
      "verifySegwayPush",
      "readEcarxStatus",
      "readSegwayStatus",
      "readSegwayLocation",
      "readSegwayPush",
      "findEndpoint",
      "startDemoCloud",
      "VehicleCloudError",
    ];
    for (const name of functions) assert.equal(typeof (api as Record<string, unknown>)[name], "function", name);
    assert.ok(api.endpoints.length > 200);
    assert.equal(api.findEndpoint(api.endpoints[0]!.id), api.endpoints[0]);
    assert.equal(api.findEndpoint("no such"), undefined);
  });

  it("loads next to nothing when it is imported", () => {
    const script = `require(${JSON.stringify(resolve(__dirname, "../../src/index.ts"))});
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const out = execFileSync(process.execPath, ["--import", "tsx", "-e", script], {
      encoding: "utf8",
      cwd: resolve(__dirname, "../.."),
    });
    const loaded = (JSON.parse(out) as string[]).map((file) => file.replace(/\\/g, "/"));
    assert.ok(loaded.some((file) => file.endsWith("/src/index.ts")));
    const heavy = loaded.filter((file) =>
      /node_modules\/(?!tsx|esbuild)|\/src\/(demo|account|http)\/|endpoints/.test(file),
    );
    assert.deepEqual(heavy, []);
    const own = loaded.filter((file) => !file.includes("/node_modules/"));
    assert.ok(own.length <= 6, own.join("\n"));
  });

  it("reads and signs without an account", () => {
    assert.equal(api.readEcarxStatus({}).battery.percent, undefined);
    assert.equal(api.readSegwayStatus(null).reportedAt, null);
    assert.equal(api.readSegwayLocation(5).position.latitude, undefined);
    assert.equal(api.readSegwayPush("status", {}).stale, true);
    const signature = api.signSegwayPush({ iotCode: "1" }, "secret");
    assert.match(signature, /^[0-9a-f]{32}$/);
    const body = Buffer.from(`iotCode=1&signature=${signature}`);
    assert.equal(api.verifySegwayPush(body, "secret").ok, true);
    assert.equal(api.verifySegwayPush(body, "other").ok, false);
  });

  it("works from an address to a reading with the demo cloud", async () => {
    const cloud = await api.startDemoCloud();
    const account = api.createVehicleAccount({
      platform: "smart-eu",
      baseUrls: cloud.baseUrls,
      credentials: cloud.credentials["smart-eu"],
    });
    const status = await account.status(cloud.vehicles[0]?.id);
    assert.ok((status.battery.percent ?? 0) > 0);
    await account.close();
    await cloud.close();
  });
});
