// Writes into each example the settings that its nodes lack, as their dialogs begin with them.
import { readFileSync, writeFileSync } from "node:fs";
import prettier from "prettier";
import { require as load } from "tsx/cjs/api";

const { nodeHtml, registrations } = load("../test/support/editor-html.ts", import.meta.url);
const { filesBelow, nodeSets } = load("../test/support/package-facts.ts", import.meta.url);
const defaultsOf = new Map(
  nodeSets.flatMap((set) => registrations(nodeHtml(set))).map(({ type, defaults }) => [type, defaults]),
);

/** The version stays the last of the settings. */
function filled(node) {
  const missing = Object.entries(defaultsOf.get(node.type) ?? {}).filter(([name]) => !Object.hasOwn(node, name));
  const added = missing.map(([name, { value }]) => [name, value]);
  const own = Object.entries(node);
  const version = own.findIndex(([name]) => name === "configVersion");
  own.splice(version < 0 ? own.length : version, 0, ...added);
  return added.length === 0 ? node : Object.fromEntries(own);
}

for (const file of filesBelow("examples", ".json")) {
  const flow = JSON.parse(readFileSync(file, "utf8"));
  const whole = flow.map(filled);
  if (whole.every((node, at) => node === flow[at])) continue;
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(JSON.stringify(whole, null, 2), { ...options, filepath: file }));
  console.log(`${file}: filled`);
}
