import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { deployExample, settled, shot, startEditor, type Editor } from "./support";

const form = "#vehicle-cloud-webhook-form";

describe("the dialog of segway webhook in", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    await deployExample(page, "06 Alarm on illegal moving.json");
    await page.evaluate("RED.editor.edit(RED.nodes.filterNodes({ type: 'vehicle-cloud-segway-webhook-in' })[0])");
    await page.locator(form).waitFor({ state: "visible" });
    await settled(page);
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  const note = (): Promise<string> => page.innerText("#vehicle-cloud-given-note");
  const canCopy = async (): Promise<boolean> => !(await page.isDisabled("#vehicle-cloud-copy"));

  it("asks for no address where the demo's e-bikes push by themselves, and copies none", async () => {
    assert.match(await note(), /by themselves/);
    assert.equal(await canCopy(), false);
    await shot(page, "50 segway webhook demo");
  });

  it("says how an address begins", async () => {
    await page.fill("#node-input-publicAddress", "flows.example.org");
    assert.match(await note(), /Begin with https:\/\//);
    assert.equal(await canCopy(), false);
    await page.click("#vehicle-cloud-push-test");
    assert.match(await page.innerText("#vehicle-cloud-result"), /Begin with https:\/\//);
    await page.fill("#node-input-publicAddress", "http://flows.example.org");
    assert.match(await note(), /Without https/);
  });

  it("shows what to give to Segway as plainly as what is typed", async () => {
    await page.fill("#node-input-publicAddress", "https://flows.example.org/");
    assert.equal(await page.inputValue("#vehicle-cloud-given"), "https://flows.example.org/segway");
    assert.match(await note(), /appends \/v2\/vehicle\/alert/);
    assert.equal(await canCopy(), true);
    const colour = (id: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector("${id}")).color`);
    assert.equal(await colour("#vehicle-cloud-given"), await colour("#node-input-path"));
    await shot(page, "51 segway webhook address");
  });

  it("tells in words why the public address was not reached", async () => {
    await page.fill("#node-input-publicAddress", "https://127.0.0.1:1");
    await page.click("#vehicle-cloud-push-test");
    await page.waitForFunction(`document.querySelector("#vehicle-cloud-result").getAttribute("aria-busy") === "false"`);
    const said = await page.innerText("#vehicle-cloud-result");
    assert.match(said, /This node: reached\./);
    assert.match(said, /Public address: not reached: nothing listens there\./);
    await shot(page, "52 segway webhook tested");
  });
});
