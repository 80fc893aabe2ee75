/** `npm run build` in a small tree of its own. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/package-facts";

describe("a build", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-build-"));
  const source = join(folder, "src", "index.ts");
  const build = (): number | null =>
    spawnSync(process.execPath, [join(folder, "scripts", "build.mjs")], { cwd: folder }).status;
  const built = (): string => readFileSync(join(folder, "dist", "src", "index.js"), "utf8");

  before(() => {
    for (const path of ["scripts", "src", "nodes"]) mkdirSync(join(folder, path));
    for (const name of ["build.mjs", "editor-html.cjs"]) {
      cpSync(join(root, "scripts", name), join(folder, "scripts", name));
    }
    cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ bin: {} }));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(source, "export const a: number = 1;\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("that does not compile fails, and leaves dist/ and the folder as they were", () => {
    assert.equal(build(), 0);
    const before = built();
    const listed = readdirSync(folder);
    writeFileSync(source, 'export const a: number = "one";\n');
    assert.notEqual(build(), 0);
    assert.equal(built(), before);
    assert.deepEqual(readdirSync(folder), listed);
  });
});
