// Writes src/platforms/ecarx/catalogue/endpoint-ids.ts from endpoints.json beside it.
// `node scripts/generate-catalogue.mjs --check` only says whether the two fit together.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import prettier from "prettier";

const folder = new URL("../src/platforms/ecarx/catalogue/", import.meta.url);
const target = fileURLToPath(new URL("endpoint-ids.ts", folder));
const endpoints = JSON.parse(readFileSync(new URL("endpoints.json", folder), "utf8"));

/** Names in braces of the path, and of query values that the caller must give under another name. */
function parameters({ path, query = [] }) {
  const places = [path, ...query.map(({ value }) => value ?? "")].join(" ");
  return [...new Set([...places.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))];
}

const rows = endpoints.map((endpoint) => {
  const names = parameters(endpoint).map((name) => JSON.stringify(name));
  return `  ${JSON.stringify(endpoint.id)}: Parameters<${names.join(" | ") || "never"}>;`;
});

const source = `// Made by scripts/generate-catalogue.mjs from endpoints.json; change that file and run it again.
/* eslint-disable max-lines -- a list */

/** Those of the path by name, and what every call may have beside them. */
export type Parameters<Name extends string> = Readonly<Record<Exclude<Name, "userId">, string | number>> & CallExtras;

export interface CallExtras {
  /** The user of the account, unless given. */
  readonly userId?: string;
  /** The vehicle it is about, where the path does not name one: id or own name. */
  readonly vin?: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Where the catalogue knows of none. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The endpoint's id, without which nothing destructive is sent. */
  readonly confirm?: string;
  /** A value that an endpoint takes in its query, by its name. */
  readonly [name: string]: unknown;
}

/** Every endpoint of the catalogue, with its path parameters. */
export interface EndpointParameters {
${rows.join("\n")}
}

export type EndpointId = keyof EndpointParameters;
`;

const text = await prettier.format(source, { ...(await prettier.resolveConfig(target)), parser: "typescript" });
if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error(
    "src/platforms/ecarx/catalogue/endpoint-ids.ts does not fit endpoints.json: run node scripts/generate-catalogue.mjs",
  );
  process.exitCode = 1;
}
