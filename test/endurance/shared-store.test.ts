import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { eventually } from "../support/node-red-process";
import { redisInstalled, startRedis, type RedisServer } from "../support/redis-server";
import type { Heard, Order } from "./shared-process";
import { slowWrites, type SlowLine } from "./slow-writes";

const minute = 60_000;
const start = Date.UTC(2026, 5, 1, 8);

/** The stores this machine can offer; in CI both, or the tests fail. */
const stores = redisInstalled || process.env["CI"] ? ["files", "redis"] : ["files"];
if (stores.length < 2) console.log("    redis-server is not installed: the session is shared through files only");

/** A Node-RED process and what its flows have told since it started. */
class Instance {
  readonly heard: Heard[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ failed: string }[]>;
  #output = "";

  constructor() {
    this.#child = fork(join(__dirname, "shared-process.ts"), { execArgv: ["--import", "tsx"], silent: true });
    this.#ended = once(this.#child, "exit").then(() => [{ failed: "the process ended" }]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (part: string) => (this.#output += part));
    }
  }

  async do(order: Order): Promise<void> {
    this.#child.send(order);
    const [answer] = (await Promise.race([once(this.#child, "message"), this.#ended])) as [
      { heard?: Heard[]; failed?: string },
    ];
    if (answer.failed) throw new Error(`${answer.failed}; it printed:\n${this.#output}`);
    this.heard.push(...(answer.heard ?? []));
  }

  /** What was told of an account since the last look. */
  told(account: string): (number | string)[] {
    return this.heard.filter((entry) => entry.account === account).map(({ told }) => told);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const forced = setTimeout(() => this.#child.kill("SIGKILL"), 10_000);
    await this.do({ stop: true }).catch(() => this.#child.kill("SIGKILL"));
    await this.#ended;
    clearTimeout(forced);
  }
}

describe("two Node-RED processes that share a session through a context store", function () {
  this.timeout(450_000);
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-shared-"));
  const sharedDir = join(work, "shared");
  const clock = new ManualClock(start);
  /** Each store has an account at a cloud of its own, so that what is asked is told apart. */
  const clouds: Record<string, DemoCloud> = {};
  let redis: RedisServer | undefined;
  let line: SlowLine | undefined;
  let both: Instance[] = [];

  const count = (store: string, pattern: RegExp): number =>
    clouds[store]!.control.log.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
  const signIns = (store: string): number => count(store, /accounts\.login/);
  const exchanges = (store: string): number =>
    clouds[store]!.control.log.filter(({ note }) => note === "session given").length;

  before(async () => {
    if (stores.includes("redis")) redis = await startRedis();
    // So slow that who is refused can look into the store before the other's new session is in it.
    if (redis) line = await slowWrites(redis.port, 100);
    for (const store of stores) clouds[store] = await startDemoCloud({ clock });
    both = [new Instance(), new Instance()];
    await Promise.all(
      both.map((instance, i) => {
        const userDir = join(work, `user-${i}`);
        mkdirSync(userDir, { recursive: true });
        return instance.do({ start: { userDir, sharedDir, redisPort: line?.port, now: start } });
      }),
    );
  });
  after(async () => {
    await Promise.all(both.map((instance) => instance.end()));
    await Promise.all(Object.values(clouds).map((cloud) => cloud.close()));
    await line?.close();
    await redis?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  /** The same in both processes: an account per store, its first car read every minute, and what comes of it. */
  function flows(): { flows: object[]; credentials: object } {
    const every = Object.fromEntries(
      ["parked", "changed", "driving", "charging", "unchanged"].map((name) => [`${name}Minutes`, 1]),
    );
    const nodes = stores.flatMap((store) => {
      const { baseUrls, vehicles } = clouds[store]!;
      const lines = Object.entries(baseUrls).map(([real, ours]) => `${real} = ${ours}`);
      const tab = `tab-${store}`;
      const place = { z: tab, x: 100, y: 100 };
      const account = { platform: "smart-eu", tokenStore: store, baseUrls: lines.join("\n"), budget: 5000 };
      return [
        { id: tab, type: "tab", label: store },
        { id: `account-${store}`, type: "vehicle-cloud-account", name: store, ...account },
        {
          id: `status-${store}`,
          type: "vehicle-cloud-status",
          ...place,
          account: `account-${store}`,
          vehicleType: "str",
          vehicle: vehicles[0]!.id,
          send: "every",
          ...every,
          wires: [[`sink-${store}`]],
        },
        { id: `catch-${store}`, type: "catch", ...place, scope: null, wires: [[`sink-${store}`]] },
        { id: `sink-${store}`, type: "sink", ...place, account: store, wires: [] },
      ];
    });
    const credentials = stores.map((store) => [`account-${store}`, clouds[store]!.credentials["smart-eu"]]);
    return { flows: nodes, credentials: Object.fromEntries(credentials) as object };
  }

  const failures = (store: string): (number | string)[] =>
    both.flatMap((instance) => instance.told(store)).filter((told) => typeof told === "string");

  it("sign in once: the second takes the first one's session", async () => {
    for (const instance of both) {
      await instance.do({ deploy: flows() });
      await eventually("the first readings", async () => {
        await instance.do({ advance: 10 });
        return stores.every((store) => instance.told(store).length > 0);
      });
    }
    for (const store of stores) {
      assert.deepEqual(failures(store), [], store);
      assert.deepEqual([signIns(store), exchanges(store)], [1, 1], store);
    }
  });

  it("renew it once for both whenever the cloud ends it, an hour long, and never take it from each other", async () => {
    const ended: Record<number, object> = {
      3: { api: true },
      15: { api: true },
      27: { api: true, oauth: true },
      39: { api: true, oauth: true, refresh: true },
      51: { api: true },
    };
    const had = Object.fromEntries(stores.map((store) => [store, both.map((instance) => instance.told(store).length)]));
    for (let past = 0; past < 60; past++) {
      if (ended[past]) for (const store of stores) clouds[store]!.control.expire(ended[past]);
      await clock.advance(minute);
      // Now one is first, now the other.
      for (const instance of past % 2 ? both : [...both].reverse()) await instance.do({ advance: minute });
    }
    for (const store of stores) {
      assert.deepEqual(failures(store), [], store);
      // One more sign-in where nothing of the session was left, and one exchange each time.
      assert.deepEqual([signIns(store), exchanges(store)], [2, 1 + Object.keys(ended).length], store);
      both.forEach((instance, i) => {
        const readings = instance.told(store).length - had[store]![i]!;
        assert.ok(readings >= 55 && readings <= 62, `${store}: ${readings} readings in an hour`);
      });
    }
  });

  /**
   * Time as it passes for two processes side by side: in equal steps, the next one when the real work of both is done. Small
   * ones, so that what one of them waits for by the clock does not run ahead of what the other has yet to do.
   */
  async function together(ms: number, step = 5000): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      await clock.advance(Math.min(step, left));
      await Promise.all(both.map((instance) => instance.do({ advance: Math.min(step, left) })));
    }
  }

  it("find together again when both are refused in the same moment", async () => {
    const before = Object.fromEntries(stores.map((store) => [store, exchanges(store)]));
    const refusals = (store: string): number => clouds[store]!.control.log.filter(({ code }) => code === "1402").length;
    const rounds = 3;
    for (let round = 1; round <= rounds; round++) {
      // Far enough apart: a session that is refused within ten minutes of its renewal has been taken by somebody else.
      await together(11 * minute, minute);
      const refused = Object.fromEntries(stores.map((store) => [store, refusals(store)]));
      for (const store of stores) {
        const { control } = clouds[store]!;
        // A pause up to a time of day ends for both at once, whenever each of them would have read.
        const end = new Date(clock.now() + 80_000).toUTCString();
        control.fail({ match: "vehicle/status", httpStatus: 429, headers: { "retry-after": end }, times: Infinity });
      }
      await together(70_000);
      for (const store of stores) {
        clouds[store]!.control.clear();
        // Without its sign-in token the session is renewed by a refresh token that is good for one of them only.
        clouds[store]!.control.expire(round === 1 ? { api: true } : { api: true, oauth: true });
      }
      await together(50_000);
      for (const store of stores) {
        // At least: one may also take over what the other has saved half way through its renewal.
        assert.ok(refusals(store) - refused[store]! >= 2, `${store}: both were refused in round ${round}`);
      }
    }
    for (const store of stores) {
      assert.deepEqual(new Set(failures(store)), new Set(["RATE_LIMITED"]), store);
      const more = exchanges(store) - before[store]!;
      assert.ok(more >= rounds && more <= rounds * 2, `${store}: ${more} exchanges for ${rounds} ended sessions`);
      assert.equal(signIns(store), 2, `${store}: no password for it`);
    }
  });

  it("keep nothing readable in it", async () => {
    const texts: Record<string, string> = {
      files: readdirSync(sharedDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
        .join("\n"),
    };
    if (redis) texts["redis"] = JSON.stringify(await redis.redis.call("HGETALL", "context:global"));
    for (const store of stores) {
      const text = texts[store] ?? "";
      assert.match(text, /vehicleCloud_[0-9a-f]{32}/);
      const { credentials, vehicles } = clouds[store]!;
      const secrets = [
        ...Object.values(credentials["smart-eu"]!),
        ...vehicles.map(({ id }) => id),
        "eyJhbGciOi",
        "st2.s.",
      ];
      for (const secret of secrets) assert.equal(text.includes(String(secret)), false, `${store} holds ${secret}`);
    }
  });
});
