// Paths of a cloud stand in its catalogue only (part of `npm run lint`): a text in src/ that begins like a path of the ECARX
// catalogue is an offence elsewhere. What stood elsewhere when the rule came is listed with its number, which must only shrink.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ts = createRequire(import.meta.url)("typescript");

/** Files that still write such paths themselves, and how many. Take a path out, and lower its number; never raise one. */
const tolerated = JSON.parse(readFileSync(new URL("known-path-literals.json", import.meta.url), "utf8"));

/** Segway's own paths, of which some begin alike. */
const segwayCatalogue = "src/platforms/segway/endpoints.ts";

/** Every text of a file that begins with one of the folders, with its line. */
function literals(text, name, folders) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) && folders.has(/^\/([^/]+)\//.exec(node.text)?.[1])) {
      found.push({ path: node.text, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** All offences of a tree, as lines to print. */
export function check(root, allowed = tolerated) {
  const catalogue = JSON.parse(readFileSync(join(root, "src/platforms/ecarx/catalogue/endpoints.json"), "utf8"));
  const folders = new Set(catalogue.map(({ path }) => path.split("/")[1]).filter(Boolean));
  const files = readdirSync(join(root, "src"), { recursive: true })
    .map((name) => `src/${name.replaceAll("\\", "/")}`)
    // The demo is the other side of the wire: what it serves is written down apart, so that an error in one shows.
    .filter((name) => name.endsWith(".ts") && !name.startsWith("src/demo/") && name !== segwayCatalogue);
  const offences = [];
  for (const file of files) {
    const found = literals(readFileSync(join(root, file), "utf8"), file, folders);
    const limit = allowed[file] ?? 0;
    if (found.length > limit) {
      for (const { path, line } of found)
        offences.push(`${file}:${line}  ${path}  stands in the catalogue: use it from there`);
    } else if (found.length < limit) {
      offences.push(`${file}  has ${found.length} path(s), known-path-literals.json says ${limit}: lower it`);
    }
  }
  for (const file of Object.keys(allowed)) {
    if (!existsSync(join(root, file))) offences.push(`${file}  is gone: take it out of known-path-literals.json`);
  }
  return offences;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv[2];
  const offences = given ? check(resolve(given), {}) : check(join(dirname(fileURLToPath(import.meta.url)), ".."));
  for (const line of offences) console.error(line);
  process.exit(offences.length > 0 ? 1 : 0);
}
