// Finds circles between the files of src/ and nodes/ (part of `npm run lint`). Only static imports count: a circle of them loads
// a file before what it needs. Imports of types are gone when it runs, and lazy ones come when all is loaded.
import { readFileSync, existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importsOf, target } from "./check-arrows.mjs";

/** Each circle once, as the files along it, the first one repeated at the end. */
export function circles(root) {
  const files = ["src", "nodes"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
    );
  const edges = new Map(
    files.map((from) => {
      const found = importsOf(readFileSync(join(root, from), "utf8"), from)
        .filter(({ kind, specifier }) => kind === "static" && specifier.startsWith("."))
        .map(({ specifier }) => target(root, from, specifier));
      return [from, found.filter(Boolean)];
    }),
  );
  const found = [];
  const done = new Set();
  const walk = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) return void found.push([...path.slice(at), file]);
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = circles(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..")));
  for (const circle of found) console.error(`A circle: ${circle.join(" -> ")}`);
  process.exit(found.length > 0 ? 1 : 0);
}
