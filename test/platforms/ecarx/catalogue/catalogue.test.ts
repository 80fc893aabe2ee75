import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { endpoints, findEndpoint } from "../../../../src/platforms/ecarx/catalogue/endpoints";
import { callOf, failure, five, ok, one, openSession, selectPath } from "../support";

const root = join(__dirname, "../../../..");

describe("the endpoint catalogue", () => {
  it("has every endpoint once, each with what a caller must know", () => {
    assert.ok(endpoints.length >= 286, "what was there stays");
    assert.equal(new Set(endpoints.map(({ id }) => id)).size, endpoints.length);
    for (const endpoint of endpoints) {
      assert.ok(["read", "write", "command", "destructive"].includes(endpoint.kind), endpoint.id);
      assert.ok(["eu", "intl", "both"].includes(endpoint.region), endpoint.id);
      assert.ok(Array.isArray(endpoint.query), endpoint.id);
    }
    assert.equal(findEndpoint("iov.soc")?.path, "/remote-control/vehicle/status/soc/{vin}");
    assert.equal(findEndpoint("no.such"), undefined);
    assert.equal(findEndpoint("constructor"), undefined);
  });

  it("stays small, and its types fit it", () => {
    assert.ok(statSync(join(root, "src/platforms/ecarx/catalogue/endpoints.json")).size < 150_000);
    execFileSync(process.execPath, [join(root, "scripts/generate-catalogue.mjs"), "--check"], { stdio: "pipe" });
    assert.match(
      readFileSync(join(root, "src/platforms/ecarx/catalogue/endpoint-ids.ts"), "utf8"),
      /"iov\.soc": Parameters<"vin">;/,
    );
  });
});

describe("calling an endpoint of the catalogue", () => {
  it("fills path, query and user, and asks the vehicle's host with its headers", async () => {
    const { session, network } = openSession();
    network
      .on(selectPath, ok())
      .on(`/historyV2/${five.id}`, ok({ list: [] }))
      .on("/gid/vehicle/112233", ok());
    await session.prepare(five, {});
    await callOf(session, "iov.history-v2", { vin: five.id, query: { pageIndex: 1, q: "a b", flag: true } }, five);
    const asked = network.asked.at(-1);
    assert.equal(asked?.host, "apiv2.ecloudeu.com");
    assert.equal(asked?.query, "flag=true&pageIndex=1&q=a%20b");
    assert.equal(asked?.headers["x-vehicle-identifier"], five.id);
  });

  it("leaves the vehicle headers off the capability, and keeps fixed query values", async () => {
    const { session, network } = openSession();
    network.on(selectPath, ok()).on(`/capability/${one.id}`, ok()).on(`/vehicleModel/${one.id}`, ok());
    await session.prepare(one, {});
    await callOf(session, "gid.capability", { vin: one.id }, one);
    assert.equal(network.asked.at(-1)?.headers["x-vehicle-identifier"], undefined);
    await callOf(session, "iov.ranking-odometer", { vin: one.id, query: { latitude: "1", longitude: "2" } }, one);
    assert.equal(network.asked.at(-1)?.query, "latitude=1&longitude=2&topn=100");
  });

  const refused: [string, string, object, string][] = [
    ["an unknown id", "no.such", {}, "INPUT_INVALID"],
    ["one that ends the session", "iov.session-logout", {}, "NOT_SUPPORTED"],
    ["one that changes something", "iov.geofence-create", { body: {} }, "NOT_SUPPORTED"],
    ["one whose secret is not known", "push.sync", {}, "NOT_SUPPORTED"],
    ["a missing path parameter", "iov.car-by-target", {}, "INPUT_INVALID"],
    ["a path parameter that leads elsewhere", "iov.car-by-target", { targetId: ".." }, "INPUT_INVALID"],
    ["a query value that is no text", "iov.vehicle-location", { query: { a: {} } }, "INPUT_INVALID"],
  ];
  for (const [what, id, params, expected] of refused) {
    it(`refuses ${what} before anything is sent`, async () => {
      const { session, network } = openSession();
      const error = await failure(callOf(session, id, params as Record<string, unknown>));
      assert.deepEqual([error.code, error.sent, network.lines.length], [expected, false, 0]);
    });
  }
});
