/** What is packed, and whether what the documents say about the package is so. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { errorCodes } from "../../src/base/errors";
import { exampleNames, filesBelow, nodeSets, packageJson, plugins, read, root } from "../support/package-facts";

const documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...filesBelow("docs", ".md")];

/** Headings as a markdown host turns them into anchors. */
function anchors(markdown: string): Set<string> {
  const headings = [...markdown.replace(/```[\s\S]*?```/g, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, text]) =>
    String(text),
  );
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replace(/ /g, "-"),
    ),
  );
}

describe("the packed files", () => {
  const packed = (
    JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }),
    ) as { files: { path: string }[]; unpackedSize: number }[]
  )[0];
  const paths = packed?.files.map(({ path }) => path) ?? [];

  it("are what Node-RED, programs and readers need", () => {
    const needed = [
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      packageJson.main,
      packageJson.types,
      ...Object.values(packageJson.bin),
      ...filesBelow("icons", ".svg").map((icon) => `dist/nodes/${icon}`),
      ...exampleNames.map((name) => `examples/${name}`),
      ...plugins.flatMap((name) => [
        `dist/nodes/${name}.js`,
        `dist/nodes/${name}.html`,
        ...["en-US", "de", "zh-CN"].map((language) => `dist/nodes/locales/${language}/${name}.json`),
      ]),
      "resources/fence-map.js",
      ...nodeSets.flatMap((set) => [
        `dist/nodes/${set}.js`,
        `dist/nodes/${set}.html`,
        `dist/nodes/locales/en-US/${set}.json`,
        `dist/nodes/locales/en-US/${set}.html`,
      ]),
    ];
    for (const path of needed) assert.ok(paths.includes(path), `${path} is not packed`);
  });

  it("are nothing else", () => {
    const permitted =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|(dist\/(src|nodes)|resources|examples|docs)\/.+)$/;
    assert.deepEqual(
      paths.filter((path) => !permitted.test(path)),
      [],
    );
    assert.deepEqual(
      paths.filter((path) => /\.(test\.|tsbuildinfo)|^dist\/src\/editor\//.test(path)),
      [],
    );
  });

  it("have no line left that the build should have replaced", () => {
    for (const set of [...nodeSets, ...plugins])
      assert.doesNotMatch(read("dist", "nodes", `${set}.html`), /<!-- (inline|facts|row|help):/);
  });

  it("can be run where they are programs", () => {
    for (const path of Object.values(packageJson.bin)) {
      assert.match(read(path), /^#!\/usr\/bin\/env node\n/);
      assert.ok(statSync(join(root, path)).mode & 0o100, `${path} may not be executed`);
    }
  });
});

describe("the lock files", () => {
  for (const file of ["package-lock.json", "compat/package-lock.json"]) {
    it(`${file} holds no download address`, () => {
      assert.doesNotMatch(read(file), /"resolved": "https?:/);
    });
  }
});

describe("the documents", () => {
  for (const document of documents) {
    it(`${document}: every link to a file or heading leads somewhere`, () => {
      const text = read(document).replace(/```[\s\S]*?```/g, "");
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?|mailto):/.test(target)) continue;
        const [path = "", anchor] = target.split("#");
        const file = path ? normalize(join(dirname(document), decodeURIComponent(path))) : document;
        assert.ok(existsSync(join(root, file)), `${target} leads nowhere`);
        if (anchor) assert.ok(anchors(read(file)).has(anchor), `${target}: no such heading`);
      }
    });
  }

  it("explain every error code", () => {
    const text = read("docs", "errors.md");
    for (const code of Object.keys(errorCodes)) assert.match(text, new RegExp(`^## ${code}$`, "m"));
  });

  it("name only scripts that exist, and the two commands to begin with", () => {
    for (const document of documents) {
      for (const [, script = ""] of read(document).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)) {
        assert.ok(packageJson.scripts[script], `${document}: npm run ${script}`);
      }
    }
    for (const command of ["npm ci && npm start", "npm ci && npm test"]) assert.ok(read("README.md").includes(command));
    assert.match(read(".ci/run"), /\bnpm test\b/);
  });

  it("are cited by the code where they exist", () => {
    for (const file of [...filesBelow("src", ".ts"), ...filesBelow("nodes", ".ts")]) {
      for (const [, cited = ""] of read(file).matchAll(/\b(docs\/[\w/-]+\.md)/g)) {
        assert.ok(existsSync(join(root, cited)), `${file} cites ${cited}`);
      }
    }
  });
});
