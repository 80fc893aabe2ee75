import assert from "node:assert/strict";
import vectors from "../../fixtures/segway-push.json";
import { eventually } from "../../support/node-red-process";
import { flows, otherSecret, secret, startNodeRed, webhook, type TestNodeRed } from "./support";

const statusOf: Record<string, number> = {
  accept: 200,
  reject: 401,
  "verify-ok-but-reject-on-type": 400,
  "accept-if-json-mode-on": 400,
};
/** Not of a wrong signature: what stands in it is not a push. */
const malformed = new Set(["duplicate-key"]);

for (const adminRoot of ["/", "/admin"]) {
  describe(`the vectors on a real Node-RED with its editor at ${adminRoot}`, () => {
    let red: TestNodeRed;

    before(async function () {
      this.timeout(180_000);
      red = await startNodeRed({
        adminRoot,
        items: flows(webhook("hook"), webhook("special", { account: "acc2", path: "/special" })),
      });
      for (const id of ["hook", "special"]) {
        await eventually(`the node ${id} to wait`, () => red.status.get(id)?.text?.endsWith("status.waiting"));
      }
    });
    after(async () => red?.stop());

    for (const vector of vectors) {
      it(`${vector.name}: ${vector.expect}`, async () => {
        assert.ok([secret, otherSecret].includes(vector.clientSecret));
        const path = vector.clientSecret === secret ? "/segway" : "/special";
        const body = "form" in vector && vector.form ? vector.form : (vector as unknown as { body: string }).body;
        const answer = await red.post(`${path}/v2/vehicle/${vector.push}`, body, {
          "content-type": vector.contentType,
        });
        const expected = malformed.has(vector.name) ? 400 : statusOf[vector.expect];
        assert.equal(answer.status, expected, answer.body);
        const silent = vector.expect !== "accept" || vector.name.startsWith("retry-of");
        const seen = await red.seen(silent ? 0 : 1);
        if (vector.expect !== "accept") {
          assert.deepEqual(seen, []);
          return;
        }
        assert.deepEqual(JSON.parse(answer.body), { message: "success", code: 0 });
        if (vector.name.startsWith("retry-of")) {
          assert.deepEqual(seen, []);
          return;
        }
        assert.equal(seen.length, 1);
        assert.equal(seen[0]!.output, ["alert", "fault", "location", "status"].indexOf(vector.push));
        const received = Object.fromEntries(new URLSearchParams(body));
        delete received["signature"];
        if (!("signature" in Object.fromEntries(new URLSearchParams(body)))) delete received["signatrue"];
        assert.deepEqual(seen[0]!.message.push, received);
        assert.equal(seen[0]!.message.vehicle.id, "860000000000017");
        assert.equal(seen[0]!.message.topic, `segway-0017/${vector.push}`);
      });
    }
  });
}
