import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { deployExample, press, settled, shot, startEditor, type Editor } from "./support";

const form = "#vehicle-cloud-segway-form";
const accountForm = "#vehicle-cloud-account-form";

describe("the dialogs of an operator's fleet", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    await deployExample(page, "08 Night curfew with a report.json");
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  const open = async (): Promise<void> => {
    await page.evaluate("RED.editor.edit(RED.nodes.filterNodes({ type: 'vehicle-cloud-segway-control' })[0])");
    await page.locator(form).waitFor({ state: "visible" });
    await settled(page);
  };
  const save = async (): Promise<void> => {
    await page.click("#node-dialog-ok");
    await page.locator(form).waitFor({ state: "detached" });
    await settled(page);
  };
  const saved = (setting: string): Promise<unknown> =>
    page.evaluate(`RED.nodes.filterNodes({ type: "vehicle-cloud-segway-control" })[0].${setting}`);

  it("say how long the whole fleet takes, once it is known", async () => {
    await press(page, String(await page.evaluate("RED.nodes.filterNodes({ type: 'inject' })[0].id")));
    await open();
    await page.waitForFunction(`$("#vehicle-cloud-duration").text().length > 0`);
    assert.match(await page.innerText("#vehicle-cloud-duration"), /requests a second/);
    assert.equal(await page.isVisible("#node-input-skipDone"), true);
    assert.equal(await page.isVisible("#node-input-guard"), false);
    await shot(page, "30 segway control");
  });

  it("offer words and colours for the lamps, and keep what was chosen", async () => {
    await page.selectOption("#node-input-operation", "ambient");
    assert.equal(await page.isVisible("#node-input-skipDone"), false);
    assert.deepEqual(await page.locator("#vehicle-cloud-field-cruiseMode-color option").allInnerTexts(), [
      "keep",
      "green",
      "red",
      "orange",
      "blue",
      "cyan",
      "violet",
      "white",
    ]);
    await page.selectOption("#vehicle-cloud-field-parkingMode-color", "violet");
    await shot(page, "31 segway ambient");
    await save();
    const fields = { bright: "medium", "parkingMode.mode": "on", "parkingMode.color": "violet" };
    assert.deepEqual(await saved("fields"), fields);
    assert.equal(await saved("vehicleType"), "unlocked");
    assert.equal(await saved("valid"), true);
    await open();
    assert.equal(await page.inputValue("#vehicle-cloud-field-parkingMode-color"), "violet");
  });

  it("list every vehicle under a name", async () => {
    const listed = async (): Promise<string[]> => {
      await page.click(".red-ui-typedInput-type-select");
      await page.locator(".red-ui-typedInput-options:visible a", { hasText: "vehicle of the account" }).click();
      await page.locator(".red-ui-typedInput-option-trigger").first().click();
      const all = await page.locator(".red-ui-typedInput-options:visible a").allInnerTexts();
      await page.keyboard.press("Escape");
      return all;
    };
    assert.equal((await listed())[0], "E-bike 01 (…0101)");
    // One that is typed in the account's dialog and not deployed, so that nobody has named it yet.
    await page.click("#node-dialog-cancel");
    await settled(page);
    const account = "RED.nodes.node('vehiclecloud0002')";
    await page.evaluate(`${account}.vehicles = [{ id: "860000000000999", name: "", enabled: true }]`);
    await open();
    assert.ok((await listed()).includes("Segway 0999"));
    await page.click("#node-dialog-cancel");
    await settled(page);
    await page.evaluate(`${account}.vehicles = []`);
    await open();
  });

  it("show the guard for what opens something", async () => {
    await page.selectOption("#node-input-operation", "batteryCover");
    assert.match(await page.innerText("#vehicle-cloud-guard-row"), /confirm = "batteryCover"/);
    assert.deepEqual(await page.locator("#vehicle-cloud-fields .form-row").count(), 0);
  });

  it("take a pasted fleet into the account's table, and try one vehicle", async () => {
    await page.click("#node-input-btn-account-edit");
    await page.locator(accountForm).waitFor({ state: "visible" });
    await settled(page);
    assert.equal(await page.isVisible("#node-config-input-clientId"), false);
    await page.click("#vehicle-cloud-fleet summary");
    await page.fill("#vehicle-cloud-paste", "iotCode,name\n860000000000101,Blue one\n8.6E+14,lost");
    await page.click("#vehicle-cloud-add");
    assert.equal(await page.inputValue("#vehicle-cloud-paste"), "8.6E+14,lost");
    const rows = await page.evaluate(`$("${accountForm}").data("table").rows()`);
    assert.deepEqual(rows, [{ id: "860000000000101", name: "Blue one", enabled: true }]);
    await page.fill("#vehicle-cloud-try-id", "860000000000104");
    await page.click("#vehicle-cloud-try");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
    assert.match(await page.innerText("#vehicle-cloud-result"), /^E-bike 04: \d+ %, locked/);
    await shot(page, "32 segway account");
    // Named in the dialog and not deployed yet: it is found by the name that it has by itself.
    for (const name of ["e-bike 01", "Segway 0101"]) {
      await page.fill("#vehicle-cloud-try-id", name);
      await page.click("#vehicle-cloud-try");
      await page.waitForFunction(`/^Blue one: \\d+ %/.test($("#vehicle-cloud-result").text().trim())`);
    }
  });

  it("test the demo's fleet as it is typed, under the names that it has by itself", async () => {
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction(`/demo cloud/.test($("#vehicle-cloud-result").text())`);
    assert.match(await page.innerText("#vehicle-cloud-result"), /1 of 1 vehicle answered:\s+Blue one: \d+ %/);
    await page.fill("#vehicle-cloud-paste", "860000000000102\n860000000000103");
    await page.click("#vehicle-cloud-add");
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction(`/of 3 vehicles/.test($("#vehicle-cloud-result").text())`);
    assert.match(await page.innerText("#vehicle-cloud-result"), /Blue one: [^]*E-bike 02: [^]*E-bike 03: /);
    const names = page.locator(".vehicle-cloud-row input[type=text]");
    assert.equal(await names.nth(1).getAttribute("placeholder"), "E-bike 02");
  });

  it("ask an operator for client id and secret, and nothing of a driver", async () => {
    await page.selectOption("#node-config-input-platform", "segway");
    for (const shown of ["clientId", "clientSecret", "learnVehicles"]) {
      assert.equal(await page.isVisible(`#node-config-input-${shown}`), true, shown);
    }
    for (const hidden of ["username", "password", "takeover"]) {
      assert.equal(await page.isVisible(`#node-config-input-${hidden}`), false, hidden);
    }
    await shot(page, "33 segway operator");
    await page.click("#node-config-dialog-cancel");
    await settled(page);
    await page.click("#node-dialog-cancel");
    await settled(page);
  });
});
