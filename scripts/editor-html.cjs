// What an html of a node and its help name and the build puts in: rows, facts, paragraphs, texts. Used by the tests, too.
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const editor = join(__dirname, "..", "src", "editor");

/** A value of src/editor-facts.ts as code. */
function source(value) {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(source).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${source(member)}`);
  return `{${members.join(",")}}`;
}

/**
 * What the runtime knows and a dialog shows stands once, in the runtime; an html names the facts that its scripts need. `facts`
 * is asked for them only then.
 */
function withFacts(html, facts, name) {
  return html.replace(/^[ \t]*<!-- facts: (\w+) -->[ \t]*$/gm, (_line, fact) => {
    const all = facts();
    if (!Object.hasOwn(all, fact)) throw new Error(`${name} asks for the facts "${fact}", which there are not`);
    const target = "(window.vehicleCloudEditor = window.vehicleCloudEditor || {})";
    return `<script type="text/javascript">\n{ const e = ${target}; (e.facts = e.facts || {}).${fact} = ${source(all[fact])}; }\n</script>`;
  });
}

/**
 * Rows that many dialogs have stand once in src/editor/rows; an html names them, with attributes of their own if need be: one that
 * the row names in braces is put there, all others take the place of its `{more}`.
 */
function withRows(html, name) {
  const type = /data-template-name="([^"]+)"/.exec(html)?.[1];
  return html.replace(/^[ \t]*<!-- row: (\w+)((?: [\w-]+="[^"]*")*) -->[ \t]*\n/gm, (_line, row, given) => {
    const file = join(editor, "rows", `${row}.html`);
    if (!existsSync(file)) throw new Error(`${name} asks for the row "${row}", which there is not`);
    let text = readFileSync(file, "utf8").replaceAll("{type}", type);
    let more = "";
    for (const [whole, word, value] of given.matchAll(/ ([\w-]+)="([^"]*)"/g)) {
      if (text.includes(`{${word}}`)) text = text.replaceAll(`{${word}}`, value);
      else more += whole;
    }
    text = text.replaceAll(" {more}", more);
    const lacks = /\{\w+\}/.exec(text);
    if (lacks) throw new Error(`${name} does not say what ${lacks[0]} is in the row "${row}"`);
    return text;
  });
}

/** Paragraphs that the help of several nodes has stand once in src/editor/help, by language; one may name another. */
function withHelp(html, language) {
  return html.replace(/^[ \t]*<!-- help: ([\w-]+) -->[ \t]*\n/gm, (_line, part) =>
    withHelp(readFileSync(join(editor, "help", language, `${part}.html`), "utf8"), language),
  );
}

/** `own` over `shared`, group by group. */
function over(shared, own) {
  const merged = { ...shared };
  for (const [key, value] of Object.entries(own)) {
    const both = typeof value === "object" && typeof merged[key] === "object";
    merged[key] = both ? over(merged[key], value) : value;
  }
  return merged;
}

/**
 * Texts that many nodes have stand once in src/editor/texts, by what the html names that needs them: `row: vehicle` brings its
 * label, `inline: src/editor/vehicle-picker.js` what goes wrong with vehicles. Where a node has a text of its own, that is taken.
 */
function withTexts(texts, html, language) {
  const file = join(editor, "texts", `${language}.json`);
  if (!existsSync(file)) return texts;
  const parts = Object.entries(JSON.parse(readFileSync(file, "utf8"))).filter(([part]) =>
    html.includes(`<!-- ${part} `),
  );
  const shared = parts.reduce((all, [, part]) => over(all, part), {});
  return Object.fromEntries(Object.entries(texts).map(([type, own]) => [type, over(shared, own)]));
}

module.exports = { withFacts, withRows, withHelp, withTexts };
