/** What the coverage of `.ci/run` is measured over. */
import assert from "node:assert/strict";
import { filesBelow, read } from "../support/package-facts";

interface Settings {
  include: string[];
  exclude: string[];
  "check-coverage": boolean;
  lines: number;
  branches: number;
}

const settings = JSON.parse(read(".c8rc.json")) as Settings;

/** Whether nothing of a file would be left once it is compiled: no value, no function, nothing handed on. */
const onlyTypes = (file: string): boolean =>
  !/^(export )?(default |async |abstract )*(const|let|function|class|enum) |^export (\*|\{)|^[\w.]+\(|require\(/m.test(
    read(file),
  );

describe("the coverage", () => {
  it("leaves out the files that hold types only, and no other code of the package", () => {
    const files = [...filesBelow("src", ".ts"), ...filesBelow("nodes", ".ts")];
    const left = settings.exclude.filter((path) => path !== "src/editor/**");
    assert.deepEqual(left.sort(), files.filter(onlyTypes).sort());
    assert.deepEqual(settings.include, ["src/**/*.ts", "nodes/**/*.ts"]);
  });

  it("is checked where everything is, on the suite as the README runs it", () => {
    assert.equal(settings["check-coverage"], true);
    assert.ok(settings.lines >= 97 && settings.branches >= 92);
    assert.match(read(".ci/run"), /\bc8 npm test\b/);
  });
});
