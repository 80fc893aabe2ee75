import assert from "node:assert/strict";
import { answerTest } from "../../../src/node-red/webhook/answer-test";
import { localAddress } from "../../../src/node-red/webhook/local-address";
import type { Red } from "../../../src/node-red/shared/types";
import { webhookType, type WebhookConfig } from "../../../src/node-red/webhook/types";
import { readWebhookSettings, type WebhookSettings } from "../../../src/node-red/webhook/webhook-settings";
import { Stage, until } from "./stage";
import { alertFields, signed } from "./support";

const contextStorage = {
  default: "file",
  file: { module: "localfilesystem" },
  whole: { module: "localfilesystem", config: { cache: false } },
  memory: { module: "memory" },
  again: "memory",
  nowhere: "elsewhere",
  redis: { module: "node-red-context-redis" },
};
const red = { settings: { contextStorage } } as unknown as Red;
const read = (config: object): WebhookSettings => readWebhookSettings(config as WebhookConfig, red);

describe("the settings of a webhook node", () => {
  it("that cannot be used are refused, each by its name", () => {
    const window = /the seconds of the replay window must be a number from 0 to 31536000/;
    const port = /the own port must be a (whole number|number from 1 to 65535)/;
    const address = /the public address must be like https:\/\/flows\.example\.org/;
    const bad: [object, RegExp][] = [
      [{ signatureMode: "cooked" }, /what the signature is checked over must be one of decoded, raw, auto/],
      ...[-1, "-0.5", "soon", 31_536_001, Infinity].map((replayWindowSeconds): [object, RegExp] => [
        { replayWindowSeconds },
        window,
      ]),
      ...[0, 65_536, 1880.5, "http", -1].map((ownPort): [object, RegExp] => [{ ownPort }, port]),
      ...[
        "flows.example.org",
        "ftp://flows.example.org",
        "https://flows.example.org?a=1",
        "https://flows.example.org/#a",
        "https://somebody@flows.example.org",
        "https://:word@flows.example.org",
      ].map((publicAddress): [object, RegExp] => [{ publicAddress }, address]),
      [{ publicAddress: "https://${NOBODY}" }, /the public address holds the variable \$\{NOBODY\}/],
      [{ path: "/${NOBODY}" }, /the path holds the variable \$\{NOBODY\}/],
      [{ sharedStore: "none" }, /name no context store "none"/],
      [{ sharedStore: "nowhere" }, /name no context store "nowhere"/],
      [{ sharedStore: "memory" }, /the shared store is a memory store/],
      [{ sharedStore: "again" }, /the shared store is a memory store/],
      [{ sharedStore: "file" }, /keeps its own copy in each process; set cache: false/],
      [{ sharedStore: "default" }, /keeps its own copy in each process; set cache: false/],
    ];
    for (const [config, sentence] of bad)
      assert.throws(() => read(config), { code: "CONFIG_INVALID", message: sentence }, JSON.stringify(config));
  });

  it("at their edges are taken as they are, and what was saved as text as well", () => {
    assert.deepEqual(read({ replayWindowSeconds: "31536000" }).checks, {
      signatureMode: "decoded",
      replayWindowSeconds: 31_536_000,
    });
    assert.deepEqual(read({ replayWindowSeconds: 0, signatureMode: "auto" }).checks, { signatureMode: "auto" });
    assert.deepEqual(read({ ownPort: "65535", ownHost: " " }).own, { host: "127.0.0.1", port: 65_535 });
    assert.deepEqual(read({ ownPort: 1, ownHost: " ::1 " }).own, { host: "::1", port: 1 });
    assert.equal(read({ ownPort: null }).own, undefined);
    assert.equal(
      read({ publicAddress: " https://flows.example.org/x// " }).publicAddress,
      "https://flows.example.org/x",
    );
    assert.equal(read({ sharedStore: " whole " }).sharedStore, "whole");
    assert.equal(read({ sharedStore: "redis" }).sharedStore, "redis");
  });
});

describe("where a webhook node is reached on its own machine", () => {
  const own = (host: string): string | undefined =>
    localAddress(red, { own: { host, port: 1881 }, path: "/segway" } as WebhookSettings);
  const below = (address: unknown, settings: object = {}): string | undefined =>
    localAddress({ server: { address: () => address }, settings } as never, { path: "/segway" } as WebhookSettings);

  it("at its own port: an address for everybody is this machine's, one of version 6 stands in brackets", () => {
    assert.equal(own("192.0.2.7"), "http://192.0.2.7:1881/segway");
    for (const everybody of ["", "0.0.0.0", "::", "::0"]) assert.equal(own(everybody), "http://127.0.0.1:1881/segway");
    assert.equal(own("2001:db8::7"), "http://[2001:db8::7]:1881/segway");
  });

  it("at Node-RED's: below its root, by its protocol; not at a socket file, and not where it has no server", () => {
    const bound = { address: "::", port: 1880 };
    assert.equal(below(bound), "http://127.0.0.1:1880/segway");
    assert.equal(below(bound, { https: {}, httpNodeRoot: "/flows/" }), "https://127.0.0.1:1880/flows/segway");
    assert.equal(below("/run/red.sock"), undefined);
    assert.equal(below(null), undefined);
    assert.equal(localAddress({ settings: {} } as never, { path: "/segway" } as WebhookSettings), undefined);
  });

  it("a path that is taken, at the root too, and an address that is not this machine's, are named; silence is told", async () => {
    const stage = new Stage();
    await stage.begin();
    try {
      const first = await stage.deploy({ path: "/" });
      const second = await stage.deploy({ path: "/" });
      assert.match(second.errors[0] ?? "", /^Another Segway webhook node serves the path \/ already/);
      const away = await stage.deploy({ ownPort: 1881, ownHost: "192.0.2.1" });
      await until("the address to be refused", () => away.shows === "status.portFailed");
      assert.match(
        away.errors[0] ?? "",
        /The own port 1881 on 192\.0\.2\.1 cannot be opened \(E[A-Z]+\); choose others/,
      );
      assert.equal((await stage.post("/v2/vehicle/alert", signed(alertFields()))).status, 200);
      await stage.clock.advance(2000);
      assert.match(first.shows, /^1\/min/);
      await stage.clock.advance(20 * 60_000);
      assert.equal(first.shows, "none for 20 min");
    } finally {
      await stage.end();
    }
  });

  it("where that is nowhere the test push says so, and the node serves all the same", async () => {
    const stage = new Stage({ httpNodeRoot: "/" });
    await stage.begin();
    try {
      const hook = await stage.deploy();
      const server = stage.server as { address: () => unknown };
      server.address = () => "/run/red.sock";
      assert.deepEqual(await stage.probe(hook, {}), { local: { outcome: "notReached", reason: "NO_SERVER" } });
      await assert.rejects(stage.probe(hook, { path: "/other" }), {
        code: "CONFIG_INVALID",
        message: /This path is not being served/,
      });
      const typed = { path: "/segway", publicAddress: "http://127.0.0.1:1" };
      const { public: outside } = await stage.probe(hook, typed);
      assert.deepEqual(outside, { outcome: "notReached", reason: "ECONNREFUSED" });
      assert.equal(hook.shows, "status.waiting");
      const early = stage.add({ path: "/early" });
      await assert.rejects(early.controller.probe({ path: "/early", publicAddress: "" }), /is not being served/);
    } finally {
      await stage.end();
    }
  });
});

describe("the editor's test push of a webhook node", () => {
  it("a variable is what the node's environment says, and itself where that says nothing", async () => {
    const asked: unknown[] = [];
    const node = {
      id: "hook",
      type: webhookType,
      probe: (typed: unknown) => (asked.push(typed), Promise.resolve({ local: { outcome: "reached" } })),
    };
    const saved = { ...node, path: "${WAY}", publicAddress: "${NOBODY}" };
    const with_ = (values: Record<string, string>): Red =>
      ({
        nodes: {
          getNode: (id: string) => (id === "hook" ? node : null),
          eachNode: (each: (one: object) => void) => each(saved),
        },
        util: { evaluateNodeProperty: (text: string) => values[text] ?? "" },
      }) as unknown as Red;
    const body = { path: " ${WAY} ", publicAddress: "${NOBODY}" };
    assert.equal((await answerTest(with_({ "${WAY}": "/way" }), "hook", body)).status, 200);
    assert.deepEqual(asked, [{ path: "/way", publicAddress: "${NOBODY}" }]);
    const other = await answerTest(with_({}), "hook", { ...body, path: "${HOME}" });
    assert.match(
      JSON.stringify(other.body),
      /"ok":false,"code":"CONFIG_INVALID".*only once it is deployed in this field/,
    );
    assert.equal((await answerTest(with_({}), "none", body)).status, 404);
    assert.equal(asked.length, 1);
  });
});
