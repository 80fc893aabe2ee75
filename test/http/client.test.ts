import assert from "node:assert/strict";
import { ManualClock } from "../../src/base/clock";
import { cloudError, type VehicleCloudError } from "../../src/base/errors";
import { silentLogger } from "../../src/base/logger";
import { HttpClient, retryReads, type CallSettings, type HttpCall, type MeterEntry } from "../../src/http/client";
import type { Transport, WireRequest, WireResponse } from "../../src/http/transport";

type Answer = { status?: number; headers?: Record<string, string>; body?: string } | Error;

const origin = "https://api.cloud.example";
const read: CallSettings = { meter: { purpose: "read", vehicle: "V1" }, retry: retryReads };
const once: CallSettings = { meter: { purpose: "command", vehicle: "V1" } };

function setUp(answers: Answer[], baseUrls?: Record<string, string>) {
  const clock = new ManualClock("2026-06-01T08:00:00Z");
  const seen: WireRequest[] = [];
  const warnings: string[] = [];
  const metered: MeterEntry[] = [];
  const transport: Transport = {
    async send(request): Promise<WireResponse> {
      seen.push(request);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("no answer");
      const { status = 200, headers = {}, body = '{"code":"1000"}' } = answer;
      return { status, headers, body: Buffer.from(body) };
    },
    close: () => undefined,
  };
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const onRequest = (entry: MeterEntry): void => void metered.push(entry);
  const http = new HttpClient({ transport, clock, logger, allowed: [origin], baseUrls, onRequest });
  let built = 0;
  const build =
    (call: Partial<HttpCall> = {}) =>
    () => ({
      method: "GET" as const,
      origin,
      path: "/p",
      headers: { attempt: String(++built) },
      ...call,
    });
  return { clock, http, seen, warnings, metered, build };
}

async function failure(promise: Promise<unknown>): Promise<VehicleCloudError> {
  return promise.then(
    () => assert.fail("it was expected to fail"),
    (error: unknown) => error as VehicleCloudError,
  );
}

describe("repeating a request", () => {
  const weather: [string, Answer][] = [
    ["HTTP 500", { status: 500, body: "{}" }],
    ["HTTP 503 with a page", { status: 503, body: "<html>maintenance</html>" }],
    ["a page instead of data", { body: "  <!doctype html><html></html>" }],
    ["a reset connection", cloudError("CLOUD_UNAVAILABLE", "reset")],
    ["a name that is not found", cloudError("CLOUD_UNAVAILABLE", "no such name", { sent: false })],
    ["a time-out", cloudError("TIMEOUT", "no answer")],
  ];
  for (const [what, answer] of weather) {
    it(`reads twice more after ${what}, 1 s and 4 s later, built anew each time`, async () => {
      const { clock, http, seen, build } = setUp([answer, answer, { body: "{}" }]);
      const call = http.call(build(), read);
      await clock.settle();
      assert.equal(seen.length, 1);
      await clock.advance(999);
      assert.equal(seen.length, 1);
      await clock.advance(1);
      assert.equal(seen.length, 2);
      await clock.advance(4000);
      assert.equal((await call).status, 200);
      assert.deepEqual(
        seen.map(({ headers }) => headers["attempt"]),
        ["1", "2", "3"],
      );
      assert.equal(clock.pending, 0);
    });

    it(`sends a command once in spite of ${what}`, async () => {
      const { http, seen, build } = setUp([answer]);
      const error = await failure(http.call(build(), once));
      assert.ok(["CLOUD_UNAVAILABLE", "TIMEOUT"].includes(error.code));
      assert.equal(seen.length, 1);
    });
  }

  it("gives up after the third attempt and says which host", async () => {
    const { clock, http, seen, build } = setUp([{ status: 500 }]);
    const outcome = failure(http.call(build(), read));
    await clock.advance(10_000);
    const error = await outcome;
    assert.deepEqual([error.code, error.httpStatus, error.host], ["CLOUD_UNAVAILABLE", 500, "api.cloud.example"]);
    assert.equal(seen.length, 3);
  });

  const final: [string, Answer, string][] = [
    ["cut JSON", { body: '{"code":"10' }, "CLOUD_ANSWER_INVALID"],
    ["JSON of 10⁵ levels", { body: `{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}` }, "CLOUD_ANSWER_INVALID"],
    ["an empty answer", { body: "" }, "CLOUD_ANSWER_INVALID"],
    ["a bad certificate", cloudError("CLOUD_UNAVAILABLE", "tls", { retryable: false }), "CLOUD_UNAVAILABLE"],
    ["an abort", cloudError("ABORTED", "stopped"), "ABORTED"],
  ];
  for (const [what, answer, code] of final) {
    it(`does not repeat after ${what}`, async () => {
      const { http, seen, build } = setUp([answer]);
      assert.equal((await failure(http.call(build(), read))).code, code);
      assert.equal(seen.length, 1);
    });
  }

  it("stops waiting for the next attempt when the caller stops", async () => {
    const { clock, http, seen, build } = setUp([{ status: 500 }]);
    const stop = new AbortController();
    const outcome = failure(http.call(build(), { ...read, signal: stop.signal }));
    await clock.settle();
    stop.abort();
    assert.equal((await outcome).code, "ABORTED");
    assert.equal(seen.length, 1);
    assert.equal(clock.pending, 0);
  });

  it("sends nothing for a caller that has stopped", async () => {
    const { http, seen, build } = setUp([{}]);
    const error = await failure(http.call(build(), { ...read, signal: AbortSignal.abort() }));
    assert.deepEqual([error.code, seen.length], ["ABORTED", 0]);
  });
});

describe("what counts as an answer", () => {
  it("gives 401 and 403 to the caller even without JSON, as the session knows what they mean", async () => {
    for (const status of [401, 403]) {
      const { http, build } = setUp([{ status, body: "<html>no</html>" }]);
      const answer = await http.call(build(), read);
      assert.deepEqual([answer.status, answer.json], [status, undefined]);
    }
  });

  it("gives redirects and pages to a caller that expects anything", async () => {
    const { http, build } = setUp([{ status: 302, headers: { location: "/x" }, body: "<html>" }]);
    const answer = await http.call(build(), { ...once, expect: "any" });
    assert.deepEqual([answer.status, answer.headers["location"], answer.text], [302, "/x", "<html>"]);
  });
});

describe("a pause asked for by HTTP 429", () => {
  const asked: [string, Record<string, string>, number][] = [
    ["seconds", { "retry-after": "30" }, 30_000],
    ["a date", { "retry-after": "Mon, 01 Jun 2026 08:02:00 GMT" }, 120_000],
    [
      "a date of a cloud whose clock is an hour ahead",
      { "retry-after": "Mon, 01 Jun 2026 09:02:00 GMT", date: "Mon, 01 Jun 2026 09:00:00 GMT" },
      119_500,
    ],
    ["nothing", {}, 60_000],
    ["nonsense", { "retry-after": "soon" }, 60_000],
    ["a past date", { "retry-after": "Mon, 01 Jun 2026 07:00:00 GMT" }, 1000],
    ["a year", { "retry-after": "31536000" }, 86_400_000],
  ];
  for (const [what, headers, wait] of asked) {
    it(`holds the whole account back, told ${what}`, async () => {
      const { clock, http, seen, build } = setUp([{ status: 429, headers }, {}]);
      const first = await failure(http.call(build(), read));
      assert.deepEqual([first.code, first.retryAfterMs, first.httpStatus], ["RATE_LIMITED", wait, 429]);
      clock.jump(wait - 1);
      const held = await failure(http.call(build(), once));
      assert.deepEqual([held.code, held.sent, held.retryAfterMs, seen.length], ["RATE_LIMITED", false, 1, 1]);
      clock.jump(1);
      await http.call(build(), once);
      assert.equal(seen.length, 2);
    });
  }
});

describe("the cloud's time", () => {
  const dated = (date: string, more: Record<string, string> = {}): Answer => ({ headers: { date, ...more } });

  it("is the local one while they differ little, unless the cloud refuses it", async () => {
    const { clock, http, build, warnings } = setUp([dated("Mon, 01 Jun 2026 08:00:20 GMT")]);
    await http.call(build(), read);
    assert.equal(http.clockOffsetMs, 20_500);
    assert.equal(http.cloudNow(), clock.now());
    http.useCloudTime();
    assert.equal(http.cloudNow(), clock.now() + 20_500);
    assert.deepEqual(warnings, []);
  });

  it("is corrected when an hour off, in both directions, with one warning", async () => {
    for (const [date, offset, word] of [
      ["Mon, 01 Jun 2026 07:00:00 GMT", -3_599_500, "ahead of"],
      ["Mon, 01 Jun 2026 09:00:00 GMT", 3_600_500, "behind"],
    ] as const) {
      const { clock, http, build, warnings } = setUp([dated(date)]);
      await http.call(build(), read);
      await http.call(build(), read);
      assert.equal(http.cloudNow(), clock.now() + offset);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", new RegExp(word));
    }
  });

  it("does not believe a date that a cache repeats, nor one that is none", async () => {
    const answers = [dated("Mon, 01 Jun 2026 07:00:00 GMT", { age: "3600" }), dated("yesterday"), {}];
    const { http, build } = setUp(answers);
    for (const _ of [1, 2, 3]) await http.call(build(), read);
    assert.equal(http.clockOffsetMs, 0);
  });
});

describe("where a request may go", () => {
  it("refuses a host that is not the platform's", async () => {
    const { http, seen, build } = setUp([{}]);
    for (const other of ["https://evil.example", "http://api.cloud.example", "https://api.cloud.example:444"]) {
      const error = await failure(http.call(build({ origin: other }), read));
      assert.deepEqual([error.code, error.sent], ["CONFIG_INVALID", false]);
      assert.equal(http.allows(other), false);
    }
    assert.equal(http.allows(origin), true);
    assert.equal(seen.length, 0);
  });

  it("refuses path segments that lead elsewhere, however they are spelled", async () => {
    const { http, seen, build } = setUp([{}]);
    for (const path of ["/a/../b", "/a/.", "/%2e%2e/b", "/a/.%2E", "/a/%2E", "/a b", "/a?b", "/a\\b", "a", "/a%2"]) {
      const error = await failure(http.call(build({ path }), read));
      assert.deepEqual([error.code, error.sent], ["INPUT_INVALID", false], path);
    }
    assert.equal(seen.length, 0);
    await http.call(build({ path: "/a/...b/.c/%2F/d.e" }), read);
  });

  it("sends path and query as they stand, to the replacement where there is one, and keeps the real host's name", async () => {
    const base = { [origin]: "http://127.0.0.1:4711/api.cloud.example/" };
    const { http, seen, build } = setUp([{ status: 500 }], base);
    const error = await failure(http.call(build({ path: "/a%20b", query: "q=%27%2C&r=" }), once));
    assert.equal(seen[0]?.url, "http://127.0.0.1:4711/api.cloud.example/a%20b?q=%27%2C&r=");
    assert.equal(seen[0]?.host, "api.cloud.example");
    assert.equal(error.host, "api.cloud.example");
  });

  it("refuses a replacement that is no address", async () => {
    for (const replacement of ["127.0.0.1:4711", "ftp://x", "http://x/?q", "http://x y"]) {
      const { http, seen, build } = setUp([{}], { [origin]: replacement });
      const error = await failure(http.call(build(), read));
      assert.deepEqual([error.code, seen.length], ["CONFIG_INVALID", 0], replacement);
    }
  });
});

describe("counting requests", () => {
  it("counts each attempt for its vehicle and purpose before it leaves", async () => {
    const { clock, http, metered, build } = setUp([{ status: 500 }, {}]);
    const call = http.call(build(), read);
    await clock.advance(1000);
    await call;
    assert.deepEqual(metered, [read.meter, read.meter]);
  });

  it("keeps a request back that the meter refuses", async () => {
    const clock = new ManualClock();
    const seen: WireRequest[] = [];
    const http = new HttpClient({
      transport: { send: (request) => (seen.push(request), Promise.reject(new Error())), close: () => undefined },
      clock,
      logger: silentLogger,
      allowed: [origin],
      onRequest: () => {
        throw cloudError("BUDGET_SPENT", "spent");
      },
    });
    const error = await failure(http.call(() => ({ method: "GET", origin, path: "/", headers: {} }), read));
    assert.deepEqual([error.code, seen.length], ["BUDGET_SPENT", 0]);
  });

  it("lets simulated time wait for a request, also for one that fails", async () => {
    const { clock, http, build } = setUp([{ body: "cut" }]);
    await failure(http.call(build(), once));
    await clock.advance(1000);
    assert.equal(clock.pending, 0);
  });
});
