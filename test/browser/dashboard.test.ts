/** The examples for FlowFuse's dashboard, as somebody with a phone or a wide screen sees them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { example } from "../support/package-facts";
import { deploy, extras, startEditor, watch, type Editor } from "./support";

const name = "@flowfuse/node-red-dashboard";
const folder = "dashboard (needs @flowfuse node-red-dashboard)";

describe("the dashboard examples", function () {
  let editor: Editor;

  before(async function () {
    if (!existsSync(join(extras, name))) {
      console.log(`      skipped: ${name} is not installed (npm ci --prefix compat/extras)`);
      this.skip();
    }
    editor = await startEditor({ packages: [name] });
    for (const file of ["A car on the dashboard.json", "A fleet on the dashboard.json"]) {
      const flow = JSON.stringify(example(join(folder, file)));
      await editor.page.evaluate(
        `RED.view.importNodes(${flow}.filter(({ id }) => !RED.nodes.node(id)), { generateIds: false, touchImport: true })`,
      );
    }
    await deploy(editor.page);
    // The editor's own requests for the dashboard's sidebar are none of ours.
    editor.problems.length = 0;
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  async function open(path: string, width: number, height: number): Promise<Page> {
    const page = await editor.page.context().browser()!.newPage({ viewport: { width, height }, locale: "en-US" });
    page.setDefaultTimeout(30_000);
    watch(page, editor.address, editor.problems);
    await page.goto(`${editor.address}/dashboard${path}`);
    return page;
  }
  async function shot(page: Page, file: string): Promise<void> {
    const directory = process.env["SCREENSHOTS"];
    if (directory) await page.screenshot({ path: join(directory, `${file}.png`) });
  }

  it("show a car on a phone: charge, lock, doors, and its age", async () => {
    const page = await open("/car", 390, 844);
    await page.locator(".vc-gauge").waitFor();
    assert.match(await page.locator(".vc-gauge").innerHTML(), /\d+ %/);
    assert.match((await page.locator(".vc-words").allInnerTexts()).join(" "), /Locked|Unlocked/);
    assert.match(await page.locator(".vc-age").innerText(), /As of \d+ min ago/);
    assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 390, "no wider than the phone");
    assert.equal(await page.locator(".vc-map").count(), 0, "no map unless somebody gave an address");
    await shot(page, "dashboard-phone");
    await page.close();
  });

  it("send a command only after a yes, and say what came of it", async () => {
    const page = await open("/car", 390, 844);
    await page.getByRole("button", { name: /^smart #3/ }).click();
    const button = page.getByRole("button", { name: /^Climate/ });
    await button.click();
    await page.getByRole("button", { name: "No", exact: true }).click();
    await page.locator(".vc-yes").waitFor({ state: "hidden" });
    assert.equal(await page.locator(".vc-outcome").innerText(), "");
    const word = await button.innerText();
    await button.click();
    await page.locator(".vc-yes").click();
    await page.locator(".vc-outcome", { hasText: /: done|: accepted/ }).waitFor();
    await page.waitForFunction(
      `![...document.querySelectorAll("button")].some((one) => one.innerText === ${JSON.stringify(word)})`,
    );
    await page.close();
  });

  it("show the history beside it on a wide screen, and the fleet in a table", async () => {
    const wide = await open("/car", 1200, 800);
    await wide.locator(".vc-gauge").waitFor();
    await wide.locator("canvas, .nrdb-ui-chart").first().waitFor();
    await shot(wide, "dashboard-wide");
    await wide.close();
    const page = await open("/fleet", 1000, 800);
    await page.locator(".vf tbody tr td").nth(4).waitFor();
    const counts = await page.locator(".vf-counts").innerText();
    assert.match(counts, /\d+ vehicles/);
    await page.getByLabel("Find a vehicle").first().fill("01");
    await page.waitForFunction('document.querySelectorAll(".vf tbody tr").length <= 2');
    await shot(page, "dashboard-fleet");
    await page.close();
  });
});
