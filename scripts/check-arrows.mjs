// Checks the layers of docs/architecture.md in every import of src/ and nodes/ (part of `npm run lint`).
// An import is static, lazy (require or import() inside a function) or only of types; which of them is allowed depends on
// where it leads. Node-RED reads nodes/ and node-red/ at start, so what these load statically is paid for by everybody.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ts = createRequire(import.meta.url)("typescript");

/** A layer may import those after it. */
const order = ["nodes", "node-red", "account", "platforms", "http", "vehicle", "base"];
/** Loaded at first use by whoever needs them, never at the top of a file. */
const lazyPackages = new Set(["axios", "mustache"]);
/** What the demo may take from platforms/: the two shapes, and what is pure: signing, catalogue, the vendor's own tables. */
const pureForDemo =
  /^src\/platforms\/(platform|[^/]+\/(?:[^/]+\/)?(signing|endpoints|smart-services|endpoint-ids|codes|regions|encode|codings|iot-code|[^/]*push[^/]*))\.(ts|json)$/;
/** Types and constants without an import of their own: reading them at start costs nothing. */
const free = new Set(["src/account/types.ts"]);

/** Every import of a source text: {specifier, kind: "type" | "static" | "lazy", line}. */
export function importsOf(text, name = "file.ts") {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, literal, kind) => {
    if (!literal || !ts.isStringLiteralLike(literal)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ specifier: literal.text, kind, line: line + 1 });
  };
  const visit = (node, inFunction) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.isTypeOnly ? "type" : "static");
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly ? "type" : "static");
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, node.isTypeOnly ? "type" : "static");
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, "type");
    } else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const loads =
        callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
      if (loads) add(node, node.arguments[0], inFunction ? "lazy" : "static");
    }
    const inner = inFunction || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, false);
  return found;
}

/** `src/platforms/ecarx/session/codes.ts` → {layer: "platforms", brand: "ecarx"}. */
function place(file) {
  const [top, second, third, ...deeper] = file.split("/");
  if (top === "nodes") return { layer: "nodes" };
  if (top !== "src") return { layer: "outside" };
  if (second === "index.ts") return { layer: "index" };
  if (second === "editor-facts.ts") return { layer: "build" };
  return { layer: second, brand: second === "platforms" && deeper.length > 0 ? third : undefined };
}

/** Why `from` must not import `to` in this way, or undefined. Both are paths below the root, with slashes. */
export function refuse(from, to, kind) {
  const a = place(from);
  const b = place(to);
  // Read by the build alone; nothing at run time needs it.
  if (a.layer === "build") return undefined;
  if (b.layer === "build") return "only the build reads the dialogs' facts";
  if (a.layer === "index")
    return ["nodes", "node-red"].includes(b.layer) ? "the client knows nothing of Node-RED" : undefined;
  if (b.layer === "index" || b.layer === "outside") return "a layer does not import what stands above the layers";
  if (a.layer === "demo") {
    if (["demo", "base", "vehicle"].includes(b.layer)) return undefined;
    if (b.layer === "platforms") {
      return pureForDemo.test(to)
        ? undefined
        : "the demo may use only the pure parts of a platform (signing, catalogue)";
    }
    return kind === "type" && b.layer === "account" ? undefined : `the demo may not use ${b.layer}/`;
  }
  if (b.layer === "demo") {
    if (from !== "src/account/presets.ts") return "the demo is reached from account/presets.ts only";
    return kind === "static" ? "the demo is loaded lazily" : undefined;
  }
  const [down, up] = [order.indexOf(b.layer), order.indexOf(a.layer)];
  if (down < 0 || up < 0) return `${down < 0 ? to : from} stands in no layer`;
  if (down < up) return `${a.layer}/ may not import ${b.layer}/: arrows lead ${order.join(" → ")}`;
  if (b.brand && a.brand !== b.brand) {
    if (from !== "src/platforms/registry.ts")
      return "a concrete platform is reached through platforms/registry.ts only";
    return kind === "static" ? "a concrete platform is loaded lazily" : undefined;
  }
  if (["nodes", "node-red"].includes(a.layer) && !["nodes", "node-red", "base", "vehicle"].includes(b.layer)) {
    return kind === "static" && !free.has(to)
      ? `${b.layer}/ is loaded at first use: import its types, or require it inside a function`
      : undefined;
  }
  return undefined;
}

const withSlashes = (path) => path.split(sep).join("/");

/** The file an import leads to, as TypeScript finds it. */
export function target(root, from, specifier) {
  const base = resolve(root, dirname(from), specifier.replace(/\.js$/, ""));
  const candidates = [`${base}.ts`, join(base, "index.ts"), base, `${base}.d.ts`];
  const file = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  return file && withSlashes(relative(root, file));
}

/** All offences of a tree, as lines to print. */
export function check(root) {
  const files = ["src", "nodes"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => withSlashes(join(folder, name))),
    );
  const offences = [];
  for (const from of files) {
    for (const { specifier, kind, line } of importsOf(readFileSync(join(root, from), "utf8"), from)) {
      const to = specifier.startsWith(".") ? target(root, from, specifier) : undefined;
      let reason;
      if (to) reason = refuse(from, to, kind);
      else if (specifier.startsWith(".")) reason = "no such file";
      else if (kind === "static" && lazyPackages.has(specifier)) reason = `${specifier} is loaded at first use`;
      else if (kind !== "type" && /^node-red(\/|$)|^@node-red\//.test(specifier))
        reason = "Node-RED is handed in, never imported";
      if (reason) offences.push(`${from}:${line}  ${specifier}  ${reason}`);
    }
  }
  return offences;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const offences = check(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..")));
  for (const line of offences) console.error(line);
  process.exit(offences.length > 0 ? 1 : 0);
}
