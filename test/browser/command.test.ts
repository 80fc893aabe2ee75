import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { example } from "../support/package-facts";
import { deploy, settled, shot, startEditor, type Editor } from "./support";

/** A key that has no text shows as itself. */
const untranslated = /vehicle-cloud-(status|account|command|charge)\./;

const nodeLabels = (page: Page) => page.locator("g.red-ui-flow-node-label");

/** Puts a node on the visible flow, at the account of the first example, and opens its dialog. */
async function add(page: Page, type: "command" | "charge", id: string, y: number): Promise<Locator> {
  await page.evaluate(`(() => {
    const account = RED.nodes.filterNodes({ type: "vehicle-cloud-status" })[0].account;
    RED.nodes.import([{ id: "${id}", type: "vehicle-cloud-${type}", z: RED.workspaces.active(), x: 700, y: ${y}, name: "", account,
      vehicle: "", vehicleType: "auto", command: "lock", parameters: {}, guard: "", operation: "payload", target: "80", targetType: "num",
      startTime: "22:00", startTimeType: "str", endTime: "06:00", endTimeType: "str", pauseMinutes: 10, waitFor: "confirmed",
      timeoutSeconds: 60, expiresSeconds: 120, configVersion: 1, wires: [[], []] }], { generateIds: false });
    RED.view.redraw(true);
  })()`);
  return open(page, type, id);
}

async function open(page: Page, type: "command" | "charge", id: string): Promise<Locator> {
  await page.evaluate(`RED.editor.edit(RED.nodes.node("${id}"))`);
  const dialog = page.locator(`#vehicle-cloud-${type}-form`);
  await dialog.waitFor({ state: "visible" });
  await settled(page);
  return dialog;
}

async function done(page: Page, dialog: Locator): Promise<void> {
  await page.click("#node-dialog-ok");
  await dialog.waitFor({ state: "detached" });
  await settled(page);
}

async function cancel(page: Page, dialog: Locator): Promise<void> {
  await page.click("#node-dialog-cancel");
  await dialog.waitFor({ state: "detached" });
  await settled(page);
}

const saved = (page: Page, id: string, name: string): Promise<unknown> =>
  page.evaluate(`RED.nodes.node("${id}").${name}`);

/** Fields without a name; core's typed input has parts of its own. */
const nameless = (page: Page, form: string): Promise<string[]> =>
  page.evaluate(`$("${form}").find("input:visible, select:visible, button:visible")
    .filter((_, field) => !$(field).closest(".red-ui-typedInput-container").length)
    .filter((_, field) => !field.labels.length && !field.ariaLabel && !field.title && !$(field).text().trim())
    .filter((_, field) => !["node-input-btn-account-edit", "node-input-btn-account-add"].includes(field.id))
    .map((_, field) => field.outerHTML).get()`);

describe("the editor's dialogs of commands and charging", function () {
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

  it("has both nodes in the palette, by plain names", async () => {
    for (const [type, label] of [
      ["command", "vehicle command"],
      ["charge", "vehicle charging"],
    ]) {
      const entry = page.locator(`.red-ui-palette-node[data-palette-type="vehicle-cloud-${type}"]`);
      assert.equal((await entry.innerText()).trim().replace("\n", " "), label);
    }
  });

  it("groups the commands that the account's platform offers, and marks those that the account must allow", async () => {
    const dialog = await add(page, "command", "vctestcommand", 300);
    await page.waitForFunction("$('#node-input-command option[value=horn]').text().includes('to be allowed')");
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    const groups = await page
      .locator("#node-input-command optgroup")
      .evaluateAll((all) => all.map((one) => one.getAttribute("label")));
    assert.deepEqual(groups, ["Doors", "Climate", "Windows", "Find", "Other"]);
    assert.equal(await page.locator("#node-input-command option[value=find]").count(), 0, "Segway's");
    assert.equal(await page.locator("#node-input-command option[value=unlock]").innerText(), "unlock");
    assert.equal(await page.isChecked("#vehicle-cloud-guard"), false);
    await shot(page, "11 command dialog, lock");
    await page.selectOption("#node-input-command", "horn");
    assert.match(
      await page.innerText("#vehicle-cloud-command-note"),
      /tick "Windows, horn, trunk, seats…" in the account.*No report can show it/,
    );
    await shot(page, "12 command dialog, horn");
  });

  it("shows the fields of the chosen command, and names every one", async () => {
    await page.selectOption("#node-input-command", "climateOn");
    const labels = await page.locator("#vehicle-cloud-parameters label").allInnerTexts();
    assert.deepEqual(labels, ["Temperature, °C", "Driver's seat", "Passenger's seat", "Steering wheel"]);
    assert.deepEqual(await nameless(page, "#vehicle-cloud-command-form"), []);
    await page.locator("#vehicle-cloud-parameters input[aria-label='Temperature, °C']").fill("22.5");
    await page.locator("#vehicle-cloud-parameters .red-ui-typedInput-option-trigger:visible").first().click();
    await page.locator(".red-ui-typedInput-options:visible a", { hasText: "2, medium" }).click();
    await shot(page, "13 command dialog, climate");
    await page.selectOption("#node-input-command", "custom");
    assert.equal(await page.locator("#vehicle-cloud-parameters label").count(), 4);
    await shot(page, "14 command dialog, custom");
    await page.selectOption("#node-input-command", "climateOn");
    await page.locator("#vehicle-cloud-parameters input[aria-label='Temperature, °C']").fill("22.5");
  });

  it("saves them in one setting, and shows them again", async () => {
    const dialog = page.locator("#vehicle-cloud-command-form");
    await done(page, dialog);
    assert.deepEqual(await saved(page, "vctestcommand", "parameters"), {
      temperature: { value: "22.5", type: "num" },
      "seats.driver": { value: "0", type: "num" },
      "seats.passenger": { value: "0", type: "num" },
      steeringWheel: { value: "0", type: "num" },
    });
    await deploy(page);
    const again = await open(page, "command", "vctestcommand");
    assert.equal(
      await page.locator("#vehicle-cloud-parameters input[aria-label='Temperature, °C']").inputValue(),
      "22.5",
    );
    await done(page, again);
    assert.equal(await page.locator("#red-ui-header-button-deploy.disabled").count(), 1, "looking changes nothing");
  });

  it("marks a temperature that no car takes", async () => {
    const dialog = await open(page, "command", "vctestcommand");
    await page.locator("#vehicle-cloud-parameters input[aria-label='Temperature, °C']").fill("5");
    await done(page, dialog);
    assert.equal(await saved(page, "vctestcommand", "valid"), false);
    assert.deepEqual(await saved(page, "vctestcommand", "validationErrors"), [
      "Temperature, °C: must be a number from 16 to 30",
    ]);
  });

  it("guards an unlock by default, says the word, and shows it in the node's label", async () => {
    const dialog = await open(page, "command", "vctestcommand");
    await page.selectOption("#node-input-command", "unlock");
    assert.equal(await page.isChecked("#vehicle-cloud-guard"), true);
    assert.equal(await page.innerText("#vehicle-cloud-guard-text"), 'Only if the message carries confirm = "unlock"');
    await page.locator("summary").click();
    assert.equal(await page.isVisible("#node-input-timeoutSeconds"), true);
    await page.selectOption("#node-input-waitFor", "accepted");
    assert.equal(await page.isVisible("#node-input-timeoutSeconds"), false);
    await page.selectOption("#node-input-waitFor", "confirmed");
    await shot(page, "15 command dialog, unlock");
    await done(page, dialog);
    assert.deepEqual(
      [await saved(page, "vctestcommand", "guard"), await saved(page, "vctestcommand", "parameters")],
      ["", {}],
    );
    await nodeLabels(page).filter({ hasText: "unlock (guarded)" }).waitFor();
    const again = await open(page, "command", "vctestcommand");
    await page.uncheck("#vehicle-cloud-guard");
    await done(page, again);
    assert.equal(await saved(page, "vctestcommand", "guard"), "off");
    await page.waitForFunction("!$('.red-ui-flow-node-label').text().includes('guarded')");
  });

  it("offers what the account allows without a mark", async () => {
    await page.evaluate(
      "(() => { RED.nodes.eachConfig((c) => { if (c.type === 'vehicle-cloud-account') c.allowSister = true; }); })()",
    );
    const dialog = await add(page, "command", "vctestallowed", 440);
    await page.waitForFunction("$('#node-input-command option[value=windowsOpen]').length === 1");
    assert.equal(await page.locator("#node-input-command option[value=windowsOpen]").innerText(), "open the windows");
    await page.selectOption("#node-input-command", "windowsOpen");
    assert.match(
      await page.innerText("#vehicle-cloud-command-note"),
      /^Known from other cars of this cloud; yours may/,
    );
    await cancel(page, dialog);
    await page.evaluate('RED.nodes.remove("vctestallowed"), RED.view.redraw(true)');
    await page.evaluate(
      "(() => { RED.nodes.eachConfig((c) => { if (c.type === 'vehicle-cloud-account') c.allowSister = false; }); })()",
    );
  });

  it("says what a car has said that it lacks", async () => {
    await page.route("**/vehicle-cloud/accounts/*/vehicles", (route) =>
      route.fulfill({
        json: { vehicles: [{ id: "HESXTEST0P0000001", name: "Family car", model: "smart #1", lacks: ["unlock"] }] },
      }),
    );
    const dialog = await open(page, "command", "vctestcommand");
    await page.locator("#vehicle-cloud-command-note", { hasText: "Family car says that it lacks this." }).waitFor();
    await cancel(page, dialog);
    await page.unroute("**/vehicle-cloud/accounts/*/vehicles");
  });

  it("shows only the fields of the chosen charging operation, the clock with the times", async () => {
    const dialog = await add(page, "charge", "vctestcharge", 360);
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    assert.equal(await page.isVisible(".vehicle-cloud-clock"), false);
    await dialog.locator("summary").click();
    assert.equal(await page.isVisible("#node-input-pauseMinutes"), true);
    await shot(page, "16 charging dialog");
    await page.selectOption("#node-input-operation", "target");
    await page.waitForFunction("$('#node-input-target').next('.red-ui-typedInput-container').is(':visible')");
    assert.equal(await page.isVisible("#node-input-pauseMinutes"), false);
    await page.selectOption("#node-input-operation", "scheduleSet");
    await dialog.locator(".vehicle-cloud-clock", { hasText: /\d\d:\d\d \(\S+\)/ }).waitFor();
    assert.match(await page.innerText("#vehicle-cloud-charge-note"), /by the car's own clock.*tick "Windows/);
    assert.deepEqual(await nameless(page, "#vehicle-cloud-charge-form"), []);
    await shot(page, "17 charging dialog, schedule");
    await page.selectOption("#node-input-operation", "target");
    await page.locator("input[aria-label='Target, %']").fill("47");
    await done(page, dialog);
    assert.equal(await saved(page, "vctestcharge", "valid"), false);
    await nodeLabels(page).filter({ hasText: "charge target" }).waitFor();
  });

  it("offers to wake the car first, off by default, and says what that is and what the account must allow", async () => {
    for (const type of ["command", "charge"] as const) {
      const dialog = await add(page, type, `wakes-${type}`, 520);
      await dialog.locator("summary").click();
      const box = dialog.getByLabel("Wake it first");
      assert.equal(await box.isChecked(), false);
      assert.match(await dialog.innerText(), /30 minutes[\s\S]*every 15 minutes[\s\S]*12 V battery[\s\S]*other cars/);
      const note = dialog.locator("#vehicle-cloud-wake-note");
      assert.equal(await note.innerText(), "");
      await box.check();
      assert.match(await note.innerText(), /tick .* in the account/);
      assert.deepEqual(await nameless(page, `#vehicle-cloud-${type}-form`), []);
      await done(page, dialog);
      assert.equal(await saved(page, `wakes-${type}`, "wakeFirst"), true);
      const again = await open(page, type, `wakes-${type}`);
      await again.locator("summary").click();
      assert.equal(await again.getByLabel("Wake it first").isChecked(), true);
      await cancel(page, again);
    }
  });

  it("labels both outputs", async () => {
    assert.equal(
      await page.evaluate("RED.nodes.node('vctestcommand')._def.outputLabels.call(RED.nodes.node('vctestcommand'), 1)"),
      "not sure: sent, but not confirmed in time",
    );
    assert.equal(
      await page.evaluate("RED.nodes.node('vctestcharge')._def.outputLabels.call(RED.nodes.node('vctestcharge'), 1)"),
      "not sure, or not yet",
    );
  });

  it("explains both nodes in the help sidebar", async () => {
    for (const type of ["command", "charge"]) {
      await page.evaluate(`RED.sidebar.help.show("vehicle-cloud-${type}")`);
      const help = page.locator(".red-ui-help:visible").last();
      await help.filter({ hasText: "Privacy" }).waitFor();
      assert.match(await help.innerText(), /Inputs[\s\S]+Outputs[\s\S]+Details[\s\S]+References/);
      await shot(page, `18 help of ${type}`);
    }
    await page.evaluate('RED.sidebar.show("debug")');
  });

  it("draws the examples, and runs one: the car is locked, with its stages in the status", async () => {
    await page.evaluate("RED.nodes.remove('vctestcommand'); RED.nodes.remove('vctestcharge')");
    for (const name of [
      "04 Lock at night, or say please look",
      "09 Warm at half past six",
      "10 Charge with solar surplus",
      "11 Unlock from afar, guarded",
    ]) {
      const flow = example(`${name}.json`).filter(({ id }) => id !== "vehiclecloud0001");
      await page.evaluate(
        `RED.nodes.import(${JSON.stringify(flow)}, { generateIds: false, addFlow: false }); RED.workspaces.show("${flow[0]!.id}"); RED.view.redraw(true)`,
      );
      await settled(page);
      await shot(page, `19 ${name}`);
    }
    await deploy(page);
    const flow = example("11 Unlock from afar, guarded.json");
    await page.evaluate('RED.workspaces.show("vc11tab")');
    await nodeLabels(page).filter({ hasText: "Unlock it (guarded)" }).first().waitFor();
    const press = async (name: string): Promise<void> => {
      await page.click(`g[id="${flow.find((node) => node.name === name)!.id}"] .red-ui-flow-node-button-button`);
    };
    const status = page.locator(
      `g[id="${flow.find((node) => node.name === "Unlock it")!.id}"] .red-ui-flow-node-status-label`,
    );
    await press("A stray message");
    await status.filter({ hasText: "confirm is missing" }).waitFor();
    await press("1. Please unlock");
    await press("2. Yes, really");
    await status.filter({ hasText: /^(sent|accepted) · \d+ s$/ }).waitFor();
    await shot(page, "20 unlocking");
    await status.filter({ hasText: /^confirmed · \d+ s$/ }).waitFor({ timeout: 60_000 });
    await shot(page, "21 unlocked");
  });

  it("stays usable in a narrow window", async () => {
    await page.setViewportSize({ width: 520, height: 900 });
    await page.evaluate('document.documentElement.classList.add("nr-theme-dark")');
    const id = example("09 Warm at half past six.json").find(({ name }) => name === "Warm it up")!.id;
    const dialog = await open(page, "command", id);
    await shot(page, "22 narrow command dialog");
    assert.equal(
      await page.evaluate(
        "$('#vehicle-cloud-command-form')[0].scrollWidth <= $('#vehicle-cloud-command-form')[0].clientWidth",
      ),
      true,
    );
    await cancel(page, dialog);
  });

  it("asks a Lynk & Co in China how long it stays unlocked, and starts its engine guarded", async () => {
    await page.evaluate(`(() => {
      RED.nodes.import([
        { id: "vctestchina", type: "vehicle-cloud-account", name: "China", platform: "demo-lynkco-cn", vehicles: [] },
        { id: "vctestunlock", type: "vehicle-cloud-command", z: RED.workspaces.active(), x: 700, y: 500, name: "",
          account: "vctestchina", vehicle: "", vehicleType: "auto", command: "unlock",
          parameters: { windowMinutes: { value: "3", type: "num" } }, guard: "", waitFor: "confirmed", timeoutSeconds: 60,
          expiresSeconds: 120, configVersion: 1, wires: [[], []] },
      ], { generateIds: false });
    })()`);
    const dialog = await open(page, "command", "vctestunlock");
    await page.waitForFunction("$('#node-input-command option[value=climateOn]').text().includes('to be allowed')");
    assert.deepEqual(await dialog.locator("#vehicle-cloud-parameters label").allInnerTexts(), [
      "Stays unlocked, minutes",
    ]);
    const minutes = dialog.locator("input[aria-label='Stays unlocked, minutes']");
    assert.equal(await minutes.inputValue(), "3");
    await minutes.fill("2");
    await shot(page, "15 command dialog, Lynk & Co in China");
    await done(page, dialog);
    assert.deepEqual(await saved(page, "vctestunlock", "parameters"), { windowMinutes: { value: "2", type: "num" } });
    const again = await open(page, "command", "vctestunlock");
    await page.waitForFunction("$('#node-input-command option[value=climateOn]').text().includes('to be allowed')");
    await page.selectOption("#node-input-command", "engineStart");
    assert.equal(await page.isChecked("#vehicle-cloud-guard"), true);
    assert.match(await page.innerText("#vehicle-cloud-command-note"), /garage/);
    await cancel(page, again);
  });
});
