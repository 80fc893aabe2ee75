import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { hardToRead, namelessControls, overflowing } from "./inspect";
import { deploy, settled, shot, startEditor, type Editor } from "./support";

const form = "#vehicle-cloud-event-form";
const untranslated = /vehicle-cloud-[a-z-]+\.[a-z]/;

const flow = `(() => {
  const z = RED.workspaces.active();
  const { defaults } = RED.nodes.getType("vehicle-cloud-event");
  const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
  RED.nodes.import([{ ...values, id: "event", type: "vehicle-cloud-event", z, x: 400, y: 650, wires: [[]] }]);
  RED.view.redraw(true);
})()`;

async function open(page: Page): Promise<Locator> {
  await page.evaluate('RED.editor.edit(RED.nodes.node("event"))');
  const dialog = page.locator(form);
  await dialog.waitFor({ state: "visible" });
  await settled(page);
  return dialog;
}

async function save(page: Page): Promise<void> {
  await page.click("#node-dialog-ok");
  await page.locator(form).waitFor({ state: "detached" });
  await settled(page);
}

describe("the dialog of the event node", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    await page.evaluate(flow);
  });

  after(async () => {
    await editor.close();
  });

  it("names every rule in a language, is readable, and no control is without a name", async () => {
    const dialog = await open(page);
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    assert.equal(await dialog.locator("input[type=checkbox]:visible").count(), 20);
    assert.deepEqual(await namelessControls(page, form), []);
    assert.deepEqual(await overflowing(dialog), []);
    assert.deepEqual(await hardToRead(dialog), []);
    await shot(page, "event-dialog");
    await dialog.locator("#node-input-language").scrollIntoViewIfNeeded();
    await shot(page, "event-dialog-end");
    await save(page);
  });

  it("keeps what is ticked and typed, and the language of the editor", async () => {
    let dialog = await open(page);
    await dialog.locator("#node-input-pluggedIn").check();
    await dialog.locator("#node-input-belowPercent").fill("15");
    await save(page);
    await deploy(page);
    dialog = await open(page);
    assert.equal(await dialog.locator("#node-input-pluggedIn").isChecked(), true);
    assert.equal(await dialog.locator("#node-input-belowPercent").inputValue(), "15");
    assert.equal(await dialog.locator("#node-input-language").inputValue(), "en-US");
    await save(page);
  });

  it("has its places on a map, where they are drawn, and keeps what was drawn", async () => {
    const dialog = await open(page);
    await dialog.locator("#vehicle-cloud-map-button").click();
    await dialog.locator(".vc-fm-frame[aria-label]").waitFor();
    await dialog.locator('[data-act="circle"]').click();
    const row = (key: string) => page.locator(`${form} .vehicle-cloud-fence [data-key="${key}"]`).first();
    await row("name").fill("Home");
    const drawn = { lat: await row("lat").inputValue(), lon: await row("lon").inputValue(), radiusM: await row("radiusM").inputValue() }; // prettier-ignore
    const edge = dialog.locator('.vc-fm-handle[data-kind="radius"]');
    await page.waitForFunction(
      "/Home/.test(document.querySelector('.vc-fm-handle[data-kind=\"radius\"]')?.getAttribute('aria-label'))",
    );
    await dialog.locator(".vc-fm-frame").scrollIntoViewIfNeeded();
    const box = (await edge.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 2 });
    await page.mouse.up();
    const radius = await row("radiusM").inputValue();
    assert.notEqual(radius, drawn.radiusM);
    await shot(page, "event-map");
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    assert.deepEqual(await namelessControls(page, form), []);
    assert.deepEqual(await overflowing(dialog), []);
    assert.deepEqual(await hardToRead(dialog), []);
    await save(page);
    const saved = await page.evaluate('RED.nodes.node("event").fences');
    assert.deepEqual(saved, [{ name: "Home", shape: "circle", ...drawn, radiusM: radius }]);
    await open(page);
    assert.equal(await row("radiusM").inputValue(), radius);
    await save(page);
  });

  it("marks a number that cannot be", async () => {
    const dialog = await open(page);
    await dialog.locator("#node-input-belowPercent").fill("150");
    await dialog.locator("#node-input-reachedPercent").focus();
    await settled(page);
    assert.match((await dialog.locator("#node-input-belowPercent").getAttribute("class")) ?? "", /input-error/);
    await page.click("#node-dialog-cancel");
    await page.locator(form).waitFor({ state: "detached" });
  });
});
