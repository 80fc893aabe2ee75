import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import {
  closeDialog,
  deploy,
  openAccountDialog,
  openStatusDialog,
  root,
  settled,
  shot,
  startEditor,
  statusNodes,
  type Editor,
} from "./support";

const examples = [
  "01 Your car in two minutes",
  "02 Warn when the car stands unlocked",
  "03 Range on a gauge, charge to MQTT",
];

/** A key that has no text shows as itself. */
const untranslated = /vehicle-cloud-(status|account)\./;

const debugMessages = (page: Page) => page.locator(".red-ui-debug-msg .red-ui-debug-msg-payload");

const statusInPalette = (page: Page) => page.locator('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');

const statusLabel = (page: Page) => statusNodes(page).first().locator(".red-ui-flow-node-status-label");

describe("the editor", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
  });

  after(async () => {
    await editor?.close();
  });

  afterEach(() => {
    assert.deepEqual(editor.problems.splice(0), []);
  });

  it("has the nodes in its palette, each with an icon of its own, and a plain name", async () => {
    assert.equal((await statusInPalette(page).innerText()).trim(), "vehicle status");
    assert.match(
      await page.locator("#red-ui-palette-vehicle_cloud, [id*=palette-header-vehicle]").first().innerText(),
      /vehicle cloud/,
    );
    const icons = await page
      .locator('.red-ui-palette-node[data-palette-type^="vehicle-cloud-"] .red-ui-palette-icon')
      .evaluateAll((all) => all.map((one) => /icons\/.*\.svg/.exec(getComputedStyle(one).backgroundImage)?.[0]));
    const names = icons.map((path) => String(path).split("/").at(-1)!);
    assert.deepEqual(names.sort(), readdirSync(join(root, "icons")).sort());
    for (const name of names) {
      const icon = await page.request.get(`${editor.address}/icons/@vehicle-cloud/node-red-vehicle-cloud/${name}`);
      assert.deepEqual(await icon.body(), readFileSync(join(root, "icons", name)));
    }
    assert.match(await page.evaluate("RED.nodes.getType('vehicle-cloud-account').category"), /^config$/);
  });

  it("starts with the first example, and shows by itself that the demo cars have been read", async () => {
    await statusLabel(page).filter({ hasText: /^\d/ }).waitFor();
  });

  it("brings the status into the debug sidebar when it is asked", async () => {
    await page.evaluate('RED.sidebar.show("debug")');
    const inject = await page.evaluate<string>("RED.nodes.filterNodes({ type: 'inject' })[0].id");
    await page.click(`g[id="${inject}"] .red-ui-flow-node-button-button`);
    await debugMessages(page).first().waitFor();
    assert.match(
      await page.locator(".red-ui-debug-msg-topic").first().innerText(),
      /^[a-z0-9-]+\/status : msg.payload/,
    );
    assert.match(await debugMessages(page).first().innerText(), /battery/);
    const message = page.locator(".red-ui-debug-msg").first();
    await message.locator(".red-ui-debug-msg-object-handle").first().click();
    const battery = message.locator(".red-ui-debug-msg-object-entry", { hasText: /^battery/ });
    await battery.locator(".red-ui-debug-msg-object-handle").first().click();
    assert.match(await battery.innerText(), /percent: \d+/);
    await page.mouse.move(700, 700);
    await statusInPalette(page).scrollIntoViewIfNeeded();
    // The picture of the README: none of the example's nodes is cut at its edge.
    const size = page.viewportSize()!;
    await page.setViewportSize({ ...size, width: 1560 });
    const edge = await page.evaluate<number>("$('#red-ui-sidebar').offset().left");
    for (const node of await page.locator(".red-ui-flow-node-group, .red-ui-flow-group-outline").all()) {
      const box = await node.boundingBox();
      assert.ok(box && box.x + box.width < edge, `${box?.x} + ${box?.width} of ${edge}`);
    }
    await shot(page, "1 first example", "editor");
    await page.setViewportSize(size);
  });

  it("shows what the settings of a status node ask of the cloud, and the account's clock", async () => {
    const dialog = await openStatusDialog(page);
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    const requests = dialog.locator("#vehicle-cloud-requests");
    assert.match(await requests.innerText(), /^About 74 requests a day for a parked vehicle, 48 for one asleep/);
    await dialog.locator("summary").click();
    await page.fill("#node-input-parkedMinutes", "10");
    await page.waitForFunction("/About 146 requests/.test($('#vehicle-cloud-requests').text())");
    assert.match(await dialog.locator(".vehicle-cloud-clock").innerText(), /\d\d:\d\d \(\S+\)/);
    await page.fill("#node-input-parkedMinutes", "20");
    await shot(page, "2 status dialog");
    await page.selectOption("#node-input-when", "lastKnown");
    assert.equal(await requests.innerText(), "Asks nothing of the cloud.");
    assert.equal(await page.isVisible("#node-input-parkedMinutes"), false);
    await page.selectOption("#node-input-when", "autoAndMessage");
  });

  it("offers one value of the reading, from a list or typed", async () => {
    await page.selectOption("#node-input-output", "value");
    assert.equal(await page.inputValue("#vehicle-cloud-value"), "battery.percent");
    assert.equal(await page.isVisible("#node-input-valuePath"), false);
    await page.selectOption("#vehicle-cloud-value", "");
    await page.fill("#node-input-valuePath", "tyres.driver.pressureBar");
    await page.selectOption("#node-input-output", "reading");
  });

  it("shows only the fields of the chosen platform", async () => {
    const dialog = await openAccountDialog(page);
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    assert.equal(await page.inputValue("#node-config-input-platform"), "demo-car");
    assert.equal(await page.isVisible("#node-config-input-password"), false);
    await page.selectOption("#node-config-input-platform", "smart-eu");
    assert.equal(await page.isVisible("#node-config-input-password"), true);
    const choices = page.locator("#node-config-input-platform option:not([disabled])");
    assert.deepEqual(await choices.allInnerTexts(), [
      "smart (Europe)",
      "smart (International)",
      "Demo car",
      "Lynk & Co (Europe)",
      "Demo Lynk & Co (Europe)",
      "Demo Lynk & Co (China)",
      "Lynk & Co China (GKUI account)",
      "Lynk & Co China (own signing secret)",
      "Lynk & Co app 4.x (GRIC, experimental)",
      "Geely EM (experimental)",
      "Custom ECARX profile",
      "Segway",
      "Demo e-bikes",
    ]);
  });

  it("says in words what is missing for a sign-in", async () => {
    await page.click("#vehicle-cloud-test");
    const result = page.locator("#vehicle-cloud-result");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-failed");
    assert.doesNotMatch(await result.innerText(), untranslated);
    assert.match(await result.innerText(), /missing or wrong/);
    await shot(page, "3 account dialog, smart");
    await page.selectOption("#node-config-input-platform", "demo-car");
  });

  it("tests the sign-in of the demo car and lists its vehicles", async () => {
    await page.click("#vehicle-cloud-test");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
    const lines = await page.locator("#vehicle-cloud-result li").allInnerTexts();
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /^.+: \d+ %, (not )?locked, told \d+ (s|min|h|d) ago$/);
    assert.deepEqual((await page.locator(".vehicle-cloud-mark").allInnerTexts()).join(""), "");
    const ids = await page.locator(".vehicle-cloud-id").allInnerTexts();
    assert.equal(ids.length, lines.length);
    for (const id of ids) assert.match(id, /^….{4}$/, "an id is masked until it is asked for");
    await page.click("#vehicle-cloud-show-ids");
    assert.match(await page.locator(".vehicle-cloud-id").first().innerText(), /^\w{17}$/);
    await page.click("#vehicle-cloud-show-ids");
    await page.locator(".vehicle-cloud-row input[type=text]").first().fill("Family car");
    await shot(page, "4 account dialog, demo car");
  });

  it("opens diagnostics without a full VIN", async () => {
    await page.click("#vehicle-cloud-diagnose");
    await page.locator("#vehicle-cloud-diagnostics-text").waitFor({ state: "visible" });
    const text = await page.inputValue("#vehicle-cloud-diagnostics-text");
    assert.equal(typeof JSON.parse(text), "object");
    assert.doesNotMatch(text, /\b[A-HJ-NPR-Z0-9]{17}\b/);
    await page.click("#vehicle-cloud-copy");
    assert.match(await page.innerText("#vehicle-cloud-result"), /Copied/);
    await shot(page, "5 diagnostics");
    await closeDialog(page, "node-config");
  });

  it("lists the tested vehicles in the vehicle picker, before the account is deployed", async () => {
    await page.click(".red-ui-typedInput-type-select");
    await page.locator(".red-ui-typedInput-options:visible a", { hasText: "vehicle of the account" }).click();
    await page.click(".red-ui-typedInput-option-trigger");
    const offered = page.locator(".red-ui-typedInput-options:visible a");
    assert.match((await offered.allInnerTexts()).join(), /Family car \(….{4}\)/);
    await offered.filter({ hasText: "Family car" }).click();
    await shot(page, "6 vehicle picked");
    await closeDialog(page, "node");
    const saved = "RED.nodes.filterNodes({type: 'vehicle-cloud-status'})[0]";
    assert.equal(await page.evaluate(`${saved}.vehicleType`), "str");
    assert.match(await page.evaluate(`${saved}.vehicle`), /^\w{17}$/);
    await deploy(page);
    await statusLabel(page)
      .filter({ hasText: /^\d+ %/ })
      .waitFor();
  });

  it("shows the saved vehicle again, also when the list cannot be had", async () => {
    await page.route("**/vehicle-cloud/accounts/*/vehicles", (route) =>
      route.fulfill({ status: 200, json: { vehicles: [] } }),
    );
    const dialog = await openStatusDialog(page);
    assert.match(await dialog.locator(".red-ui-typedInput-option-label:visible").innerText(), /….{4}/);
    await closeDialog(page, "node");
    await page.unroute("**/vehicle-cloud/accounts/*/vehicles");
    assert.equal(await page.locator("#red-ui-header-button-deploy.disabled").count(), 1, "looking changes nothing");
    const saved = "RED.nodes.filterNodes({type: 'vehicle-cloud-status'})[0]";
    assert.match(await page.evaluate(`${saved}.vehicle`), /^\w{17}$/);
  });

  it("explains both nodes in the help sidebar", async () => {
    for (const type of ["vehicle-cloud-status", "vehicle-cloud-account"]) {
      await page.evaluate(`RED.sidebar.help.show("${type}")`);
      const help = page.locator(".red-ui-help:visible").last();
      await help.filter({ hasText: "Privacy" }).waitFor();
      assert.match(await help.innerText(), /Details[\s\S]+References/);
      await shot(page, `7 help of ${type}`);
    }
    await page.evaluate('RED.sidebar.show("debug")');
  });

  it("imports every example from the menu, all on one account", async () => {
    for (const name of examples) {
      await page.locator("#red-ui-workspace-chart").click({ position: { x: 600, y: 600 } });
      await page.keyboard.press("Control+i");
      await page.waitForSelector("#red-ui-clipboard-dialog-import-text", { state: "visible" });
      await page.click("a[href='#red-ui-clipboard-dialog-import-tab-examples']");
      const tree = page.locator("#red-ui-clipboard-dialog-import-tab-examples");
      const entry = tree.locator(".red-ui-treeList-label:visible", { hasText: name });
      if (!(await entry.isVisible())) {
        await tree.locator(".red-ui-treeList-label:visible", { hasText: "@vehicle-cloud" }).click();
      }
      await entry.click();
      await page.click("#red-ui-clipboard-dialog-ok");
      // The account is there already, so Node-RED asks; a copy of the flow uses the account that is there.
      await page.locator(".red-ui-notification button", { hasText: "Import copy" }).click();
      await settled(page);
      await shot(page, `8 ${name}`);
    }
    assert.equal(await page.evaluate("RED.nodes.filterNodes({type: 'unknown'}).length"), 0);
    assert.equal(
      await page.evaluate(
        "(() => { let n = 0; RED.nodes.eachConfig((c) => { if (c.type === 'vehicle-cloud-account') n++; }); return n; })()",
      ),
      1,
    );
    await deploy(page);
  });
});
