// Writes endpoint-ids.ts and docs/endpoints.md from src/platforms/ecarx/catalogue/endpoints.json.
// `node scripts/generate-catalogue.mjs --check` only says whether they fit it.
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
/* eslint-disable max-lines -- a line for each endpoint, made from their table; in two files it would only be harder to make */

import type { Parameters } from "./call-parameters";

/** Every endpoint of the catalogue, with its path parameters. */
export interface EndpointParameters {
${rows.join("\n")}
}

export type EndpointId = keyof EndpointParameters;
`;

const { tsImport } = await import("tsx/esm/api");
const load = (file) => tsImport(`../src/platforms/ecarx/${file}`, import.meta.url);
const [{ endpointRows }, { smartEu }, { smartIntl }] = await Promise.all([
  load("catalogue/rows.ts"),
  load("profiles/smart-eu.ts"),
  load("profiles/smart-intl.ts"),
]);
const eu = endpointRows(smartEu);
const intl = new Map(endpointRows(smartIntl).map((row) => [row.id, row]));

const words = {
  yes: "yes",
  secret: "needs a secret that you must have",
  hostUnknown: "host unknown",
  endsSession: "would end the session",
  otherRegion: "–",
  notHere: "–",
};
const sure = ({ used, certainty }) => (used ? "used" : certainty === "table" ? "path" : "path not certain");
const services = [...new Set(eu.map(({ service }) => service))];
const table = (service) =>
  eu
    .filter((row) => row.service === service)
    .map((row) => {
      const cells = [
        `\`${row.id}\``,
        `${row.method ?? "?"} \`${row.path}\``,
        row.summary.replaceAll("|", "/"),
        row.kind,
        words[row.callable],
        words[intl.get(row.id).callable],
        sure(row),
      ];
      return `| ${cells.join(" | ")} |`;
    })
    .join("\n");
const sections = services.map(
  (service) =>
    `### ${service}\n\n| id | call | what | kind | Europe | International | how sure |\n| --- | --- | --- | --- | --- | --- | --- |\n${table(service)}`,
);
/** Another cloud, with a page of its vendor: nothing is unsure, and no market is left out. */
const { segwayRows } = await tsImport("../src/platforms/segway/endpoint-rows.ts", import.meta.url);
const how = { yes: "yes", endsSession: "the account does it by itself", notHere: "received by **segway webhook in**" };
const segway = segwayRows().map(
  ({ id, method, path, summary, kind, callable }) =>
    `| \`${id}\` | ${method} \`${path}\` | ${summary} | ${kind} | ${how[callable]} |`,
);
const head = "| id | call | what | kind | called |\n| --- | --- | --- | --- | --- |";
sections.push(
  `### Segway sharing vehicles\n\nThe vendor's whole page: what a **vehicle request** of a Segway account may call.\n\n${head}\n${segway.join("\n")}`,
);
const page = fileURLToPath(new URL("../docs/endpoints.md", import.meta.url));
const marks = readFileSync(page, "utf8").split("<!-- made by scripts/generate-catalogue.mjs -->")[0];
const written = `${marks}<!-- made by scripts/generate-catalogue.mjs -->\n\n${sections.join("\n\n")}\n`;

const options = { ...(await prettier.resolveConfig(target)) };
const files = [
  [target, await prettier.format(source, { ...options, parser: "typescript" })],
  [page, await prettier.format(written, { ...options, parser: "markdown" })],
];
for (const [file, text] of files) {
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} does not fit endpoints.json: run node scripts/generate-catalogue.mjs`);
    process.exitCode = 1;
  }
}
