/** What the package's own files say, for the tests that hold them against each other. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { editorFacts } from "../../src/editor-facts";

export const root = resolve(__dirname, "..", "..");

export interface PackageJson {
  name: string;
  version: string;
  description: string;
  keywords: string[];
  homepage: string;
  license: string;
  repository: { url: string };
  bugs: { url: string };
  bin: Record<string, string>;
  main: string;
  types: string;
  files: string[];
  scripts: Record<string, string>;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  "node-red": { version: string; nodes: Record<string, string>; plugins: Record<string, string> };
}

export function read(...path: string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}

const editorHtml = require("../../scripts/editor-html.cjs") as {
  withFacts(html: string, facts: () => object, name: string): string;
  withRows(html: string, name: string): string;
  withHelp(html: string, language: string): string;
  withTexts(texts: object, html: string, language: string): object;
};

/** A help page as the build makes it, with the paragraphs that several pages have. */
export function readHelp(language: string, set: string): string {
  return editorHtml.withHelp(read("nodes", "locales", language, `${set}.html`), language);
}

/** The texts of a node as the build makes them, with those that many nodes have. */
export function readTexts(language: string, set: string): object {
  const own = JSON.parse(read("nodes", "locales", language, `${set}.json`)) as object;
  return editorHtml.withTexts(own, read("nodes", `${set}.html`), language);
}

/** The html of a node with its rows and facts, before the scripts are put in. */
export function readDialog(set: string): string {
  return editorHtml.withFacts(editorHtml.withRows(read("nodes", `${set}.html`), set), () => editorFacts, set);
}

export const packageJson = JSON.parse(read("package.json")) as PackageJson;

/** Names of the node sets: `status` for nodes/status.ts. */
export const nodeSets = Object.keys(packageJson["node-red"].nodes);

/** Names of the editor's plugins: `sidebar` for nodes/sidebar.ts. */
export const plugins = Object.keys(packageJson["node-red"].plugins);

export interface FlowNode {
  id: string;
  type: string;
  name?: string;
  z?: string;
  g?: string;
  x?: number;
  y?: number;
  wires?: string[][];
  info?: string;
  nodes?: string[];
  w?: number;
  h?: number;
  [property: string]: unknown;
}

export const exampleNames = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".json"));

/** Those in folders, which need a package that is not part of Node-RED: the folder's name says which. */
export const examplesWithMore = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.includes(sep) && name.endsWith(".json"))
  // A folder's name cannot hold the slash of a scope: "@scope name" is "@scope/name".
  .map((name) => ({ name, needs: (/\(needs ([^)]+)\)/.exec(name)?.[1] ?? "").replace(/^(@\S+) /, "$1/") }));

export function example(name: string): FlowNode[] {
  return JSON.parse(read("examples", name)) as FlowNode[];
}

/** All examples as one flow set: what somebody has who imported every one of them. */
export function allExamples(): FlowNode[] {
  const nodes = new Map<string, FlowNode>();
  for (const node of exampleNames.flatMap(example)) nodes.set(node.id, node);
  return [...nodes.values()];
}

/** Files below a folder, as paths from the root, whose name ends in one of the endings. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => endings.some((ending) => name.endsWith(ending)));
}
