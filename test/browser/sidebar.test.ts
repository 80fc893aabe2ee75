/** The sidebar "Vehicles": what it shows, what it asks, how quick it is, and what it survives. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { settled, shot, startEditor, type Editor } from "./support";

const untranslated = /vehicle-cloud-sidebar\.|__\w+__/;
const cards = (page: Page) => page.locator(".vc-card");

async function show(page: Page): Promise<void> {
  await page.evaluate('RED.sidebar.show("vehicle-cloud-sidebar")');
  await page.locator(".vc-sidebar").waitFor({ state: "visible" });
}

describe("the sidebar", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  it("shows the demo cars of the first example, each with charge, lock and age", async () => {
    await show(page);
    await cards(page).first().waitFor();
    await page.waitForTimeout(3000);
    await settled(page);
    assert.doesNotMatch(await page.locator(".vc-sidebar").innerText(), untranslated);
    await shot(page, "sidebar light", "sidebar");
  });
});
