import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { basename, join, resolve } from "node:path";
import { packageJson } from "../../support/package-facts";

const root = resolve(__dirname, "../../..");

const parts = packageJson["node-red"] as Record<"nodes" | "plugins", Record<string, string>>;
/** All that Node-RED loads of the package when it starts: its nodes and its plugin, as package.json names them. */
const names = [...Object.values(parts.nodes), ...Object.values(parts.plugins)].map((file) => basename(file, ".js"));

/** Loads and registers nodes in a process of its own; tells which files that read. */
function filesLoaded(): string[] {
  const script = `
    const take = () => undefined;
    const red = { auth: { needsPermission: () => take }, httpAdmin: { get: take, post: take }, nodes: { registerType: take }, plugins: { registerPlugin: take } };
    const mark = new Set(Object.keys(require.cache));
    for (const name of ${JSON.stringify(names)}) require(${JSON.stringify(join(root, "nodes"))} + "/" + name + ".ts")(red);
    console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !mark.has(file))));
  `;
  const args = ["--import", "tsx", "--input-type=commonjs", "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", cwd: root })) as string[];
}

describe("loading the nodes", () => {
  it("reads the nodes and what registers them; the client, axios and Mustache wait for their first use", () => {
    const files = filesLoaded().map((file) => file.slice(root.length + 1));
    assert.ok(names.length >= 10);
    for (const name of names) assert.ok(files.includes(join("nodes", `${name}.ts`)), name);
    const other = files.filter((file) => !/^(nodes|src[\\/]node-red)[\\/]/.test(file));
    assert.deepEqual(other, []);
    assert.equal(files.length <= 20, true);
  });
});
