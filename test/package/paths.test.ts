import assert from "node:assert/strict";
import { lintTree, places } from "../support/lint-tree";

const lint = (files?: Record<string, string>) => lintTree("check-paths", files);

describe("paths of the cloud", () => {
  it("stand in the catalogue only, but for those that are counted", () => {
    assert.deepEqual(lint(), { status: 0, lines: [] });
  });

  it("are found elsewhere, as plain texts and as templates, each with its line", () => {
    const tree = {
      "src/platforms/ecarx/catalogue/endpoints.json": JSON.stringify([{ id: "a", path: "/remote-control/a/{vin}" }]),
      "src/platforms/ecarx/a.ts": 'const a = "/remote-control/b";\nconst b = `/remote-control/a/${a}`;',
      "src/platforms/ecarx/b.ts": 'const a = "/elsewhere/b"; // "/remote-control/b"',
      "src/demo/a.ts": 'const a = "/remote-control/b";',
    };
    const { status, lines } = lint(tree);
    assert.equal(status, 1);
    assert.deepEqual(places(lines), ["src/platforms/ecarx/a.ts:1", "src/platforms/ecarx/a.ts:2"]);
  });
});
