// `npm run trace < trace.txt`: a stack trace of the built package, with the places in the sources it was built from. Check out
// the version it comes from and build it first. The package holds no maps, so that it stays small: a file compiles the same
// again, with its map.
import { readFileSync } from "node:fs";
import { SourceMap, createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const ts = createRequire(import.meta.url)("typescript");
const text = (path) => readFileSync(join(root, path), "utf8");
const { config } = ts.parseConfigFileTextToJson("tsconfig.json", text("tsconfig.json"));
const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
const compilerOptions = { ...options, declaration: false, removeComments: true, sourceMap: true };

/** Where a place of the built file stands in its source. Lines and columns count from 1. */
function placeIn(name, line, column) {
  const fileName = join(root, `${name}.ts`);
  const { outputText, sourceMapText } = ts.transpileModule(text(`${name}.ts`), { compilerOptions, fileName });
  const compiled = outputText
    .replace(/\/\/# sourceMappingURL=.*\n?$/, "")
    .trimEnd()
    .split("\n");
  // The build prints what the compiler adds at the top for `import *` over more lines than the compiler.
  const at = line - 1 - (text(`dist/${name}.js`).trimEnd().split("\n").length - compiled.length);
  // And a tab in place of four blanks.
  const tabs = /^ */.exec(compiled[at] ?? "")[0].length / 4;
  const found = new SourceMap(JSON.parse(sourceMapText)).findEntry(at, column - 1 + 3 * tabs);
  return `${name}.ts:${found.originalLine + 1}:${found.originalColumn + 1}`;
}

const frame = /[^\s()]*\bdist[\\/]((?:src|nodes)[\\/][^\s():]+)\.js:(\d+):(\d+)/g;
process.stdout.write(
  readFileSync(0, "utf8").replace(frame, (found, path, line, column) => {
    try {
      return placeIn(path.replaceAll("\\", "/"), Number(line), Number(column));
    } catch (error) {
      console.error(`${found}: ${error.message}`);
      process.exitCode = 1;
      return found;
    }
  }),
);
