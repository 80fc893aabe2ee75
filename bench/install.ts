import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface InstallBench {
  /** Packages in node_modules, this one included. */
  packages: number;
  /** Sum of the sizes of all files, bytes (apparent size, not disk blocks). */
  bytes: number;
  /** Of these, this package's own. */
  ownBytes: number;
  /** The tarball. */
  tarballBytes: number;
  /** Direct run-time dependencies. */
  direct: number;
}

function sizeBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => lstatSync(join(folder, name)))
    .reduce((sum, stats) => (stats.isFile() ? sum + stats.size : sum), 0);
}

/** Installs the packed package as a user does, without what only development needs. dist/ must be built. */
export function benchInstall(): InstallBench {
  const root = resolve(__dirname, "..");
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-"));
  try {
    const quiet = ["--silent", "--no-audit", "--no-fund"];
    const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", work, ...quiet], {
      cwd: root,
      encoding: "utf8",
    });
    const tarball = join(work, packed.trim().split("\n").at(-1) ?? "");
    writeFileSync(join(work, "package.json"), JSON.stringify({ name: "user", private: true }));
    execFileSync("npm", ["install", "--omit=dev", "--prefer-offline", ...quiet, tarball], { cwd: work });
    const modules = join(work, "node_modules");
    const installed = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as { packages: object };
    const { name, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      name: string;
      dependencies: object;
    };
    return {
      packages: Object.keys(installed.packages).length,
      bytes: sizeBelow(modules) - lstatSync(join(modules, ".package-lock.json")).size,
      ownBytes: sizeBelow(join(modules, name)),
      tarballBytes: lstatSync(tarball).size,
      direct: Object.keys(dependencies).length,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
