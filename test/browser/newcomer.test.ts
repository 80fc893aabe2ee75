/** What newcomers stumbled over in the editor. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { startDemoCloud } from "../../src/demo";
import { overflowing } from "./inspect";
import { settled, shot, startEditor, type Editor } from "./support";

const form = "#vehicle-cloud-account-form";
const result = "#vehicle-cloud-result";
const ok = "#node-config-dialog-ok";
const limits = { takeover: "giveWay", budget: 300, requestsPerSecond: 5, burst: 10 };
const flow = [
  { id: "nctab", type: "tab", label: "Newcomer" },
  {
    id: "ncdemo",
    type: "vehicle-cloud-account",
    name: "Demo car",
    platform: "demo-car",
    vehicles: [
      { id: "HESXDEM01P0000001", name: "Family", enabled: true },
      { id: "HESXTEST0P0000009", name: "Somebody's own", enabled: true },
    ],
  },
  { id: "ncunreached", type: "vehicle-cloud-account", name: "Blocked", platform: "smart-eu", vehicles: [] },
  { id: "ncempty", type: "vehicle-cloud-account", name: "Without", platform: "smart-eu", vehicles: [] },
  { id: "ncstatus", type: "vehicle-cloud-status", z: "nctab", account: "ncempty", x: 200, y: 100, wires: [[]] },
  { id: "nccontrol", type: "vehicle-cloud-segway-control", z: "nctab", account: "ncdemo", x: 200, y: 160, wires: [[]] },
  {
    id: "nccommand",
    type: "vehicle-cloud-command",
    z: "nctab",
    account: "ncdemo",
    command: "climateOn",
    waitFor: "confirmed",
    x: 200,
    y: 220,
    wires: [[], []],
  },
].map((node) => ({ configVersion: 1, ...(node.type === "vehicle-cloud-account" ? limits : {}), ...node }));

describe("a newcomer in the editor", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    await page.evaluate(`RED.view.importNodes(${JSON.stringify(flow)}, { generateIds: false, touchImport: true })`);
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  const errorsOf = (id: string): Promise<string[]> =>
    page.evaluate(`RED.editor.validateNode(RED.nodes.node("${id}")), RED.nodes.node("${id}").validationErrors`);

  async function open(id: string, dialog: string): Promise<void> {
    const how = dialog === form ? `editConfig("", "vehicle-cloud-account", "${id}")` : `edit(RED.nodes.node("${id}"))`;
    await page.evaluate(`RED.editor.${how}`);
    await page.locator(dialog).waitFor({ state: "visible" });
    await settled(page);
  }

  async function cancel(): Promise<void> {
    await page.click("#node-config-dialog-cancel");
    await settled(page);
  }

  it("finds the nodes in the palette by the words that people type", async () => {
    for (const word of ["smart", "car", "ev", "lynk", "fleet"]) {
      await page.fill("#red-ui-palette-search input", word);
      await page.press("#red-ui-palette-search input", "End");
      const hidden =
        'document.querySelectorAll(`.red-ui-palette-node[data-palette-type^="vehicle-cloud-"][data-filter]`).length';
      await page.waitForFunction(
        `$("#red-ui-palette-search input").val() === "${word}" && ${hidden} === 0 && $(".red-ui-palette-node[data-palette-type=inject]").is("[data-filter]")`,
      );
    }
    await shot(page, "60 palette, fleet");
    await page.fill("#red-ui-palette-search input", "");
  });

  it("sees the triangle of an account without credentials, and of a node that uses it", async () => {
    await page.waitForFunction('RED.nodes.node("ncempty").valid === false');
    assert.deepEqual(await errorsOf("ncempty"), ["E-mail, Password: not filled in"]);
    assert.ok((await errorsOf("ncstatus")).includes("account"));
    assert.deepEqual(await errorsOf("ncdemo"), []);
  });

  it("is told that a Segway node does not take a car's account, by the name of the field", async () => {
    const told = "Account: choose an account of Segway or of the demo e-bikes; this one is of cars";
    assert.ok((await errorsOf("nccontrol")).includes(told));
  });

  it("sees what may be typed into a command's fields, and a mark while it is something else", async () => {
    await open("nccommand", "#vehicle-cloud-command-form");
    const place = page.locator("#vehicle-cloud-parameters");
    assert.match(await place.innerText(), /16 to 30, in steps of 0\.5\./);
    const field = place
      .locator(".red-ui-typedInput-container", { has: page.locator('[aria-label="Temperature, °C"]') })
      .first();
    await field.locator("input.red-ui-typedInput-input").fill("99");
    await page.waitForFunction('$("#vehicle-cloud-parameters .red-ui-typedInput-container.input-error").length === 1');
    await shot(page, "61 command, out of range");
    await field.locator("input.red-ui-typedInput-input").fill("22.5");
    await page.waitForFunction('$("#vehicle-cloud-parameters .red-ui-typedInput-container.input-error").length === 0');
    await page.click("#vehicle-cloud-command-form summary");
    assert.match(await page.innerText("#vehicle-cloud-command-form"), /seconds\s+\(1–600\)/);
    await page.fill("#node-input-timeoutSeconds", "601");
    const verdict = await page.evaluate(
      'RED.nodes.getType("vehicle-cloud-command").defaults.timeoutSeconds.validate.call(RED.nodes.node("nccommand"), 601, {})',
    );
    assert.equal(verdict, "Wait at most: must be a number from 1 to 600");
    await page.click("#node-dialog-cancel");
    await settled(page);
  });

  it("is told of a wrong setting by the name of its field, whatever the node", async () => {
    // What the fields of a platform or an operation are called is told apart.
    const ofOthers = ["account", "vehicle", "parameters", "fields", "profile", "configVersion", "watch"];
    const told = await page.evaluate<[string, string, string][]>(`RED.nodes.registry.getNodeTypes()
      .filter((type) => type.startsWith("vehicle-cloud-"))
      .flatMap((type) => {
        const _def = RED.nodes.getType(type);
        const values = Object.entries(_def.defaults).map(([name, { value }]) => [name, value]);
        const node = { ...Object.fromEntries(values), type, _def, _: (key, values) => _def._(key, values) };
        return Object.entries(_def.defaults)
          .filter(([name, { validate }]) => validate && !${JSON.stringify(ofOthers)}.includes(name))
          .map(([name, { validate }]) => [type, name, ["-1e9", "", "?"]
            .map((value) => validate.call({ ...node, [name]: value }, value, {}))
            .find((verdict) => verdict !== true) ?? ""]);
      })`);
    assert.ok(told.length > 25, String(told.length));
    const nameless = told.filter(([, , verdict]) => verdict !== "" && !/^[^:]{3,40}: \S/.test(verdict));
    assert.deepEqual(nameless, []);
    const unseen = told.filter(([, , verdict]) => verdict === "").map(([, name]) => name);
    assert.deepEqual(unseen, ["valuePath", "target", "startTime", "endTime", "fences", "fences", "body"]);
  });

  it("sees in every dialog what may be typed into a field for a number", async () => {
    for (const type of ["status", "charge", "geofence", "event", "request", "segway-webhook-in", "account"]) {
      const id = `ranges-${type}`;
      const made = { id, type: `vehicle-cloud-${type}`, z: type === "account" ? undefined : "nctab", x: 200, y: 300 };
      await page.evaluate(`(() => {
        const { defaults, outputs } = RED.nodes.getType("vehicle-cloud-${type}");
        const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
        const wires = Array.from({ length: outputs || 0 }, () => []);
        RED.view.importNodes([{ ...values, account: "ncdemo", wires, ...${JSON.stringify(made)} }], { generateIds: false, touchImport: true });
      })()`);
      const how =
        type === "account" ? `editConfig("", "vehicle-cloud-account", "${id}")` : `edit(RED.nodes.node("${id}"))`;
      await page.evaluate(`RED.editor.${how}`);
      const dialog = page.locator(".vehicle-cloud-form:visible").last();
      await dialog.waitFor();
      await settled(page);
      const numbers = await dialog.evaluate((root) =>
        [...root.querySelectorAll<HTMLInputElement>("input[type=number]")]
          .filter(({ id }) => id !== "node-input-everyMinutes")
          .map((input) => {
            const range = [...(input.parentElement?.children ?? [])].filter((one) =>
              one.matches(".vehicle-cloud-range"),
            );
            return [input.id, range.length, range[0]?.textContent === `(${input.min}–${input.max})`];
          }),
      );
      assert.ok(numbers.length > 0, type);
      assert.deepEqual(
        numbers.filter(([, count, same]) => count !== 1 || same !== true),
        [],
        type,
      );
      await shot(page, `67 ranges, ${type}`);
      await page.click(type === "account" ? "#node-config-dialog-cancel" : "#node-dialog-cancel");
      await settled(page);
    }
  });

  it("keeps no row and no name of the demo when the account becomes another, and every row of one's own", async () => {
    await open("ncdemo", form);
    assert.equal(await page.locator(".vehicle-cloud-row").count(), 2);
    await page.selectOption("#node-config-input-platform", "smart-eu");
    assert.equal(await page.locator(".vehicle-cloud-row").count(), 1);
    assert.equal(await page.inputValue("#node-config-input-name"), "smart (Europe)");
    assert.equal(await page.isChecked("#node-config-input-allowDelete"), false, "off, until somebody ticks it");
    assert.match(await page.innerText(form), /act on the account as it was last deployed/);
    await shot(page, "62 account, no demo rows");
    await page.fill("#node-config-input-username", "somebody");
    await page.fill("#node-config-input-password", "x");
    await page.click(ok);
    await settled(page);
    assert.deepEqual(await page.evaluate('RED.nodes.node("ncdemo").vehicles.map((row) => row.name)'), [
      "Somebody's own",
    ]);
    assert.equal(await page.evaluate('RED.nodes.node("ncdemo").name'), "smart (Europe)");
    assert.deepEqual(await errorsOf("ncdemo"), []);
  });

  it("is told once what to do about a cloud that cannot be reached", async () => {
    const cloud = await startDemoCloud();
    const baseUrls = Object.entries(cloud.baseUrls).map(([real, replacement]) => `${real} = ${replacement}`);
    await cloud.close();
    await open("ncunreached", form);
    await page.fill("#node-config-input-username", "somebody");
    await page.fill("#node-config-input-password", "x");
    await page.click(`${form} > details > summary`);
    await page.fill("#node-config-input-baseUrls", baseUrls.join("\n"));
    await page.click("#vehicle-cloud-test");
    await page.waitForSelector(`${result}.vehicle-cloud-failed`);
    const told = await page.innerText(result);
    assert.match(told, /^The cloud cannot be reached\..*allow it[^]*CLOUD_UNAVAILABLE/);
    assert.equal(told.match(/ad blocker/g)?.length, 1, told);
    await shot(page, "63 cannot reach");
    await page.click(`${result} summary`);
    assert.match(await page.innerText(result), /The sign-in cannot reach/);
    await cancel();
  });

  it("is asked before Forget forgets, and nothing is sent for a no", async () => {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/forget")) sent.push(request.method());
    });
    await open("vehiclecloud0001", form);
    await page.click("#vehicle-cloud-forget:not([disabled])");
    assert.match(await page.innerText(result), /\?/);
    await shot(page, "64 forget");
    await page.keyboard.press("Enter");
    assert.equal(await page.innerText(result), "", "the answer that has the focus is no");
    await page.click("#vehicle-cloud-forget");
    assert.deepEqual(sent, []);
    await page.click(`${result} .vehicle-cloud-yes`);
    await page.waitForSelector(`${result}.vehicle-cloud-ok`);
    assert.deepEqual(sent, ["POST"]);
    await cancel();
  });

  it("reads a time whole where it is typed", async () => {
    await open("vc010000003", "#vehicle-cloud-status-form");
    await page.click("#vehicle-cloud-status-form summary");
    await page.fill("#node-input-quietFrom", "23:58");
    const clipped = '$("#node-input-quietFrom")[0].scrollWidth > $("#node-input-quietFrom")[0].clientWidth';
    assert.equal(await page.evaluate(clipped), false);
    const width = (await page.locator("#node-input-quietFrom").boundingBox())!.width;
    assert.ok(width >= 125, `"11:58 PM" and the clock sign need more than ${width}`);
    await page.locator("#node-input-quietFrom").scrollIntoViewIfNeeded();
    await shot(page, "65 quiet hours");
    await page.click("#node-dialog-cancel");
    await settled(page);
  });

  it("reads the code in the help to its end", async () => {
    for (const type of ["account", "status", "command", "charge", "segway-control", "segway-webhook-in"]) {
      await page.evaluate(`RED.sidebar.help.show("vehicle-cloud-${type}")`);
      const help = page.locator(".red-ui-help:visible").last();
      await help.filter({ hasText: "References" }).waitFor();
      assert.deepEqual(await overflowing(help), [], type);
    }
    await shot(page, "66 help");
  });
});
