/** `npm run trace`, on places that Node itself told for the built files. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { read, root } from "../support/package-facts";

const trace = (input: string): string =>
  spawnSync(process.execPath, [join(root, "scripts", "trace.mjs")], { cwd: root, input, encoding: "utf8" }).stdout;

/** What the source says at a place the trace names. */
function lineAt(place: string): string {
  const [file = "", line] = place.split(":");
  return file && read(file).split("\n")[Number(line) - 1]!.trim();
}

describe("npm run trace", function () {
  this.timeout(180_000);

  /** The stack of what a piece of code throws that uses the built package. */
  const thrown = (code: string): string =>
    spawnSync(process.execPath, ["-e", `try { ${code} } catch (error) { console.log(error.stack) }`], {
      cwd: root,
      encoding: "utf8",
    }).stdout;

  it("names the line of the source for each line of the package in a stack", () => {
    const stack = thrown(
      `require("./dist/src/platforms/ecarx/session/signing.js").canonicalQuery({ get a() { throw new Error('x') } })`,
    );
    const place = /src\/platforms\/ecarx\/session\/signing\.ts:\d+:\d+/.exec(trace(stack))?.[0] ?? "";
    assert.match(lineAt(place), /Object\.entries\(query\)/);
    assert.ok(!trace(stack).includes("dist/src"));
  });

  it("does so where the compiler has put lines of its own at the top", () => {
    const stack = thrown(`require("./dist/src/platforms/segway/push-signature.js").verifySegwayPush(null, "")`);
    const place = /src\/platforms\/segway\/push-signature\.ts:\d+:\d+/.exec(trace(stack))?.[0] ?? "";
    assert.match(lineAt(place), /Buffer\.byteLength\(rawBody\)/);
  });

  it("leaves everything else as it is", () => {
    const other = "Error: x\n    at run (node:internal/modules:1:2)\n    at /tmp/flow/index.js:3:4\n";
    assert.equal(trace(other), other);
  });
});
