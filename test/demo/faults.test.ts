import assert from "node:assert/strict";
import { startDemoCloud } from "../../src/demo";
import type { DemoCloud } from "../../src/demo/types";
import { codeOf, RawClient, send } from "./raw-client";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("demo cloud: faults and log", () => {
  let cloud: DemoCloud;
  let client: RawClient;
  const one = "HESXDEM01P0000001";
  const status = "/remote-control/vehicle/status";

  beforeEach(async () => {
    cloud = await startDemoCloud();
    client = await new RawClient(cloud).open();
    await client.select(one);
  });
  afterEach(() => cloud.close());

  it("a code strikes once by default, in the host's own form", async () => {
    cloud.control.fail({ match: status, code: 8040 });
    assert.equal(codeOf(await client.status(one)), "8040");
    assert.equal(codeOf(await client.status(one)), "1000");
    cloud.control.fail({ match: /session\/secure$/, code: 1501 });
    assert.equal(codeOf(await client.exchange()), 1501);
    cloud.control.fail({ match: "accounts.login", code: 403042 });
    assert.equal((await client.login(await client.bootstrap())).json.errorCode, 403042);
  });

  it("strikes as often as told, only where told, and until cleared", async () => {
    cloud.control.fail({ match: `GET api.ecloudeu.com${status}`, code: "8153", times: 2 });
    assert.equal(codeOf(await client.select(one)), "1000");
    assert.equal(codeOf(await client.status(one)), "8153");
    assert.equal(codeOf(await client.status(one)), "8153");
    assert.equal(codeOf(await client.status(one)), "1000");
    cloud.control.fail({ code: "8500", times: Infinity });
    assert.equal(codeOf(await client.status(one)), "8500");
    assert.equal(codeOf(await client.select(one)), "8500");
    cloud.control.clear();
    assert.equal(codeOf(await client.status(one)), "1000");
  });

  it("a rate strikes some", async () => {
    cloud.control.fail({ match: status, code: "8153", rate: 0.5, times: Infinity });
    const codes = new Set<unknown>();
    for (let count = 0; count < 20; count++) codes.add(codeOf(await client.status(one)));
    assert.deepEqual([...codes].sort(), ["1000", "8153"]);
  });

  it("an HTTP status comes with its headers", async () => {
    cloud.control.fail({ match: status, httpStatus: 429, headers: { "retry-after": "7" } });
    const answer = await client.status(one);
    assert.deepEqual([answer.status, answer.headers["retry-after"]], [429, "7"]);
    assert.equal(answer.json, undefined);
  });

  it("a maintenance page is HTML, with any status", async () => {
    cloud.control.fail({ match: status, kind: "html" });
    cloud.control.fail({ match: status, kind: "html", httpStatus: 503 });
    const [first, second] = [await client.status(one), await client.status(one)];
    assert.match(first.text, /^<!DOCTYPE html>/);
    assert.match(String(first.headers["content-type"]), /^text\/html/);
    assert.deepEqual([first.status, second.status], [200, 503]);
  });

  it("a cut answer is complete HTTP and half a JSON", async () => {
    cloud.control.fail({ match: status, kind: "cut" });
    const cut = await client.status(one);
    const whole = await client.status(one);
    assert.equal(cut.json, undefined);
    assert.ok(cut.text.startsWith('{"code":"1000"'));
    assert.ok(Math.abs(cut.text.length - whole.text.length / 2) < 30);
  });

  it("wrong types are the same members with other types", async () => {
    cloud.control.fail({ match: status, kind: "wrongTypes" });
    const { json } = await client.status(one);
    assert.deepEqual(Object.keys(json).sort(), Object.keys((await client.status(one)).json).sort());
    assert.notEqual(typeof json.code, "string");
    assert.notEqual(typeof json.data, "object");
  });

  it("a reset breaks the connection before the answer", async () => {
    cloud.control.fail({ match: status, kind: "reset" });
    await assert.rejects(client.status(one), { code: "ECONNRESET" });
  });

  it("a time-out takes the request and never answers", async () => {
    cloud.control.fail({ match: status, kind: "timeout" });
    const before = cloud.control.log.length;
    const hanging = client.status(one).then(
      () => "answered",
      () => "broken off",
    );
    while (cloud.control.log.length === before) await turn();
    // A request that came later is answered while the first one hangs.
    assert.equal(codeOf(await client.status(one)), "1000");
    assert.equal(await Promise.race([hanging, Promise.resolve("hanging")]), "hanging");
    await cloud.close();
    assert.equal(await hanging, "broken off");
  });

  it("a command whose answer was lost may have been carried out; one refused with a code was not", async () => {
    cloud.control.fail({ match: "telematics", kind: "reset" });
    await assert.rejects(client.command(one, "RDU_2", [["door", "all"]]));
    cloud.control.advance(60);
    assert.deepEqual(cloud.control.executions(one), { unlock: 1 });
    cloud.control.fail({ match: "telematics", code: 8070 });
    assert.equal(codeOf(await client.command(one, "RDL_2", [["door", "all"]])), "8070");
    cloud.control.advance(60);
    assert.deepEqual(cloud.control.executions(one), { unlock: 1 });
  });

  it("a fault may be given at the start", async () => {
    const broken = await startDemoCloud({ faults: [{ match: "getIDs", httpStatus: 500 }] });
    try {
      assert.equal((await send(`${broken.url}/socialize.eu1.gigya.com/socialize.getIDs?APIKey=x`)).status, 500);
    } finally {
      await broken.close();
    }
  });

  it("a latency holds each answer back", async () => {
    const slow = await startDemoCloud({ latencyMs: 600_000 });
    const held = send(`${slow.url}/app.id.smart.com/proxy`).then(
      () => "answered",
      () => "broken off",
    );
    while (slow.control.log.length === 0) await turn();
    await slow.close();
    assert.equal(await held, "broken off");
  });

  it("the log tells what was asked and done, and no secret", async () => {
    await client.status("HESXTEST0P0000001");
    const last = cloud.control.log.at(-1);
    assert.equal(last?.host, "api.ecloudeu.com");
    assert.equal(last?.path, `${status}/HESXTEST0P0000001`);
    assert.equal(last?.code, "8006");
    assert.ok(last?.note);
    const text = JSON.stringify(cloud.control.log);
    const { username = "", password = "" } = cloud.credentials["smart-eu"] ?? {};
    for (const hidden of [
      username,
      encodeURIComponent(username),
      password,
      client.oauth,
      client.token,
      client.refreshToken,
    ]) {
      assert.ok(!text.includes(hidden), `the log holds ${hidden.slice(0, 6)}…`);
    }
    assert.ok(cloud.control.log.some(({ path }) => path === "/accounts.login"));
  });
});
