/** What the pages for contributors say of files and folders, held against what there is. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { commandNames } from "../../src/node-red/command/facts";
import { nodeSets, read, readTexts, root } from "../support/package-facts";

const left = new Set(["node_modules", ".git", "dist", "resources", "coverage"]);

/** Files and folders of the repository, as paths from its root; folders end in a slash. */
function paths(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => folder !== "" || !left.has(name))
    .flatMap((entry) => {
      const path = `${folder}${entry.name}`;
      return entry.isDirectory() ? [`${path}/`, ...paths(`${path}/`)] : [path];
    });
}

const all = paths();
const placeholder = /^(?:NAME|LANG|\*|<lang>)$/;

/** `{json,html}` written out. */
function spelled(name: string): string[] {
  const [whole, before = "", choices = "", after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? [];
  return whole === undefined ? [name] : choices.split(",").map((choice) => before + choice + after);
}

/** Whether a file or folder ends in these parts; `*` and NAME stand for any. */
function exists(name: string): boolean {
  const parts = name.replace(/\/$/, "").split("/");
  return all.some((path) => {
    const found = path.replace(/\/$/, "").split("/").slice(-parts.length);
    return (
      found.length === parts.length &&
      parts.every((part, at) => {
        const pieces = part.split(/(NAME|\*|<lang>)/);
        const here = found[at]!;
        if (!pieces.some((piece) => placeholder.test(piece))) return part === here;
        return here.startsWith(pieces[0]!) && here.endsWith(pieces.at(-1)!);
      })
    );
  });
}

/** Names in code: those with a file's ending, and those with a slash that begin with a folder of the repository. */
function namedIn(page: string): string[] {
  const folders = all.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1).split("/").at(-1)!);
  return [
    ...read(page)
      .replace(/```[\s\S]*?```/g, "")
      .matchAll(/`([^`\n]+)`/g),
  ]
    .map(([, code]) => code!)
    .filter((code) => /^[\w.<>*{},/-]+$/.test(code) && !code.startsWith("/"))
    .filter((code) => {
      if (/[\w*]\.(?:ts|js|mjs|cjs|json|html|md)$/.test(code)) return !code.startsWith(".");
      return code.includes("/") && folders.includes(code.split("/")[0]!);
    });
}

describe("what pages say of files", () => {
  for (const page of ["CONTRIBUTING.md", "docs/architecture.md", "src/editor/README.md"]) {
    it(`is so in ${page}`, () => {
      const names = namedIn(page);
      assert.ok(names.length > 5, `${names.length}`);
      assert.deepEqual(
        names.filter((name) => !spelled(name).every(exists)),
        [],
      );
    });
  }

  it("leaves no folder of src out of docs/architecture.md, and names none that is not there", () => {
    const layout = /```\n([\s\S]*?)```/.exec(read("docs", "architecture.md"))![1]!;
    const folders = all.filter((path) => /^src\/.+\/$/.test(path) && !path.startsWith("src/editor/help/"));
    const lacking = folders
      .map((path) => path.slice("src/".length))
      .filter((path) => !new RegExp(` ${path}\\s`).test(layout));
    assert.deepEqual(lacking, []);
    const named = [...layout.matchAll(/(?<![\w/-])([a-z][\w-]*(?:\/[\w-]+)+)\/(?=\s)/g)].map(
      ([, path]) => `src/${path}/`,
    );
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((path) => !all.includes(path)),
      [],
    );
  });

  it("leaves no file of src/editor out of its README", () => {
    const page = read("src", "editor", "README.md");
    const files = all.filter((path) => /^src\/editor\/.*\.js$/.test(path)).map((path) => path.split("/").at(-1)!);
    assert.deepEqual(
      files.filter((file) => !page.includes(`\`${file}\``)),
      [],
    );
  });

  it("leaves no command out of the names in docs/decisions.md", () => {
    const [, names = ""] = /^Commands in the client .*Names: ([\w, ]+)\./m.exec(read("docs", "decisions.md")) ?? [];
    assert.deepEqual(
      commandNames.filter((name) => !names.split(", ").includes(name)),
      [],
    );
  });

  it("leaves no node out of docs/nodes.md", () => {
    const headings = [...read("docs", "nodes.md").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
    for (const set of nodeSets) {
      const texts = readTexts("en-US", set) as Record<string, { label: { palette: string } }>;
      assert.ok(headings.includes(texts[`vehicle-cloud-${set}`]!.label.palette), set);
    }
  });
});
