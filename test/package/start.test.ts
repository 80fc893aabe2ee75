/** `npm start` after its build: what a stranger gets who follows the README. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort, listen, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example, packageJson, root } from "../support/package-facts";

describe("npm start", function () {
  this.timeout(180_000);
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-start-"));
  const guardLog = join(work, "guard.log");
  const userDir = join(work, "user");
  let red: NodeRedProcess;
  let port: number;

  const start = (): Promise<NodeRedProcess> =>
    startNodeRed({
      args: ["--require", "tsx/cjs", "--require", join(root, "test", "support", "guard.ts"), "scripts/start.mjs"],
      port,
      cwd: root,
      env: { PORT: String(port), VEHICLE_CLOUD_USERDIR: userDir, VEHICLE_CLOUD_GUARD_LOG: guardLog },
    });

  before(async () => {
    assert.match(packageJson.scripts["start"] ?? "", /node scripts\/start\.mjs$/);
    port = await freePort();
    red = await start();
  });

  after(async () => {
    await red?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  it("brings the first example with a demo car's status, within seconds and without a question", async () => {
    const editor = await listen(red.url);
    const flow = example("01 Your car in two minutes.json");
    const target = flow.find(({ name }) => name === "Status of the car")?.id;
    const message = await eventually("a status", () => editor.debug.find(({ id }) => id === target), 20);
    assert.match(String(message.msg), /"percent":\d/);
    const sentence = flow.find(({ name }) => name === "In one sentence")?.id;
    const said = await eventually("a sentence", () => editor.debug.find(({ id }) => id === sentence), 20);
    assert.match(String(said.msg), /^smart #1 0001: \d+ % charged, good for \d+ km(, charging)?, (not )?locked\.$/);
    assert.equal(editor.debug.filter(({ id }) => id === sentence).length, 1, "of one car");
    editor.close();
  });

  it("prints one line: Node-RED's address, and no other", async () => {
    await eventually("the line", () => red.output().includes("http"), 10);
    assert.deepEqual(red.output().trim().split("\n"), [`Node-RED with the demo car: ${red.url}/`]);
  });

  it("lets the palette be managed, asks no catalogue unasked and sends no telemetry", async () => {
    const settings = (await (await fetch(`${red.url}/settings`)).json()) as {
      externalModules: { autoInstall: boolean; palette: { allowInstall: boolean; allowUpload: boolean } };
      editorTheme: { palette: { catalogues: string[] }; tours: boolean };
      telemetryEnabled: boolean;
    };
    assert.equal(settings.externalModules.palette.allowInstall, true);
    assert.equal(settings.externalModules.palette.allowUpload, true);
    assert.equal(settings.externalModules.autoInstall, false);
    assert.deepEqual(settings.editorTheme.palette.catalogues, []);
    assert.equal(settings.editorTheme.tours, false);
    assert.equal(settings.telemetryEnabled, false);
  });

  it("says what to do when its port is taken, and leaves the other alone", () => {
    const other = spawnSync(process.execPath, ["scripts/start.mjs"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PORT: String(port), VEHICLE_CLOUD_USERDIR: join(work, "other") },
    });
    assert.equal(other.status, 1);
    assert.equal(other.stdout, "");
    assert.match(other.stderr, new RegExp(`^Port ${port} is taken.*: PORT=${port + 1} npm start\n$`));
    assert.equal(existsSync(join(work, "other", "flows.json")), false);
  });

  it("seals credentials with a key of its own that only the owner can read", () => {
    const file = join(userDir, ".credential-secret");
    assert.match(readFileSync(file, "utf8"), /^[0-9a-f]{64}$/);
    assert.equal(statSync(file).mode & 0o077, 0);
  });

  it("ends with 0 when it is told to, and has reached no other machine", async () => {
    assert.equal(await red.stop(), 0);
    assert.equal(existsSync(guardLog) ? readFileSync(guardLog, "utf8") : "", "");
  });

  it("shows the demo car again after each restart, however soon", async () => {
    const node = example("01 Your car in two minutes.json").find(({ name }) => name === "Car status")?.id ?? "";
    for (let restart = 1; restart <= 3; restart++) {
      red = await start();
      const editor = await listen(red.url);
      await eventually(
        `the car after restart ${restart}`,
        () => /^\d+ % · /.test(editor.status.get(node)?.text ?? ""),
        15,
      );
      editor.close();
      assert.equal(await red.stop(), 0);
    }
  });
});
