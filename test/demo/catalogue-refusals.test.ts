/** The demo refuses calls of the catalogue that lack what their service wants: an answer to them would prove nothing. */
import assert from "node:assert/strict";
import { createVehicleAccount, endpoints, startDemoCloud, type DemoCloud, type Endpoint } from "../../src/index";
import { unknownOrigin } from "../../src/platforms/ecarx/catalogue/endpoints";
import { euServices, intlServices } from "../../src/platforms/ecarx/profiles/smart-services";

describe("what the demo refuses of the catalogue", () => {
  let demo: DemoCloud;
  before(async () => void (demo = await startDemoCloud()));
  after(() => demo.close());

  /** Outside of the hosts of vehicle calls, whose refusals have a test of their own. */
  const beside = [euServices, intlServices].flatMap(({ region, services }) =>
    endpoints.flatMap((endpoint) => {
      const access = services[endpoint.service];
      const origin = access?.hostUnknown ? unknownOrigin(endpoint.service) : access?.origin;
      const here = endpoint.region === "both" || endpoint.region === region;
      return access && origin && here && !endpoint.endsSession ? [{ endpoint, access, origin }] : [];
    }),
  );

  async function bare(origin: string, base: string, endpoint: Endpoint, method: string): Promise<[number, string]> {
    const path = `${base}/${endpoint.path.replace(/^\//, "")}`.replace(/\{\w+\}/g, "1");
    const query = endpoint.query.map(({ name, value }) => `${name}=${encodeURIComponent(value ?? "1")}`).join("&");
    const url = `${demo.url}/${origin.replace("https://", "")}${path}${query ? `?${query}` : ""}`;
    const answer = await fetch(url, { method });
    return [answer.status, await answer.text()];
  }

  it("a call without the proof of its scheme, and one by another method; what is open to all is answered", async () => {
    const counts: Record<string, number> = {};
    for (const { endpoint, access, origin } of beside) {
      const base = endpoint.base ?? access.base ?? "";
      const [status, text] = await bare(origin, base, endpoint, endpoint.method ?? "POST");
      const answered = status === 200 && text.includes(`"endpoint":"`);
      assert.equal(answered, access.scheme === "open", `${endpoint.id} (${access.scheme}): ${status} ${text}`);
      counts[access.scheme] = (counts[access.scheme] ?? 0) + 1;
      if (endpoint.method === null) continue;
      const other = await bare(origin, base, endpoint, endpoint.method === "PUT" ? "DELETE" : "PUT");
      assert.ok(!other[1].includes(`"endpoint":"${endpoint.id}"`), `${endpoint.id} by another method`);
    }
    assert.deepEqual(Object.keys(counts).sort(), [
      ...["bearer", "eco", "form", "gateway", "header", "open", "session", "signInToken"],
    ]);
  });

  it("a call that lacks what its query must hold", async () => {
    const account = createVehicleAccount({
      ...{ platform: "smart-eu", credentials: demo.credentials["smart-eu"]!, baseUrls: demo.baseUrls },
    });
    const { id: vin } = demo.vehicles[0]!;
    try {
      await assert.rejects(account.request("iov.charge-set-v2", { vin }), { code: "INPUT_INVALID" });
      await account.request("iov.charge-set-v2", { vin, query: { bizType: "6" } });
    } finally {
      await account.close();
    }
  });
});
