/** German and Chinese against English: nothing missing, nothing left over, nothing left in English, and set as the language is. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { plugins, read, readHelp, readTexts, root } from "../support/package-facts";

type Texts = { [key: string]: string | Texts };
interface Token {
  tag: string;
  attributes: string;
}

const english = "en-US";
const languages = ["de", "zh-CN"];
const folder = (language: string): string => join("nodes", "locales", language);
const filesOf = (language: string): string[] => readdirSync(join(root, folder(language))).sort();
const sets = filesOf(english)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

function flat(texts: Texts, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
}

const textsOf = (language: string, set: string): Map<string, string> =>
  new Map(flat(readTexts(language, set) as Texts));
/** A plugin of the editor has no help. */
const helpOf = (language: string, set: string): string => (plugins.includes(set) ? "" : readHelp(language, set));

const placeholders = (text: string): string[] => [...text.matchAll(/__\w+?__/g)].map(([name]) => name).sort();

/** Tags in order with their attributes; inline tags may stand elsewhere in another language's sentence, so only counted. */
const tokens = (html: string): Token[] =>
  [...html.matchAll(/<(\/?\w+)([^>]*)>/g)].map(([, tag = "", attributes = ""]) => ({ tag, attributes }));
const inline = /^\/?(code|strong|span|a)$/;
const blocks = (html: string): string[] =>
  tokens(html)
    .filter(({ tag }) => !inline.test(tag))
    .map(({ tag, attributes }) => `${tag}${attributes}`.trim());
const inlines = (html: string): string[] =>
  tokens(html)
    .filter(({ tag, attributes }) => inline.test(tag) && !attributes.includes("property-type"))
    .map(({ tag, attributes }) => `${tag} ${attributes.replace(/\s+/g, " ").trim()}`.trim())
    .sort();

const contents = (html: string, tag: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}\\s*>`, "g"))].map(([, text = ""]) =>
    text
      .replace(/<span\b[\s\S]*?<\/span\s*>/g, "")
      .replace(/<[^>]+>/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  );

const plain = (text: string): string => text.replace(/\s+/g, " ").toLowerCase();

/** What the dialogs say in English, with what they say instead. */
function dialogTexts(language: string): [string, string][] {
  return sets.flatMap((set) => {
    const translated = textsOf(language, set);
    return [...textsOf(english, set)].map(([key, text]): [string, string] => [
      plain(text),
      plain(translated.get(key) ?? ""),
    ]);
  });
}

/** Names of properties, values and hosts stay; names of fields and buttons are those that the dialog shows in that language. */
function assertSameNames(language: string, here: string[], there: string[]): void {
  const shown = dialogTexts(language);
  const translates = (original: string, name: string): boolean =>
    shown.some(([from, to]) => from.includes(plain(original)) && to.includes(plain(name)));
  const translatesList = (original: string, name: string): boolean => {
    const [originals, names] = [original.split(", "), name.split(/, |、/)];
    return originals.length === names.length && originals.every((part, at) => translates(part, names[at] ?? ""));
  };
  const left = [...here];
  const unmatched = there.filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  for (const name of unmatched) {
    const at = left.findIndex((original) => translates(original, name) || translatesList(original, name));
    assert.ok(at >= 0, `"${name}" is not in the English help, nor in the dialog`);
    left.splice(at, 1);
  }
  assert.deepEqual(left, [], "left out");
}

/** Columns on the canvas: a Chinese character is as wide as two Latin ones. */
const width = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2E80-\u9FFF\uFF00-\uFFEF]/.test(character) ? 2 : 1), 0);

/** Values that are the same in both languages on purpose: names, units, loanwords. */
const same: Record<string, RegExp> = {
  de: /^(N|Name|Status|Position|Firmware|Geofences|Parameter|Pause|Segway|orange|cyan|%|__n__\u00A0?\s?(s|min|h|d)|__n__\/min|https:\S+|__\w+__ \(__\w+__\))$/,
  "zh-CN": /^(Segway|%|https:\S+)$/,
};
/** Words that only English has. */
const englishWords =
  /\b(the|and|is|are|not|with|without|vehicle|vehicles|account|sign-in|refused|seconds|minutes|hours|from|when|which|this|that|by|of|for|yet|asks?|readings?)\b/i;

/** What was cut out of a text stays as a mark, so that its neighbours do not become neighbours of each other. */
const cut = "\u2060";

/** Without what is no prose: names as messages hold them, code, addresses. */
const prose = (text: string): string =>
  text
    .replace(/<(code|dt)\b[\s\S]*?<\/\1\s*>/g, cut)
    .replace(/<[^>]+>/g, cut)
    .replace(/= "[^"]*"|"skipped"/g, cut)
    .replace(/https?:\S+|msg\.\w+(\.\w+)*|payload\.\w+|__\w+?__|\{[^}]*\}|\bx-[a-z-]+|\/v2\/vehicle\/alert/g, cut)
    .replace(/\s*\n\s*/g, cut);

const cjk = "\\u4E00-\\u9FFF";
/** What must not stand in a text of the language, with the reason. */
const forbidden: Record<string, [RegExp, string][]> = {
  de: [
    [/"/, "„…“ are the quotation marks"],
    [/\d %/, "a no-break space stands before %"],
    [/\d%/, "a no-break space stands before %"],
    [/\d (km|kW|kWh|V|°C|min|KB)\b/, "a no-break space stands before a unit"],
    [/\d\.\d+ ?(°|%|V|km|kW)/, "the decimal mark is a comma"],
    [/z\. ?B\./, "a no-break space stands in z. B."],
    [/\bVIN\b/, "it is called FIN"],
    [/\b(du|dein|deine|deinen|dir|dich)\b/, "the reader is addressed as Sie, as Node-RED does"],
  ],
  "zh-CN": [
    [/"/, "“…” are the quotation marks"],
    [new RegExp(`[${cjk}][,;:?!.]`), "punctuation after Chinese is full width"],
    [new RegExp(`[,;:?!][${cjk}]`), "punctuation before Chinese is full width"],
    [new RegExp(`[${cjk}][A-Za-z0-9]|[A-Za-z0-9][${cjk}]`), "a space stands between Chinese and Latin"],
    [/[，。；：？！、（“] | [，。；：？！、）”]/, "no space stands beside full-width punctuation"],
    [new RegExp(`[${cjk}] [${cjk}]`), "no space stands between Chinese characters"],
    [/[帳戶車輛電雲錄應這個]/, "the characters are simplified"],
  ],
};

const headings: Record<string, Record<string, string>> = {
  de: { Inputs: "Eingangsdaten", Outputs: "Ausgangsdaten", Details: "Details", References: "Referenzen" },
  "zh-CN": { Inputs: "输入", Outputs: "输出", Details: "详细", References: "参考" },
};

for (const language of languages) {
  describe(`the texts in ${language}`, () => {
    it("are there for every node set", () => {
      assert.deepEqual(filesOf(language), filesOf(english));
    });

    for (const set of sets) {
      describe(set, () => {
        const originals = textsOf(english, set);
        const texts = textsOf(language, set);

        it("has every key, in the same order, and none besides", () => {
          assert.deepEqual([...texts.keys()], [...originals.keys()]);
        });

        it("keeps every placeholder", () => {
          for (const [key, text] of originals) {
            assert.deepEqual(placeholders(texts.get(key) ?? ""), placeholders(text), key);
          }
        });

        it("leaves nothing in English", () => {
          for (const [key, text] of texts) {
            assert.notEqual(text.trim(), "", key);
            const expected = text === originals.get(key) ? same[language] : undefined;
            if (expected) assert.match(text, expected, key);
            assert.doesNotMatch(prose(text), englishWords, key);
          }
          const help = prose(helpOf(language, set));
          const word = englishWords.exec(help);
          assert.equal(word, null, word ? help.slice(Math.max(0, word.index - 60), word.index + 60) : "");
        });

        it("has status texts that fit below a node", () => {
          for (const [key, text] of texts) {
            const shown = text.replace(/__\w+__/g, "999");
            if (key.includes(".status.")) assert.ok(width(shown) < 20, `${key}: ${text}`);
            if (key.includes(".refused.")) assert.ok(width(shown) < 30, `${key}: ${text}`);
          }
        });

        it("is set as the language is", () => {
          const all: [string, string][] = [...texts, ["help", helpOf(language, set)]];
          for (const [key, text] of all) {
            const bare = prose(text);
            for (const [pattern, reason] of forbidden[language] ?? []) {
              const found = pattern.exec(bare);
              const place = found ? bare.slice(Math.max(0, found.index - 20), found.index + 20) : "";
              assert.equal(found, null, `${key}: ${reason}: ${place}`);
            }
          }
        });

        it("opens and closes every block of its help", () => {
          for (const help of [helpOf(english, set), helpOf(language, set)]) {
            const open: string[] = [];
            for (const { tag } of tokens(help)) {
              if (/^(br|hr|img|input)$/.test(tag)) continue;
              if (tag.startsWith("/")) assert.equal(open.pop(), tag.slice(1));
              else open.push(tag);
            }
            assert.deepEqual(open, []);
          }
        });

        it("explains the same in its help, section by section", () => {
          const original = helpOf(english, set);
          const help = helpOf(language, set);
          assert.deepEqual(blocks(help), blocks(original));
          assert.deepEqual(
            contents(help, "h3"),
            contents(original, "h3").map((heading) => headings[language]?.[heading]),
          );
          const links = (html: string): string[] => [...html.matchAll(/href="([^"]+)"/g)].map(([, to = ""]) => to);
          assert.deepEqual(links(help).sort(), links(original).sort());
        });

        it("names the same properties, values and codes in its help", () => {
          const original = helpOf(english, set);
          const help = helpOf(language, set);
          assertSameNames(language, contents(original, "code"), contents(help, "code"));
          assertSameNames(language, contents(original, "dt"), contents(help, "dt"));
          assert.deepEqual(inlines(help), inlines(original));
        });
      });
    }
  });
}

describe("the quick starts", () => {
  for (const language of languages) {
    it(`in ${language} give the same commands and example as the README, which links it`, () => {
      const readme = read("README.md");
      const quickStart = read("docs", `README.${language}.md`);
      assert.ok(readme.includes(`](docs/README.${language}.md)`), "linked from the README");
      assert.match(quickStart, /\]\(\.\.\/README\.md\)/);
      for (const command of ["npm ci && npm start", "npm install @vehicle-cloud/node-red-vehicle-cloud"]) {
        assert.ok(readme.includes(command) && quickStart.includes(command), command);
      }
      for (const [, target = ""] of quickStart.matchAll(/\]\(\.\.\/([\w./-]+)/g)) read(target);
      const shown = textsOf(language, "account");
      for (const key of ["platform.smart-eu", "button.test"]) {
        assert.ok(quickStart.includes(shown.get(`vehicle-cloud-account.${key}`) ?? "?"), key);
      }
    });
  }
});
