/** The worked example of each domain: sent to the demo, and the page tells just that. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import prettier from "prettier";
import * as api from "../../../../src/index";
import { own } from "../../../../src/base/json";
import { demoSecrets } from "../../../../src/demo/ecarx/smart/catalogue";
import { endpoints, findEndpoint } from "../../../../src/platforms/ecarx/catalogue/endpoints";
import { endpointRows } from "../../../../src/platforms/ecarx/catalogue/rows";
import { smartEu } from "../../../../src/platforms/ecarx/profiles/smart-eu";
import { smartIntl } from "../../../../src/platforms/ecarx/profiles/smart-intl";

const root = join(__dirname, "../../../..");

interface Example {
  key: string;
  id: string;
  instead?: string;
  call?: { parameters: Record<string, string>; body?: object };
}
type Answers = Map<string, { data?: unknown; error?: string }>;
interface Maker {
  chooseExamples(markets: object[]): Example[];
  askAll(client: object, examples: Example[], secrets: object): Promise<Answers>;
  pageOf(examples: Example[], answers: Answers): string;
}

describe("the worked examples of the catalogue", () => {
  let maker: Maker;
  let examples: Example[];
  let answers: Answers;

  before(async function () {
    this.timeout(180_000);
    maker = (await import(pathToFileURL(join(root, "scripts/endpoint-examples.mjs")).href)) as Maker;
    examples = maker.chooseExamples([
      { platform: "smart-eu", rows: endpointRows(smartEu) },
      { platform: "smart-intl", rows: endpointRows(smartIntl) },
    ]);
    answers = await maker.askAll(api, examples, demoSecrets);
  });

  it("has one for every domain of the inventory, called or named where it is read better", () => {
    const domains = new Set(endpoints.map(({ service, domain }) => `${service}: ${domain}`));
    assert.deepEqual(new Set(examples.map(({ key }) => key)), domains);
    assert.ok(examples.every(({ call, instead }) => Boolean(call) !== Boolean(instead)));
    assert.equal(examples.filter(({ instead }) => instead).length, 5);
  });

  it("is answered by the demo as that endpoint with those parameters, unless it would end the session", () => {
    for (const { id, call } of examples) {
      if (!call) continue;
      const { data, error } = answers.get(id)!;
      assert.equal(error, findEndpoint(id)!.endsSession ? "NOT_SUPPORTED" : undefined, id);
      const understood = own(data, "understood");
      if (understood === undefined) continue;
      // Two of the inventory may be one call.
      const heardAs = findEndpoint(String(own(understood, "endpoint")));
      assert.equal(heardAs?.path, findEndpoint(id)!.path, id);
      const heard = { ...(own(understood, "path") as object), ...(own(understood, "query") as object) };
      for (const [name, value] of Object.entries(call.parameters))
        assert.equal(own(heard, name), value, `${id}: ${name}`);
    }
  });

  it("is told by the page as it was answered", async () => {
    const file = join(root, "docs/endpoint-examples.md");
    const options = { ...(await prettier.resolveConfig(file)), parser: "markdown" };
    const made = await prettier.format(maker.pageOf(examples, answers), options);
    assert.equal(readFileSync(file, "utf8"), made, "run npm run generate");
  });
});
