import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import { RawClient, send } from "./raw-client";

const root = path.resolve(__dirname, "../..");

/** The module anew: other tests of this process may have left its one demo cloud in the minute it outlives them. */
function freshlyLoaded(): typeof import("../../src/demo/shared") {
  const file = require.resolve("../../src/demo/shared");
  delete require.cache[file];
  return require(file) as typeof import("../../src/demo/shared");
}

/** Runs TypeScript in a process of its own, with the loader the tests use. */
function run(args: string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
}

async function outputUntil(child: ChildProcess, wanted: RegExp): Promise<string> {
  let output = "";
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString("utf8");
    if (wanted.test(output)) break;
  }
  return output;
}

describe("demo cloud: lifetime", () => {
  it("is one per process, and outlives its last user by a minute", async () => {
    const { acquireDemoCloud, sharedDemoCloud } = freshlyLoaded();
    const clock = new ManualClock();
    const first = await acquireDemoCloud({ clock });
    const second = await acquireDemoCloud();
    assert.equal(first.cloud, second.cloud);
    assert.equal(await sharedDemoCloud(), first.cloud);

    first.release();
    first.release();
    await clock.advance(120_000);
    assert.equal((await send(first.cloud.url)).status, 404, "the second user has not released it");
    second.release();
    await clock.advance(59_000);
    const back = await acquireDemoCloud();
    assert.equal(back.cloud, first.cloud, "a deploy comes back to the same cars");
    await clock.advance(60_000);
    assert.equal((await send(back.cloud.url)).status, 404);

    back.release();
    await clock.advance(60_000);
    await assert.rejects(send(back.cloud.url), { code: "ECONNREFUSED" });
    const next = await acquireDemoCloud({ clock });
    assert.notEqual(next.cloud, first.cloud);
    next.release();
    await clock.advance(60_000);
    assert.equal(clock.pending, 0);
  });

  it("has cars of its own for who brings another clock, and leaves the first user his", async () => {
    const { acquireDemoCloud } = freshlyLoaded();
    const clocks = [new ManualClock("2026-06-01T08:00:00Z"), new ManualClock("2026-12-01T20:00:00Z")] as const;
    const first = await acquireDemoCloud({ clock: clocks[0] });
    const second = await acquireDemoCloud({ clock: clocks[1] });
    assert.notEqual(second.cloud, first.cloud);
    assert.equal((await acquireDemoCloud()).cloud, second.cloud, "who brings none takes what there is");

    first.release();
    await clocks[0].advance(60_000);
    await assert.rejects(send(first.cloud.url), { code: "ECONNREFUSED" });
    assert.equal((await send(second.cloud.url)).status, 404);
    await second.cloud.close();
  });

  it("can be had again after a start that failed", async () => {
    const { acquireDemoCloud } = freshlyLoaded();
    await assert.rejects(acquireDemoCloud({ port: 70_000 }), { code: "CONFIG_INVALID" });
    const clock = new ManualClock();
    const { release } = await acquireDemoCloud({ clock });
    release();
    await clock.advance(60_000);
  });

  it("says which port is taken, and which option is wrong", async () => {
    const cloud = await startDemoCloud();
    const port = Number(new URL(cloud.url).port);
    await assert.rejects(startDemoCloud({ port }), { code: "CONFIG_INVALID", message: new RegExp(String(port)) });
    await assert.rejects(startDemoCloud({ speed: 0 }), { code: "CONFIG_INVALID", message: /speed/ });
    await cloud.close();
  });

  it("shared, does not keep a process alive", async () => {
    const child = run([
      "-e",
      `const { acquireDemoCloud } = require("./src/demo");
       acquireDemoCloud().then(async ({ cloud }) => { await fetch(cloud.url); console.log("up"); });`,
    ]);
    const [[code], output] = await Promise.all([once(child, "exit"), outputUntil(child, /up/)]);
    assert.match(output, /up/);
    assert.equal(code, 0);
  });

  it("runs alone: vehicle-cloud-demo tells its address, base URLs, sign-in and cars, and stops on a signal", async () => {
    const child = run(["src/demo/cli.ts", "--seed", "3", "--speed", "60"]);
    const exited = once(child, "exit");
    const output = await outputUntil(child, /Ctrl\+C/);
    const url = /Demo cloud: (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1] ?? "";
    assert.ok(url, output);
    assert.ok(output.includes(`https://api.ecloudeu.com = ${url}/api.ecloudeu.com`));
    const [, username = "", password = ""] = /smart-eu: (\S+) \/ (\S+)/.exec(output) ?? [];
    const baseUrls = Object.fromEntries([...output.matchAll(/(https:\S+) = (\S+)/g)].map(([, real, by]) => [real, by]));
    const client = new RawClient({ url, baseUrls, credentials: { "smart-eu": { username, password } } } as never);
    assert.match((await client.open()).token, /^eyJ/);
    child.kill("SIGTERM");
    assert.deepEqual(await exited, [0, null]);
  });

  it("runs alone: refuses what it does not understand", async () => {
    const child = run(["src/demo/cli.ts", "--colour", "red"]);
    let complaint = "";
    child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString("utf8")));
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 1);
    assert.match(complaint, /--colour/);
  });
});
