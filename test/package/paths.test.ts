import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../support/package-facts";

const check = join(root, "scripts", "check-paths.mjs");

describe("paths of the cloud", () => {
  it("stand in the catalogue only, but for those that are counted", () => {
    const { status, stderr } = spawnSync(process.execPath, [check], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });

  it("are found elsewhere, as plain texts and as templates, each with its line", () => {
    const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-paths-"));
    const tree = {
      "src/platforms/ecarx/catalogue/endpoints.json": JSON.stringify([{ id: "a", path: "/remote-control/a/{vin}" }]),
      "src/platforms/ecarx/a.ts": 'const a = "/remote-control/b";\nconst b = `/remote-control/a/${a}`;',
      "src/platforms/ecarx/b.ts": 'const a = "/elsewhere/b"; // "/remote-control/b"',
      "src/demo/a.ts": 'const a = "/remote-control/b";',
    };
    try {
      for (const [name, text] of Object.entries(tree)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const { status, stderr } = spawnSync(process.execPath, [check, folder], { encoding: "utf8" });
      assert.equal(status, 1);
      assert.deepEqual(
        stderr.split("\n").map((line) => line.split("  ")[0]),
        ["src/platforms/ecarx/a.ts:1", "src/platforms/ecarx/a.ts:2", ""],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
