import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { builtHtml, lateCode } from "../support/editor-html";
import { filesBelow, nodeSets, plugins, read, readTexts, root } from "../support/package-facts";

type Texts = { [key: string]: string | Texts };

function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );
}

const textsOf = (language: string, set: string): Texts => readTexts(language, set) as Texts;

const runtime = [
  ...filesBelow("src/node-red", ".ts"),
  ...filesBelow("src/platforms/paste", ".ts"),
  ...filesBelow("nodes", ".ts"),
  "src/base/errors.ts",
]
  .map((file) => read(file))
  .join("\n");

/** Quoted words of a source: what a key may be made of when it is put together. */
const words = (source: string): Set<string> =>
  new Set(
    // Fields have dotted names: `"parkingMode.color"`.
    [...source.matchAll(/["'`\s:,{](?:\w+\.)?(\w[\w-]*)(?:\.\w+)?["'`\s:,}]/g)].flatMap(([whole, word]) =>
      /^"\w+\.\w+"$/.test(whole) ? whole.slice(1, -1).split(".") : [String(word)],
    ),
  );

function textAt(texts: Texts | string | undefined, key: string): string {
  return key.split(".").reduce<Texts | string | undefined>((found, part) => (found as Texts)[part], texts) as string;
}

const placeholders = (text: string): string[] => [...text.matchAll(/__\w+?__/g)].map(String).sort();

/** The sidebar is a plugin: it has texts of its own, and no node. */
for (const set of [...nodeSets, ...plugins]) {
  const type = `vehicle-cloud-${set}`;
  // The map's words stand with the geofence node.
  const html = builtHtml(set) + (set === "geofence" ? lateCode("fence-map") : "");
  const texts = textsOf("en-US", set);
  const keys = keysOf(texts[type] as Texts);

  describe(`texts of ${type}`, () => {
    it("stand below the type, and each is a text", () => {
      assert.deepEqual(Object.keys(texts), [type]);
      for (const key of keys) assert.match(key, /^[\w.-]+$/);
    });

    it("exist for every key that the dialog names", () => {
      const named = plugins.includes(set) ? /\bt\("([\w.-]+)"/g : new RegExp(`["'\\];]${type}\\.([\\w.-]+)["';]`, "g");
      const used = [...html.matchAll(named)].map(([, key]) => String(key));
      assert.ok(used.length >= 5);
      for (const key of used) assert.ok(key.endsWith(".") || keys.includes(key), `${key} has no text`);
    });

    it("are all used", () => {
      const sources = html + runtime;
      // `node._(node.type + ".result." + key)` and its like: the group is literal, the last part is a word of the code.
      const literal = [...sources.matchAll(/["'`](?:[\w-]+\.|\.)?(\w+)\.["'`]/g)];
      // A platform names the group of its own words for errors.
      const declared = [...html.matchAll(/"errors":"(\w+)"/g)];
      const groups = [...literal, ...declared].map(([, group]) => String(group));
      const spelled = words(sources);
      const unused = keys.filter((key) => {
        if (sources.includes(`${type}.${key}`) || sources.includes(`".${key}"`) || sources.includes(`"${key}"`))
          return false;
        const [group = "", ...rest] = key.split(".");
        const last = rest.join(".");
        if (group === "status" && runtime.includes(".status.")) return !spelled.has(last);
        return !(groups.includes(group) && (spelled.has(last) || html.includes(`"${last.replace(/_/g, ".")}"`)));
      });
      assert.deepEqual(unused, []);
    });

    for (const language of readdirSync(join(root, "nodes", "locales"))) {
      // A language may lag behind: what it lacks is shown in English.
      if (language === "en-US" || !existsSync(join(root, "nodes", "locales", language, `${set}.json`))) continue;
      it(`in ${language} have no key that English has not, and the same placeholders`, () => {
        const translated = textsOf(language, set);
        const extra = keysOf(translated).filter((key) => !keysOf(texts).includes(key));
        assert.deepEqual(extra, []);
        for (const key of keysOf(translated)) {
          assert.deepEqual(placeholders(textAt(translated, key)), placeholders(textAt(texts, key)), key);
        }
      });
    }
  });
}

describe("texts that many nodes have", () => {
  const sets = [...nodeSets, ...plugins];
  const html = sets.map((set) => read("nodes", `${set}.html`));

  for (const language of readdirSync(join(root, "nodes", "locales"))) {
    const parts = JSON.parse(read("src", "editor", "texts", `${language}.json`)) as Record<string, Texts>;

    it(`stand in ${language} with what at least two dialogs name`, () => {
      for (const part of Object.keys(parts)) {
        assert.ok(html.filter((each) => each.includes(`<!-- ${part} `)).length >= 2, part);
      }
    });

    it(`are in ${language} not said again by a node`, () => {
      const again = sets.flatMap((set, at) => {
        const own = (JSON.parse(read("nodes", "locales", language, `${set}.json`)) as Record<string, Texts>)[
          `vehicle-cloud-${set}`
        ]!;
        const mine = keysOf(own);
        return Object.entries(parts)
          .filter(([part]) => html[at]!.includes(`<!-- ${part} `))
          .flatMap(([, texts]) => keysOf(texts).map((key) => ({ key, text: textAt(texts, key) })))
          .filter(({ key, text }) => mine.includes(key) && textAt(own, key) === text)
          .map(({ key }) => `${set}: ${key}`);
      });
      assert.deepEqual(again, []);
    });
  }
});

describe("texts of the map of fences", () => {
  const map = (textsOf("en-US", "geofence")["vehicle-cloud-geofence"] as Texts)["map"] as Texts;
  const code = lateCode("fence-map") + read("src", "editor", "fence-map-button.js");

  it("exist for every key that its code names, whether it stands in a call, a choice or a button", () => {
    const named = [...code.matchAll(/\bt\((?:\w+ \? )?"([\w.]+)"(?: : "([\w.]+)")?|button\(\w+, "(\w+)"/g)];
    const keys = named.flatMap((found) => found.slice(1).filter(Boolean)).map(String);
    assert.ok(keys.length > 40, `${keys.length}`);
    for (const key of keys) assert.ok(keysOf(map).includes(key), `${key} has no text`);
  });
});
