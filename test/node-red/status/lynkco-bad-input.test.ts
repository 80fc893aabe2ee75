/** Bad input of a Lynk & Co through the node: a sentence that says what to do, nothing sent, and what was known stays. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { startDemoCloud, type DemoCloud, type DemoFault } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import { accountItem, flow, load, receive, unload, until, withCore, type FlowItem, type Received } from "../support";

type Platform = "lynkco-gkui" | "lynkco-signed" | "lynkco-gric" | "lynkco-eu";

interface Case {
  platform: Platform;
  /** In the place of the demo's. */
  credentials?: Record<string, string>;
  settings?: object;
  node?: object;
  message?: object;
  fault?: DemoFault;
  /** After a first good reading. */
  later?: boolean;
  code: string;
  says: RegExp;
  /** Requests that it may cost; the usual is none. */
  asks?: number;
}

const hs256 = (claims: object, signature: string): string =>
  [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
  `.${signature}`;
const whole = "s".repeat(43);
const secret = "hunter2-do-not-repeat";

const cases: Record<string, Case> = {
  "a missing secret": {
    platform: "lynkco-signed",
    credentials: { signingSecret: " " },
    code: "CONFIG_INVALID",
    says: /has no signing secret\. Enter/,
  },
  "everything missing": {
    platform: "lynkco-signed",
    credentials: { signingSecret: "", accessToken: "", refreshToken: "", username: "" },
    code: "CONFIG_INVALID",
    says: /has no access token and no user id and no signing secret\. Enter/,
  },
  "a wrong secret (1445)": {
    platform: "lynkco-signed",
    credentials: { signingSecret: secret },
    code: "SIGNATURE_REFUSED",
    says: /1445.*refuses the signature; most likely the signing secret.*Enter it again/,
    asks: 1,
  },
  "a wrong key of GRIC": {
    platform: "lynkco-gric",
    credentials: { signingSecret: secret },
    code: "SIGNATURE_REFUSED",
    says: /key/,
    asks: 1,
  },
  "a wrong region (1440)": {
    platform: "lynkco-signed",
    fault: { match: "device-api", code: 1440, times: 5 },
    code: "CONFIG_INVALID",
    says: /1440.*another region or brand.*Choose the platform/,
    asks: 1,
  },
  "a token of the wrong length": {
    platform: "lynkco-signed",
    credentials: { accessToken: hs256({ exp: 4_000_000_000 }, "c2ln") },
    code: "CONFIG_INVALID",
    says: /too short or too long to be whole\. Copy it once more/,
  },
  "a token that is too long": {
    platform: "lynkco-signed",
    credentials: { accessToken: "t".repeat(10_000) },
    code: "CONFIG_INVALID",
    says: /longer than any token.*Copy it once more/,
  },
  "a token that has ended": {
    platform: "lynkco-signed",
    credentials: { accessToken: hs256({ exp: 1_676_632_676 }, whole), refreshToken: "" },
    code: "SIGN_IN_REJECTED",
    says: /ended at 2023-02-17T11:17:56.000Z.*Capture anew/,
  },
  "a token with CR/LF": {
    platform: "lynkco-signed",
    credentials: { accessToken: `tok\r\nx-evil: ${secret}` },
    code: "CONFIG_INVALID",
    says: /line break.*Copy it once more/,
  },
  "a token with CR/LF, GRIC": {
    platform: "lynkco-gric",
    credentials: { accessToken: `tok\r\nx-evil: ${secret}` },
    code: "CONFIG_INVALID",
    says: /line break.*Enter it anew/,
  },
  "a refresh token with CR/LF, Europe": {
    platform: "lynkco-eu",
    credentials: { refreshToken: `ref\r\nx-evil: ${secret}`, accessToken: "" },
    code: "CONFIG_INVALID",
    says: /is no token\. Sign in by the link in its dialog again/,
  },
  "an http address": {
    platform: "lynkco-gkui",
    settings: { baseUrls: "https://api.xchanger.cn = http://api.xchanger.cn" },
    code: "CONFIG_INVALID",
    says: /by http everybody on the way reads the token\. Leave the line out/,
  },
  "an ICCID that nobody knows": {
    platform: "lynkco-signed",
    node: { read: "simData" },
    code: "INPUT_INVALID",
    says: /ICCID.*none was given: put it into msg\.iccid/,
  },
  "an ICCID with steps": {
    platform: "lynkco-signed",
    node: { read: "simData" },
    message: { iccid: `../${secret}` },
    code: "INPUT_INVALID",
    says: /ICCID/,
  },
  "half a list": {
    platform: "lynkco-gkui",
    fault: { match: "user/vehicle", kind: "cut", times: 5 },
    code: "CLOUD_ANSWER_INVALID",
    says: /not complete JSON.*Nothing of it was taken; if this stays, report it/,
    asks: 3,
  },
  "half a list, GRIC": {
    platform: "lynkco-gric",
    fault: { match: "favorite-vehicles", kind: "cut", times: 5 },
    code: "CLOUD_ANSWER_INVALID",
    says: /not complete JSON.*Nothing of it was taken; if this stays, report it/,
    asks: 3,
  },
  "half a list, Europe": {
    platform: "lynkco-eu",
    fault: { match: "list/vehicles", kind: "cut", times: 5 },
    code: "CLOUD_ANSWER_INVALID",
    says: /not complete JSON.*Nothing of it was taken; if this stays, report it/,
    asks: 3,
  },
  "a refresh token used elsewhere": {
    platform: "lynkco-signed",
    credentials: { refreshToken: "used-elsewhere=" },
    later: true,
    code: "SIGN_IN_REJECTED",
    says: /used elsewhere\. Capture anew/,
    asks: 2,
  },
  "a refresh token used elsewhere, GRIC": {
    platform: "lynkco-gric",
    credentials: { refreshToken: "used-elsewhere" },
    later: true,
    code: "SIGN_IN_REJECTED",
    says: /Capture the token of the app anew/,
    asks: 2,
  },
  "a refresh token used elsewhere, Europe": {
    platform: "lynkco-eu",
    credentials: { refreshToken: "used-elsewhere", accessToken: "" },
    code: "SIGN_IN_REJECTED",
    says: /sign in by the link again, and deploy/,
    asks: 2,
  },
};

describe("bad input of a Lynk & Co, through the node", () => {
  let demo: DemoCloud;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    runtime.clock = clock;
    demo = await startDemoCloud({ clock });
  });
  afterEach(async () => {
    await unload();
    await demo.close();
  });

  async function open({
    platform,
    credentials,
    settings,
    node,
  }: Pick<Case, "platform" | "credentials" | "settings" | "node">) {
    const { id } = demo.vehicles.find((vehicle) => vehicle.platform === platform)!;
    const account: FlowItem = {
      ...accountItem,
      platform,
      vehicles: platform === "lynkco-signed" ? [{ id, enabled: true }] : [],
      baseUrls: Object.entries(demo.baseUrls)
        .map(([real, base]) => `${real} = ${base}`)
        .join("\n"),
      ...settings,
    };
    const inbox = await load(flow({ when: "message", ...node }, account), withCore, {
      acc: { ...demo.credentials[platform], ...credentials },
    });
    return async (message: object = {}): Promise<Received> => {
      const [sent, before] = [inbox.out.length, inbox.out.length + inbox.failed.length];
      receive("car", { payload: "", ...message });
      await until("an answer", () => inbox.out.length + inbox.failed.length > before);
      return (inbox.out.length > sent ? inbox.out : inbox.failed).at(-1)!;
    };
  }

  for (const [what, each] of Object.entries(cases)) {
    it(`${what}: a sentence that says what to do`, async () => {
      const tell = await open(each);
      if (each.later) {
        assert.ok((await tell()).payload.locks, "the first reading");
        demo.control.expire();
        await clock.advance(120_000);
      }
      if (each.fault) demo.control.fail(each.fault);
      const from = demo.control.log.length;
      const { error } = await tell(each.message);

      assert.equal(error?.code, each.code, error?.message);
      assert.match(error.message, each.says);
      assert.ok(!error.message.includes(secret), error.message);
      const asked = demo.control.log.length - from;
      assert.ok(asked <= (each.asks ?? 0), `${asked} requests: ${error.message}`);
      const { code } = (await tell(each.message)).error;
      assert.equal(code, each.code, "it is not mended by asking again");
    });
  }

  it("half a status is not taken, and the next whole one is", async () => {
    for (const platform of ["lynkco-gkui", "lynkco-signed", "lynkco-gric"] as const) {
      const tell = await open({ platform });
      const { locks } = (await tell()).payload;
      await clock.advance(120_000);
      demo.control.fail({ match: "status", kind: "cut" });
      const { error } = await tell();
      assert.equal(error?.code, "CLOUD_ANSWER_INVALID", platform);
      assert.match(error.message, /Nothing of it was taken/);
      assert.deepEqual((await tell()).payload.locks, locks, platform);
      await unload();
      runtime.clock = clock;
    }
  });

  it("a GKUI session that is over is signed in again with the password, once: no source has a renewal", async () => {
    const tell = await open({ platform: "lynkco-gkui" });
    assert.ok((await tell()).payload.locks);
    demo.control.expire();
    await clock.advance(120_000);
    const from = demo.control.log.length;
    assert.ok((await tell()).payload.locks);
    const asked = demo.control.log
      .slice(from)
      .map(({ method, path }) => `${method} ${path.split("/").slice(0, 5).join("/")}`);
    assert.deepEqual(asked, [
      "GET /geelyTCAccess/tcservices/vehicle/status",
      "POST /api/v1/user/login",
      "GET /geelyTCAccess/tcservices/vehicle/status",
    ]);
  });
});
