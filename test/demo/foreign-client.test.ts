import assert from "node:assert/strict";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { apiKey, codeOf, RawClient, send, webAgent } from "./raw-client";
import recorded from "./recorded-status.json";
import { catalogueHosts } from "../../src/demo/ecarx/smart/catalogue";

/** Paths of all leaves with their types; text that is a number stays text. */
function shape(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}: ${value === null ? "null" : typeof value}`];
  return Object.entries(value).flatMap(([key, member]) => shape(member, `${path}.${key}`));
}

const playedToo = [
  "device-api.xchanger.cn",
  "ota.srv.smart.com",
  "sg-app-api.smart.com",
  "sg-app.smart.com",
  "vehicle.vbs.srv.smart.com",
];

describe("demo cloud: a foreign client", () => {
  let cloud: DemoCloud;
  let client: RawClient;
  const [one, , five] = ["HESXDEM01P0000001", "HESCDEM03P0000002", "HESYDEM05R0000003"] as const;

  before(async () => {
    cloud = await startDemoCloud();
    client = await new RawClient(cloud).open();
  });
  after(() => cloud.close());

  it("gets a base URL for each real host it may ask", () => {
    const hosts = Object.keys(cloud.baseUrls).map((origin) => new URL(origin).host);
    // Those of services that only the catalogue has are named there.
    const played = hosts.filter((host) => !catalogueHosts.includes(host) || playedToo.includes(host));
    assert.deepEqual(played.sort(), [
      "agw.mobile-app.lynkco.biz",
      "apac-api.segwaydiscovery.com",
      "api.ecloudeu.com",
      "api.xchanger.cn",
      "apiv2.ecloudeu.com",
      "app.id.smart.com",
      "auth.smart.com",
      "awsapi.future.smart.com",
      "cn-api.segwaydiscovery.com",
      "device-api.xchanger.cn",
      "eu-api.segwaydiscovery.com",
      "gric-api.geely.com",
      "gric-hf-api.geely.com",
      "login.lynkco.com",
      "ota.srv.smart.com",
      "sg-app-api.smart.com",
      "sg-app.smart.com",
      "socialize.eu1.gigya.com",
      "us-api.segwaydiscovery.com",
      "vehicle.vbs.srv.smart.com",
    ]);
    for (const base of Object.values(cloud.baseUrls)) assert.ok(base.startsWith(`${cloud.url}/`));
  });

  it("is led through the sign-in under prefixes, the context at the second hop", async () => {
    const hops = await new RawClient(cloud).signIn();
    assert.ok(
      hops.every((hop) => hop.startsWith(`${cloud.url}/`)),
      hops.join("\n"),
    );
    assert.deepEqual(
      hops.map((hop) => /context=|access_token=|FinalPage/.exec(hop)?.[0]),
      [undefined, "context=", "FinalPage", "access_token="],
    );
    assert.ok(hops[1]?.startsWith(`${cloud.url}/app.id.smart.com/proxy?context=eu1_tk1.`));
    assert.ok(hops[3]?.includes("/login-app/api/v1/MobileData?access_token=st2.s."));
  });

  it("is led to the real addresses when it asks by Host header", async () => {
    const headers = { "user-agent": webAgent };
    const first = await send(`${cloud.url}/login-app/api/v1/authorize?uiLocales=de-DE`, {
      host: "awsapi.future.smart.com",
      headers,
    });
    assert.equal(first.status, 302);
    const location = first.headers.location ?? "";
    assert.ok(location.startsWith("https://auth.smart.com/oidc/op/"), location);
    const second = await send(`${cloud.url}${location.slice("https://auth.smart.com".length)}`, {
      host: "auth.smart.com",
      headers,
    });
    const proxy = new URL(second.headers.location ?? "");
    assert.equal(proxy.origin + proxy.pathname, "https://app.id.smart.com/proxy");

    const cookie = await client.bootstrap();
    const login: string = (await client.login(cookie)).json.sessionInfo.login_token;
    const context = encodeURIComponent(proxy.searchParams.get("context") ?? "");
    const third = await send(
      `${cloud.url}/oidc/op/v1.0/${apiKey}/authorize/continue?context=${context}&login_token=${login}`,
      { host: "auth.smart.com", headers: { ...headers, cookie: `${cookie}; glt_${apiKey}=${login}` } },
    );
    const finalPage = new URL(third.headers.location ?? "");
    assert.equal(finalPage.origin, "https://awsapi.future.smart.com");
    const last = await send(`${cloud.url}${finalPage.pathname}${finalPage.search}`, { host: finalPage.host, headers });
    assert.match(
      last.headers.location ?? "",
      /^\/login-app\/api\/v1\/MobileData\?access_token=st2\.s\./,
      "as recorded",
    );
    const again = await send(`${cloud.url}${finalPage.pathname}${finalPage.search}`, { host: finalPage.host, headers });
    assert.equal(again.status, 400, "a code works once");
  });

  it("gets a session in the recorded shape, its code a number", async () => {
    const { json } = await client.exchange();
    assert.equal(json.code, 1000);
    assert.equal(json.data.expiresIn, 4579200);
    assert.equal(typeof json.data.userId, "string");
    assert.match(json.data.accessToken, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.ok(json.data.refreshToken);
  });

  it("finds three cars, the #5 on the newer platform", async () => {
    const path = "/device-platform/user/vehicle/secure";
    const { json } = await client.signed({ path, query: { needSharedCar: "1", userId: client.userId } });
    assert.equal(json.code, "1000");
    const byHost = await client.signed({ path, query: { needSharedCar: "1", userId: client.userId }, byHost: true });
    assert.deepEqual(byHost.json.data, json.data);
    const cars = json.data.list.map((car: Record<string, unknown>) => [
      car["vin"],
      car["seriesCodeVs"],
      car["proprietaryPlatform"],
    ]);
    assert.deepEqual(cars, [
      [cloud.vehicles[0]?.id, "HX11", 0],
      [cloud.vehicles[1]?.id, "HC11", 0],
      [cloud.vehicles[2]?.id, "HY11", 1],
    ]);
  });

  it("reads a status in exactly the recorded shape, of each car", async () => {
    const wanted = shape(recorded).sort();
    for (const { id } of cloud.vehicles.filter(({ platform }) => platform === undefined)) {
      const host = id === five ? "apiv2.ecloudeu.com" : "api.ecloudeu.com";
      assert.equal(codeOf(await client.select(id, host)), "1000");
      const { json } = await client.status(id, { host });
      assert.deepEqual(shape(json).sort(), wanted);
      assert.equal(json.data.vehicleStatus.configuration.vin, id);
    }
  });

  it("may ask for the status in each of the forms in use", async () => {
    await client.select(one);
    const forms: Record<string, string>[] = [
      { latest: "True", target: "basic,more", userId: client.userId },
      { latest: "true", target: "", userId: client.userId },
      { latest: "", target: "" },
      { latest: "False", target: "basic,more" },
    ];
    for (const query of forms) assert.equal(codeOf(await client.status(one, { query })), "1000", JSON.stringify(query));
    const body = JSON.stringify({ vin: one, sessionToken: client.token, language: "" });
    const path = "/device-platform/user/session/update";
    const selected = await client.signed({ method: "POST", path, query: { identity_type: "smart" }, body });
    assert.deepEqual([selected.json.code, selected.json.data], ["1000", { result: 1 }]);
  });

  it("reads the charge target in tenths of a percent, the flags as numbers, the plan and the reservations", async () => {
    await client.select(one);
    const read = async (path: string, query?: Record<string, string>): Promise<Record<string, unknown>> => {
      const { json } = await client.signed({ path: `${path}/${one}`, ...(query ? { query } : {}) });
      assert.equal(json.code, "1000", path);
      return json.data as Record<string, unknown>;
    };
    const target = await read("/remote-control/vehicle/status/soc", { setting: "charging" });
    assert.equal(target["soc"], "800");
    assert.match(String(target["socTime"]), /^\d{13}$/);
    assert.equal((await read("/remote-control/vehicle/status/state"))["engineState"], 0);
    assert.equal((await read("/remote-control/charging/reservation"))["list"], null);
    assert.equal((await read("/charge-server/ecarx_charge_set", { bizType: "6" }))["rbcTarget"], "2");
    const { list } = (await read("/geelyTCAccess/tcservices/capability")) as { list: { functionId: string }[] };
    assert.ok(list.some(({ functionId }) => functionId === "remote_charge_2"));
  });

  it("reads measured charging values of a #5 only", async () => {
    const path = (vin: string): string => `/geelyTCAccess/tcservices/vehicle/status/qrvs/${vin}`;
    cloud.control.set(five, { charging: "dc", socPercent: 30 });
    await client.select(five, "apiv2.ecloudeu.com");
    const { json } = await client.signed({ path: path(five), host: "apiv2.ecloudeu.com" });
    const ampere = (Number(json.data.chargeI) - 16380) / 10;
    const volts = Number(json.data.chargeU) / 4;
    assert.ok(volts > 700 && volts < 850, `${volts} V`);
    assert.ok((ampere * volts) / 1000 > 100, `${ampere} A`);
    await client.select(one);
    assert.equal(codeOf(await client.signed({ path: path(one) })), "1405");
  });

  it("reads the firmware with the sign-in token, without an envelope", async () => {
    const url = client.at(`https://ota.srv.smart.com/app/info/${one}`);
    const { json } = await send(url, { headers: { "id-token": client.device, access_token: client.oauth } });
    assert.match(json.currentVersion, /^smart OS/);
    assert.equal(json.hasNewAssignment, false);
    assert.equal((await send(url, { headers: { access_token: client.token } })).status, 401);
  });

  it("has its commands accepted in the recorded shape", async () => {
    await client.select(one);
    const { json } = await client.command(one, "RCE_2", [
      ["rce.conditioner", "1"],
      ["rce.temp", "21.5"],
    ]);
    assert.equal(json.code, "1000");
    assert.equal(json.success, true);
    assert.deepEqual(json.data.serviceResult, { error: null, operationResult: 1 });
    assert.deepEqual(
      [json.data.vin, json.data.serviceId, json.data.taskId, json.data.diagnostics, json.data.trackPoint],
      [one, "RCE_2", null, null, null],
    );
  });
});
