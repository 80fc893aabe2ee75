import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../support/package-facts";

const check = join(root, "scripts", "check-brands.mjs");

describe("brands of the ECARX cloud", () => {
  it("are known to profiles only, and codes to their table", () => {
    const { status, stderr } = spawnSync(process.execPath, [check], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });

  it("are found elsewhere, in texts and in names, but not in comments", () => {
    const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-brands-"));
    const tree = {
      "profiles/a.ts": 'export const smart = { series: "HX11" };',
      "sign-in/a.ts": 'export const header = "com.smart";',
      "session/codes.ts": 'export const codes = { "1402": "gone" };',
      "reads/a.ts":
        'const header = "x-smart-id"; // smart\nconst isSmart = true;\nconst on = `the ${header} of a HX11`;',
      "src/demo/ecarx/a.ts": 'const code = "1402";\nconst host = "api.ecloudeu.com";',
      "src/demo/ecarx/smart/a.ts": 'const host = "api.ecloudeu.com";',
      "reads/b.ts":
        'const dead = "1501";\nconst most = 1501;\n/** Of a smart #1, HX11: 1501 */\nconst fine = "the 1501 others";',
    };
    try {
      for (const [name, text] of Object.entries(tree)) {
        const file = join(folder, name.startsWith("src/") ? name : `src/platforms/ecarx/${name}`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      const { status, stderr } = spawnSync(process.execPath, [check, folder], { encoding: "utf8" });
      assert.equal(status, 1);
      const places = stderr.split("\n").map((line) => line.split("  ")[0]?.replace("src/platforms/ecarx/", ""));
      assert.deepEqual(places.sort(), [
        "",
        "reads/a.ts:1",
        "reads/a.ts:2",
        "reads/a.ts:3",
        "reads/b.ts:1",
        "src/demo/ecarx/a.ts:2",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
