/** The examples for FlowFuse's dashboard, as somebody with a phone or a wide screen sees them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { example } from "../support/package-facts";
import { deploy, extras, startEditor, watch, type Editor } from "./support";

const name = "@flowfuse/node-red-dashboard";
const tile =
  '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#cde"/></svg>';
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

  it("show the fleet on a phone: five columns, nothing cut, nothing to scroll sideways", async () => {
    const page = await open("/fleet", 390, 844);
    await page.locator(".vf tbody tr td").nth(4).waitFor();
    await shot(page, "dashboard-fleet-phone");
    const wider = await page.evaluate<string[]>(`[document.documentElement, ...document.querySelectorAll(".vf, .vf *")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline" && one.getClientRects().length)
      .map((one) => one.tagName + "." + one.className + " " + one.scrollWidth + " > " + one.clientWidth)`);
    assert.deepEqual(wider, []);
    const beyond = await page.evaluate<string[]>(`[...document.querySelectorAll(".vf th, .vf td, .vf-counts span")]
      .filter((one) => one.getBoundingClientRect().right > 390 || one.getBoundingClientRect().left < 0).map((one) => one.innerText)`);
    assert.deepEqual(beyond, []);
    const texts = await page.locator(".vf thead th, .vf tbody tr:first-child td").allInnerTexts();
    for (const word of ["Vehicle", "Charge", "Range", "Lock", "Heard"]) assert.ok(texts.includes(word), texts.join());
    assert.match(texts.join(), /\d+ %.*(un)?locked/);
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

  it("show a map once somebody has given the address of tiles, and ask only that", async () => {
    // A host of somebody's own, which this test answers in its place.
    const tiles = "http://tiles.example/own/{z}/{x}/{y}.png";
    await editor.page.evaluate(`(() => {
      const node = RED.nodes.node("vcdcar03");
      node.func = node.func.replace('const tiles = "";', ${JSON.stringify(`const tiles = "${tiles}";`)});
      node.changed = true;
      node.dirty = true;
      RED.nodes.dirty(true);
    })()`);
    await deploy(editor.page);
    const page = await editor.page
      .context()
      .browser()!
      .newPage({ viewport: { width: 390, height: 844 }, locale: "en-US" });
    page.setDefaultTimeout(30_000);
    const asked: string[] = [];
    await page.route(
      (url) => !url.href.startsWith(`${editor.address}/`),
      (route) => {
        asked.push(route.request().url());
        return route.fulfill({ contentType: "image/svg+xml", body: tile });
      },
    );
    await page.goto(`${editor.address}/dashboard/car`);
    const map = page.locator(".vc-map");
    await map.waitFor();
    await page.waitForFunction('document.querySelector(".vc-map").naturalWidth === 256');
    await map.scrollIntoViewIfNeeded();
    await shot(page, "dashboard-map");
    assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 390, "no wider than the phone");
    assert.ok(asked.length > 0);
    for (const url of asked) assert.match(url, /^http:\/\/tiles\.example\/own\/15\/\d+\/\d+\.png$/);
    await page.close();
  });
});
