/** `npm run watch`, in a small tree whose build and start only say that they ran. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/package-facts";

const build = `
  const text = require("fs").readFileSync("src/index.ts", "utf8");
  console.log("built " + text);
  process.exitCode = text === "broken" ? 2 : 0;
`;
const start = `
  const text = require("fs").readFileSync("src/index.ts", "utf8");
  process.on("SIGTERM", () => { console.log("stopped " + text); process.exit(0); });
  setInterval(() => undefined, 1000);
  console.log("started " + text);
`;

describe("npm run watch", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-watch-"));
  const source = join(folder, "src", "index.ts");
  let watching: ChildProcess;
  let said = "";

  /** Lines that begin so, once the last of them is there. */
  async function heard(line: string): Promise<string[]> {
    while (!said.includes(`${line}\n`)) await once(watching.stdout!, "data");
    return said.trim().split("\n");
  }

  before(() => {
    for (const path of ["scripts", "src"]) mkdirSync(join(folder, path));
    cpSync(join(root, "scripts", "watch.mjs"), join(folder, "scripts", "watch.mjs"));
    const required = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
    writeFileSync(join(folder, "scripts", "build.mjs"), required + build);
    writeFileSync(join(folder, "scripts", "start.mjs"), required + start);
    writeFileSync(source, "one");
    watching = spawn(process.execPath, [join(folder, "scripts", "watch.mjs")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    watching.stdout!.setEncoding("utf8").on("data", (text: string) => (said += text));
  });
  after(async () => {
    watching.kill("SIGTERM");
    if (watching.exitCode === null) await once(watching, "exit");
    rmSync(folder, { recursive: true });
  });

  it("builds and starts, keeps what runs while a change does not compile, and then starts the next", async () => {
    await heard("started one");
    writeFileSync(source, "broken");
    const meanwhile = await heard("Not built; waiting for the next change");
    assert.ok(!meanwhile.some((line) => line.startsWith("stopped")));
    writeFileSync(source, "two");
    const lines = await heard("started two");
    assert.equal(lines.filter((line) => line.startsWith("stopped")).length, 1);
    assert.ok(lines.indexOf("built two") < lines.findIndex((line) => line.startsWith("stopped")));
  });
});
