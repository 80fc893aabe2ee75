import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { fileStore, sessionPaths } from "../../src/account/storage/file-store";
import { seal } from "../../src/account/session/seal";
import { SessionStore } from "../../src/account/session/session-store";
import { systemClock } from "../../src/base/clock";
import { dig } from "../../src/base/json";
import { MemoryLogger } from "../account/support/accounts";
import { root } from "../support/package-facts";

const kills = 200;
/** Side by side, each with a file of its own. */
const lanes = 4;
/** A save takes some milliseconds: within this a process dies anywhere between its first and its tenth. */
const longestLifeMs = 30;

const credentials = { username: "driver@example.org", password: "a password of ours" };
/** More than a process stores in its life. */
const sessionsAtOnce = 60;

/** The process to be killed and the store it uses, as plain JavaScript: two hundred starts through a compiler take minutes. */
function compile(folder: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  for (const file of ["src/account/storage/file-store", "test/endurance/rotate"]) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, `${file}.ts`), "utf8"), { compilerOptions });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, `${file}.js`), outputText);
  }
  return join(folder, "test/endurance/rotate.js");
}

/** Sessions of about the size of a real one, each telling how many came before it. */
async function sessionsFrom(first: number, deviceId: string, salt: string): Promise<[number, string][]> {
  const owner = { platform: "smart-eu", credentials, deviceId, salt };
  const made = Array.from({ length: sessionsAtOnce }, async (_, i): Promise<[number, string]> => {
    const rotation = first + i;
    const session = { rotation, api: { token: `token-${rotation}-`.padEnd(1500, "x") } };
    return [rotation, (await seal({ session }, owner)).text];
  });
  return Promise.all(made);
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("kill -9 around the saving of a session", function () {
  this.timeout(360_000);
  let work: string;
  let program: string;

  before(() => {
    work = mkdtempSync(join(tmpdir(), "vehicle-cloud-kill-"));
    program = compile(work);
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  /** Lets a process store `sessions`, and kills it so many milliseconds after the first; the last it told. */
  async function killed(path: string, sessions: [number, string][], lifeMs: number): Promise<number> {
    const list = `${path}.sessions`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(list, JSON.stringify(sessions));
    const child = spawn(process.execPath, [program, path, list], { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close") as Promise<[number | null, string | null]>;
    let told = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (told += part));
    await Promise.race([once(child.stdout, "data"), closed]);
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    child.kill("SIGKILL");
    assert.equal((await closed)[1], "SIGKILL", "it ended by itself");
    return Number(told.trim().split("\n").at(-1));
  }

  async function opened(path: string): Promise<{ rotation: number; deviceId: string; lines: string[] }> {
    const logger = new MemoryLogger();
    const store = new SessionStore({
      store: fileStore(path),
      platform: "smart-eu",
      credentials,
      clock: systemClock,
      logger,
    });
    const { session } = await store.load();
    return { rotation: Number(dig(session, "rotation")), deviceId: store.deviceId, lines: logger.lines };
  }

  it(`leaves the last session that was told or the one after it, ${kills} times, and never a broken file`, async () => {
    const random = seeded(20_260_601);
    const lives = Array.from({ length: kills }, () => random() * longestLifeMs);
    let done = 0;
    const lane = async (number: number): Promise<void> => {
      const { session } = sessionPaths(join(work, `lane-${number}`), "account");
      const device = String(number).repeat(32);
      const salt = Buffer.alloc(16, number).toString("base64");
      let last = 0;
      for (let life = lives.pop(); life !== undefined; life = lives.pop()) {
        const told = await killed(session, await sessionsFrom(last + 1, device, salt), life);
        const { rotation, deviceId, lines } = await opened(session);
        assert.deepEqual(lines, [], "the file opens without a word");
        assert.ok(rotation === told || rotation === told + 1, `told ${told}, found ${rotation}`);
        assert.equal(deviceId, device, "the device stays the same");
        last = rotation;
        done++;
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
    assert.equal(done, kills);
  });

  it("leaves parts of files that the next start takes away, once their writers are gone for a minute", async () => {
    const { session } = sessionPaths(join(work, "lane-0"), "account");
    const folder = dirname(session);
    const parts = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".tmp"));
    assert.ok(parts().length > 0, "no process was killed in the middle of a save");
    const mine = `${session}.${process.pid}-999.tmp`;
    writeFileSync(mine, "of a writer that lives");
    const long = new Date(Date.now() - 120_000);
    for (const name of parts()) utimesSync(join(folder, name), long, long);
    const young = `${session}.${2 ** 22 + 1}-1.tmp`;
    writeFileSync(young, "of a moment ago");
    const before = await opened(session);
    assert.deepEqual(parts().sort(), [mine, young].map((path) => path.slice(folder.length + 1)).sort());
    assert.ok(before.rotation > 0);
    assert.equal(statSync(session).mode & 0o777, 0o600);
  });
});
