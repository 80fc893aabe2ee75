/** A token that the owner's phone proxy has captured anew comes by message and takes the place of one that is over. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { NodeInitializer } from "node-red";
import type { SinonSpy } from "sinon";
import { ManualClock } from "../../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import {
  accountItem,
  coreNode,
  flow,
  helper,
  load,
  receive,
  shown,
  unload,
  until,
  withCore,
  type FlowItem,
  type Inbox,
  type Received,
  ownUserDir,
} from "../support";

const hours = 3_600_000;

describe("msg.capture", () => {
  const userDir = ownUserDir();
  let demo: DemoCloud;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    runtime.clock = clock;
    demo = await startDemoCloud({ clock });
  });
  afterEach(() => demo.close());

  const vin = (): string => demo.vehicles.find(({ platform }) => platform === "lynkco-signed")!.id;
  const account = (settings: object = {}): FlowItem => ({
    ...accountItem,
    platform: "lynkco-signed",
    allowCapture: true,
    vehicles: [{ id: vin(), enabled: true }],
    baseUrls: Object.entries(demo.baseUrls)
      .map(([real, base]) => `${real} = ${base}`)
      .join("\n"),
    ...settings,
  });
  /** Captured once, without what would renew it. */
  const entered = (): Record<string, string> => {
    const { refreshToken: _, ...rest } = demo.credentials["lynkco-signed"] as Record<string, string>;
    return rest;
  };
  const begin = (settings: object = {}, node: object = {}, credentials: object = entered()): Promise<Inbox> =>
    load(flow({ when: "message", ...node }, account(settings)), withCore, { acc: credentials });

  /** Sends a message and waits for what comes of it. */
  async function tell({ out, failed }: Inbox, message: object): Promise<Received> {
    const before = out.length + failed.length;
    receive("car", message);
    await until("an answer", () => out.length + failed.length > before);
    return [out, failed].flat().find((each) => each["mark"] === (message as { mark?: string }).mark)!;
  }

  /** What the app on the phone does: it renews the session, and from then on sends another token. */
  async function renewedByApp(): Promise<{ accessToken: string; refreshToken: string; reply: string }> {
    const { accessToken, refreshToken } = demo.credentials["lynkco-signed"]!;
    const answer = await fetch(`${demo.baseUrls["https://api.xchanger.cn"]}/auth/account/token`, {
      method: "PUT",
      headers: { authorization: accessToken!, "x-app-id": "lynkco", "x-operator-code": "LYNKCO" },
      body: JSON.stringify({ refreshToken }),
    });
    const reply = await answer.text();
    return { ...(JSON.parse(reply) as { data: { accessToken: string; refreshToken: string } }).data, reply };
  }

  const request = (token: string, change = (text: string): string => text): string =>
    change(`GET /remote-control/vehicle/status/${vin()}?latest=False&target=basic%2Cmore&userId=700302 HTTP/1.1
Host: device-api.xchanger.cn
X-APP-ID: lynkco
X-SIGNATURE: AAAAAAAAAAAAAAAAAAAAAAAAAAA=
Authorization: ${token}`);
  const everywhere = ({ out, failed, ended }: Inbox): string =>
    JSON.stringify([out, failed, ended, (helper.log() as unknown as SinonSpy).args]);
  const sessionRequests = (): number => demo.control.log.filter(({ path }) => path.startsWith("/auth/")).length;

  it("lets reading go on when the token has ended, without a sign-in, and after a restart too", async () => {
    const inbox = await begin();
    assert.equal((await tell(inbox, { mark: "1" })).payload.locks.locked, true);
    await clock.advance(2 * hours + 1000);
    const over = await tell(inbox, { mark: "2" });
    assert.equal(over.error.code, "SIGN_IN_REJECTED", over.error.message);
    const app = await renewedByApp();
    const sent = sessionRequests();

    const next = await tell(inbox, { mark: "3", topic: "proxy", capture: request(app.accessToken) });
    assert.equal(next.payload.locks.locked, true, JSON.stringify(next.error));
    assert.deepEqual(next["captured"], {
      generation: "signed",
      replaced: true,
      renews: false,
      validUntil: new Date(clock.now() + 2 * hours).toISOString(),
    });
    assert.ok(!("capture" in next));
    assert.match((shown("car") as { text: string }).text, /2026-06-01 \d\d:\d\d/);
    assert.equal(sessionRequests(), sent, "nobody signed in or renewed");

    const again = await tell(inbox, { mark: "4", capture: request(app.accessToken) });
    assert.equal((again["captured"] as { replaced: boolean }).replaced, false);

    await unload();
    Object.assign(runtime, { clock });
    const restarted = await begin();
    assert.equal((await tell(restarted, { mark: "5" })).payload.locks.locked, true, "the new session was stored");
    for (const box of [inbox, restarted]) assert.ok(!everywhere(box).includes(app.accessToken));
    const files = readdirSync(join(userDir(), "vehicle-cloud")).map((name) =>
      readFileSync(join(userDir(), "vehicle-cloud", name), "utf8"),
    );
    assert.ok(files.length > 0 && files.every((text) => !text.includes(app.accessToken)), "sealed, as others");
  });

  it("takes the reply that the app got, with what renews it; and JSON as a http in node gives it", async () => {
    const inbox = await begin();
    await tell(inbox, { mark: "1" });
    await clock.advance(hours);
    const app = await renewedByApp();
    const reply = await tell(inbox, { mark: "2", capture: JSON.parse(app.reply) as object });
    const { replaced, renews, generation } = reply["captured"] as Record<string, unknown>;
    assert.deepEqual([replaced, renews, generation], [true, true, "lynkco2020"]);
    await clock.advance(2 * hours + 1000);
    assert.equal(
      (await tell(inbox, { mark: "3" })).payload.locks.locked,
      true,
      "renewed by the captured refresh token",
    );
    const token = await tell(inbox, { mark: "4", capture: { token: app.accessToken } });
    assert.match(token.error.message, /ended at 2026-06-01T/);
    const bytes = await tell(inbox, { mark: "5", capture: Buffer.from(`authorization: Bearer ${app.accessToken}`) });
    assert.match(bytes.error.message, /ended at 2026-06-01T/);
  });

  it("ends the pause for the phone app: the session is the phone's own", async () => {
    const inbox = await begin({ takeover: "giveWay" }, {}, demo.credentials["lynkco-signed"]);
    await tell(inbox, { mark: "1" });
    for (const mark of ["renewed", "lost"]) {
      demo.control.expire();
      await clock.advance(120_000);
      await tell(inbox, { mark });
    }
    const paused = demo.control.log.length;
    await clock.advance(120_000);
    assert.equal((await tell(inbox, { mark: "paused" })).payload.readAt, inbox.out[1]!.payload.readAt);
    assert.equal(demo.control.log.length, paused, "it is left to the app; the last reading serves");
    const { authCode } = demo.otherAccounts["lynkcoAuthCode"]!.credentials;
    const signedIn = await fetch(`${demo.baseUrls["https://api.xchanger.cn"]}/auth/account/token?identity_type=lid`, {
      method: "POST",
      body: JSON.stringify({ authCode, redirectUri: "http://www.abcde.com" }),
    });
    const { data } = (await signedIn.json()) as { data: { accessToken: string } };
    const sent = sessionRequests();
    const next = await tell(inbox, { mark: "3", capture: request(data.accessToken) });
    assert.equal(next.payload.readAt, new Date(clock.now()).toISOString());
    assert.equal(sessionRequests(), sent, "nobody signed in or renewed");
  });

  it("comes from the phone's proxy by the flow in docs/lynkco.md", async () => {
    const text = readFileSync(join(__dirname, "../../../docs/lynkco.md"), "utf8");
    const block = text.split("```json\n").find((part) => part.includes('"http in"'))!;
    const nodes = (JSON.parse(block.slice(0, block.indexOf("```"))) as FlowItem[]).map((item) => ({
      ...item,
      z: "tab",
      ...(item.type === "vehicle-cloud-status" ? { account: "acc", when: "message", wires: [["out"]] } : {}),
    }));
    const cores = ["network/21-httpin", "function/15-change"].map(coreNode);
    const items = flow({ when: "message" }, account());
    let app: RequestListener | undefined;
    const seen: NodeInitializer = ({ httpNode }) => void (app = httpNode as never);
    const inbox = await load([...items, ...nodes], [seen, ...withCore, ...cores], { acc: entered() });
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lynkco-capture`;
    await tell(inbox, { mark: "1" });
    const { accessToken, reply } = await renewedByApp();
    for (const [type, body] of [
      ["text/plain", request(accessToken)],
      ["application/json", reply],
      ["application/json", JSON.stringify({ token: accessToken })],
    ] as const) {
      const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body });
      assert.deepEqual([answer.status, await answer.text()], [204, ""], "the proxy is not told anything back");
    }
    server.close();
    await until("three readings", () => inbox.out.length + inbox.failed.length === 4);
    assert.deepEqual(
      inbox.out.slice(1).map((message) => (message["captured"] as { replaced: boolean }).replaced),
      [true, true, false],
      "the second brings what renews it",
    );
    assert.ok(inbox.out.every((message) => message["req"] === undefined && message.payload.locks.locked === true));
    assert.ok(!everywhere(inbox).includes(accessToken));
  });

  describe("is refused in a sentence that says what to do; nothing is changed or sent", () => {
    const jwt = (claims: object, header: object = { alg: "HS256" }): string =>
      [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
      `.${"c2ln".repeat(11).slice(0, 43)}`;
    const later = { exp: Date.parse("2026-06-02T08:00:00Z") / 1000 };
    const secret = "hunter2-do-not-repeat";

    const cases: [what: string, capture: () => unknown, code: string, says: RegExp][] = [
      ["nothing found", () => "hello: world", "INPUT_INVALID", /no token .* was found/],
      ["an empty body", () => ({}), "INPUT_INVALID", /no token .* was found/],
      ["no text at all", () => 7, "INPUT_INVALID", /must be text, bytes or JSON/],
      [
        "an endless object",
        () => Object.assign([], { toJSON: () => secret.repeat(100_000) }),
        "INPUT_INVALID",
        /256 kB/,
      ],
      ["more than 256 kB", () => `x: ${secret}\n`.repeat(20_000), "INPUT_INVALID", /256 kB/],
      [
        "ten thousands of lines",
        () => Array.from({ length: 30_000 }, (_, at) => `x${at}: 1`).join("\n"),
        "INPUT_INVALID",
        /256 kB|more headers/,
      ],
      [
        "a header __proto__",
        () => request(jwt(later), (text) => `${text}\n__proto__: ${secret}`),
        "INPUT_INVALID",
        /name that no app sends/,
      ],
      ["two requests", () => `${request(jwt(later))}\n\n${request(jwt(later))}`, "INPUT_INVALID", /two requests/],
      [
        "two tokens in one request",
        () => `${request(jwt(later))}\nauthorization: ${secret}`,
        "INPUT_INVALID",
        /two tokens/,
      ],
      [
        "a HAR of two tokens",
        () =>
          JSON.stringify({
            log: {
              entries: [jwt(later), jwt({ ...later, n: 1 })].map((token) => ({
                request: {
                  method: "GET",
                  url: `https://device-api.xchanger.cn/remote-control/vehicle/status/${vin()}`,
                  headers: [
                    { name: "x-signature", value: "a" },
                    { name: "authorization", value: token },
                  ],
                },
              })),
            },
          }),
        "INPUT_INVALID",
        /several tokens/,
      ],
      [
        "an expired token",
        () => request(jwt({ exp: 1_700_000_000 })),
        "INPUT_INVALID",
        /ended at 2023-11-14T.*Open the app/,
      ],
      ["a token of the wrong length", () => request(`${jwt(later)}AA`), "INPUT_INVALID", /too short or too long/],
      ["a token that is cut", () => request(jwt(later).slice(0, 30)), "INPUT_INVALID", /looks cut/],
      [
        "a token with CR/LF",
        () => `curl 'https://device-api.xchanger.cn/x' -H $'authorization: ${secret}\\r\\nx: y'`,
        "INPUT_INVALID",
        /line break/,
      ],
      [
        "another user's",
        () => request(jwt(later), (text) => text.replace("700302", "700399")),
        "INPUT_INVALID",
        /another user's/,
      ],
      [
        "another user's by the token's word",
        () => request(jwt({ ...later, sub: "700399" })),
        "INPUT_INVALID",
        /another user's/,
      ],
      [
        "another generation: GKUI",
        () =>
          request(jwt(later), (text) =>
            text
              .replace("lynkco", "xiaokanl")
              .replace("device-api", "api")
              .replace(/X-SIGN.*\n/, ""),
          ),
        "INPUT_INVALID",
        /another generation or cloud \(gkui\)/,
      ],
      [
        "another generation: GRIC",
        () => jwt({ ...later, aud: ["auth_client_lynkco_phone"] }, { alg: "RS256" }),
        "INPUT_INVALID",
        /\(gric\)/,
      ],
      [
        "another brand's app",
        () => request(jwt(later), (text) => text.replace("X-APP-ID: lynkco", "X-APP-ID: galaxy_SDK")),
        "INPUT_INVALID",
        /\(galaxy\)/,
      ],
      [
        "a look-alike host",
        () => request(jwt(later), (text) => text.replace("xchanger.cn", "xchanger.cn.evil.example")),
        "INPUT_INVALID",
        /no token .* was found/,
      ],
      [
        "user-info in the address",
        () => `curl 'https://${secret}@device-api.xchanger.cn/x' -H 'authorization: a'`,
        "INPUT_INVALID",
        /user name or a password/,
      ],
      [
        "a VIN with steps",
        () => request(jwt(later), (text) => text.replace("/status/", "/status/../")),
        "INPUT_INVALID",
        /path with steps/,
      ],
    ];

    it("whatever was captured", async () => {
      const inbox = await begin();
      await tell(inbox, { mark: "first" });
      const asked = demo.control.log.length;
      for (const [what, capture, code, says] of cases) {
        const refused = await tell(inbox, { mark: what, capture: capture() });
        assert.equal(refused.error?.code, code, what);
        assert.match(refused.error.message, says, what);
        assert.match(refused.error.message, /The session there was stays; nothing was sent|nothing was sent/i, what);
        assert.ok(!("capture" in refused) && !("captured" in refused), what);
      }
      assert.equal(demo.control.log.length, asked, "nothing was sent");
      assert.ok(!everywhere(inbox).includes(secret));
      await clock.advance(120_000);
      assert.equal((await tell(inbox, { mark: "last" })).payload.locks.locked, true, "the session there was");
      assert.equal(sessionRequests(), 0);
    });

    it("the token that the cloud has refused already", async () => {
      const inbox = await begin();
      await tell(inbox, { mark: "1" });
      demo.control.expire();
      await clock.advance(120_000);
      assert.equal((await tell(inbox, { mark: "2" })).error.code, "SIGN_IN_REJECTED");
      const old = await tell(inbox, { mark: "3", capture: request(entered()["accessToken"]!) });
      assert.match(old.error.message, /refused already\. Open the app once/);
    });

    it("where the account does not allow it, or has no captured session", async () => {
      const off = await begin({ allowCapture: false });
      const refused = await tell(off, { mark: "1", capture: request(jwt(later)) });
      assert.equal(refused.error.code, "NOT_SUPPORTED");
      assert.match(refused.error.message, /does not allow it\. Tick/);
      await unload();
      runtime.clock = clock;
      const { username, password } = demo.credentials["lynkco-gkui"] as Record<string, string>;
      const gkui = await begin({ platform: "lynkco-gkui" }, {}, { username, password });
      assert.match((await tell(gkui, { mark: "2", capture: request(jwt(later)) })).error.message, /signs in by itself/);
      await unload();
      runtime.clock = clock;
      const demoCar = await begin({ platform: "demo-lynkco-cn" }, {}, {});
      assert.match((await tell(demoCar, { mark: "3", capture: request(jwt(later)) })).error.message, /a demo account/);
      assert.ok(!JSON.stringify([off.failed, gkui.failed, demoCar.failed]).includes(jwt(later)));
      assert.equal(demo.control.log.length, 0);
    });
  });
});
