// Runs tests of mocha in one warm process, again and again, each time with one module changed, and loaded afresh with all that
// depend on it. Told by messages `{ files, only?, mutant?, marks?, timeout }`: test files, the ids of the tests to run, the change, or the
// texts that tell which functions a test runs. Answers `{ failed?, late?, hook?, spoilt?, tests }`.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join, relative, sep } = require("node:path");
const { performance } = require("node:perf_hooks");
const { Mocha } = require("mocha");

const root = join(__dirname, "../..");
const ours = (file) => file.startsWith(root + sep) && !file.includes(`${sep}node_modules${sep}`);
const guard = join(root, "test/support/guard.ts");

let mutant;
let marked = {};
const outputs = new Map();
const cache = join(root, "reports/mutation-cache");
mkdirSync(cache, { recursive: true });

/** The compiler is slow to load and to run: what it made of a text is kept for the next process. */
function compiled(file, text) {
  const kept = join(cache, `${createHash("sha1").update(`${file}\n${text}`).digest("hex")}.js`);
  if (existsSync(kept)) return readFileSync(kept, "utf8");
  const ts = require("typescript");
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  writeFileSync(`${kept}.${process.pid}`, outputText);
  renameSync(`${kept}.${process.pid}`, kept);
  return outputText;
}

function compile(file) {
  const path = relative(root, file).replaceAll(sep, "/");
  const isChanged = mutant?.path === path || path in marked;
  if (!isChanged && outputs.has(file)) return outputs.get(file);
  let text = marked[path] ?? readFileSync(file, "utf8");
  if (mutant?.path === path) text = text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end);
  const output = compiled(file, text);
  if (!isChanged) outputs.set(file, output);
  return output;
}

// First of all endings: `./endpoints` is endpoints.ts, though endpoints.json lies beside it.
const endings = { ...require.extensions };
for (const ending of Object.keys(endings)) delete require.extensions[ending];
require.extensions[".ts"] = (module, file) => module._compile(compile(file), file);
Object.assign(require.extensions, endings);
const { mochaHooks } = require(guard);

const genuine = { setTimeout: globalThis.setTimeout, Date: globalThis.Date };

/** Whether a failed test left the clocks of a test in the place of the real ones. */
const isSpoilt = () => Object.entries(genuine).some(([name, value]) => globalThis[name] !== value);

/** Forgets the test files and, of what is loaded, everything that depends on one of `paths`. */
function forget(paths) {
  const gone = new Set(paths.map((path) => join(root, path)));
  const loaded = Object.values(require.cache).filter((module) => ours(module.filename) && module.filename !== guard);
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const { filename, children } of loaded) {
      if (children.some((child) => gone.has(child.filename))) gone.add(filename);
    }
  }
  for (const { filename } of loaded) {
    if (gone.has(filename) || filename.endsWith(".test.ts")) delete require.cache[filename];
  }
}

const idOf = (test) => `${relative(root, test.file).replaceAll(sep, "/")}\n${test.fullTitle()}`;

function keepOnly(suite, ids) {
  suite.tests = suite.tests.filter((test) => ids.has(idOf(test)));
  for (const inner of suite.suites) keepOnly(inner, ids);
}

let touched = [];
let seen = new Set();

function run({ files, only, timeout }) {
  const mocha = new Mocha({ bail: true, reporter: class {}, timeout, rootHooks: mochaHooks });
  for (const file of files) mocha.addFile(join(root, file));
  mocha.loadFiles();
  mocha.lazyLoadFiles(true);
  if (only) keepOnly(mocha.suite, new Set(only));
  const tests = [];
  // What loading the file and its hooks run belongs to every test of it.
  const always = seen;
  let began;
  return new Promise((resolve) => {
    let failure;
    const runner = mocha.run(() => {
      resolve({ ...failure, tests: tests.map(({ marks, ...test }) => ({ ...test, seen: [...marks, ...always] })) });
    });
    runner.on("test", () => {
      seen = new Set();
      began = performance.now();
    });
    runner.on("test end", (test) => {
      tests.push({ id: idOf(test), ms: performance.now() - began, marks: seen });
      seen = always;
    });
    runner.on("fail", (test, error) => {
      failure ??= {
        failed: `${test.fullTitle()}: ${error?.message ?? String(error)}`.slice(0, 300),
        late: error?.code === "ERR_MOCHA_TIMEOUT",
        hook: test.type === "hook",
      };
    });
  });
}

for (const name of ["log", "info", "warn", "error"]) console[name] = () => undefined;

process.on("message", async (order) => {
  const changed = order.mutant ? [order.mutant.path] : Object.keys(order.marks ?? {});
  forget([...touched, ...changed]);
  touched = changed;
  mutant = order.mutant;
  marked = order.marks ?? {};
  seen = new Set();
  globalThis.mutationMark = order.marks ? (path, id) => void seen.add(`${path} ${id}`) : undefined;
  let outcome;
  try {
    outcome = await run(order);
  } catch (error) {
    outcome = { failed: `while loading: ${error?.message ?? String(error)}`.slice(0, 300), tests: [] };
  }
  if (!order.marks) outcome.tests = [];
  process.send({ ...outcome, spoilt: isSpoilt() });
});
process.send({ ready: true });
