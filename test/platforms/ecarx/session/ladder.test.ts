import assert from "node:assert/strict";
import { cloudError } from "../../../../src/base/errors";
import {
  api,
  code,
  exchanged,
  exchangePath,
  failure,
  ok,
  one,
  openSession,
  statusPath,
  storedSession,
} from "../support";

const post = `POST ${api}${exchangePath}`;
const put = `PUT ${api}${exchangePath}`;
const read = `GET ${api}${statusPath(one.id)}`;

/** The error of a read that the cloud refused with that code. */
async function refusedRead(opened: ReturnType<typeof openSession>, value: string) {
  opened.network.on(read, code(value));
  return failure(opened.session.read("overview", one, {}));
}

describe("renewing a session at the ECARX cloud", () => {
  it("layer 1: exchanges the stored sign-in for a new token, and saves it before it is used", async () => {
    const opened = openSession();
    const { session, network, saved } = opened;
    const cause = await refusedRead(opened, "1402");
    assert.equal(cause.code, "SIGN_IN_NEEDED");
    assert.equal(session.react(cause, { purpose: "read", vehicle: one }), "refresh");
    network.on(post, exchanged("T1")).on(read, ok({ updateTime: "1780300740000" }));
    await session.refresh(cause);
    assert.equal((saved.at(-1)?.["api"] as { token: string }).token, "T1");
    await session.read("overview", one, {});
    assert.equal(network.asked.at(-1)?.headers["authorization"], "T1");
    assert.equal(network.asked.find(({ path }) => path === exchangePath)?.body, '{"accessToken":"st2.s.old"}');
  });

  it("takes HTTP 401 for an expired token", async () => {
    const { session, network } = openSession();
    network.on(read, { status: 401, body: "" });
    const cause = await failure(session.read("overview", one, {}));
    assert.equal(cause.code, "SIGN_IN_NEEDED");
    assert.equal(session.react(cause, { purpose: "read", vehicle: one }), "refresh");
  });

  for (const dead of ["1501", "1502", "8500", "1400"]) {
    it(`layer 2: renews the sign-in when the exchange answers ${dead}, then exchanges`, async () => {
      const opened = openSession();
      const { session, network, saved } = opened;
      const cause = await refusedRead(opened, "1402");
      network
        .on(post, code(dead), exchanged("T2"))
        .on(put, { body: { code: 1000, data: { accessToken: "st2.s.renewed", refreshToken: "R9", clientId: "C9" } } });
      await session.refresh(cause);
      const asked = network.asked.filter(({ path }) => path === exchangePath);
      assert.deepEqual(
        asked.map(({ method, body }) => [method, body]),
        [
          ["POST", '{"accessToken":"st2.s.old"}'],
          ["PUT", '{"refreshToken":"R0","proprietaryPlatform":"0"}'],
          ["POST", '{"accessToken":"st2.s.renewed"}'],
        ],
      );
      assert.equal(asked[1]?.headers["x-client-id"], "C0");
      assert.equal(asked[1]?.headers["authorization"], undefined);
      assert.equal(asked[1]?.query, "");
      // The rotated token is saved before the exchange uses it.
      assert.equal((saved[0]?.["oauth"] as { access: string }).access, "st2.s.renewed");
      assert.equal((saved.at(-1)?.["api"] as { token: string }).token, "T2");
    });
  }

  it("begins with layer 2 when a read itself says that the sign-in is dead", async () => {
    const opened = openSession();
    const { session, network } = opened;
    const cause = await refusedRead(opened, "1501");
    network.on(put, { body: { code: 1000, data: { accessToken: "st2.s.renewed" } } }).on(post, exchanged("T2"));
    await session.refresh(cause);
    assert.deepEqual(network.lines.slice(1), [put, post]);
  });

  it("layer 3 is the account's: SIGN_IN_NEEDED when both layers are refused", async () => {
    const opened = openSession();
    const cause = await refusedRead(opened, "1402");
    opened.network.on(post, code("1501")).on(put, code("1400", "Illegal parameter"));
    const error = await failure(opened.session.refresh(cause));
    assert.equal(error.code, "SIGN_IN_NEEDED");
    assert.deepEqual(opened.network.lines.slice(1), [post, put]);
  });

  it("asks nothing when there is nothing to renew with", async () => {
    const { session, network } = openSession({ stored: { api: { token: "T", userId: "1" } } });
    const error = await failure(session.refresh(cloudError("SIGN_IN_NEEDED", "x", { platformCode: "1402" })));
    assert.equal(error.code, "SIGN_IN_NEEDED");
    assert.equal(network.lines.length, 0);
  });

  it("takes a session without a client id, and has no layer 2 then: the account signs in", async () => {
    const opened = openSession({ stored: { oauth: { access: "st2.s.old" }, api: { token: "T0", userId: "112233" } } });
    const { session, network } = opened;
    const cause = await refusedRead(opened, "1402");
    const data = { accessToken: "T1", refreshToken: "R1", userId: "112233", deviceType: "browser", clientId: null };
    network.on(post, { body: { code: 1000, success: true, data } }, code("1501"));
    await session.refresh(cause);
    network.on(read, ok({ updateTime: "1780300740000" }));
    await session.read("overview", one, {});
    assert.equal(network.asked.at(-1)?.headers["authorization"], "T1");
    const error = await failure(session.refresh(await refusedRead(opened, "1402")));
    assert.equal(error.code, "SIGN_IN_NEEDED");
    assert.equal(network.lines.includes(put), false);
  });

  it("does not give the session up because the network is bad", async () => {
    const opened = openSession();
    const cause = await refusedRead(opened, "1402");
    opened.network.on(post, { status: 503, body: "<html>maintenance</html>" });
    const error = await failure(opened.session.refresh(cause));
    assert.equal(error.code, "CLOUD_UNAVAILABLE");
    assert.equal(opened.network.lines.length, 2);
    assert.equal(opened.session.usable, true);
  });

  it("repeats the exchange once with the cloud's time, or with a new nonce", async () => {
    for (const refused of ["1442", "1443"]) {
      const opened = openSession();
      const { session, network, clock } = opened;
      const cause = await refusedRead(opened, "1402");
      const date = new Date(clock.now() + 20_000).toUTCString();
      network.on(post, { ...code(refused), headers: { date } }, exchanged("T1"));
      await session.refresh(cause);
      const [, first, second] = network.asked;
      assert.notEqual(first?.headers["x-api-signature-nonce"], second?.headers["x-api-signature-nonce"]);
      const later = Number(second?.headers["x-timestamp"]) - Number(first?.headers["x-timestamp"]);
      assert.ok(refused === "1442" ? later > 19_000 : later === 0, `${refused}: ${later}`);
    }
  });

  it("renews once for two calls that failed with the same token", async () => {
    const opened = openSession();
    const { session, network } = opened;
    network.on(read, code("1402"), code("1402"), ok({ updateTime: "1780300740000" })).on(post, exchanged("T1"));
    const [first, second] = await Promise.all([
      failure(session.read("overview", one, {})),
      failure(session.read("overview", one, {})),
    ]);
    await session.refresh(first);
    assert.equal(session.react(second, { purpose: "read", vehicle: one }), "resign");
    await session.refresh(second);
    assert.equal(network.count(exchangePath), 1);
  });

  it("answers SIGN_IN_NEEDED without a request before the first sign-in", async () => {
    const { session, network } = openSession({ stored: null });
    assert.equal(session.usable, false);
    assert.equal(session.save(), undefined);
    const error = await failure(session.vehicles());
    assert.equal(error.code, "SIGN_IN_NEEDED");
    assert.equal(error.sent, false);
    assert.equal(network.lines.length, 0);
  });

  it("takes over what another instance stored, and keeps its own when that is the same or unreadable", () => {
    const { session } = openSession();
    assert.equal(session.adopt(structuredClone(storedSession)), false);
    assert.equal(session.adopt({ api: 7, oauth: "no" }), false);
    const other = { ...storedSession, api: { ...storedSession.api, token: "T7" } };
    assert.equal(session.adopt(other), true);
    assert.equal((session.save()?.["api"] as { token: string }).token, "T7");
  });

  it("goes on after a restart with what it saved", async () => {
    const first = openSession();
    first.network.on(post, exchanged("T1"));
    await first.session.refresh(cloudError("SIGN_IN_NEEDED", "x"));
    const second = openSession({ stored: first.session.save() });
    second.network.on(read, ok({ updateTime: "1780300740000" }));
    await second.session.read("overview", one, {});
    assert.equal(second.network.asked[0]?.headers["authorization"], "T1");
    assert.equal(second.network.asked[0]?.query, "latest=true&target=basic%2Cmore&userId=112233");
  });

  it("signs out by the app's call", async () => {
    const { session, network } = openSession();
    network.on(`DELETE ${api}${exchangePath}`, ok());
    await session.signOut?.();
    assert.equal(network.asked[0]?.headers["authorization"], "T0");
  });
});
