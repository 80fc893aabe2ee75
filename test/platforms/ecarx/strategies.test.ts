import assert from "node:assert/strict";
import { cloudError } from "../../../src/base/errors";
import { ecarxPlatform } from "../../../src/platforms/ecarx/platform";
import type { EcarxProfile } from "../../../src/platforms/ecarx/profiles/profile";
import { smartEu } from "../../../src/platforms/ecarx/profiles/smart-eu";
import { signEcarxRequest } from "../../../src/platforms/ecarx/session/signing";
import {
  code,
  exchanged,
  exchangePath,
  failure,
  ok,
  one,
  openSession,
  selectPath,
  statusPath,
  type Opened,
} from "./support";

/** What brands may differ in, each alone: a profile that is smart Europe's but for that. */
function open(change: Partial<EcarxProfile>, signingSecret?: string): Opened {
  const platform = ecarxPlatform({ ...smartEu, ...change });
  const openOne: typeof platform.open = (context) =>
    platform.open({ ...context, credentials: { ...context.credentials, signingSecret } });
  const opened = openSession({
    platform: { ...platform, open: openOne },
    stored: { api: { token: "T0", userId: "112233", refresh: "R0", clientId: "C0", since: 1 } },
  });
  opened.network.on(selectPath, ok()).on(statusPath(one.id), ok({ vehicleStatus: { updateTime: "1780300000000" } }));
  return opened;
}

const runOut = cloudError("SIGN_IN_NEEDED", "run out", { platformCode: "1402" });

describe("a session that renews itself", () => {
  const { exchange: _exchange, ...operations } = smartEu.operations;
  const renewing: Partial<EcarxProfile> = {
    session: { origin: smartEu.session.origin, renews: "session" },
    operations: { ...operations, renew: { endpoint: "iov.session-refresh", body: { refreshToken: "{refreshToken}" } } },
  };

  it("is had for its refresh token, with the old token, and is on disk before it is used", async () => {
    const { session, network, saved } = open(renewing);
    network.on(`PUT api.ecloudeu.com${exchangePath}`, exchanged("T1"), exchanged("T2"));
    await session.refresh(runOut);
    const renewal = network.asked[0]!;
    assert.deepEqual(JSON.parse(renewal.body), { refreshToken: "R0" });
    assert.equal(renewal.headers["authorization"], "T0");
    assert.deepEqual((saved[0]?.["api"] as { token: string; refresh: string }).refresh, "r-T1");
    await session.prepare(one, {});
    await session.read("overview", one, {});
    assert.equal(network.asked.at(-1)?.headers["authorization"], "T1");
    await session.refresh(runOut);
    assert.deepEqual(JSON.parse(network.asked.at(-1)!.body), { refreshToken: "r-T1" });
  });

  it("stays the same user's where the answer names none", async () => {
    const { session, network } = open(renewing);
    network.on(`PUT api.ecloudeu.com${exchangePath}`, ok({ accessToken: "T1" }));
    await session.refresh(runOut);
    await session.prepare(one, {});
    await session.read("overview", one, {});
    assert.match(network.asked.at(-1)!.query, /userId=112233/);
  });

  it("is over when the cloud refuses that, or when the profile has no renewal", async () => {
    const refused = open(renewing);
    refused.network.on(`PUT api.ecloudeu.com${exchangePath}`, code(1501));
    assert.equal((await failure(refused.session.refresh(runOut))).code, "SIGN_IN_NEEDED");
    const { renew: _renew, ...none } = renewing.operations!;
    const without = open({ ...renewing, operations: none });
    assert.equal((await failure(without.session.refresh(runOut))).code, "SIGN_IN_NEEDED");
    assert.deepEqual(without.network.lines, []);
  });
});

describe("a signature", () => {
  const signatureOf = (opened: Opened, secret: string): boolean => {
    const { method, path, query, headers, body } = opened.network.asked.at(-1)!;
    const pairs = query.split("&").map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]);
    const { signature } = signEcarxRequest({
      method,
      path,
      query: query ? pairs : undefined,
      body,
      accept: headers["accept"],
      nonce: headers["x-api-signature-nonce"]!,
      timestamp: headers["x-timestamp"]!,
      secret,
    });
    return signature === headers["x-signature"];
  };

  it("is made with the owner's own secret where the brand's is not public", async () => {
    const opened = open({ signing: { scheme: "nineLines", nonce: "upperUuid" } }, "owner's own");
    await opened.session.prepare(one, {});
    await opened.session.read("overview", one, {});
    assert.ok(signatureOf(opened, "owner's own"));
    assert.match(opened.network.asked.at(-1)!.headers["x-api-signature-nonce"]!, /^[0-9A-F-]{36}$/);
  });

  it("takes the owner's secret without the space around it", async () => {
    const opened = open({ signing: { scheme: "nineLines", nonce: "upperUuid" } }, " owner's own\n");
    await opened.session.prepare(one, {});
    assert.ok(signatureOf(opened, "owner's own"));
  });

  it("has a number of sixteen hex digits where the brand's app makes such ones", async () => {
    const opened = open({ signing: { ...smartEu.signing, nonce: "hex" } as EcarxProfile["signing"] });
    await opened.session.prepare(one, {});
    assert.match(opened.network.asked.at(-1)!.headers["x-api-signature-nonce"]!, /^[0-9a-f]{16}$/);
  });

  it("is made over the accept header that the brand sends", async () => {
    const opened = open({ headers: { ...smartEu.headers, accept: "application/json" } });
    await opened.session.prepare(one, {});
    assert.ok(signatureOf(opened, "74e7469aff5042bbbed7bbb1b36c15e9"));
    assert.equal(opened.network.asked.at(-1)!.headers["accept"], "application/json");
  });
});

describe("what else a profile says", () => {
  it("codes: a brand's own one has the row that its profile gives it", async () => {
    const { session, network } = open({ codes: { ...smartEu.codes, "77": smartEu.codes["1402"]! } });
    network.on(statusPath(one.id), code("77"));
    await session.prepare(one, {});
    const error = await failure(session.read("overview", one, {}));
    assert.equal(error.code, "SIGN_IN_NEEDED");
    assert.equal(session.react(error, { purpose: "read", vehicle: one }), "refresh");
  });

  it("device number: its first digits, as many as the brand's app sends", async () => {
    for (const [digits, sent] of [
      [0, undefined],
      [16, "0123456789abcdef"],
      [32, "0123456789abcdef0123456789abcdef"],
    ] as const) {
      const { session, network } = open({ deviceIdDigits: digits });
      await session.prepare(one, {});
      assert.equal(network.asked.at(-1)!.headers["x-device-identifier"], sent);
    }
  });

  it("client id: goes with what is authorized, of a brand that sends it", async () => {
    const sent = async (sendsClientId: boolean): Promise<(string | undefined)[]> => {
      const { session, network } = openSession({ platform: ecarxPlatform({ ...smartEu, sendsClientId }) });
      network.on(selectPath, ok()).on(exchangePath, exchanged("T1"));
      await session.prepare(one, {});
      await session.refresh(runOut);
      const exchange = network.asked.find(({ path }) => path === exchangePath)!;
      assert.equal(exchange.headers["authorization"], undefined);
      return [network.asked[0]!.headers["x-client-id"], exchange.headers["x-client-id"]];
    };
    assert.deepEqual(await sent(true), ["C0", undefined]);
    assert.deepEqual(await sent(false), [undefined, undefined]);
  });

  it("vehicle headers: those that the list gives no value for are left out", async () => {
    const { session, network } = open({
      vehicleHeaders: {
        "x-vehicle-identifier": "{vin}",
        "x-vehicle-series": "{series}",
        "x-vehicle-model": "{modelCode}",
      },
    });
    await session.prepare(one, {});
    await session.read("overview", one, {});
    const { headers } = network.asked.at(-1)!;
    assert.deepEqual(
      [headers["x-vehicle-identifier"], headers["x-vehicle-series"], "x-vehicle-model" in headers],
      [one.id, "HX11", false],
    );
  });

  it("operations: the host of one may be reached, and one that is missing is not offered", () => {
    const elsewhere = { ...smartEu.operations.list!, origin: "https://lists.example.com" };
    const platform = ecarxPlatform({ ...smartEu, operations: { ...smartEu.operations, list: elsewhere } });
    assert.ok(platform.hosts.includes("https://lists.example.com"));
    const { fragrance: _fragrance, ...fewer } = smartEu.operations;
    assert.ok(platform.offers.reads.includes("fragrance"));
    assert.ok(!ecarxPlatform({ ...smartEu, operations: fewer }).offers.reads.includes("fragrance"));
  });
});
