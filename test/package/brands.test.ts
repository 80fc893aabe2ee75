import assert from "node:assert/strict";
import { lintTree, places } from "../support/lint-tree";

const lint = (files?: Record<string, string>) => lintTree("check-brands", files);

const ecarx = "src/platforms/ecarx/";

describe("brands of the ECARX cloud", () => {
  it("are known to profiles only, and codes to their table", () => {
    assert.deepEqual(lint(), { status: 0, lines: [] });
  });

  it("are found elsewhere, in texts and in names, but not in comments", () => {
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
    const below = Object.entries(tree).map(([name, text]) => [name.startsWith("src/") ? name : ecarx + name, text]);
    const { status, lines } = lint(Object.fromEntries(below) as Record<string, string>);
    assert.equal(status, 1);
    assert.deepEqual(
      places(lines)
        .map((place) => place?.replace(ecarx, ""))
        .sort(),
      ["reads/a.ts:1", "reads/a.ts:2", "reads/a.ts:3", "reads/b.ts:1", "src/demo/ecarx/a.ts:2"],
    );
  });

  it("are not named by nodes and dialogs, nor is Segway but by its own", () => {
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
    const { status, lines } = lint(tree);
    assert.equal(status, 1);
    assert.deepEqual(places(lines), [
      "src/node-red/account/a.ts:1",
      "src/node-red/shared/a.ts:2",
      "src/editor/a.js:1",
      "src/editor/a.js:1",
      "src/editor/rows/a.html:3",
      "nodes/a.html:1",
    ]);
  });
});
