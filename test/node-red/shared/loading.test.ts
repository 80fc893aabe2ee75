import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

/** Loads and registers nodes in a process of its own; tells which files that read. */
function filesLoaded(): string[] {
  const script = `
    const take = () => undefined;
    const red = { auth: { needsPermission: () => take }, httpAdmin: { get: take, post: take }, nodes: { registerType: take } };
    const mark = new Set(Object.keys(require.cache));
    for (const name of ["account", "status", "command", "charge"]) require(${JSON.stringify(join(root, "nodes"))} + "/" + name + ".ts")(red);
    console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !mark.has(file))));
  `;
  const args = ["--import", "tsx", "--input-type=commonjs", "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", cwd: root })) as string[];
}

describe("loading the nodes", () => {
  it("reads the nodes and what registers them; the client, axios and Mustache wait for their first use", () => {
    const files = filesLoaded().map((file) => file.slice(root.length + 1));
    assert.equal(files.includes(join("nodes", "status.ts")), true);
    const other = files.filter((file) => !/^(nodes|src[\\/]node-red)[\\/]/.test(file));
    assert.deepEqual(other, []);
    assert.equal(files.length <= 20, true);
  });
});
