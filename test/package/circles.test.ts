import assert from "node:assert/strict";
import { lintTree } from "../support/lint-tree";

const lint = (files?: Record<string, string>) => lintTree("check-circles", files);

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
