import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import type { VehicleCloudError } from "../../../src/base/errors";
import { segwayPlatform } from "../../../src/platforms/segway";
import { refreshSeconds } from "../../../src/platforms/segway/token";
import { always, bikeId, clientId, clientSecret, done, isTokenCall, open, stub, tokenAnswer, vehicle } from "./support";

const bike = vehicle(bikeId);
const sentToken = (headers: Record<string, string> | undefined): string | undefined =>
  headers?.authorization?.replace("bearer ", "");

describe("segway token", () => {
  it("is asked for with a form body at the region of the client id", async () => {
    const regions = { A: "apac", e: "eu", U: "us", C: "cn" };
    for (const [letter, region] of Object.entries(regions)) {
      const transport = always(done());
      const { session } = open(transport, { credentials: { clientId: `${letter}20081`, clientSecret: "s&c=r t" } });
      assert.equal(session.usable, false);
      await session.signIn();
      assert.equal(session.usable, true);
      const [call] = transport.asked;
      assert.equal(call?.url, `https://${region}-api.segwaydiscovery.com/oauth/token`);
      assert.equal(call.method, "POST");
      assert.equal(call.headers["content-type"], "application/x-www-form-urlencoded");
      assert.equal(call.body, `client_id=${letter}20081&client_secret=s%26c%3Dr+t&grant_type=client_credentials`);
    }
  });

  it("is refused before anything is sent if an entry is missing, has blanks, or names no region", () => {
    for (const [credentials, said] of [
      [{}, /no client id/],
      [{ clientId: "E1" }, /no client secret/],
      [{ clientId: "E1", clientSecret: "x " }, /blank/],
      [{ clientId: "Z1", clientSecret: "x" }, /names no region/],
    ] as const) {
      const refusal = (error: VehicleCloudError): boolean =>
        error.code === "CONFIG_INVALID" && said.test(error.message);
      assert.throws(() => segwayPlatform.check(credentials), refusal);
      assert.throws(() => open(always(done()), { credentials }), refusal);
    }
    segwayPlatform.check({ clientId, clientSecret });
  });

  it("wrong client id or secret: SIGN_IN_REJECTED, with one request", async () => {
    const transport = always(done());
    transport.send = async (request) => {
      transport.asked.push(request);
      const body = { error: "invalid_client", error_description: "Bad client credentials" };
      return { status: 401, headers: {}, body: Buffer.from(JSON.stringify(body)) };
    };
    const { session } = open(transport);
    await assert.rejects(session.signIn(), { code: "SIGN_IN_REJECTED", platformCode: "invalid_client" });
    assert.equal(transport.asked.length, 1);
    assert.equal(session.usable, false);
  });

  it("is renewed 300 s and a jitter before its end, at half of a short life, never sooner than 30 s", () => {
    assert.equal(refreshSeconds(43_199, 0), 42_899);
    assert.equal(refreshSeconds(43_199, 60), 42_839);
    assert.equal(refreshSeconds(300, 60), 150);
    assert.equal(refreshSeconds(330, 60), 30);
    assert.equal(refreshSeconds(40, 0), 30);
    assert.equal(refreshSeconds(0, 0), 30);
  });

  it("calls go on with the old one while the next is fetched, which is saved before it is used", async () => {
    let answerToken: (() => void) | undefined;
    let tokens = 0;
    const transport = stub(async (request) => {
      if (!isTokenCall(request)) return { json: done() };
      if (++tokens > 1) await new Promise<void>((resolve) => (answerToken = resolve));
      return tokenAnswer(`token-${tokens}`);
    });
    const { session, clock, saves } = open(transport);
    const lock = (): Promise<unknown> => session.command(bike, { command: "lock" }).send();
    await session.signIn();
    assert.equal(saves.length, 1);
    clock.jump(42_899_000);
    await lock();
    await lock();
    assert.equal(tokens, 2, "one request for the next token");
    assert.equal(sentToken(transport.asked.at(-1)?.headers), "token-1");
    answerToken!();
    await clock.settle();
    assert.equal(saves.at(-1)?.accessToken, "token-2");
    await lock();
    assert.equal(sentToken(transport.asked.at(-1)?.headers), "token-2");
  });

  it("a renewal that fails is tried again after 5, 10, 20 s, and the old token serves until its end", async () => {
    let up = true;
    const transport = stub((request) => {
      if (!isTokenCall(request)) return { json: done() };
      return up ? tokenAnswer() : { status: 503, text: "down" };
    });
    const { session, clock, warnings } = open(transport);
    await session.signIn();
    up = false;
    clock.jump(42_899_000);
    const tokenCallsAfter = async (seconds: number): Promise<number> => {
      clock.jump(seconds * 1000);
      const before = transport.asked.filter(isTokenCall).length;
      await session.command(bike, { command: "lock" }).send();
      await clock.settle();
      return transport.asked.filter(isTokenCall).length - before;
    };
    assert.equal(await tokenCallsAfter(0), 1);
    assert.equal(await tokenCallsAfter(4), 0);
    assert.equal(await tokenCallsAfter(1), 1);
    assert.equal(await tokenCallsAfter(9), 0);
    assert.equal(await tokenCallsAfter(1), 1);
    assert.equal(warnings.length, 3);
    clock.jump(300_000);
    assert.equal(session.usable, false);
    await assert.rejects(session.command(bike, { command: "lock" }).send(), { code: "SIGN_IN_NEEDED", sent: false });
    up = true;
    await session.signIn();
    assert.equal(session.usable, true);
  });

  it("refused by the cloud: one new one, forced at most every 30 s", async () => {
    let tokens = 0;
    const transport = stub((request) =>
      isTokenCall(request) ? tokenAnswer(`token-${++tokens}`) : { json: { code: 15101 } },
    );
    const { session, clock } = open(transport);
    await session.signIn();
    const refused = (): Promise<VehicleCloudError> =>
      session.read("overview", bike, {}).then(
        () => assert.fail("was accepted"),
        (error: VehicleCloudError) => error,
      );
    const first = await refused();
    const second = await refused();
    await session.refresh(first);
    assert.equal(tokens, 2);
    // The other call failed with the token that is gone by now: nothing is fetched for it.
    await session.refresh(second);
    assert.equal(tokens, 2);
    await assert.rejects(session.refresh(await refused()), (error: VehicleCloudError) => {
      return error.code === "SIGN_IN_NEEDED" && error.retryAfterMs === 30_000 && error.platformCode === "15101";
    });
    await assert.rejects(session.signIn(), { code: "SIGN_IN_NEEDED" });
    assert.equal(tokens, 2);
    await clock.advance(30_000);
    await session.refresh(await refused());
    assert.equal(tokens, 3);
  });

  it("is fetched once for all that want it at the same time, and one that gives up does not stop the others", async () => {
    let tokens = 0;
    const transport = stub(async (request) => {
      if (isTokenCall(request)) tokens++;
      await new Promise((resolve) => setImmediate(resolve));
      return tokenAnswer();
    });
    const { session } = open(transport);
    const stopped = new AbortController();
    const given = assert.rejects(session.signIn(stopped.signal), { code: "ABORTED" });
    const others = Promise.all([session.signIn(), session.signIn()]);
    stopped.abort();
    await Promise.all([given, others]);
    assert.equal(tokens, 1);
    assert.equal(session.usable, true);
  });

  it("survives a restart, and a stored one that is over or no token does not", async () => {
    const first = open(always(done()));
    await first.session.signIn();
    const stored = first.session.save()!;
    const transport = always(done());
    const again = open(transport, { stored });
    assert.equal(again.session.usable, true);
    await again.session.command(bike, { command: "lock" }).send();
    assert.equal(transport.asked.length, 1);
    for (const bad of [
      {},
      { ...stored, accessToken: "two words" },
      { ...stored, expiresAt: "soon" },
      { accessToken: 1 },
    ]) {
      assert.equal(open(always(done()), { stored: bad }).session.usable, false);
    }
    const later = new ManualClock("2026-06-02T08:00:00Z");
    assert.equal(open(always(done()), { stored, clock: later }).session.usable, false);
  });

  it("of another instance is taken over if it lives longer", async () => {
    const { session, clock } = open(always(done()));
    await session.signIn();
    const own = session.save()!;
    assert.equal(session.adopt(own), false);
    const end = clock.now() + 80_000_000;
    assert.equal(session.adopt({ ...own, accessToken: "other", expiresAt: clock.now() + 5000 }), false);
    assert.equal(session.adopt({ ...own, accessToken: "other", expiresAt: end }), true);
    assert.equal(session.save()?.accessToken, "other");
    assert.equal(session.adopt({ nonsense: true }), false);
  });

  it("an answer without a token, or with one that cannot be sent, is no sign-in", async () => {
    for (const [answer, code] of [
      [{ json: {} }, "CLOUD_ANSWER_INVALID"],
      [{ json: { access_token: "a\r\nx: y" } }, "CLOUD_ANSWER_INVALID"],
      [{ json: { code: 15100 } }, "CONFIG_INVALID"],
      [{ status: 403, json: {} }, "SIGN_IN_BLOCKED"],
      [{ status: 400, json: { error: "unsupported_grant_type" } }, "CLOUD_ANSWER_INVALID"],
      [{ status: 502, text: "x" }, "CLOUD_UNAVAILABLE"],
    ] as const) {
      const { session } = open(stub(() => answer));
      await assert.rejects(session.signIn(), { code });
      assert.equal(session.usable, false);
    }
  });

  it("neither token nor secret stands in Diagnostics or errors", async () => {
    const { session } = open(always({ code: 15101 }));
    await session.signIn();
    const error = await session.read("overview", bike, {}).catch((thrown: unknown) => thrown as VehicleCloudError);
    const shown = JSON.stringify(session.diagnostics()) + JSON.stringify(error) + (error as Error).message;
    assert.ok(!shown.includes("token-1") && !shown.includes(clientSecret));
    assert.equal(session.diagnostics().host, "eu-api.segwaydiscovery.com");
    assert.deepEqual(session.diagnostics().lastCodes, { "query.status": "15101" });
  });
});
