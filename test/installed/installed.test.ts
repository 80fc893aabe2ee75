/**
 * The packed tarball, installed into a fresh user directory and loaded by a real Node-RED, as the palette manager would do
 * it. NODE_BINARY and NODE_RED_PATH choose the pair; `.ci/run` goes through all of them.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  eventually,
  freePort,
  getJson,
  listen,
  startNodeRed,
  type DebugMessage,
  type NodeRedProcess,
} from "../support/node-red-process";
import { allExamples, exampleNames, nodeSets, packageJson, root } from "../support/package-facts";

const node = process.env["NODE_BINARY"] ?? process.execPath;
const redPath = process.env["NODE_RED_PATH"] ?? dirname(dirname(require.resolve("node-red")));
const examples = allExamples();
const idOf = (name: string): string => {
  const found = examples.find((entry) => entry.name === name);
  assert.ok(found, `no node is named ${name}`);
  return found.id;
};

describe("the packed package in a real Node-RED", () => {
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-installed-"));
  const userDir = join(work, "user");
  let red: NodeRedProcess;
  let editor: Awaited<ReturnType<typeof listen>>;

  before(async () => {
    const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", work], {
      cwd: root,
      encoding: "utf8",
    });
    const tarball = join(work, packed.trim().split("\n").at(-1) ?? "");
    mkdirSync(userDir);
    writeFileSync(join(userDir, "package.json"), JSON.stringify({ name: "user", private: true }));
    execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", tarball], {
      cwd: userDir,
    });
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(examples));
    const port = await freePort();
    writeFileSync(
      join(userDir, "settings.js"),
      `module.exports = ${JSON.stringify({
        uiHost: "127.0.0.1",
        uiPort: port,
        userDir,
        flowFile: join(userDir, "flows.json"),
        credentialSecret: "of this test",
        telemetry: { enabled: false, updateNotification: false },
        logging: { console: { level: "info", metrics: false, audit: false } },
      })};`,
    );
    red = await startNodeRed({
      node,
      args: [join(redPath, "red.js"), "-s", join(userDir, "settings.js")],
      port,
      cwd: userDir,
    });
    editor = await listen(red.url);
  });

  after(async () => {
    editor?.close();
    await red?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const seen = (name: string): DebugMessage | undefined => {
    const id = idOf(name);
    return editor.debug.find((message) => message.id === id);
  };

  it("loads every node set, with the package's own icon", async () => {
    const sets = (await getJson(`${red.url}/nodes`)) as {
      module: string;
      name: string;
      enabled: boolean;
      err?: string;
    }[];
    const ours = sets.filter((set) => set.module === packageJson.name);
    assert.deepEqual(ours.map((set) => set.name).sort(), [...nodeSets].sort());
    for (const set of ours) assert.ok(set.enabled && !set.err, `${set.name}: ${set.err ?? "not enabled"}`);
    const icons = (await getJson(`${red.url}/icons`)) as Record<string, string[]>;
    assert.deepEqual(icons[packageJson.name]?.sort(), readdirSync(join(root, "icons")).sort());
  });

  it("serves texts and help in English, and the examples in the import dialog", async () => {
    for (const set of nodeSets) {
      const texts = (await getJson(`${red.url}/locales/${packageJson.name}/${set}?lng=en-US`)) as Record<
        string,
        unknown
      >;
      assert.ok(texts[`vehicle-cloud-${set}`], `no texts of ${set}`);
    }
    const html = await (await fetch(`${red.url}/nodes`, { headers: { accept: "text/html" } })).text();
    for (const set of nodeSets) assert.ok(html.includes(`data-help-name="vehicle-cloud-${set}"`), `no help of ${set}`);
    const library = JSON.stringify(await getJson(`${red.url}/library/examples/flows/${packageJson.name}/`));
    for (const name of exampleNames) assert.ok(library.includes(name.replace(/\.json$/, "")), `${name} is not offered`);
  });

  it("gives a demo car's status by itself, with a status text that says so", async () => {
    const message = await eventually("a status in the debug sidebar", () => seen("Status of the car"));
    const payload = JSON.parse(String(message.msg)) as { battery: { percent: number }; locks: object };
    assert.ok(payload.battery.percent >= 0 && payload.battery.percent <= 100, String(message.msg));
    assert.equal(typeof payload.locks, "object");
    const text = await eventually("the node's own text", () => {
      const shown = editor.status.get(idOf("Car status"))?.text;
      return shown && /\d/.test(shown) ? shown : undefined;
    });
    assert.doesNotMatch(text, /error|refused/i);
  });

  it("answers when it is asked", async () => {
    const before = editor.debug.filter((message) => message.id === idOf("Status of the car")).length;
    const answer = await fetch(`${red.url}/inject/${idOf("Ask now")}`, { method: "POST" });
    assert.equal(answer.status, 200);
    await eventually("one more status", () => {
      const now = editor.debug.filter((message) => message.id === idOf("Status of the car")).length;
      return now > before;
    });
  });

  it("shows the range on the page of the third example, and publishes the charge as a number", async () => {
    const page = await eventually("a gauge", async () => {
      const html = await (await fetch(`${red.url}/range`)).text();
      return html.includes("<meter") ? html : undefined;
    });
    assert.match(page, /value="\d+(\.\d+)?"/);
    const published = await eventually("a value for MQTT", () => seen("What is published"));
    const message = JSON.parse(String(published.msg)) as { topic: string; payload: number };
    assert.match(message.topic, /^vehicles\/[a-z0-9-]+\/charge$/);
    assert.equal(typeof message.payload, "number");
  });

  it("reports nothing to any Catch node, once every status node has read", async () => {
    const reading = examples.filter(
      ({ type, when }) => type === "vehicle-cloud-status" && String(when).startsWith("auto"),
    );
    await eventually("all status nodes", () =>
      reading.every(({ id }) => !/^$|\.(waiting|reading)$/.test(editor.status.get(id)?.text ?? "")),
    );
    assert.deepEqual(
      editor.debug.filter((message) => message.name === "What failed, and its code"),
      [],
    );
  });

  it("ends cleanly when it is told to", async () => {
    const output = red.output();
    assert.doesNotMatch(output, /uncaught|unhandled|\[error\]/i, output);
    assert.equal(await red.stop(), 0);
  });
});
