/** The dialogs and the help in German and Chinese, as the editor shows them: translated, and inside their borders. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { answerOf, show, url as looks } from "./sidebar-support";
import { flowLoaded, settled, shot, startEditor, watch, type Editor } from "./support";

interface Language {
  name: string;
  /** What the browser asks for; de-DE has to find de. */
  locale: string;
  /** What the editor's own setting says, over the browser's. */
  setting?: string;
  palette: string;
  note: RegExp;
  vehicleLine: RegExp;
  missing: RegExp;
  headings: string[];
  sidebar: RegExp;
}

const languages: Language[] = [
  {
    name: "German",
    locale: "de-DE",
    palette: "Fahrzeug:\nStatus",
    note: /^Etwa \d+ Anfragen am Tag für ein geparktes Fahrzeug/,
    vehicleLine: /^.+: \d+ %, (nicht )?verriegelt, gemeldet vor \d+\s(s|min|h|d)$/,
    missing: /^Hier fehlt etwas oder ist falsch\./,
    headings: ["Eingangsdaten", "Ausgangsdaten", "Details", "Referenzen"],
    sidebar: /Angemeldet[\s\S]*verriegelt[\s\S]*Letzte Befehle \(1\)/,
  },
  {
    name: "Chinese",
    locale: "en-US",
    setting: "zh-CN",
    palette: "车辆状态",
    note: /^停放的车每天约 \d+ 次请求/,
    vehicleLine: /^.+: \d+ %, (已|未)上锁, \d+ (秒|分钟|小时|天)前上报$/,
    missing: /^有设置缺失或有误。/,
    headings: ["输入", "输出", "详细", "参考"],
    sidebar: /已登录[\s\S]*已上锁[\s\S]*最近的指令（1）/,
  },
];

/** A key that has no text shows as itself. */
const untranslated = /vehicle-cloud-[a-z-]+\.[a-z]/;

const form = (page: Page): Locator => page.locator(".vehicle-cloud-form:visible").last();

/** Fields and labels that stick out of the form, texts that stick out of their label, and choices cut off by their list. */
const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const form = $(".vehicle-cloud-form:visible").last();
    const edge = form[0].getBoundingClientRect().right + 1;
    const pen = document.createElement("canvas").getContext("2d");
    const cutOff = (list) => {
      pen.font = getComputedStyle(list).font;
      return pen.measureText(list.selectedOptions[0]?.text ?? "").width > list.clientWidth - 36;
    };
    return form.find("label, p, button, select, input, summary, li").filter(":visible").filter((_, element) =>
      element.getBoundingClientRect().right > edge ||
      (element.matches("select") && cutOff(element)) ||
      (element.matches("label, p, button, li") && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    ).map((_, element) => element.id + " " + (element.selectedOptions?.[0]?.text ?? $(element).text().trim())).get();
  })()`);

/** Opens the dialog of a node of that type, which is made if the flow has none. */
async function openDialog(page: Page, type: string): Promise<Locator> {
  await page.evaluate(`(() => {
    const found = () => RED.nodes.filterNodes({ type: "${type}" })[0];
    if (!found()) {
      const { defaults, outputs } = RED.nodes.getType("${type}");
      const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
      const account = RED.nodes.filterNodes({ type: "vehicle-cloud-status" })[0].account;
      const wires = Array.from({ length: outputs }, () => []);
      RED.nodes.import([{ ...values, id: "${type}", type: "${type}", z: RED.workspaces.active(), x: 300, y: 600, account, wires }]);
      RED.view.redraw(true);
    }
    RED.editor.edit(found());
  })()`);
  await form(page).waitFor({ state: "visible" });
  await page.evaluate('$(".vehicle-cloud-form details").prop("open", true)');
  await settled(page);
  return form(page);
}

async function closeDialog(page: Page): Promise<void> {
  await page.click("#node-dialog-cancel");
  await page.locator(".vehicle-cloud-form").waitFor({ state: "detached" });
  await settled(page);
}

const togglePanels = 'RED.actions.invoke("core:toggle-sidebar"); RED.actions.invoke("core:toggle-palette")';

async function narrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 520, height: 1100 });
  await page.evaluate(togglePanels);
  await settled(page);
}

async function widen(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 1100 });
  await page.evaluate(togglePanels);
  await settled(page);
}

describe("the editor in other languages", function () {
  let editor: Editor;

  before(async () => {
    editor = await startEditor();
  });

  after(async () => {
    await editor?.close();
  });

  for (const language of languages) {
    describe(language.name, () => {
      let page: Page;
      const types = ["vehicle-cloud-status"];

      before(async () => {
        const browser = editor.page.context().browser();
        assert.ok(browser);
        page = await browser.newPage({ viewport: { width: 1400, height: 1100 }, locale: language.locale });
        page.setDefaultTimeout(15_000);
        watch(page, editor.address, editor.problems);
        await page.addInitScript(`localStorage.setItem("editor-language", ${JSON.stringify(language.setting ?? "")})`);
        await page.goto(`${editor.address}/`);
        await page.locator('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]').waitFor();
        await flowLoaded(page);
        const all = await page.evaluate<string[]>(
          'RED.nodes.registry.getNodeTypes().filter((type) => type.startsWith("vehicle-cloud-") && type !== "vehicle-cloud-account")',
        );
        types.splice(0, types.length, ...all);
      });

      after(async () => {
        await page?.close();
      });

      afterEach(() => {
        assert.deepEqual(editor.problems.splice(0), []);
      });

      it("names the node in the palette, with no word broken", async () => {
        const node = page.locator('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');
        assert.equal((await node.innerText()).trim(), language.palette);
      });

      it("shows every dialog translated and inside its borders, wide and narrow", async () => {
        assert.ok(types.length > 1);
        for (const wide of [true, false]) {
          if (!wide) await narrow(page);
          for (const type of types) {
            const dialog = await openDialog(page, type);
            await shot(page, `${language.name} ${type}${wide ? "" : ", narrow"}`);
            assert.doesNotMatch(await dialog.innerText(), untranslated);
            assert.deepEqual(await overflowing(page), [], type);
            await closeDialog(page);
          }
        }
        await widen(page);
      });

      it("tells in the status dialog what its settings ask for", async () => {
        const dialog = await openDialog(page, "vehicle-cloud-status");
        assert.match(await dialog.locator("#vehicle-cloud-requests").innerText(), language.note);
        await dialog
          .locator(".vehicle-cloud-clock")
          .first()
          .filter({ hasText: /\d\d:\d\d \(\S+\)/ })
          .waitFor();
      });

      it("shows the account translated, tests its sign-in, and says what is missing", async () => {
        await page.click("#node-input-btn-account-edit");
        await page.locator("#vehicle-cloud-account-form").waitFor({ state: "visible" });
        await settled(page);
        await page.click("#vehicle-cloud-test");
        await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-ok");
        for (const line of await page.locator("#vehicle-cloud-result li").allInnerTexts()) {
          assert.match(line, language.vehicleLine);
        }
        await page.evaluate('$(".vehicle-cloud-form details").prop("open", true)');
        await shot(page, `${language.name} account, demo car`);
        const choices = await page
          .locator("#node-config-input-platform option:not([disabled])")
          .evaluateAll((options) => options.map((option) => option.getAttribute("value") ?? ""));
        for (const platform of choices) {
          await page.selectOption("#node-config-input-platform", platform);
          await settled(page);
          await shot(page, `${language.name} account, ${platform}`);
          assert.doesNotMatch(await form(page).innerText(), untranslated);
          assert.deepEqual(await overflowing(page), [], platform);
        }
        await page.selectOption("#node-config-input-platform", "smart-eu");
        await page.click("#vehicle-cloud-test");
        await page.waitForSelector("#vehicle-cloud-result.vehicle-cloud-failed");
        assert.match(await page.innerText("#vehicle-cloud-result"), language.missing);
        await narrow(page);
        await shot(page, `${language.name} account, narrow`);
        assert.deepEqual(await overflowing(page), []);
        await widen(page);
        await page.click("#node-config-dialog-cancel");
        await page.locator("#vehicle-cloud-account-form").waitFor({ state: "detached" });
        await settled(page);
        await closeDialog(page);
      });

      it("shows the sidebar of vehicles translated, and inside its borders however narrow", async () => {
        const now = Date.now();
        const doors = { driver: true, passenger: true, driverRear: true, passengerRear: true };
        const status = {
          ...{ reportedAt: new Date(now - 9e7).toISOString(), online: false, locks: { locked: true } },
          battery: { percent: 12.5, targetPercent: 80, rangeKm: 61, charging: true, powerKw: 7.4, minutesToFull: 275 },
          openings: { doors, windows: {}, trunk: true, hood: true, chargeLid: true, sunroof: { open: true } },
          climate: { preconditioning: true, insideC: 21 },
          position: { latitude: 52.5, longitude: 13.4 },
        };
        const history = { charge: [10, 12.5], trail: [], commands: [{ command: "lock", at: now, outcome: "unknown" }] };
        const session = { state: "kept", since: now - 1e7, renewsAt: now + 1e7, unsaved: true };
        const trouble = {
          code: "CLOUD_UNAVAILABLE",
          message: "As the runtime says it.",
          at: now,
          times: 3,
          open: true,
        };
        const cars = [
          { id: "A", name: "A", status, history, staleAt: now - 1 },
          { id: "B", name: "B", status: undefined },
        ];
        await page.route(looks, (route) =>
          route.fulfill({ json: answerOf(cars, { now, head: { session, trouble } }) }),
        );
        await show(page);
        await page.locator('[data-vehicle="B"]').waitFor();
        const sidebar = page.locator(".vc-sidebar");
        assert.match(await sidebar.innerText(), language.sidebar);
        assert.doesNotMatch(await sidebar.innerText(), untranslated);
        const names = await sidebar
          .locator("[aria-label]")
          .evaluateAll((all) => all.map((one) => one.ariaLabel).join("\n"));
        assert.doesNotMatch(names, untranslated);
        await page.evaluate("$('#red-ui-sidebar').width(200); RED.events.emit('sidebar:resize')");
        await shot(page, `${language.name} sidebar of vehicles, narrow`);
        assert.ok(await sidebar.evaluate((own) => own.scrollWidth <= own.clientWidth));
        await page.unroute(looks);
      });

      it("explains every node in the help sidebar", async () => {
        for (const type of [...types, "vehicle-cloud-account"]) {
          await page.evaluate(`RED.sidebar.help.show("${type}")`);
          const help = page.locator(".red-ui-help:visible").last();
          const last = language.headings.at(-1) ?? "";
          await help.filter({ hasText: last }).waitFor();
          const headings = await help.locator("h3").allInnerTexts();
          const expected = type === "vehicle-cloud-account" ? language.headings.slice(2) : language.headings;
          assert.deepEqual(headings.slice(-expected.length), expected, type);
          await shot(page, `${language.name} help ${type}`);
        }
      });
    });
  }
});
