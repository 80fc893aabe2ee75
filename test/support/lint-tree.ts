import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./package-facts";

/** What a rule of scripts/ says about a small tree of files by their paths; without one, about this package. */
export function lintTree(rule: string, tree?: Record<string, string>): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-tree-"));
  try {
    for (const [name, text] of Object.entries(tree ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const script = join(root, "scripts", `${rule}.mjs`);
    const { status, stderr } = spawnSync(process.execPath, [script, ...(tree ? [folder] : [])], { encoding: "utf8" });
    return { status, lines: stderr.split("\n").filter(Boolean) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The place at which each line begins: `file:line`. */
export const places = (lines: readonly string[]): (string | undefined)[] => lines.map((line) => line.split("  ")[0]);
