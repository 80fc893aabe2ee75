import assert from "node:assert/strict";
import { eventually } from "../../support/node-red-process";
import { alertFields, flows, signed, startNodeRed, webhook, type TestNodeRed } from "./support";

const path = "/segway/v2/vehicle/alert";
const editor = { "node-red-api-version": "v2", "x-forwarded-proto": "https" };

describe("requireHttps of Node-RED's settings", () => {
  let red: TestNodeRed;
  before(async () => {
    red = await startNodeRed({
      items: flows(webhook("hook"), webhook("demohook", { account: "demo", path: "/demo" })),
      settings: "requireHttps: true,",
      headers: { "x-forwarded-proto": "https" },
    });
  });
  after(() => red?.stop());

  it("a push over plain HTTP gets Node-RED's redirect, and nothing comes in", async () => {
    const form = signed(alertFields());
    const answer = await red.post(path, form);
    assert.equal(answer.status, 302);
    const again = await red.post(path, form, { "x-forwarded-proto": "http" });
    assert.equal(again.status, 302);
    assert.deepEqual(
      (await red.seen()).filter(({ message }) => message.push?.["platformCode"] === "E00001"),
      [],
    );
  });

  it("one that a proxy has received over HTTPS comes in", async () => {
    const answer = await red.post(path, signed(alertFields()), { "x-forwarded-proto": "https" });
    assert.equal(answer.status, 200);
  });

  it("the demo's e-bikes and the test on this machine get through", async () => {
    const demo = await eventually("a push of the demo", async () =>
      (await red.seen()).some(({ message }) => message.vehicle.platform === "demo-ebikes"),
    );
    assert.equal(demo, true);
    const response = await fetch(`${red.admin}/vehicle-cloud/webhooks/hook/test`, {
      method: "POST",
      headers: { "content-type": "application/json", ...editor },
      body: JSON.stringify({ path: "/segway", publicAddress: "" }),
    });
    assert.deepEqual(await response.json(), { ok: true, local: { outcome: "reached" } });
  });
});
