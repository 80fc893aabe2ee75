/** What the demo's gateway of Lynk & Co's app 4.x refuses, by the recorded codes; the reason stands in the demo's log. */
import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { appHeaders, listPath, refreshPath, statusPath } from "../../src/platforms/lynkco-gric/endpoints";
import { identify, readIdentifier } from "../../src/platforms/lynkco-gric/identifier";
import { signGric } from "../../src/platforms/lynkco-gric/signing";
import { codeOf, send, type Answer } from "./raw-client";

const core = "gric-api.geely.com";
const cars = "gric-hf-api.geely.com";

describe("demo cloud: what the gateway of Lynk & Co's app 4.x refuses", () => {
  const clock = new ManualClock();
  let cloud: DemoCloud;
  let id = "";
  const own = (): Record<string, string> => cloud.credentials["lynkco-gric"] as Record<string, string>;

  before(async () => {
    cloud = await startDemoCloud({ clock });
    id = cloud.vehicles.find(({ platform }) => platform === "lynkco-gric")!.id;
  });
  after(() => cloud.close());

  interface Ask {
    headers?: Record<string, string>;
    /** Headers that are not sent, nor signed. */
    without?: string;
    query?: string;
    body?: string;
    key?: string;
  }
  function ask(method: string, place: string, { headers = {}, without, query, body, key }: Ask = {}): Promise<Answer> {
    const [host, ...parts] = place.split("/");
    const path = `/${parts.join("/")}`;
    const sent: Record<string, string> = {
      ...appHeaders,
      ...{ "x-api-signature-nonce": "n", "x-timestamp": String(clock.now()), "x-device-id": "d" },
      authorization: own()["accessToken"]!,
      ...headers,
    };
    if (without !== undefined) delete sent[without];
    const more = { ...(query === undefined ? {} : { query }), ...(body === undefined ? {} : { body }) };
    const signature = signGric({ method, path, headers: sent, ...more }, key ?? own()["signingSecret"]!);
    const all = without === "x-signature" ? sent : { ...sent, "x-signature": signature };
    const url = `${cloud.url}/${host}${path}${query ? `?${query}` : ""}`;
    return send(url, { method, headers: all, ...(body === undefined ? {} : { body }) });
  }
  const note = (): string => cloud.control.log.at(-1)?.note ?? "";
  const list = `${core}${listPath}`;
  const status = `${cars}${statusPath}`;
  const named = (vin: string): Record<string, string> => ({
    "x-vehicle-identifier": identify(readIdentifier(own()["vehicleIdentifier"]!)!, vin),
  });

  it("takes the request that the cases below spoil", async () => {
    assert.equal(codeOf(await ask("GET", list)), "0");
    assert.equal(codeOf(await ask("GET", list, { query: "a=1" })), "0", "a query is signed");
    assert.equal((await ask("GET", status, { headers: named(id) })).json.data.drivingSafetyStatus.trunkOpenStatus, "0");
  });

  for (const without of ["accept-language", "x-tenant-id", "x-signature", "x-timestamp", "x-device-id"]) {
    it(`a request without ${without}: 00A02`, async () => {
      assert.equal(codeOf(await ask("GET", list, { without })), "00A02");
      assert.equal(note(), `header ${without} is required`);
    });
  }

  const cases: [string, () => Promise<Answer>, string, string][] = [
    ["another key", () => ask("GET", list, { key: "x" }), "00A06", "signature"],
    ["query and body", () => ask("POST", list, { query: "a=1", body: "{}" }), "00A06", "query and body together"],
    ["no token", () => ask("GET", list, { without: "authorization" }), "00A02", "header authorization is required"],
    ["an unknown token", () => ask("GET", list, { headers: { authorization: "x" } }), "00A17", "token invalid"],
    ["no vehicle", () => ask("GET", status), "00A02", "header x-vehicle-identifier is required"],
    [
      "a vehicle that cannot be read",
      () => ask("GET", status, { headers: { "x-vehicle-identifier": "AAAA" } }),
      "00A06",
      "identifier",
    ],
    [
      "a vehicle of somebody else",
      () => ask("GET", status, { headers: named("LYNKDEM99GR000001") }),
      "079001",
      "not this account's vehicle",
    ],
    ["a path nobody has", () => ask("GET", `${core}/ms-fridge`), "404", "no such call"],
    ["the status at the other host", () => ask("GET", `${core}${statusPath}`), "404", "no such call"],
    [
      "an unknown refresh token",
      () => ask("POST", `${core}${refreshPath}`, { body: '{"refreshToken":"x"}' }),
      "1018P061",
      "refresh token invalid",
    ],
    ["no refresh token", () => ask("POST", `${core}${refreshPath}`), "1018P061", "refresh token invalid"],
  ];
  for (const [what, asked, code, reason] of cases) {
    it(`${what}: ${code}`, async () => {
      assert.equal(codeOf(await asked()), code);
      assert.equal(note(), reason);
    });
  }

  it("gives another tenant's app no tokens, and says that all is well", async () => {
    const body = JSON.stringify({ refreshToken: own()["refreshToken"] });
    const answer = await ask("POST", `${core}${refreshPath}`, { headers: { "x-tenant-id": "GEELY" }, body });
    assert.deepEqual([codeOf(answer), answer.json.data], ["0", { accessToken: "", refreshToken: "" }]);
  });

  it("tells an open window and trunk as they are, and refuses a state that its car has not", async () => {
    cloud.control.set(id, { window: true, trunk: true, still: true });
    const { data } = (await ask("GET", status, { headers: named(id) })).json;
    assert.deepEqual([data.climateStatus.winPosDriver, data.climateStatus.winPosPassenger], ["100", "0"]);
    assert.equal(data.drivingSafetyStatus.trunkOpenStatus, "1");
    assert.throws(() => cloud.control.set(id, { wings: true }), { code: "INPUT_INVALID", message: /"wings"/ });
  });
});
