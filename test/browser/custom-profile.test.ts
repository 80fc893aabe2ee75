/** A brand of one's own in the account dialog: each field of its profile, or the JSON; then its car is read. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { startDemo } from "../../src/demo/start";
import type { DemoCloud } from "../../src/demo/types";
import { auroraDemo, first, signIn } from "../platforms/ecarx/made-up-brand/brand";
import { hardToRead, namelessControls, overflowing, tabOrder } from "./inspect";
import { dark } from "./sidebar-support";
import { closeDialog, deploy, openAccountDialog, openStatusDialog, shot, startEditor, type Editor } from "./support";

const form = "#vehicle-cloud-account-form";
const untranslated = /vehicle-cloud-[a-z-]+\.[a-z]|profile[A-Z][a-z]+\./;

/** What somebody would type who knows the made-up brand, by the labels of the dialog. */
const typed: [string, string][] = [
  ["Name", "Aurora"],
  ["Models", "AU1 = Aurora One\nAU2 = Aurora Two"],
  ["Sign-in", "https://id.aurora.example"],
  ["Session and list", "https://cars.aurora.example"],
  ["Cars", "https://cars.aurora.example"],
  ["Cars by series", "AU2 = https://cars2.aurora.example"],
  ["App’s name", "Aurora Drive"],
  ["Path", "POST /auth-center/account/session"],
  ["Form", "username={username}&password={password}"],
  ["Other headers", "accept = application/json"],
  ["status: path", "iov.vehicle-status-query"],
  ["status: query", "vin={vin}"],
  ["list: path", "/gid/vehicle/{userId}"],
  ["command: path", "iov.tc-diagnostics-command"],
];
const chosen: [string, string][] = [
  ["Password as", "md5"],
  ["Signing", "none"],
  ["Envelope", "flat"],
  ["Position unit", "degrees"],
  ["Command form", "classic"],
];

describe("a custom profile in the account dialog", function () {
  let editor: Editor;
  let page: Page;
  let demo: DemoCloud;

  before(async () => {
    demo = await startDemo({ seed: 3 }, false, [auroraDemo]);
    editor = await startEditor();
    page = editor.page;
    await page.evaluate("RED.nodes.filterNodes({ type: 'vehicle-cloud-status' })[0].vehicle = '" + first + "'");
    await openStatusDialog(page);
    await openAccountDialog(page);
    await page.selectOption("#node-config-input-platform", "custom");
  });
  after(async () => {
    await editor?.close();
    await demo?.close();
  });
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  const fields = (): Locator => page.locator("#vehicle-cloud-profile-fields");
  const field = (label: string, tag = "input, textarea"): Locator =>
    fields().getByLabel(label, { exact: true }).and(page.locator(tag)).locator("visible=true");
  const faultOf = (input: Locator): Promise<string> =>
    input.evaluate((one) => {
      const ids = (one.getAttribute("aria-describedby") ?? "").split(" ");
      return document.getElementById(ids.at(-1) ?? "")?.textContent ?? "";
    });
  const json = (): Promise<string> => page.inputValue("#node-config-input-profile");
  const view = (name: string): Promise<void> => page.click(`[data-profile-view=${name}]`);

  it("asks for each field of a profile, with what it is and its default, and is silent until something is typed", async () => {
    await page.waitForFunction("$('#vehicle-cloud-profile-endpoints-read option').length > 50");
    assert.equal(await json(), "");
    assert.equal(await page.locator(".vehicle-cloud-fault:not(:empty)").count(), 0);
    const words = await page.innerText(form);
    assert.match(
      words,
      /Hosts by role[\s\S]*Sign-in[\s\S]*App id[\s\S]*x-app-id[\s\S]*Paths[\s\S]*Envelope[\s\S]*Dialect/i,
    );
    assert.doesNotMatch(words, untranslated);
    assert.match(words, /no list that is known: enter the car’s VIN/);
    assert.match(await field("Signing", "select").innerText(), /HMAC-SHA1, nine lines \(default\)/);
    assert.deepEqual(await namelessControls(page, form), []);
  });

  it("says at the field what is wrong, keeps it, and nothing is sent", async () => {
    const wrong: [string, string, RegExp][] = [
      ["Cars", "http://cars.aurora.example", /Needs https: over http/],
      ["Session and list", "https://cаrs.aurora.example", /may look like one/],
      ["Sign-in", "https://id.aurora.example/path", /without a path/],
      ["status: path", "remote-control/vehicle/status", /A path begins with \//],
      ["list: path", "no.such-endpoint", /no endpoint of this name/],
    ];
    for (const [label, text, said] of wrong) {
      await field(label).fill(text);
      assert.match(await faultOf(field(label)), said, label);
      assert.equal(await field(label).getAttribute("aria-invalid"), "true");
    }
    await view("json");
    assert.match(await json(), /"usual": "http:\/\/cars\.aurora\.example"/);
    await page.fill("#node-config-input-profile", (await json()).replace("{", '{ "signing": { "scheme": "sha9" },'));
    await view("fields");
    assert.match(await faultOf(field("Signing", "select")), /does not know this word/);
    assert.equal(await field("Cars").inputValue(), "http://cars.aurora.example");
    await page.fill("#node-config-input-username", signIn.username);
    await page.fill("#node-config-input-password", signIn.password);
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction("/Nothing was sent/.test($('#vehicle-cloud-result').text())");
    assert.deepEqual(demo.control.log, []);
    await shot(page, "70 custom profile, wrong fields");
    assert.match(await page.innerText("#vehicle-cloud-no-vehicles"), /Test sign-in fills this list/);
    await view("json");
    await page.fill("#node-config-input-profile", "{ not json");
    await view("fields");
    assert.match(await page.innerText("#vehicle-cloud-profile-status"), /no JSON from line 1, column 3 on/);
    assert.ok(await page.isVisible("#node-config-input-profile"));
    assert.ok(!(await page.isVisible("#node-config-input-accessToken")), "there is no way to sign in but the form yet");
    await page.fill("#node-config-input-profile", "${AURORA}");
    await view("fields");
    assert.match(await page.innerText("#vehicle-cloud-profile-status"), /variable \$\{AURORA\}/);
    for (const name of ["password", "accessToken"]) {
      assert.ok(await page.isVisible(`#node-config-input-${name}`), `a variable may need ${name}`);
    }
    await shot(page, "70a custom profile, a variable");
    await page.fill("#node-config-input-profile", "");
    await view("fields");
    assert.ok(!(await page.isVisible("#node-config-input-accessToken")));
    const offered = (label: string): Promise<string[]> =>
      field(label).evaluate((input) =>
        [...((input as HTMLInputElement).list?.options ?? [])].map(({ value }) => value),
      );
    assert.ok((await offered("status: path")).includes("iov.vehicle-status-query"));
    assert.ok(!(await offered("status: path")).includes("iov.tc-diagnostics-command"));
    assert.ok((await offered("command: path")).includes("iov.tc-diagnostics-command"));
  });

  it("is filled field by field, tested, deployed, and the car of that brand is read", async () => {
    for (const [label, text] of typed) await field(label).fill(text);
    for (const [label, word] of chosen) await field(label, "select").selectOption(word);
    assert.deepEqual(await page.locator(".vehicle-cloud-fault:not(:empty)").allInnerTexts(), []);
    assert.ok(!(await page.isVisible("#vehicle-cloud-vin")), "this cloud has a list");
    await page.fill("#node-config-input-username", signIn.username);
    await page.fill("#node-config-input-password", signIn.password);
    await page.locator(`${form} summary`).last().click();
    const lines = Object.entries(demo.baseUrls).map(([real, instead]) => `${real} = ${instead}`);
    await page.fill("#node-config-input-baseUrls", lines.join("\n"));
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction("/Signed in: 2 vehicles/.test($('#vehicle-cloud-result').text())");
    assert.match(await page.innerText("#vehicle-cloud-result"), /71 %[\s\S]*44 %/);
    await closeDialog(page, "node-config");
    await page.waitForSelector("#vehicle-cloud-status-form");
    await closeDialog(page, "node");
    await deploy(page);
    await page.waitForFunction("$('.red-ui-flow-node-status-label').text().includes('71 %')");
    const asked = demo.control.log.map(({ method, host, path }) => `${method} ${host}${path}`);
    assert.ok(asked.includes("GET cars.aurora.example/remote-control/vehicle/status"), asked.join());
  });

  it("shows the same fields when it is opened again, by keyboard, at 400 px and in the dark", async () => {
    await openStatusDialog(page);
    await openAccountDialog(page);
    for (const [label, text] of typed) {
      const shown = label === "list: path" ? `GET ${text}` : text;
      assert.equal(await field(label).inputValue(), shown, label);
    }
    for (const [label, word] of chosen) assert.equal(await field(label, "select").inputValue(), word, label);
    const dialog = page.locator(form);
    await shot(page, "71 custom profile, filled");
    const { reached, all } = await tabOrder(page, dialog);
    assert.deepEqual(
      reached,
      Array.from({ length: all }, (_, index) => index),
    );
    // Node-RED opens no dialog narrower than 500 px by itself.
    await dialog.evaluate((root) => {
      const body = root.closest<HTMLElement>(".red-ui-tray-body")!;
      Object.assign(body.style, { width: "400px", minWidth: "0", boxSizing: "border-box" });
    });
    assert.ok((await dialog.boundingBox())!.width <= 400);
    assert.deepEqual(await overflowing(dialog), []);
    await field("status: path").scrollIntoViewIfNeeded();
    await shot(page, "72 custom profile, 400 px");
    assert.deepEqual(await hardToRead(dialog), []);
    await page.addStyleTag({ content: dark });
    assert.deepEqual(await hardToRead(dialog), []);
    await shot(page, "73 custom profile, dark");
    await page.click("#node-config-dialog-cancel");
  });
});
