/** The rules by which the flow library and its scorecard judge a package, as far as they can be checked without them. */
import assert from "node:assert/strict";
import { parse } from "acorn";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NodeAPI } from "node-red";
import { nodeHtml, registrations, scripts, builtHtml } from "../support/editor-html";
import {
  allExamples,
  exampleNames,
  filesBelow,
  nodeSets,
  packageJson,
  plugins,
  read,
  readHelp,
  root,
} from "../support/package-facts";

const registered = nodeSets.flatMap((set) => registrations(nodeHtml(set)).map((entry) => ({ set, ...entry })));

/** What the runtime half of a set registers: its types, each with the credentials it declares. */
function registeredAtRuntime(set: string): Record<string, string[]> {
  const types: Record<string, string[]> = {};
  // A Node-RED that takes everything and does nothing: registration must need no more than that.
  const anything: unknown = new Proxy(() => undefined, {
    get: (_target, key) => (key === Symbol.toPrimitive ? () => "" : anything),
    apply: () => anything,
  });
  const nodes = {
    registerType: (type: string, _constructor: unknown, options?: { credentials?: object }) => {
      types[type] = Object.keys(options?.credentials ?? {}).sort();
    },
  };
  const red = new Proxy({}, { get: (_target, key) => (key === "nodes" ? nodes : anything) }) as NodeAPI;
  const module = require(join(root, "nodes", `${set}.ts`)) as ((red: NodeAPI) => void) & {
    default?: (red: NodeAPI) => void;
  };
  (module.default ?? module)(red);
  return types;
}

describe("the flow library's rules", () => {
  it("P01, P03: licence, repository and a place for bugs are named", () => {
    assert.equal(packageJson.license, "MIT");
    assert.match(read("LICENSE"), /^MIT License\n/);
    assert.match(packageJson.repository.url, /^git\+https:\/\//);
    assert.match(packageJson.bugs.url, /^https:\/\//);
  });

  it("P04, P05: the name is scoped, and keywords let people find it", () => {
    assert.match(packageJson.name, /^@[a-z-]+\/node-red-[a-z-]+$/);
    const wanted =
      "node-red smart hello-smart smart-1 smart-3 smart-5 hashtag ev car charging lynkco 领克 geely ecarx segway ninebot ebike fleet";
    for (const word of wanted.split(" ")) assert.ok(packageJson.keywords.includes(word), `keyword ${word}`);
  });

  it("P06, P07: it says which Node-RED and which Node it runs on", () => {
    assert.equal(packageJson["node-red"].version, ">=4.0.0");
    const floor = Number(/^>=(\d+)$/.exec(packageJson.engines.node)?.[1]);
    assert.ok(floor <= 20, "Node 20 is the one Node-RED 4 is used on, and 22.9 the floor of Node-RED 5");
  });

  it("D01: at most six dependencies, and Node-RED is not one of them", () => {
    const names = Object.keys(packageJson.dependencies);
    assert.ok(names.length <= 6, names.join(", "));
    assert.ok(!names.some((name) => name.startsWith("node-red")));
  });

  it("N01: every type is registered by a literal name with our prefix, once, in the html and in the runtime", () => {
    assert.deepEqual(registered.map(({ type }) => type).sort(), nodeSets.map((set) => `vehicle-cloud-${set}`).sort());
    for (const { set, type, credentials } of registered) {
      assert.deepEqual(registeredAtRuntime(set), { [type]: Object.keys(credentials).sort() });
    }
  });

  it("N02: every flow node is used in an example", () => {
    const used = new Set(allExamples().map(({ type }) => type));
    for (const { type, definition } of registered) {
      if (definition["category"] !== "config") assert.ok(used.has(type), type);
    }
    assert.ok(exampleNames.length >= 3);
  });
});

describe("each node's html", () => {
  for (const { set, type, definition, defaults } of registered) {
    it(`${type}: has its three parts, literal appearance and permitted names`, () => {
      const html = nodeHtml(set);
      assert.match(html, new RegExp(`<script type="text/html" data-template-name="${type}">`));
      const help = readHelp("en-US", set);
      assert.match(help, new RegExp(`<script type="text/html" data-help-name="${type}">\\s*<p>`));
      for (const name of Object.keys(defaults)) {
        assert.ok(name.length > 1 && !["id", "type", "wires", "inputs", "outputs"].includes(name), name);
      }
      if (definition["category"] === "config") return;
      assert.equal(definition["category"], "vehicle cloud");
      assert.match(String(definition["color"]), /^#[0-9A-F]{6}$/);
      assert.ok(existsSync(join(root, "icons", String(definition["icon"]))), String(definition["icon"]));
      assert.match(help, /<h3>Inputs<\/h3>[\s\S]*<h3>Outputs<\/h3>[\s\S]*<h3>Details<\/h3>/);
    });

    it(`${type}: every setting can be changed in the dialog, and every label belongs to a field`, () => {
      const html = builtHtml(set);
      const prefix = definition["category"] === "config" ? "node-config-input-" : "node-input-";
      for (const name of Object.keys(defaults)) {
        if (name === "configVersion") continue;
        const elsewhere = new RegExp(`\\bthis\\.${name} = |\\bnode\\.${name} = `);
        assert.ok(html.includes(`${prefix}${name}`) || elsewhere.test(html), name);
      }
      const template = scripts(html).find(({ attributes }) => attributes.includes("data-template-name"))?.text ?? "";
      const ids = new Set([...template.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
      for (const [, target] of template.matchAll(/<label[^>]*\bfor="([^"]+)"/g)) assert.ok(ids.has(target), target);
    });
  }

  it("parses as plain JavaScript, every script of it, and loads nothing from elsewhere", () => {
    for (const set of [...nodeSets, ...plugins]) {
      const html = builtHtml(set);
      assert.doesNotMatch(html, /<(script|img|link|iframe)[^>]+(src|href)=/);
      for (const { attributes } of scripts(html)) assert.match(attributes, /type="text\/(javascript|html)"/);
    }
    for (const file of filesBelow("src/editor", ".js")) {
      const code = read(file);
      assert.doesNotMatch(code, /^\s*(import|export)\b/m, file);
      assert.doesNotThrow(() => parse(code, { ecmaVersion: 2022, sourceType: "script" }), file);
    }
  });
});
