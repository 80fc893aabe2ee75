// In src/platforms/ecarx only profiles/ knows brands (part of `npm run lint`): elsewhere no text and no name in the code may
// hold a brand or the letters of a series, and codes of the cloud stand in session/codes.ts alone. Comments may say anything.
// Files of sign-in/ are of the brand whose profile points to them, and the list of catalogue ids is the catalogue's.
// No node but Segway's own, and no dialog, names a platform: what one offers stands with it (src/platforms/dialog.ts).
// In the demo of this cloud brands have folders of their own below src/demo/ecarx; its codes are what it answers with.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ts = createRequire(import.meta.url)("typescript");

const client = "src/platforms/ecarx/";
const demo = ["src/demo/ecarx/", "src/demo/car/"];
const free = ["profiles/", "sign-in/", "catalogue/endpoint-ids.ts"];
const codes = "src/platforms/ecarx/session/codes.ts";

/** In texts and in names of the code alike. */
const brand = /smart|hashtag|lynk|geely|gkui|galaxy|zeekr|lotus|volvo|ecloud(?:eu|kr|us)|xchanger/i;
/** Series of cars: `HX`, `HC11`, `GY5`, and the like, as a word. */
const series = /(?<![A-Za-z])(?:H[XCY]|CX|DX|GY|KX)\d{0,2}(?![A-Za-z])/;
/** Nodes and dialogs, apart from those that are Segway's own. */
const above = ["src/node-red/", "src/editor/", "nodes/"];
const ofSegway = /^(?:src\/node-red\/(?:segway-control|webhook)\/|(?:src\/editor|nodes)\/(?:segway|webhook)-)/;
const platform = new RegExp(`${brand.source}|segway|\\bdemo-(?:car|ebikes)`, "i");
/** An icon, and pages of docs/. */
const noPlatform = /\bfa-hashtag\b|\bdocs\/[\w-]+\.md\b/g;
/** Types of nodes, and the keys of their texts. */
const nodeType = /^(?:vehicle-cloud-)?segway-(?:control|webhook-in)$/;
/** What stands in quotes: attributes, and texts of scripts. */
const htmlWords = (text) =>
  text.split("\n").flatMap((line, at) => [...line.matchAll(/"([^"]*)"/g)].map(([, word]) => ({ word, line: at + 1 })));

/** Whole texts of four digits. */
const code = /^\d{4}$/;

/** What stands in a file's code: every text and every name, with its line. */
function words(text, name) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText || ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isNumericLiteral(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      // `1402:` and `"1402":` are the same key.
      found.push({
        word: node.text,
        line,
        isText: isText || (ts.isPropertyAssignment(node.parent) && node.parent.name === node),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The files that must know no brand. */
function filesOf(root) {
  const below = (folder, recursive) =>
    (existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive }) : [])
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".ts"));
  return [
    ...below(client, true)
      .filter((name) => !free.some((one) => name.startsWith(one)))
      .map((name) => client + name),
    ...demo.flatMap((folder) => below(folder, false).map((name) => folder + name)),
  ];
}

function filesAbove(root) {
  return above
    .flatMap((folder) =>
      (existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true }) : [])
        .map((name) => folder + name.replaceAll("\\", "/"))
        .filter((name) => /\.(?:ts|js|html)$/.test(name)),
    )
    .filter((name) => !ofSegway.test(name) && !/^nodes\/locales\/|^src\/editor\/help\//.test(name));
}

/** All offences of a tree, as lines to print. */
export function check(root) {
  const offences = [];
  for (const file of filesOf(root)) {
    for (const { word, line, isText } of words(readFileSync(join(root, file), "utf8"), file)) {
      if (brand.test(word) || series.test(word)) offences.push(`${file}:${line}  ${word}  belongs into a profile`);
      else if (isText && file.startsWith(client) && file !== codes && code.test(word)) {
        offences.push(`${file}:${line}  ${word}  is a code: give its row in ${codes} a member that says so`);
      }
    }
  }
  for (const file of filesAbove(root)) {
    const text = readFileSync(join(root, file), "utf8");
    const found = file.endsWith(".html") ? htmlWords(text) : words(text, file);
    for (const { word, line } of found) {
      if (!platform.test(word.replace(noPlatform, "")) || nodeType.test(word)) continue;
      offences.push(`${file}:${line}  ${word}  belongs into what the platform offers (src/platforms/dialog.ts)`);
    }
  }
  return offences;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const offences = check(
    process.argv[2] ? resolve(process.argv[2]) : join(dirname(fileURLToPath(import.meta.url)), ".."),
  );
  for (const line of offences) console.error(line);
  process.exit(offences.length > 0 ? 1 : 0);
}
