// Builds dist/: compiled nodes and client, and beside them what the compiler leaves out (editor html, locales, icons, data).
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Built aside and moved into place at the end: whoever reads dist/ meanwhile finds the old one whole. */
const dist = join(root, `.dist-${process.pid}`);

const require = createRequire(import.meta.url);
const { withFacts, withHelp, withRows, withTexts } = require("./editor-html.cjs");
const ts = require("typescript");
const printer = ts.createPrinter({ removeComments: true });

const parsed = (code, name) => ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);

/**
 * Comments stay in the types, where an editor shows them, and go from the code, where they are a sixth of this package. The
 * printer's four blanks become a tab, but for those within a text.
 */
function withoutComments(code, name) {
  const printed = printer.printFile(parsed(code, name));
  const texts = [];
  const collect = (node) => {
    if (ts.isTemplateLiteralToken(node)) texts.push([node.getStart(), node.end]);
    ts.forEachChild(node, collect);
  };
  collect(parsed(printed, name));
  return printed.replace(/^(?: {4})+/gm, (blanks, at) =>
    texts.some(([start, end]) => start < at && at < end) ? blanks : "\t".repeat(blanks.length / 4),
  );
}

/** Editor code that several dialogs share stands once in src/editor and is put into each html that names it. */
function inlineScripts(html, name) {
  return html.replace(/^[ \t]*<!-- inline: (\S+) -->[ \t]*$/gm, (_line, file) => {
    const code = readFileSync(join(root, file), "utf8");
    if (/<\/script/i.test(code))
      throw new Error(`${file}, inlined by ${name}, holds "</script", which would end it early`);
    const bare = withoutComments(code, file).trimEnd();
    // Blanks at the beginning of a line mean nothing in a style sheet, and are a fifth of it.
    const shown = file.endsWith("style.js") ? bare.replace(/^\s+/gm, "") : bare;
    return `<script type="text/javascript">\n${shown}\n</script>`;
  });
}

const factsFile = join(dist, "src", "editor-facts.js");
const facts = () => require(factsFile).editorFacts;

/** Files below `folder` whose name ends in `ending`, as paths relative to it. */
function filesBelow(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const tsc = require.resolve("typescript/bin/tsc");
const compiled = spawnSync(process.execPath, [tsc, "-p", root, "--outDir", dist], { stdio: "inherit" });
// What does not compile replaces nothing: dist/ stays as it was.
if (compiled.status !== 0) {
  rmSync(dist, { recursive: true, force: true });
  process.exit(compiled.status || 1);
}

// Nor does what cannot be put together.
process.on("exit", () => rmSync(dist, { recursive: true, force: true }));

for (const file of filesBelow(dist, ".js").map((name) => join(dist, name))) {
  writeFileSync(file, withoutComments(readFileSync(file, "utf8"), file));
}

/**
 * Editor code that is asked for at its first use, each folder one file, its parts in the order of their names: Node-RED serves
 * what lies in `resources`.
 */
const resources = join(dist, "resources");
const parts = filesBelow(join(root, "src", "editor"), ".js")
  .filter((file) => file.includes("/"))
  .sort();
for (const folder of new Set(parts.map((file) => dirname(file)))) {
  const files = parts.filter((file) => dirname(file) === folder);
  const code = files.map((file) => withoutComments(readFileSync(join(root, "src", "editor", file), "utf8"), file));
  mkdirSync(resources, { recursive: true });
  writeFileSync(join(resources, `${folder}.js`), code.join(""));
}

const nodes = join(dist, "nodes");
mkdirSync(nodes, { recursive: true });
for (const name of readdirSync(join(root, "nodes")).filter((entry) => entry.endsWith(".html"))) {
  const html = withFacts(withRows(readFileSync(join(root, "nodes", name), "utf8"), name), facts, name);
  writeFileSync(join(nodes, name), inlineScripts(html, name));
}
// Nothing else needs it.
rmSync(factsFile, { force: true });
// Node-RED looks for locales and icons beside the node's own .js file, nowhere else.
for (const [from, to] of [
  [join(root, "nodes", "locales"), join(nodes, "locales")],
  [join(root, "icons"), join(nodes, "icons")],
]) {
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
for (const file of filesBelow(join(nodes, "locales"), ".html")) {
  const path = join(nodes, "locales", file);
  writeFileSync(path, withHelp(readFileSync(path, "utf8"), dirname(file)));
}
for (const file of filesBelow(join(nodes, "locales"), ".json")) {
  const path = join(nodes, "locales", file);
  const html = readFileSync(join(root, "nodes", `${basename(file, ".json")}.html`), "utf8");
  writeFileSync(path, JSON.stringify(withTexts(JSON.parse(readFileSync(path, "utf8")), html, dirname(file))));
}
for (const file of filesBelow(join(root, "src"), ".json").filter((name) => !name.startsWith("editor"))) {
  cpSync(join(root, "src", file), join(dist, "src", file));
}
// Nobody reads these as they are, and blanks are a fifth of them.
for (const file of filesBelow(dist, ".json").map((name) => join(dist, name))) {
  writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, "utf8"))));
}
// Types that the public ones do not lead to help nobody, and would be a tenth of the installation.
const reached = new Set();
const reach = (file) => {
  if (reached.has(file) || !existsSync(file)) return;
  reached.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]*)"/g)) {
    const target = join(dirname(file), specifier);
    reach(`${target}.d.ts`);
    reach(join(target, "index.d.ts"));
  }
};
reach(join(dist, "src", "index.d.ts"));
for (const file of filesBelow(dist, ".d.ts").map((name) => join(dist, name))) {
  if (!reached.has(file)) rmSync(file);
}
const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const file of Object.values(bin).map((path) => join(dist, relative("dist", path)))) {
  if (existsSync(file)) chmodSync(file, 0o755);
}
if (existsSync(resources)) {
  rmSync(join(root, "resources"), { recursive: true, force: true });
  renameSync(resources, join(root, "resources"));
}
rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(dist, join(root, "dist"));
