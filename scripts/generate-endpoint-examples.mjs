// Writes docs/endpoint-examples.md: one endpoint of each domain, as the demo cloud takes it.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import prettier from "prettier";
import { tsImport } from "tsx/esm/api";
import { askAll, chooseExamples, pageOf } from "./endpoint-examples.mjs";

const load = (file) => tsImport(`../src/${file}`, import.meta.url);
const [api, { endpointRows }, { smartEu }, { smartIntl }, { demoSecrets }] = await Promise.all([
  load("index.ts"),
  load("platforms/ecarx/catalogue/rows.ts"),
  load("platforms/ecarx/profiles/smart-eu.ts"),
  load("platforms/ecarx/profiles/smart-intl.ts"),
  load("demo/ecarx/smart/catalogue.ts"),
]);
const examples = chooseExamples([
  { platform: "smart-eu", rows: endpointRows(smartEu) },
  { platform: "smart-intl", rows: endpointRows(smartIntl) },
]);
const answers = await askAll(api, examples, demoSecrets);
// What an account never sends is told as that on the page.
for (const [id, { error, message }] of answers) {
  if (error && error !== "NOT_SUPPORTED") console.warn(`${id}: ${error} ${message}`);
}
const page = fileURLToPath(new URL("../docs/endpoint-examples.md", import.meta.url));
const options = { ...(await prettier.resolveConfig(page)), parser: "markdown" };
writeFileSync(page, await prettier.format(pageOf(examples, answers), options));
