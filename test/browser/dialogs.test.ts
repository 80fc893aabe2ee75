import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { hardToRead, namelessControls, overflowing, tabOrder } from "./inspect";
import {
  closeDialog,
  deploy,
  openAccountDialog,
  openStatusDialog,
  settled,
  shot,
  startEditor,
  statusNodes,
  type Editor,
} from "./support";

const statusForm = "#vehicle-cloud-status-form";
const accountForm = "#vehicle-cloud-account-form";
const everyPlatform = ["smart-eu", "smart-intl", "demo-car", "segway", "demo-ebikes"];

/** A dark look for Node-RED 4, which has none of its own: other values for the variables that its styles, and ours, are made of. */
const dark4 = `:root {
  --red-ui-primary-background: #1c1c1c; --red-ui-secondary-background: #262626; --red-ui-tertiary-background: #333;
  --red-ui-primary-text-color: #ddd; --red-ui-secondary-text-color: #aaa; --red-ui-form-text-color: #ddd;
  --red-ui-form-placeholder-color: #999; --red-ui-form-background: #1c1c1c; --red-ui-form-input-background: #2a2a2a;
  --red-ui-form-input-border-color: #555; --red-ui-workspace-button-background: #2a2a2a;
  --red-ui-workspace-button-color: #ddd; --red-ui-text-color-link: #8ab4f8; --red-ui-primary-border-color: #444;
  --red-ui-secondary-border-color: #555; --red-ui-list-item-background: #222; --red-ui-list-item-color: #ddd;
  --red-ui-text-color-warning: #e0a458; --red-ui-form-button-background: #2a2a2a;
}`;

const saved = (page: Page, setting: string) =>
  page.evaluate(`RED.nodes.filterNodes({ type: "vehicle-cloud-status" })[0].${setting}`);

describe("the dialogs of account and status", function () {
  let editor: Editor;
  let page: Page;
  let major: number;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    major = Number(String(await page.evaluate("RED.settings.version")).split(".")[0]);
    await statusNodes(page).first().waitFor();
  });

  after(async () => {
    await editor?.close();
  });

  afterEach(() => {
    assert.deepEqual(editor.problems.splice(0), []);
  });

  const offered = () => page.locator("#node-input-read option").evaluateAll((all) => all.map((one) => one.textContent));

  it("offer the further readings of the account's platform, and those known by path only apart", async () => {
    await openStatusDialog(page);
    const groups = page.locator("#node-input-read optgroup");
    assert.deepEqual(await groups.evaluateAll((all) => all.map((group) => (group as HTMLOptGroupElement).label)), [
      "more…",
      "unverified: known by path only",
    ]);
    const texts = await offered();
    assert.deepEqual(texts.slice(0, 3), ["overview", "overview and charge target", "trips"]);
    for (const text of ["firmware", "trip track", "state flags", "geofences"]) assert.ok(texts.includes(text), text);
    for (const text of ["battery details", "bluetooth key (masked)"]) assert.equal(texts.includes(text), false, text);
    for (const text of texts) assert.doesNotMatch(String(text), /vehicle-cloud-status|not offered/);
  });

  it("show for each reading its own fields, and how often it is asked", async () => {
    const visible = (id: string) => page.isVisible(`#node-input-${id}`);
    const requests = page.locator("#vehicle-cloud-requests");
    await page.selectOption("#node-input-read", "trips");
    assert.match(await requests.innerText(), /^About 24 requests a day for each vehicle\. One per message/);
    assert.equal(await page.getAttribute("#node-input-everyMinutes", "placeholder"), "60");
    assert.equal(await visible("consent"), true);
    assert.equal(await page.isVisible("#node-input-from + .red-ui-typedInput-container"), true);
    assert.equal(await visible("images"), false);
    assert.equal(await page.locator("#node-input-when option[value=lastKnown]").isDisabled(), true);
    await page.locator(`${statusForm} summary`).click();
    assert.equal(await visible("parkedMinutes"), false);
    assert.equal(await visible("quietFrom"), true);
    await shot(page, "11 trips");
    await page.selectOption("#node-input-read", "abilities");
    assert.equal(await visible("images"), true);
    assert.equal(await visible("consent"), false);
    await shot(page, "12 abilities");
    await page.selectOption("#node-input-read", "ranking");
    assert.match(await page.innerText(statusForm), /Only the path is known/);
    await shot(page, "13 ranking");
    await page.selectOption("#node-input-read", "firmware");
    assert.match(await requests.innerText(), /^About one request a day for each/);
    await page.fill("#node-input-everyMinutes", "5");
    assert.match(
      await requests.innerText(),
      /^About one request a day for each/,
      "firmware is asked for once a day at most",
    );
    await page.fill("#node-input-everyMinutes", "");
    await page.selectOption("#node-input-read", "overview");
    assert.equal(await visible("parkedMinutes"), true);
    for (const field of ["parkedMinutes", "changedMinutes"]) await page.fill(`#node-input-${field}`, "1440");
    assert.match(await requests.innerText(), /^About one request a day for a parked vehicle, 48 for one asleep/);
    await page.fill("#node-input-parkedMinutes", "20");
    await page.fill("#node-input-changedMinutes", "5");
    assert.equal(await visible("everyMinutes"), false);
  });

  it("save the reading that was chosen, and it arrives as a message of its own kind", async () => {
    await page.selectOption("#node-input-read", "firmware");
    await closeDialog(page, "node");
    assert.equal(await saved(page, "read"), "firmware");
    await page.evaluate('RED.sidebar.show("debug")');
    await deploy(page);
    const topic = page.locator(".red-ui-debug-msg-topic", { hasText: "/firmware" }).first();
    await topic.waitFor();
    await page.locator(".red-ui-flow-node-status-label", { hasText: "min" }).first().waitFor();
    await shot(page, "14 firmware");
  });

  it("keep a saved reading that the platform does not offer, marked so", async () => {
    await page.evaluate('RED.nodes.filterNodes({ type: "vehicle-cloud-status" })[0].read = "batteryDetails"');
    await openStatusDialog(page);
    await page.locator("#node-input-read optgroup").first().waitFor({ state: "attached" });
    assert.equal((await offered()).at(-1), "battery details (not offered here)");
    assert.equal(await page.inputValue("#node-input-read"), "batteryDetails");
    await page.selectOption("#node-input-read", "overview");
    await closeDialog(page, "node");
    assert.equal(await saved(page, "read"), "overview");
    await deploy(page);
  });

  it("mark a car that is no longer in the account", async () => {
    await openStatusDialog(page);
    await openAccountDialog(page);
    await page.evaluate(
      `$("${accountForm}").data("table").merge([{ id: "HESXTEST0P0000999", model: "smart #1", name: "" }])`,
    );
    await page.click("#vehicle-cloud-test");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
    const marks = page.locator(".vehicle-cloud-mark");
    assert.deepEqual(
      (await marks.allInnerTexts()).filter((text) => text !== "").sort(),
      [
        ...(await page.locator("#vehicle-cloud-result li").allInnerTexts()).map(() => "new"),
        "no longer in this account",
      ].sort(),
    );
    assert.match(await page.innerText("#vehicle-cloud-result"), /1 in the list/);
    await shot(page, "15 gone");
    await page.click("#node-config-dialog-cancel");
    await page.locator(accountForm).waitFor({ state: "detached" });
    await settled(page);
  });

  it("name every field to a screen reader", async () => {
    await page.locator(`${statusForm} summary`).click();
    for (const read of ["overviewAndTarget", "trips", "abilities"]) {
      await page.selectOption("#node-input-read", read);
      assert.deepEqual(await namelessControls(page, statusForm), [], read);
    }
    await page.selectOption("#node-input-output", "value");
    assert.deepEqual(await namelessControls(page, statusForm), []);
    await openAccountDialog(page);
    await page.locator(`${accountForm} > details > summary`).click();
    await page.click("#vehicle-cloud-test");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
    for (const platform of everyPlatform) {
      await page.selectOption("#node-config-input-platform", platform);
      assert.deepEqual(await namelessControls(page, accountForm), [], platform);
    }
  });

  it("can be walked through with the Tab key, in the order that is seen", async () => {
    for (const platform of ["smart-intl", "demo-car"]) {
      await page.selectOption("#node-config-input-platform", platform);
      const { reached, all } = await tabOrder(page, page.locator(accountForm));
      assert.ok(all > 10);
      assert.deepEqual(reached, [...Array(all).keys()], platform);
    }
    await closeDialog(page, "node-config");
    for (const read of ["overviewAndTarget", "trips"]) {
      await page.selectOption("#node-input-read", read);
      const { reached, all } = await tabOrder(page, page.locator(statusForm));
      assert.deepEqual(reached, [...Array(all).keys()], read);
    }
  });

  it("open the fold and press a button with the keyboard alone", async () => {
    const fold = page.locator(`${statusForm} details`);
    const open = () => fold.evaluate((element) => (element as HTMLDetailsElement).open);
    const before = await open();
    await fold.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.equal(await open(), !before);
    await openAccountDialog(page);
    await page.focus("#vehicle-cloud-test");
    await page.keyboard.press("Space");
    await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
    assert.equal(
      await page.evaluate("document.activeElement.id"),
      "vehicle-cloud-test",
      "the focus stays where it was",
    );
    await closeDialog(page, "node-config");
    await closeDialog(page, "node");
  });

  describe("400 px wide, light and dark", () => {
    // Node-RED opens no dialog narrower than 500 px by itself, whatever the window.
    const narrow = (form: Locator) =>
      form.evaluate((root) => {
        const body = root.closest<HTMLElement>(".red-ui-tray-body")!;
        Object.assign(body.style, { width: "400px", minWidth: "0", boxSizing: "border-box" });
      });

    const unfold = async (form: Locator): Promise<void> => {
      for (const fold of await form.locator("details:not([open]) > summary:visible").all()) await fold.click();
    };

    before(async () => {
      await page.setViewportSize({ width: 520, height: 1400 });
      await page.reload();
      await statusNodes(page).first().waitFor();
      await page.evaluate('RED.actions.invoke("core:toggle-sidebar"); RED.actions.invoke("core:toggle-palette")');
      await settled(page);
    });

    for (const look of ["light", "dark"]) {
      it(`neither cut anything off nor make it hard to read: ${look}`, async () => {
        if (look === "dark") {
          await page.evaluate('document.documentElement.classList.add("nr-theme-dark")');
          if (major < 5) await page.addStyleTag({ content: dark4 });
        }
        await page.evaluate("RED.editor.edit(RED.nodes.filterNodes({ type: 'vehicle-cloud-status' })[0])");
        const status = page.locator(statusForm);
        await status.waitFor({ state: "visible" });
        await settled(page);
        await narrow(status);
        assert.ok((await status.boundingBox())!.width <= 400);
        await unfold(status);
        for (const read of ["overviewAndTarget", "trips", "abilities"]) {
          await page.selectOption("#node-input-read", read);
          await shot(page, `16 ${look} status ${read}`);
          assert.deepEqual(await overflowing(status), [], read);
          assert.deepEqual(await hardToRead(status), [], read);
        }
        const account = await openAccountDialog(page);
        await narrow(account);
        await page.click("#vehicle-cloud-test");
        await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
        for (const platform of everyPlatform) {
          await page.selectOption("#node-config-input-platform", platform);
          await unfold(account);
          await shot(page, `17 ${look} account ${platform}`);
          assert.deepEqual(await overflowing(account), [], platform);
          assert.deepEqual(await hardToRead(account), [], platform);
        }
        await page.click("#node-config-dialog-cancel");
        await account.waitFor({ state: "detached" });
        await settled(page);
        await page.click("#node-dialog-cancel");
        await status.waitFor({ state: "detached" });
        await settled(page);
      });
    }
  });
});
