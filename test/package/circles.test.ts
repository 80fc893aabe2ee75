import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../support/package-facts";

/** What the lint rule says about a tree. */
function lint(tree?: Record<string, string>): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-circles-"));
  try {
    for (const [name, text] of Object.entries(tree ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const check = join(root, "scripts", "check-circles.mjs");
    const { status, stderr } = spawnSync(process.execPath, [check, ...(tree ? [folder] : [])], { encoding: "utf8" });
    return { status, lines: stderr.split("\n").filter(Boolean) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("circles between files", () => {
  it("are none in this package", () => {
    assert.deepEqual(lint(), { status: 0, lines: [] });
  });

  it("are found, over any number of files", () => {
    const { status, lines } = lint({
      "src/base/a.ts": 'import { b } from "./b";',
      "src/base/b.ts": 'export { c } from "./c";',
      "src/base/c.ts": 'import { a } from "./a";',
    });
    assert.equal(status, 1);
    assert.equal(lines.length, 1);
    for (const file of ["src/base/a.ts", "src/base/b.ts", "src/base/c.ts"]) assert.ok(lines[0]?.includes(file), file);
  });

  it("are none where types lead back, or a require within a function", () => {
    const tree = {
      "src/base/a.ts": 'import { b } from "./b";',
      "src/base/b.ts": 'import type { a } from "./a"; export const f = () => require("./a");',
    };
    assert.deepEqual(lint(tree), { status: 0, lines: [] });
  });
});
