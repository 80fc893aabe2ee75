/**
 * A megabyte of anybody's words in each member of what the newer nodes are given: a message that is answered, refused by name or
 * left alone, and texts that are cut. What cost more than its length does would not end here: 10^12 steps take a quarter of an hour.
 */
import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import type { SinonSpy } from "sinon";
import eventNode from "../../nodes/event";
import geofenceNode from "../../nodes/geofence";
import requestNode from "../../nodes/request";
import controlNode from "../../nodes/segway-control";
import { ManualClock } from "../../src/base/clock";
import { isObject } from "../../src/base/json";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { createVehicleAccount } from "../../src/account/create";
import { runtime } from "../../src/node-red/shared/runtime";
import { emptyStatus } from "../../src/vehicle/model";
import {
  editorRequest,
  helper,
  load,
  receive,
  stubRuntime,
  unload,
  until,
  withCore,
  type FlowItem,
  type Inbox,
} from "./support";

const length = 1_000_000;
const pieces = ["1", "1.", "a.", "x@", "%", "{{", "../", "2026-01-01T", ", ", "\n"];
const hostile = pieces.map((piece) => `${piece.repeat(length / piece.length)}!`);
/** A message tells what was wrong with it, not all of it. */
const longest = 16_000;

/** The same with each of its leaves in turn in other words. */
function* changed(value: unknown, words: () => string): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) for (const other of changed(inner, words)) yield value.with(at, other);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      for (const other of changed(inner, words)) yield { ...value, [key]: other };
    }
  } else yield words();
}

describe("a megabyte of words in each member of a message", function () {
  this.timeout(360_000);
  const nodes = [...withCore, eventNode, geofenceNode, controlNode, requestNode] as NodeInitializer[];
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    runtime.clock = clock;
  });
  afterEach(unload);

  /** The node takes them all, and afterwards the message as it was meant. Gives how many there were. */
  async function takes(inbox: Inbox, id: string, good: object): Promise<number> {
    // Digits in each, since most members are numbers, and of the others one after another.
    const [digits, ...others] = hostile;
    let turn = 0;
    const words = (): string => others[turn++ % others.length]!;
    const over = (): number => inbox.ended.length + inbox.failed.length;
    const told = async (message: object): Promise<void> => {
      const before = over();
      receive(id, message);
      for (let second = 0; over() === before && second < 400; second++) await clock.advance(1000);
      assert.equal(over(), before + 1, "each message ends once");
    };
    for (const by of [() => digits!, words]) {
      for (const message of changed(good, by)) await told(message as object);
    }
    assert.ok(turn > 0);
    for (const { error } of inbox.failed) {
      assert.notEqual(error.code, "INTERNAL", error.message.slice(0, 300));
      assert.ok(error.message.length < longest, `${error.message.length}: ${error.message.slice(0, 100)}`);
    }
    const lines = (helper.getNode(id).status as unknown as SinonSpy).args.map(([line]) => JSON.stringify(line ?? ""));
    assert.ok(lines.every((line) => line.length < 1000));
    for (const [logged] of (helper.log() as unknown as SinonSpy).args as [{ msg?: unknown }][]) {
      assert.ok(typeof logged.msg !== "string" || logged.msg.length < longest);
    }
    const failed = inbox.failed.length;
    await told(structuredClone(good));
    assert.equal(inbox.failed.length, failed, inbox.failed.at(-1)?.error.message);
    return turn;
  }

  const around = (id: string, type: string, settings: object): FlowItem[] => [
    { id: "tab", type: "tab", label: "Test" },
    { id, type: `vehicle-cloud-${type}`, z: "tab", ...settings, wires: [["out"], ["out"]] },
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
    { id: "complete", type: "complete", z: "tab", scope: [id], uncaught: false, wires: [["ended"]] },
    ...["out", "failed", "ended"].map((each) => ({ id: each, type: "helper", z: "tab", wires: [] })),
  ];
  const status = (): object => ({
    ...emptyStatus(new Date(clock.now()).toISOString()),
    reportedAt: new Date(clock.now()).toISOString(),
    battery: { percent: 40, charging: true, chargingState: "charging", pluggedIn: true, targetPercent: 80, powerKw: 7 },
    fuel: { litres: 20, percent: 40 },
    locks: { locked: false, trunk: true },
    openings: { doors: { driver: true }, windows: { driver: { open: true, percent: 5 } }, trunk: false },
    motion: { driving: false, ignition: "off", speedKmh: 0, parkBrake: true },
    odometerKm: 1000,
    tyres: { driver: { pressureBar: 2.4, warning: false } },
    service: { warning: "none" },
    security: { alarm: false },
    position: { latitude: 52, longitude: 13, measuredAt: new Date(clock.now()).toISOString(), trusted: true },
  });
  const vehicle = { id: "HESXDEM01P0000001", name: "Car", model: "smart #1", platform: "smart-eu" };

  it("geofence: fences, positions, names", async () => {
    const home = { name: "Home", lat: 52, lon: 13, radiusM: 100 };
    const inbox = await load(around("fence", "geofence", { fences: [home], location: true, send: "every" }), nodes);
    const position = {
      latitude: 52,
      longitude: 13,
      measuredAt: "2026-06-01T08:00:00Z",
      trusted: true,
      system: "WGS-84",
    };
    const fences = [
      { ...home, color: "red" },
      { name: "Work", latitude: 52.1, longitude: 13.1, radius: 200 },
    ];
    const shape = {
      type: "Feature",
      properties: { name: "Ring" },
      geometry: { type: "Polygon", coordinates: [[[13, 52], [13.1, 52], [13.1, 52.1], [13, 52]]] }, // prettier-ignore
    };
    let tried = await takes(inbox, "fence", { topic: "car/status", vehicle, payload: { position } });
    tried += await takes(inbox, "fence", { topic: "car", payload: { lat: 52, lon: 13, tst: 1, acc: 5 } });
    tried += await takes(inbox, "fence", { topic: "car", payload: { position }, fences });
    tried += await takes(inbox, "fence", { topic: "car", payload: { position }, fences: JSON.stringify(fences) });
    tried += await takes(inbox, "fence", { topic: "car", payload: { position }, fences: shape });
    assert.ok(tried > 40, String(tried));
  });

  it("event: readings and whose they are", async () => {
    const inbox = await load(around("event", "event", {}), nodes);
    const tried = await takes(inbox, "event", { topic: "car/status", vehicle, payload: status() });
    assert.ok(tried > 30, String(tried));
  });

  describe("of nodes with an account", () => {
    let demo: DemoCloud;
    beforeEach(async () => {
      demo = await startDemoCloud({ clock });
    });
    afterEach(async () => {
      await unload();
      await demo.close();
    });

    /** A node on an account of the demo cloud. */
    async function on(platform: string, id: string, type: string, settings: object, account: object = {}) {
      runtime.createAccount = (options) =>
        createVehicleAccount({
          ...options,
          ...{ credentials: demo.credentials[platform], baseUrls: demo.baseUrls, clock, random: () => 0 },
        });
      return load(
        [
          { id: "acc", type: "vehicle-cloud-account", platform, ...account },
          ...around(id, type, { account: "acc", ...settings }),
        ],
        nodes,
      );
    }
    const car = "HESXDEM01P0000001";

    it("segway control: vehicles, lists, fields, its word", async () => {
      const bikes = demo.vehicles.filter(({ platform }) => platform === "segway").map(({ id }) => id);
      const settings = { operation: "sound", waitFor: "accepted", vehicle: "who", vehicleType: "msg" };
      const inbox = await on("segway", "ctl", "segway-control", settings, {
        vehicles: bikes.map((id) => ({ id, enabled: true })),
      });
      const fields = { workMode: "on", volume: "low", ebcqMask: { toot: "on" } };
      let tried = await takes(inbox, "ctl", { who: bikes[0], fields, confirm: "sound" });
      tried += await takes(inbox, "ctl", { who: [bikes[0], { vehicle: { id: bikes[1] } }], fields });
      tried += await takes(inbox, "ctl", { who: { id: bikes[0], platform: "segway", name: "x" }, fields });
      assert.ok(tried > 10, String(tried));
    });

    it("request: endpoint, vehicle, parameters, body, its word", async () => {
      const settings = {
        ...{ endpoint: "iov.geofence-create", fromMessage: true, bodyFrom: "json" },
        body: '{"name": "{{payload.name}}", "lat": {{payload.lat}}, "all": [{{#list}}{{.}},{{/list}}1]}',
        parameters: { note: { value: "note", type: "msg" } },
      };
      const inbox = await on("smart-eu", "ask", "request", settings, { allowSister: true });
      const endpoint = "iov.geofence-create";
      const payload = { name: "Home", lat: 52 };
      const message = { endpoint, vehicle: car, payload, list: [1], note: "x", confirm: "x" };
      const tried = await takes(inbox, "ask", message);
      assert.ok(tried > 6, String(tried));
    });

    it("request: a read that the message names", async () => {
      const inbox = await on("smart-eu", "ask", "request", {
        ...{ endpoint: "iov.ecarx-charge-record", fromMessage: true, raw: true },
        parameters: { note: { value: "note", type: "msg" } },
      });
      await takes(inbox, "ask", { endpoint: "iov.ecarx-charge-record", vehicle: { id: car }, note: 7, payload: "x" });
    });

    for (const settings of [
      { read: "overview" },
      { read: "trips", from: "from", fromType: "msg", to: "to", toType: "msg", consent: true },
    ]) {
      it(`status, ${settings.read}: vehicle, SIM card, time of trips`, async () => {
        const inbox = await on("smart-eu", "car", "status", { when: "message", ...settings });
        const message = {
          topic: "x",
          vehicle: car,
          iccid: "8949",
          from: clock.now() - 86_400_000,
          to: clock.now(),
          journal: true,
        };
        await takes(inbox, "car", message);
        await takes(inbox, "car", { ...message, vehicle: { id: car, name: "x", platform: "smart-eu" } });
      });
    }

    it("status: the number of a SIM card", async () => {
      const { id } = demo.vehicles.find(({ platform }) => platform === "lynkco-gkui")!;
      const settings = { when: "message", read: "simData" };
      const inbox = await on("lynkco-gkui", "car", "status", settings, { vehicles: [{ id, enabled: true }] });
      await takes(inbox, "car", { vehicle: id, iccid: "00000000000000000001" });
    });

    it("status: a capture, in each form of one, and its tokens", async () => {
      const id = demo.vehicles.find(({ platform }) => platform === "lynkco-signed")!.id;
      const inbox = await on(
        "lynkco-signed",
        "car",
        "status",
        { when: "message" },
        {
          allowCapture: true,
          vehicles: [{ id, enabled: true }],
        },
      );
      const reply = { code: "1000", data: { accessToken: "tok-1", refreshToken: "ref-1", userId: "7", expiresIn: 1 } };
      const har = (url: string, value: string) => ({
        log: {
          entries: [
            {
              request: { method: "GET", url, headers: [{ name: "authorization", value }] },
              response: { content: { text: "{}" } },
            },
          ],
        },
      });
      const forms = (words: string): unknown[] => [
        ...[words, Buffer.from(words), { token: words }, { ...reply, data: { ...reply.data, accessToken: words } }],
        ...[`curl 'https://api.xchanger.cn/x' -H 'authorization: ${words}'`, `curl '${words}' -d '${words}'`],
        ...[`GET /${words} HTTP/1.1\nhost: api.xchanger.cn\nauthorization: ${words}\n\n${words}`, `GET /x?a=${words}`],
        ...[har("https://api.xchanger.cn/x", words), JSON.stringify(words)],
      ];
      // Of what is not longer than a capture may be each character is read.
      for (const size of [length, 250_000]) {
        for (const words of hostile) {
          for (const capture of forms(words.slice(0, size))) {
            const before = inbox.failed.length;
            receive("car", { capture, topic: "proxy" });
            await until("a refusal", () => inbox.failed.length > before);
            const { error, ...rest } = inbox.failed.at(-1)!;
            assert.match(error.code!, /^(INPUT_INVALID|NOT_SUPPORTED)$/, error.message.slice(0, 300));
            assert.ok(error.message.length < 1000 && !("capture" in rest));
          }
        }
      }
      assert.equal(demo.control.log.length, 0, "nothing was sent");
      receive("car", { topic: "good" });
      await until("a reading", () => inbox.out.length > 0);
    });
  });

  it("the editor's routes: what is pasted, typed, asked for", async () => {
    stubRuntime();
    await load([], nodes);
    // Longer bodies are refused by Node-RED before they get here.
    for (const [at, words] of hostile.map((each) => each.slice(-90_000)).entries()) {
      for (const [path, body] of [
        ["accounts/new/paste", { text: words }],
        ["accounts/new/link", { platform: "lynkco-eu", baseUrls: words }],
        ["accounts/new/code", { attempt: "x", pasted: words }],
        [
          "accounts/new/test",
          { platform: "smart-eu", username: words, credentials: { username: words, password: words } },
        ],
        ["accounts/new/test", { platform: "custom", profile: words, credentials: {} }],
        ["accounts/new/test", { platform: words, vehicles: words, baseUrls: words }],
      ] as const) {
        const { status, body: answer } = await editorRequest("post", `/vehicle-cloud/${path}`).send(body);
        assert.ok(status >= 200 && status < 500, `${path} ${at}: ${status}`);
        const told = JSON.stringify(answer);
        assert.ok(told.length < longest, `${path} ${at}: ${told.length}`);
        assert.ok(!told.includes("INTERNAL"), `${path} ${at}: ${told.slice(0, 300)}`);
      }
    }
  });
});
