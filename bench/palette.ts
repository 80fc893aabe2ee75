import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

interface Html {
  files: number;
  bytes: number;
  gzipBytes: number;
}

export interface PaletteBench {
  /** What the built package adds to the page that the editor loads at its start. */
  ours: Html;
  /** Of it the sidebar "Vehicles". */
  sidebar: Html;
  /** What Node-RED's own nodes have. */
  core: Html;
}

/** Bytes of html of nodes and plugins, which the editor gets in one answer, with gzip only where a proxy does that. */
export function benchPalette(): PaletteBench {
  const nodes = join(resolve(__dirname, ".."), "dist", "nodes");
  const own = readdirSync(nodes)
    .filter((name) => name.endsWith(".html"))
    .map((name) => join(nodes, name));
  const nodeRed = createRequire(require.resolve("node-red"));
  const core = join(dirname(nodeRed.resolve("@node-red/nodes/package.json")), "core");
  const others = readdirSync(core, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".html"))
    .map((name) => join(core, name));
  return { ours: sizeOf(own), sidebar: sizeOf([join(nodes, "sidebar.html")]), core: sizeOf(others) };
}

function sizeOf(files: readonly string[]): Html {
  const all = Buffer.concat(files.map((file) => readFileSync(file)));
  return { files: files.length, bytes: all.length, gzipBytes: gzipSync(all).length };
}
