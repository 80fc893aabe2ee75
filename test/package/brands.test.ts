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

  it("are not named by nodes and dialogs, nor is Segway but by its own", () => {
    const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-brands-"));
    const tree = {
      "src/node-red/account/a.ts": 'const usual = "smart-eu"; // Segway\nconst page = "docs/lynkco.md";',
      "src/node-red/segway-control/a.ts": 'const mine = "segway";',
      "src/node-red/shared/a.ts": 'const type = "vehicle-cloud-segway-control";\nexport const isSegway = true;',
      "src/editor/a.js": 'const fleets = ["segway", "demo-ebikes"];',
      "src/editor/segway-form.js": 'const mine = "segway";',
      "src/editor/rows/a.html":
        '<p>\n<div data-offer="vin" class="fa fa-hashtag"></div>\n<div data-x="geely-em custom"></div>',
      "nodes/a.html": '<p data-platforms="demo-car"></p>',
    };
    try {
      for (const [name, text] of Object.entries(tree)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const { status, stderr } = spawnSync(process.execPath, [check, folder], { encoding: "utf8" });
      assert.equal(status, 1);
      const places = stderr
        .trim()
        .split("\n")
        .map((line) => line.split("  ")[0]);
      assert.deepEqual(places, [
        "src/node-red/account/a.ts:1",
        "src/node-red/shared/a.ts:2",
        "src/editor/a.js:1",
        "src/editor/a.js:1",
        "src/editor/rows/a.html:3",
        "nodes/a.html:1",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
