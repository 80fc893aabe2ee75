import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { root } from "../support/package-facts";

function run(misbehave: string): { status: number | null; output: string } {
  const mocha = require.resolve("mocha/bin/mocha.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [mocha, "test/fixtures/guard/misbehaves.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, MISBEHAVE: misbehave },
  });
  return { status, output: stdout + stderr };
}

describe("the guard of every test run", () => {
  it("lets a test pass that does nothing wrong", () => {
    assert.equal(run("nothing").status, 0);
  });

  for (const [misbehave, complaint] of [
    ["rejection", /unhandled rejection: Error: nobody looks at this/],
    ["address", /connection to 192\.0\.2\.1/],
    ["name", /connection to cloud\.example\.invalid/],
    ["fetch", /connection to cloud\.example\.invalid/],
    ["lookup", /connection to cloud\.example\.invalid \(192\.0\.2\.1\)/],
  ] as const) {
    it(`fails the run on: ${misbehave}`, () => {
      const { status, output } = run(misbehave);
      assert.notEqual(status, 0);
      assert.match(output, complaint);
      assert.match(output, /during "a test misbehaves"/);
    });
  }
});
