/** Links to the project's own pages: in help, dialogs and examples by their public address, between pages by their path. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { filesBelow, packageJson, read, root } from "../support/package-facts";

const home = "https://github.com/vehicle-cloud/node-red-vehicle-cloud";

/** As GitHub makes them of a heading. */
const anchors = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );

function leadsNowhere(page: string, anchor: string | undefined): boolean {
  if (!existsSync(join(root, page))) return true;
  return anchor !== undefined && page.endsWith(".md") && !anchors(page).includes(anchor);
}

describe("links to the project's own pages", () => {
  it("lead somewhere from help, dialogs and examples", () => {
    const broken: string[] = [];
    const files = [
      ...filesBelow("nodes", ".html", ".json"),
      ...filesBelow("src", ".js", ".ts"),
      ...filesBelow("examples", ".json"),
    ];
    for (const file of files) {
      for (const part of read(file).split(home).slice(1)) {
        const [, page = "README.md", anchor] = /^(?:\/blob\/main\/([\w./-]+\w))?(?:#([\w-]+))?/.exec(part) ?? [];
        if (leadsNowhere(page, anchor)) broken.push(`${file}: ${page}#${anchor}`);
      }
    }
    assert.deepEqual(broken, []);
    assert.equal(packageJson.homepage, `${home}#readme`);
  });

  it("are files that there are, where the architecture names them", () => {
    const named = read("docs/architecture.md").matchAll(/`([\w.-]+\/[\w./-]+\.\w+)`/g);
    const files = [...new Set([...named].map(([, file]) => file!))];
    assert.ok(files.length > 10);
    const exists = (file: string): boolean => ["", "src"].some((folder) => existsSync(join(root, folder, file)));
    assert.deepEqual(
      files.filter((file) => !exists(file)),
      [],
    );
  });

  it("lead somewhere from one page to another", () => {
    const broken: string[] = [];
    for (const page of ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...filesBelow("docs", ".md")]) {
      for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
        const [path = "", anchor] = target.split("#") as [string, string?];
        const at = path === "" ? page : normalize(join(dirname(page), path));
        if (leadsNowhere(at, anchor)) broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });
});
