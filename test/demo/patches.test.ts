/** What `control` does to a car of the demo, seen in what the car reports, and what it refuses to do. */
import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { startDemoCloud } from "../../src/demo";
import { otherTypes } from "../../src/demo/faults";
import { LynkcoSignIn } from "../../src/demo/lynkco-eu/sign-in";
import { Minter } from "../../src/demo/random";
import { codeOf, send } from "./raw-client";
import { one, RawStage } from "./raw-stage";

const three = "HESCDEM03P0000002";
const host = "api.ecloudeu.com";

describe("demo cloud: what its levers do", () => {
  const stage = new RawStage("2026-06-01T08:00:00Z");
  const { clock } = stage;
  const status = async () => (await stage.client.status(one)).json.data.vehicleStatus;

  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ pluggedIn: "cable" }, /true, false, ac or dc/],
    [{ charging: true }, /ac, dc or false/],
    [{ windows: true }, /an object with some of/],
    [{ windows: { roof: true } }, /windows\.roof/],
    [{ windows: { driver: 101 } }, /windows.*0 to 100/],
    [{ position: "home" }, /latitude, longitude/],
    [{ socPercent: "full" }, /socPercent/],
    [{ locked: 1 }, /locked/],
    [{ wings: true }, /have no "wings"/],
  ];
  for (const [patch, message] of wrong) {
    it(`refuses ${JSON.stringify(patch)}, and leaves the car as it is`, async () => {
      const before = await status();
      const whole = { odometerKm: 1, ...patch };
      assert.throws(() => stage.cloud.control.set(one, whole as never), { code: "INPUT_INVALID", message });
      assert.deepEqual(await status(), before);
    });
  }

  it("refuses a vehicle that it has not, and time that runs back", () => {
    assert.throws(() => stage.cloud.control.set("HESXTEST0P0000001", { locked: true }), { code: "VEHICLE_UNKNOWN" });
    for (const seconds of [-1, NaN, Infinity]) {
      assert.throws(() => stage.cloud.control.advance(seconds), { code: "INPUT_INVALID" });
    }
  });

  it("plugs a cable in that charges, also beyond the target", async () => {
    stage.cloud.control.set(one, { routine: false, socPercent: 60, targetPercent: 80, pluggedIn: true });
    const plugged = (await status()).additionalVehicleStatus.electricVehicleStatus;
    assert.notEqual(plugged.statusOfChargerConnection, "0");
    stage.cloud.control.set(one, { socPercent: 98.5, charging: "ac" });
    stage.cloud.control.advance(3600);
    const after = (await status()).additionalVehicleStatus.electricVehicleStatus;
    assert.ok(Number(after.chargeLevel) > 98, after.chargeLevel);
    assert.equal((await stage.client.signed(target)).json.data.soc, "1000");
  });
  const target = { path: `/remote-control/vehicle/status/soc/${one}`, query: { setting: "charging" } };

  it("charges a car that is empty", async () => {
    stage.cloud.control.set(one, { socPercent: 0, charging: "dc" });
    stage.cloud.control.advance(600);
    assert.ok(Number((await status()).additionalVehicleStatus.electricVehicleStatus.chargeLevel) > 2);
  });

  it("sets out, drives and arrives, although its owner has switched the position off", async () => {
    stage.cloud.control.set(one, { position: null, driving: true });
    const before = await status();
    stage.cloud.control.advance(120);
    const after = await status();
    assert.deepEqual([Number(before.basicVehicleStatus.speed), Number(after.basicVehicleStatus.speed)], [55, 0]);
    assert.notEqual(after.updateTime, before.updateTime);
    stage.cloud.control.set(one, { driving: false });
  });

  it("the older report tells an open window, and leaves a position out that is switched off", async () => {
    const { id, platform } = stage.cloud.vehicles.find((vehicle) => vehicle.platform === "lynkco-signed")!;
    const { accessToken = "" } = stage.cloud.credentials[platform!]!;
    const read = async () => {
      const url = `${stage.cloud.url}/api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/${id}`;
      return (await send(url, { headers: { "x-operator-code": "LYNKCO", authorization: accessToken } })).json
        .vehicleStatus;
    };
    stage.cloud.control.set(id, { routine: false, windows: { driver: 30 } });
    const open = await read();
    const { winStatusDriver, winStatusPassenger } = open.additionalVehicleStatus.climateStatus;
    assert.deepEqual([winStatusDriver, winStatusPassenger], [1, 2]);
    assert.ok(open.basicVehicleStatus.position);
    stage.cloud.control.set(id, { position: null });
    const hidden = await read();
    assert.equal("position" in hidden.basicVehicleStatus, false);
  });

  it("a fault that names nothing lets the answer through, and the log says so", async () => {
    stage.cloud.control.fail({ match: "/vehicle/status/" });
    assert.equal(codeOf(await stage.client.status(one)), "1000");
    assert.equal(stage.cloud.control.log.at(-1)?.note, "fault: none; handled");
  });

  it("the fault of other types changes each member's type", () => {
    const body = { a: "x", b: 1, c: true, d: null, e: [1], f: { g: 1 } };
    const changed = { a: { text: "x" }, b: [1], c: "maybe", d: 0, e: "list", f: "object" };
    assert.deepEqual(otherTypes(body), changed);
    for (const page of ["<html>", undefined, null, [1]]) assert.deepEqual(otherTypes(page), { unexpected: true });
  });

  it("selects the car of another brand for nobody", () => {
    for (const platform of ["lynkco-eu", "lynkco-gric"]) {
      const { id } = stage.cloud.vehicles.find((vehicle) => vehicle.platform === platform)!;
      assert.throws(() => stage.cloud.control.select(id), { code: "NOT_SUPPORTED" });
    }
  });

  it("forgets the oldest of more tokens than an owner ever has", () => {
    const signIn = new LynkcoSignIn(new Minter(1, () => clock.now()));
    const tokens = Array.from({ length: 2001 }, () => String(signIn.issue().accessToken));
    assert.equal(signIn.access(tokens[0]!), undefined);
    assert.ok(signIn.access(tokens[1]!) && signIn.access(tokens[2000]!));
  });

  it("forgets the oldest entries of a log that never ends", async () => {
    const quiet = await startDemoCloud({ clock });
    try {
      const { log } = quiet.control;
      const entry = { at: 0, method: "GET", host, path: "/", query: "", status: 200 };
      for (let count = 0; count < 20_000; count++) log.push({ ...entry, at: count });
      await send(`${quiet.url}/${host}`);
      assert.deepEqual([log.length, log[0]?.at, log.at(-1)?.path], [18_001, 2000, "/"]);
    } finally {
      await quiet.close();
    }
  });

  it("answers who names no host, and who asks for none of its", async () => {
    const { port } = new URL(stage.cloud.url);
    const raw = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = "";
        const socket = createConnection({ host: "127.0.0.1", port: Number(port) }, () => socket.write(text));
        socket.setEncoding("utf8");
        socket.on("data", (part: string) => void (answer += part));
        socket.on("end", () => resolve(answer)).on("error", reject);
      });
    assert.match(await raw("OPTIONS * HTTP/1.0\r\n\r\n"), /^HTTP\/1\.\d 404 [^]*No host of the demo cloud/);
    assert.match(await raw(`GET /${host} HTTP/1.0\r\n\r\n`), /^HTTP\/1\.\d 200 [^]*"code":"1440"/);
    assert.match(await raw(`GET /unknown HTTP/1.0\r\nset-cookie: a=1\r\n\r\n`), /^HTTP\/1\.\d 404 /);
  });

  it("a port that another one has: CONFIG_INVALID", async () => {
    const port = Number(new URL(stage.cloud.url).port);
    await assert.rejects(startDemoCloud({ port }), { code: "CONFIG_INVALID", message: /\(EADDRINUSE\)/ });
  });

  it("tells the abilities of a BRABUS, and of no other car under its code", async () => {
    const base = "https://vehicle.vbs.srv.smart.com/vehicle/v1/ability";
    const ask = (code: string, vin: string, user = stage.client.userId) =>
      send(stage.client.at(`${base}/${code}/${vin}`), {
        headers: { authorization: stage.client.token, "x-smart-id": user },
      });
    const note = (): unknown => stage.cloud.control.log.at(-1)?.note;
    const brabus = encodeURIComponent("HC11_EUL_BRABUS_AWD_000");
    assert.equal((await ask(brabus, three)).json.result.saleName, "BRABUS");
    for (const [answer, status, reason] of [
      [() => ask(brabus, one), 404, "no such car"],
      [() => ask("%E0", three), 404, "no such car"],
      [() => ask(brabus, three, "1"), 401, "x-smart-id of somebody else"],
    ] as const) {
      assert.equal((await answer()).status, status);
      assert.equal(note(), reason);
    }
    const url = stage.client.at(`https://ota.srv.smart.com/app/info/${one}`);
    const headers = { access_token: stage.client.oauth };
    assert.equal((await send(url, { headers })).status, 200);
    assert.equal((await send(url, { headers, method: "POST" })).status, 403);
    assert.equal((await send(url.replace(one, "HESXTEST0P0000001"), { headers })).status, 403);
    assert.equal(note(), "no firmware of such a car");
  });
});
