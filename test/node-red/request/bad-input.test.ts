/** What a careless message, a stranger's parameter or a cloud out of its mind does to a request node: a named error, nothing sent. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { systemClock, type Clock } from "../../../src/base/clock";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { WireRequest } from "../../../src/http/transport";
import { runtime } from "../../../src/node-red/shared/runtime";
import type { SinonSpy } from "sinon";
import type { StatusLine } from "../../../src/node-red/shared/types";
import { helper, quiet, receive, unload } from "../support";
import { stages, type Stage } from "./support";

/** Short waits are over at once: retries and pauses between pages are not what is looked at here. */
const hasty: Clock = {
  ...systemClock,
  setTimeout: (callback, ms) => systemClock.setTimeout(callback, ms < 10_000 ? 0 : ms),
};
const name = { value: "value", type: "msg" };

describe("bad input of the request node", () => {
  const stage = stages();
  const on = async (...given: Parameters<typeof stage>): Promise<Stage> => {
    const make = runtime.createAccount;
    runtime.clock = hasty;
    runtime.createAccount = (options) => make({ ...options, clock: hasty });
    return stage(...given);
  };

  /** The node answers a good message as before, and no message was answered twice. */
  async function lives({ ask, inbox }: Stage, message: object): Promise<void> {
    const good = await ask(message);
    assert.equal(good.error, undefined, JSON.stringify(good.error));
    await quiet();
    const ids = [...inbox.out, ...inbox.failed].map(({ _msgid }) => _msgid);
    assert.equal(new Set(ids).size, ids.length);
  }

  /** Each message is refused by that code and sentence, and nothing leaves for it. */
  async function refuses(
    { ask, way }: Stage,
    rows: readonly (readonly [what: string, message: object, code: string, sentence: RegExp])[],
  ): Promise<void> {
    for (const [what, message, code, sentence] of rows) {
      const before = way.seen.length;
      const drawn = (helper.getNode("ask").status as unknown as SinonSpy).callCount;
      const { error } = await ask(message);
      const lines = (helper.getNode("ask").status as unknown as SinonSpy).args.slice(drawn);
      assert.ok(
        lines.every(([line]) => (line as StatusLine).fill !== "blue"),
        `${what}: "reading" is shown only if a request leaves`,
      );
      assert.equal(error?.code, code, `${what}: ${error?.message}`);
      assert.match(error.message, sentence, what);
      assert.ok(error.message.length < 400, `${what}: what was given does not come back whole`);
      assert.equal(way.seen.length, before, `${what}: nothing was sent`);
    }
  }

  it("an endpoint that is not there, not here, or not to be had is refused", async () => {
    const scene = await on({ endpoint: "iov.vehicle-list", fromMessage: true }, { allowSister: true });
    await lives(scene, {});
    await refuses(scene, [
      ["unknown", { endpoint: "iov.no-such" }, "INPUT_INVALID", /"iov\.no-such" is not in the catalogue/],
      ["10 kB", { endpoint: "x".repeat(10_000) }, "INPUT_INVALID", /id of an endpoint/],
      ["an inherited name", { endpoint: "constructor" }, "INPUT_INVALID", /not in the catalogue/],
      ["a number", { endpoint: 7 }, "INPUT_INVALID", /id of an endpoint/],
      ["the other region's", { endpoint: "uc.base-info" }, "NOT_SUPPORTED", /other market/],
      ["the session's end", { endpoint: "iov.session-logout" }, "NOT_SUPPORTED", /would end/],
      ["a secret is missing", { endpoint: "dcs-contracts.pnc-get" }, "NOT_SUPPORTED", /enter it in the account/],
      ["a missing parameter", { endpoint: "iov.car-by-target" }, "INPUT_INVALID", /needs "targetId"/],
    ]);
    await lives(scene, {});
  });

  it("a parameter that would lead to another address is refused", async () => {
    const scene = await on({ endpoint: "iov.car-by-target", parameters: { targetId: name } });
    await lives(scene, { value: "a'b (c)*!~ ü" });
    const elsewhere = /"targetId" holds characters that would lead to another address/;
    await refuses(scene, [
      ...[
        "a/b",
        "..",
        ".",
        "%2F",
        "a%2fb",
        "%2e%2e",
        "%2E",
        "a\nb",
        "a\r\nX-Evil: 1",
        "a\\b",
        "a\0b",
        "%252e%252e",
      ].map((value) => [JSON.stringify(value), { value }, "INPUT_INVALID", elsewhere] as const),
      ["10 kB", { value: "x".repeat(10_000) }, "INPUT_INVALID", /"targetId" is longer than 300/],
      ["half a character", { value: "a\ud800" }, "INPUT_INVALID", /"targetId"/],
      ["an object", { value: { deep: 1 } }, "INPUT_INVALID", /needs "targetId", as text or a number/],
      ["nothing", { value: undefined }, "INPUT_INVALID", /needs "targetId"/],
    ]);
    await lives(scene, { value: 12 });
  });

  it("a query arrives as it was given, with a signature that fits, or is refused", async () => {
    const scene = await on({ endpoint: "iov.vehicle-list", fromMessage: true, parameters: { note: name } });
    const { ask } = scene;
    const endpoint = "iov.ecarx-charge-record";
    const vehicle = scene.demo.vehicles[0]!.id;
    for (const value of ["a&b=c", "a=b", "a b", "a+b", "50 %", "%26", "'()*!~", "ü€😀", "a\nb", "#?/", "../.."]) {
      const { payload, error } = await ask({ endpoint, vehicle, value });
      assert.equal(error, undefined, `${value}: ${error?.message}`);
      assert.equal(payload.understood.query.note, value);
    }
    await refuses(scene, [
      ["10 kB", { endpoint, vehicle, value: "x".repeat(10_000) }, "INPUT_INVALID", /"note" is longer than 4000/],
      ["half a character", { endpoint, vehicle, value: "a\ud800" }, "INPUT_INVALID", /"note"/],
      ["an object", { endpoint, vehicle, value: { a: 1 } }, "INPUT_INVALID", /"note" must be text, a number or a bool/],
    ]);
    await lives(scene, {});
  });

  it("a parameter's name that is none, or one that the node says itself, is a fault of the settings", async () => {
    for (const bad of ["a&b", "a b", "body", "confirm", "__proto__x", "constructor", "x".repeat(100)]) {
      const scene = await on({ endpoint: "iov.vehicle-list", parameters: { [bad]: { value: "1", type: "str" } } });
      await refuses(scene, [[bad, {}, "CONFIG_INVALID", /no proper name/]]);
      await unload();
      await scene.close();
    }
  });

  it("a body that is no JSON once it is filled, and a template that throws or runs long, are refused", async () => {
    const body =
      '{\n  "name": "{{payload.name}}",\n  "lat": {{payload.lat}},\n  "all": [{{#m}}{{#m}}{{#m}}1,{{/m}}{{/m}}{{/m}}2]\n}';
    const scene = await on({ endpoint: "iov.geofence-create", bodyFrom: "json", body }, { allowSister: true });
    const good = { payload: { name: 'a "b" \n <c>', lat: 1.5 }, vehicle: scene.demo.vehicles[0]!.id };
    await lives(scene, good);
    let called = 0;
    await refuses(scene, [
      ["no number", { ...good, payload: { name: "x" } }, "INPUT_INVALID", /no JSON: line 3, field "lat"/],
      ["a second member", { ...good, payload: { lat: '1, "b": 2' } }, "INPUT_INVALID", /no JSON: line 3/],
      ["too many rounds", { ...good, m: Array.from({ length: 1000 }, () => 1) }, "INPUT_INVALID", /takes too long/],
      [
        "too much text",
        { ...good, payload: { name: "x".repeat(1_100_000), lat: 1 } },
        "INPUT_INVALID",
        /more than 1000000/,
      ],
      ["a function", { ...good, payload: { name: () => called++, lat: 1 } }, "INPUT_INVALID", /which is a function/],
    ]);
    assert.equal(called, 0);
    await lives(scene, good);
  });

  it("a body from the payload that cannot be sent is refused", async () => {
    const scene = await on({ endpoint: "iov.geofence-create", bodyFrom: "payload" }, { allowSister: true });
    const vehicle = scene.demo.vehicles[0]!.id;
    await lives(scene, { vehicle, payload: { name: "x" } });
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    await refuses(scene, [
      ["text", { vehicle, payload: "{]" }, "INPUT_INVALID", /msg\.payload is no JSON: line 1/],
      ["a number", { vehicle, payload: 7 }, "INPUT_INVALID", /body is empty/],
      ["nothing", { vehicle }, "INPUT_INVALID", /body is empty/],
      ["a circle", { vehicle, payload: circle }, "INPUT_INVALID", /cannot be written as JSON/],
      ["10⁵ levels", { vehicle, payload: deep }, "INPUT_INVALID", /no JSON/],
    ]);
    // Node-RED itself cannot copy such a message to a Catch node; it is told in the log, and nothing is sent.
    const before = scene.way.seen.length;
    receive("ask", { vehicle, payload: JSON.parse(deep) as object });
    await quiet();
    assert.equal(scene.way.seen.length, before);
    await lives(scene, { vehicle, payload: { name: "y" } });
  });

  it("what writes or deletes is refused without its switch, and what deletes without its confirm", async () => {
    const vehicle = "HESXDEM01P0000001";
    const id = "iov.geofence-delete";
    const parameters = { id: { value: "7", type: "str" } };
    for (const [account, settings, rows] of [
      [{}, { endpoint: "iov.geofence-create" }, [["a write", {}, "NOT_SUPPORTED", /account's switch/]]],
      [{ allowSister: true }, { endpoint: id }, [["switch off", { confirm: id }, "NOT_SUPPORTED", /"Delete data/]]],
      [
        { allowSister: true, allowDelete: true },
        { endpoint: id },
        [
          ["no confirm", {}, "CONFIRM_MISSING", /"confirm": "iov\.geofence-delete"/],
          ["another", { confirm: "iov.geofence-create" }, "CONFIRM_MISSING", /"confirm"/],
          ["true", { confirm: true }, "CONFIRM_MISSING", /"confirm"/],
        ],
      ],
    ] as const) {
      const scene = await on({ ...settings, parameters, bodyFrom: "none" }, account);
      await refuses(
        scene,
        rows.map(([what, message, ...rest]) => [what, { vehicle, ...message }, ...rest] as const),
      );
      await unload();
      await scene.close();
    }
  });

  it("an answer out of its mind is an error with a name, and the node goes on", async () => {
    const scene = await on({ endpoint: "iov.ecarx-charge-record", raw: true, pages: 100, pageDelaySeconds: 0 });
    const { ask, way, demo } = scene;
    const vehicle = demo.vehicles[0]!.id;
    const message = { vehicle };
    await lives(scene, message);
    const json = { "content-type": "application/json" };
    const told =
      (body: string | Buffer, headers: Record<string, string> = json) =>
      (answer: ServerResponse): void => {
        answer.writeHead(200, headers).end(body);
      };
    const success = (data: string): string => `{"code":"1000","success":true,"data":${data}}`;
    const paging = (rows: string): string =>
      success(`{"list":${rows},"pagination":{"pageIndex":1,"pageSize":1,"totleSize":1000000}}`);
    let page = 0;
    const rows: [string, (answer: ServerResponse) => void, string, RegExp][] = [
      ["HTML", told("<html>soon</html>", { "content-type": "text/html" }), "CLOUD_UNAVAILABLE", /web page/],
      ["empty", told(""), "CLOUD_ANSWER_INVALID", /not complete JSON/],
      ["cut", told('{"code":"1000","da'), "CLOUD_ANSWER_INVALID", /not complete JSON/],
      ["30 MB", told(success(JSON.stringify("x".repeat(30_000_000)))), "CLOUD_ANSWER_INVALID", /more than 8 MB/],
      ["endless", endless, "CLOUD_ANSWER_INVALID", /more than 8 MB/],
      ["10⁵ levels", told(success("[".repeat(100_000) + "]".repeat(100_000))), "CLOUD_ANSWER_INVALID", /levels/],
      [
        "10⁵ objects",
        told(success('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000))),
        "CLOUD_ANSWER_INVALID",
        /levels/,
      ],
      ["a list", told("[]"), "CLOUD_ANSWER_INVALID", /./],
      ["a number", told("7"), "CLOUD_ANSWER_INVALID", /./],
      ["null", told("null"), "CLOUD_ANSWER_INVALID", /./],
      ["bytes", told(Buffer.from([0xff, 0xfe, 0, 1]), { "content-type": "image/png" }), "CLOUD_ANSWER_INVALID", /JSON/],
      ["the same page for ever", told(paging("[1]")), "CLOUD_ANSWER_INVALID", /paging never ends/],
    ];
    for (const [what, answer, code, sentence] of rows) {
      way.spoil = ({ url }, response) => {
        if (!url.includes("charge")) return false;
        answer(response);
        return true;
      };
      const { error } = await ask(message);
      assert.equal(error?.code, code, `${what}: ${error?.message}`);
      assert.match(error.message, sentence, what);
      assert.ok(error.message.length < 400, what);
      way.spoil = undefined;
      await lives(scene, message);
    }
    way.spoil = ({ url }, response) => {
      if (!url.includes("charge")) return false;
      told(paging(`[${page++}]`))(response);
      return true;
    };
    const { payload, error } = await ask(message);
    assert.equal(error, undefined, error?.message);
    assert.deepEqual([payload.list.length, payload.more, page], [100, true, 100], "pages without end are ended");
  });
});

describe("answers that a request node waits for, or that are no JSON", () => {
  const stage = stages();

  it("an answer that drips for ever ends with the time a whole answer has, and the node goes on", async () => {
    const make = runtime.createAccount;
    const inner = createAxiosTransport();
    // The same deadline, a hundredth as long: it holds for the whole answer, however often a byte comes.
    const transport = {
      send: (request: WireRequest) => inner.send({ ...request, timeoutMs: Math.min(request.timeoutMs, 300) }),
      close: () => inner.close(),
    };
    runtime.clock = hasty;
    let short = false;
    const chosen = { send: (request: WireRequest) => (short ? transport : inner).send(request), close: inner.close };
    runtime.createAccount = (options) => make({ ...options, clock: hasty, transport: chosen });
    const scene = await stage({ endpoint: "iov.ecarx-charge-record" });
    const message = { vehicle: scene.demo.vehicles[0]!.id };
    assert.equal((await scene.ask(message)).error, undefined);
    short = true;
    let drops = 0;
    scene.way.spoil = ({ url }, answer) => {
      if (!url.includes("charge")) return false;
      answer.writeHead(200, { "content-type": "application/json" });
      answer.write('{"code":"1000","data":"');
      const timer = setInterval(() => {
        drops++;
        answer.write("x");
      }, 20);
      answer.on("close", () => clearInterval(timer));
      return true;
    };
    const { error } = await scene.ask(message);
    assert.equal(error?.code, "TIMEOUT", error?.message);
    assert.match(error.message, /did not answer within/);
    assert.ok(drops > 5, "it was answering all the time");
    short = false;
    scene.way.spoil = undefined;
    assert.equal((await scene.ask(message)).error, undefined);
  });

  it("a file is a Buffer, byte for byte, in payload and raw", async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x0a, 0x0d, 0x80]);
    const parameters = Object.fromEntries(
      ["type", "version", "region", "language", "key", "name"].map((one) => [one, { value: "1", type: "str" }]),
    );
    const settings = { endpoint: "agreement.content", raw: true, method: "GET", parameters };
    const scene = await stage(settings, { platform: "smart-intl" });
    scene.way.spoil = ({ host }, answer) => {
      if (host !== "sg-app.smart.com") return false;
      answer.writeHead(200, { "content-type": "image/png" }).end(bytes);
      return true;
    };
    const { payload, raw, status, error } = await scene.ask();
    assert.equal(error, undefined, error?.message);
    assert.ok(Buffer.isBuffer(payload) && Buffer.isBuffer(raw));
    assert.deepEqual([payload, status], [bytes, 200]);
  });
});

/** Sends as long as somebody listens. */
function endless(answer: ServerResponse): void {
  answer.writeHead(200, { "content-type": "application/json" });
  answer.write('{"code":"1000","data":"');
  const more = (): void => {
    if (answer.destroyed || answer.closed) return;
    answer.write("x".repeat(262_144), more);
  };
  more();
}
