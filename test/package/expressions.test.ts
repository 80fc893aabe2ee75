/** No regular expression may take quadratic time: texts of clouds, of messages and of strangers reach nearly all of them. */
import assert from "node:assert/strict";
import { analyse } from "scslre";
import ts from "typescript";
import { filesBelow, read } from "../support/package-facts";

interface Found {
  where: string;
  literal: RegExp;
}

function expressionsIn(file: string): Found[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, pattern = "", flags = ""] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${file}:${line + 1}`, literal: new RegExp(pattern, flags) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
const files = ["src", "nodes"].flatMap((folder) => filesBelow(folder, ".ts"));

describe("regular expressions of the package", () => {
  const all = files.flatMap(expressionsIn);

  it("are found", () => assert.ok(all.length > 80, String(all.length)));

  for (const { where, literal } of all) {
    it(`${where}: takes linear time`, () => {
      const { reports } = analyse({ source: literal.source, flags: literal.flags });
      assert.deepEqual(
        reports.map(({ type }) => type),
        [],
      );
    });
  }
});

describe("expressions that are put together", () => {
  // The editor's are of the owner's own pasted lines, in the owner's browser.
  it("are none: nobody could look at them here", () =>
    assert.deepEqual(
      files.filter((file) => /\bRegExp\(/.test(read(file))),
      [],
    ));
});

describe("waiting for a signal", () => {
  it("goes through one listener per signal: Node warns from the eleventh on", () => {
    const own = files.filter((file) => /addEventListener\(\s*"abort"/.test(read(file)));
    assert.deepEqual(own, ["src/base/abort.ts"]);
  });
});
