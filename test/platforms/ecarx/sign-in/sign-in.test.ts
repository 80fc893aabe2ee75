import assert from "node:assert/strict";
import type { LookupFunction } from "node:net";
import { cloudError } from "../../../../src/base/errors";
import { createAxiosTransport } from "../../../../src/http/axios-transport";
import { smartEu } from "../../../../src/platforms/ecarx/profiles/smart-eu";
import {
  api,
  code,
  exchanged,
  exchangePath,
  failure,
  openSession,
  redirect,
  type Answer,
  type Opened,
} from "../support";

const key = smartEu.signIn.apiKey;
const start = "GET awsapi.future.smart.com/login-app/api/v1/authorize";
const proxy = "https://app.id.smart.com/proxy?context=eu1_tk1.abc.1750000000&client_id=C&mode=login";
const ids = "GET socialize.eu1.gigya.com/socialize.getIDs";
const login = "POST auth.smart.com/accounts.login";
const resume = `GET auth.smart.com/oidc/op/v1.0/${key}/authorize/continue`;
const finalPage = "GET awsapi.future.smart.com/login-app/api/v1/FinalPage";
const exchange = `POST ${api}${exchangePath}`;
const tokens = "access_token=st2.s.new&id_token=eyJ.a.b&refresh_token=ref%2Bresh";

/** A sign-in as it goes today: the context at the second hop, the tokens in the query of the third. */
function today(opened: Opened): Opened {
  opened.network
    .on(start, redirect("/login-app/api/v1/second"))
    .on("/login-app/api/v1/second", redirect(proxy))
    .on(ids, { body: { errorCode: 0, gmid: "gm.1", ucid: "uc.1" } })
    .on(login, { body: { errorCode: 0, sessionInfo: { login_token: "st2.s.login", expires_in: "2592000" } } })
    .on(resume, redirect("https://awsapi.future.smart.com/login-app/api/v1/FinalPage?code=st2.s.c"))
    .on(finalPage, redirect(`/login-app/api/v1/MobileData?${tokens}`))
    .on(exchange, exchanged("T1"));
  return opened;
}

const fresh = (baseUrls?: Record<string, string>, patienceMs?: number): Opened =>
  today(openSession({ stored: null, baseUrls, patienceMs }));

describe("signing in to smart in Europe", () => {
  it("walks, prepares, signs in, walks on and exchanges", async () => {
    const { session, network, saved } = fresh();
    assert.equal(session.usable, false);
    await session.signIn();
    assert.equal(session.usable, true);
    assert.deepEqual(network.lines, [
      start,
      "GET awsapi.future.smart.com/login-app/api/v1/second",
      ids,
      login,
      resume,
      finalPage,
      exchange,
    ]);
    assert.deepEqual(saved.at(-1)?.["oauth"], { access: "st2.s.new", refresh: "ref+resh", id: "eyJ.a.b" });
    assert.equal((saved.at(-1)?.["api"] as { token: string }).token, "T1");
  });

  it("hands each new token over before it is used", async () => {
    const { session, saved, network } = fresh();
    network.on(exchange, () => {
      assert.equal((saved.at(-1)?.["oauth"] as { access: string }).access, "st2.s.new");
      return exchanged("T1");
    });
    await session.signIn();
    assert.equal(saved.length, 2);
  });

  it("looks like the app's web view, sends the fresh cookies, and each form value encoded once", async () => {
    const { session, network } = fresh();
    await session.signIn();
    const [first, , , form, resumed, , exchanging] = network.asked;
    assert.match(first?.headers["user-agent"] ?? "", /; wv\)/);
    assert.equal(first?.headers["x-app-id"], "SmartAPPEU");
    assert.equal(first?.query, "uiLocales=de-DE");
    const cookie = `gmid=gm.1; ucid=uc.1; hasGmid=ver4; gig_bootstrap_${key}=auth_ver4`;
    assert.equal(form?.headers["cookie"], cookie);
    assert.equal(form?.headers["origin"], "https://app.id.smart.com");
    const fields = new URLSearchParams(form?.body);
    assert.equal(fields.get("loginID"), "driver@example.org");
    assert.equal(fields.get("password"), "correct horse");
    assert.equal(fields.get("APIKey"), key);
    assert.match(form?.body ?? "", /password=correct%20horse&/);
    assert.equal(resumed?.query, "context=eu1_tk1.abc.1750000000&login_token=st2.s.login");
    assert.equal(resumed?.headers["cookie"], `${cookie}; glt_${key}=st2.s.login`);
    assert.equal(exchanging?.query, "identity_type=smart");
    assert.equal(exchanging?.body, '{"accessToken":"st2.s.new"}');
    assert.equal(exchanging?.headers["authorization"], undefined);
    assert.equal(exchanging?.headers["x-device-identifier"], "0123456789abcdef");
  });

  it("finds the context at the first hop as well", async () => {
    const { session, network } = fresh();
    network.on(start, redirect(proxy));
    await session.signIn();
    assert.equal(network.count("/second"), 0);
    assert.equal(session.usable, true);
  });

  it("finds the tokens in the fragment, and at the first hop, as well", async () => {
    const { session, network, saved } = fresh();
    network.on(resume, redirect(`https://app.id.smart.com/proxy?mode=afterLogin#${tokens}`));
    await session.signIn();
    assert.equal(network.count("/FinalPage"), 0);
    assert.equal((saved.at(-1)?.["oauth"] as { access: string }).access, "st2.s.new");
  });

  it("stops at a hop that says error, with its code, and without the person in it", async () => {
    const { session, network } = fresh();
    network.on(
      resume,
      redirect(
        "https://app.id.smart.com/proxy?mode=error&errorCode=206001&errorMessage=Account+Pending+of+driver%40example.org&context=x",
      ),
    );
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.equal(error.platformCode, "206001");
    assert.match(error.message, /206001.*Account Pending/);
    assert.doesNotMatch(error.message, /driver@/);
    assert.equal(network.count("/proxy"), 0);
  });

  it("says that the gateway blocks when the first hop answers 403", async () => {
    const { session, network } = fresh();
    network.on(start, { status: 403, body: "<html>Forbidden</html>" });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.equal(error.httpStatus, 403);
    assert.match(error.message, /awsapi\.future\.smart\.com/);
    assert.equal(error.retryable, true);
    assert.equal(network.lines.length, 1);
  });

  it("gives up after ten hops", async () => {
    const { session, network } = fresh();
    network.on(start, redirect("/login-app/api/v1/authorize?again=1"));
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.match(error.message, /more than 10/);
    assert.equal(network.lines.length, 10);
  });

  it("does not follow a redirect to a host that is not the platform's, whatever it carries", async () => {
    for (const address of ["https://evil.example/proxy?context=x", "http://app.id.smart.com/proxy?context=x"]) {
      const { session, network } = fresh();
      network.on(start, redirect(address));
      const error = await failure(session.signIn());
      assert.equal(error.code, "SIGN_IN_BLOCKED");
      assert.match(error.message, new RegExp(new URL(address).host.replaceAll(".", "\\.")));
      assert.deepEqual(network.lines, [start]);
    }
  });

  it("says so when a hop leads nowhere", async () => {
    const { session, network } = fresh();
    network.on(start, { status: 200, body: "<html>hello</html>" });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.match(error.message, /HTTP 200 instead of leading to a sign-in context/);
  });

  it("maps redirects in the style of a replaced base URL back to the real hosts", async () => {
    const base = "http://127.0.0.1:4711";
    const real = [
      "awsapi.future.smart.com",
      "app.id.smart.com",
      "socialize.eu1.gigya.com",
      "auth.smart.com",
      "api.ecloudeu.com",
    ];
    const baseUrls = Object.fromEntries(real.map((host) => [`https://${host}`, `${base}/${host}`]));
    const { session, network } = fresh(baseUrls);
    network
      .on("/awsapi.future.smart.com/login-app/api/v1/authorize", redirect(`${base}/awsapi.future.smart.com/step?x=1`))
      .on("/awsapi.future.smart.com/step", redirect("/app.id.smart.com/proxy?context=eu1.c"))
      .on("/socialize.getIDs", { body: { errorCode: 0, gmid: "g", ucid: "u" } })
      .on("/accounts.login", { body: { errorCode: 0, sessionInfo: { login_token: "l" } } })
      .on("/authorize/continue", redirect(`${base}/awsapi.future.smart.com/login-app/api/v1/FinalPage?code=c`))
      .on("/FinalPage", redirect(`MobileData?${tokens}`))
      .on(exchangePath, exchanged("T1"));
    await session.signIn();
    assert.equal(session.usable, true);
    assert.ok(network.asked.every(({ host }) => host === "127.0.0.1:4711"));
    assert.equal(network.count("/awsapi.future.smart.com/step"), 1);
  });

  it("refuses a wrong password for good", async () => {
    const { session, network } = fresh();
    network.on(login, {
      body: { errorCode: 403042, errorMessage: "Invalid LoginID", errorDetails: "invalid loginID or password" },
    });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_REJECTED");
    assert.equal(error.platformCode, "403042");
    assert.equal(error.retryable, false);
    assert.doesNotMatch(error.message, /driver@|correct horse/);
  });

  it("tells another refusal apart, with code and words, and a throttled one with a longer wait", async () => {
    const { session, network } = fresh();
    network.on(
      login,
      { body: { errorCode: 403120, errorMessage: "Account is locked" } },
      { body: { errorCode: 403048, errorMessage: "General error" } },
    );
    const locked = await failure(session.signIn());
    assert.equal(locked.code, "SIGN_IN_BLOCKED");
    assert.match(locked.message, /403120.*Account is locked/);
    const throttled = await failure(session.signIn());
    assert.equal(throttled.code, "SIGN_IN_BLOCKED");
    assert.ok((throttled.retryAfterMs ?? 0) > (locked.retryAfterMs ?? 0));
  });

  it("does not take a sign-in without a session for a success", async () => {
    const { session, network } = fresh();
    network.on(login, { body: { errorCode: 0, UID: "u" } });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.match(error.message, /no session/);
    assert.equal(session.usable, false);
  });

  it("stops before the password when the preparation fails", async () => {
    const { session, network } = fresh();
    network.on(ids, { body: { errorCode: 400093, errorMessage: "Invalid ApiKey" } });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.equal(error.host, "socialize.eu1.gigya.com");
    assert.equal(network.count("accounts.login"), 0);
  });

  const down = (host: string, reason = "ECONNREFUSED"): Error =>
    cloudError(
      reason === "TIMEOUT" ? "TIMEOUT" : "CLOUD_UNAVAILABLE",
      `The connection to ${host} failed (${reason}).`,
      {
        host,
        sent: reason === "TIMEOUT" ? undefined : false,
      },
    );
  const idsHost = "socialize.eu1.gigya.com";
  const { gmid, ucid } = smartEu.signIn.publishedDevice;
  const published = `gmid=${gmid}; ucid=${ucid}; hasGmid=ver4; gig_bootstrap_${key}=auth_ver4`;

  it("names a blocked host and the likely ad blocker", async () => {
    const { session, network } = fresh();
    network.on(login, down("auth.smart.com"));
    const error = await failure(session.signIn());
    assert.equal(error.code, "CLOUD_UNAVAILABLE");
    assert.match(error.message, /auth\.smart\.com.*ad blocker/i);
    assert.doesNotMatch(error.message, /gigya/);
  });

  const blocks: Record<string, Answer> = {
    "name is not found": down(idsHost, "ENOTFOUND"),
    "address refuses the connection": down(idsHost),
    "address never answers": down(idsHost, "TIMEOUT"),
    "certificate is a blocker's": cloudError("CLOUD_UNAVAILABLE", "The certificate is not valid.", {
      host: idsHost,
      sent: false,
      retryable: false,
    }),
    "address answers 403": { status: 403, body: "<html>Forbidden</html>" },
    "address answers 403 with data": { status: 403, body: { blocked: true } },
    "address answers a blocker's page": { status: 200, body: "<html>Blocked</html>" },
    "address answers nothing": { status: 200, body: "" },
    "address answers empty data": { status: 200, body: {} },
    "host has a fault": { status: 503, body: "" },
  };
  for (const [what, answer] of Object.entries(blocks)) {
    it(`signs in with the published cookie where the preparing host's ${what}`, async () => {
      const { session, network } = fresh();
      network.on(ids, answer);
      await session.signIn();
      assert.equal(session.usable, true);
      assert.deepEqual([network.count("getIDs"), network.count("accounts.login")], [1, 1]);
      const cookieAt = (line: string): string | undefined =>
        network.asked[network.lines.indexOf(line)]?.headers["cookie"];
      assert.equal(cookieAt(login), published);
      assert.equal(cookieAt(resume), `${published}; glt_${key}=st2.s.login`);
    });
  }

  it("gives a silent preparing host a part of its time only", async () => {
    const { session, network } = fresh();
    const send = network.send.bind(network);
    const patience: number[] = [];
    network.send = (request) => {
      if (request.url.includes("getIDs")) patience.push(request.timeoutMs);
      return send(request);
    };
    await session.signIn();
    assert.deepEqual(patience, [10_000]);
  });

  it("names both hosts where neither the preparing nor the sign-in host is reached", async () => {
    const { session, network } = fresh();
    network.on(ids, down(idsHost)).on(login, down("auth.smart.com"));
    const error = await failure(session.signIn());
    assert.equal(error.code, "CLOUD_UNAVAILABLE");
    assert.equal(error.host, "auth.smart.com");
    assert.equal(error.sent, false);
    assert.match(error.message, /cannot reach auth\.smart\.com.*socialize\.eu1\.gigya\.com.*ad blocker/);
    assert.equal(error.message.split("The sign-in cannot reach").length, 2);
  });

  it("says that the cookie was not fresh where the sign-in is refused, but not for a wrong password", async () => {
    const { session, network } = fresh();
    network
      .on(ids, { status: 403, body: "" })
      .on(
        login,
        { body: { errorCode: 0, UID: "u" } },
        { body: { errorCode: 403042, errorMessage: "Invalid LoginID" } },
      );
    const refused = await failure(session.signIn());
    assert.equal(refused.code, "SIGN_IN_BLOCKED");
    assert.match(refused.message, /no session.*socialize\.eu1\.gigya\.com answered HTTP 403/);
    assert.ok((refused.retryAfterMs ?? 0) >= 60_000);
    const wrong = await failure(session.signIn());
    assert.equal(wrong.code, "SIGN_IN_REJECTED");
    assert.doesNotMatch(wrong.message, /gigya/);
  });

  it("gives the advice on an ad blocker once, where the name was not found, too", async () => {
    const { session, network } = fresh();
    const lookup: LookupFunction = (host, _, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }), "", 4);
    const transport = createAxiosTransport({ lookup });
    const request = { method: "GET", url: "http://socialize.cloud.example/", headers: {}, timeoutMs: 1000 } as const;
    network.on(login, await failure(transport.send(request)));
    transport.close();
    const error = await failure(session.signIn());
    assert.equal(error.code, "CLOUD_UNAVAILABLE");
    assert.equal(error.message.match(/ad blocker/g)?.length, 1, error.message);
  });

  it("turns a 429 at the sign-in into a blocked sign-in that knows how long", async () => {
    const { session, network } = fresh();
    network.on(login, { status: 429, headers: { "retry-after": "600" } });
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.equal(error.retryAfterMs, 600_000);
  });

  it("takes a refused exchange after a fresh sign-in for a blocked one", async () => {
    const { session, network } = fresh();
    network.on(exchange, code("1501"));
    const error = await failure(session.signIn());
    assert.equal(error.code, "SIGN_IN_BLOCKED");
    assert.equal(error.platformCode, "1501");
  });

  it("gives up a sign-in that takes longer than 90 s", async () => {
    const { session, network, clock } = fresh(undefined, 20);
    const send = network.send.bind(network);
    // A host that never answers: the request ends by the signal it was given.
    network.send = (request) =>
      request.url.includes("accounts.login")
        ? new Promise((_, reject) => {
            request.signal?.addEventListener("abort", () => reject(cloudError("ABORTED", "stopped")), { once: true });
          })
        : send(request);
    const outcome = failure(session.signIn());
    await clock.settle();
    await clock.advance(90_000);
    const error = await outcome;
    assert.equal(error.code, "TIMEOUT");
    assert.match(error.message, /90 s/);
  });

  it("stops when the caller does", async () => {
    const { session } = fresh();
    const error = await failure(session.signIn(AbortSignal.abort()));
    assert.equal(error.code, "ABORTED");
  });
});
