/** The account's dialog as an operator of Segway meets it: a cloud that refuses, a fleet of thousands, other languages. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { startDemoCloud, type DemoCloud } from "../../src/demo";
import { overflowing } from "./inspect";
import { settled, shot, startEditor, watch, type Editor } from "./support";

const form = "#vehicle-cloud-account-form";
const region = "#vehicle-cloud-result";
const id = "operator";
const rowsOnPage = ".vehicle-cloud-row";

interface Row {
  id: string;
  name: string;
  enabled: boolean;
}
const bike = (index: number): Row => ({ id: String(860000000200000 + index), name: `Bike ${index}`, enabled: true });

describe("the account dialog of an operator", function () {
  let editor: Editor;
  let page: Page;
  let cloud: DemoCloud;
  let baseUrls: string;

  before(async () => {
    cloud = await startDemoCloud();
    baseUrls = Object.entries(cloud.baseUrls)
      .filter(([real]) => real.includes("segway"))
      .map(([real, replacement]) => `${real} = ${replacement}`)
      .join("\n");
    editor = await startEditor();
    page = editor.page;
    await page.setViewportSize({ width: 1400, height: 1300 });
  });
  after(async () => {
    await editor?.close();
    await cloud?.close();
  });
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  /** A new account, not deployed, with this table. */
  const open = async (vehicles: Row[] = [], on = page): Promise<void> => {
    await on.evaluate(`(() => {
      if (RED.nodes.node("${id}")) RED.nodes.remove("${id}");
      const { defaults } = RED.nodes.getType("vehicle-cloud-account");
      const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
      const more = { platform: "segway", baseUrls: ${JSON.stringify(baseUrls)}, vehicles: ${JSON.stringify(vehicles)} };
      RED.nodes.import([{ ...values, ...more, id: "${id}", type: "vehicle-cloud-account" }]);
      RED.editor.editConfig("", "vehicle-cloud-account", "${id}");
    })()`);
    await on.locator(form).waitFor({ state: "visible" });
    await settled(on);
  };
  const close = async (button = "cancel", on = page): Promise<void> => {
    await on.click(`#node-config-dialog-${button}`);
    await on.locator(form).waitFor({ state: "detached" });
    await settled(on);
  };
  const enter = async (secret = cloud.credentials.segway?.clientSecret ?? "", on = page): Promise<void> => {
    await on.fill("#node-config-input-clientId", cloud.credentials.segway?.clientId ?? "");
    await on.fill("#node-config-input-clientSecret", secret);
  };
  const test = async (outcome: string, on = page): Promise<string> => {
    await on.click("#vehicle-cloud-test");
    await on.waitForSelector(`${region}.vehicle-cloud-${outcome}`);
    return on.innerText(region);
  };
  const rows = (): Promise<Row[]> => page.evaluate(`$("${form}").data("table").rows()`);

  it("says the region while the client id is typed", async () => {
    await open();
    const said = page.locator("#vehicle-cloud-region");
    assert.equal(await said.isVisible(), false);
    for (const [typed, expected] of [
      ["E", /Europe$/],
      ["u1", /Americas$/],
      ["A1", /Asia-Pacific$/],
      ["C1", /China$/],
      ["X1", /unknown.*base URL/],
    ] as const) {
      await page.fill("#node-config-input-clientId", typed);
      assert.match(await said.innerText(), expected, typed);
    }
  });

  it("speaks of a fleet, not of cars", async () => {
    const text = await page.innerText(form);
    assert.doesNotMatch(text, /VIN|every vehicle of the account|minute and a half/);
    assert.match(text, /This table is the list/);
    assert.match(String(await page.getAttribute("#node-config-input-name", "placeholder")), /fleet/);
    assert.equal(await page.locator("#vehicle-cloud-vehicles-label .fa-car").count(), 0);
    await page.selectOption("#node-config-input-platform", "smart-eu");
    assert.match(await page.innerText(form), /While it is empty, every vehicle of the account is used/);
    await page.selectOption("#node-config-input-platform", "segway");
  });

  it("cannot forget or diagnose what is not deployed, and says so", async () => {
    for (const button of ["#vehicle-cloud-forget", "#vehicle-cloud-diagnose"]) {
      assert.equal(await page.isDisabled(button), true, button);
      assert.match(String(await page.getAttribute(button, "title")), /not deployed yet/);
    }
    assert.equal(await page.isDisabled("#vehicle-cloud-test"), false);
  });

  it("says which fields are empty, and that Segway has refused id or secret, not an e-mail address", async () => {
    await page.fill("#node-config-input-clientId", "E1");
    assert.match(await test("failed"), /missing or wrong[^]+Not filled in: Client secret\./);
    await enter("wrong");
    assert.equal(await page.innerText(region), "", "what was told of other settings is gone");
    const text = await test("failed");
    assert.match(text, /^Segway refused this client id or secret\./);
    assert.doesNotMatch(text, /e-mail/);
    assert.match(text, /segwaydiscovery\.com, SIGN_IN_REJECTED/);
    await shot(page, "40 refused secret");
  });

  it("has no list while the table is empty, and no contradiction once it is not", async () => {
    await enter();
    const empty = await test("ok");
    assert.match(empty, /Token received: client id and secret are good\.\s+Segway's cloud has no vehicle list: paste/);
    await page.click("#vehicle-cloud-fleet summary");
    await page.fill(
      "#vehicle-cloud-paste",
      "Model;iotCode;Name\nC80;860000000000101;Blue one\nC80;860000000099999;Typo",
    );
    await page.click("#vehicle-cloud-add");
    assert.match(await page.innerText("#vehicle-cloud-fleet"), /2 lines taken into the list\./);
    const text = await test("ok");
    assert.match(text, /^Token received: client id and secret are good\.\s+1 of 2 vehicles answered:/);
    assert.match(text, /Blue one: \d+\s%/);
    assert.match(text, /Typo: Segway does not know this iotCode \(15102\)/);
    assert.doesNotMatch(text, /has no vehicle list|Signed in|no reading yet/);
    await shot(page, "41 tested table");
    // A test of another table has the rows of that one.
    await page.click(`${rowsOnPage} >> nth=1 >> xpath=../a`);
    assert.match(await test("ok"), /1 of 1 vehicle answered:/);
  });

  it("says what was pasted, one line as one line, nothing as nothing", async () => {
    const said = page.locator("#vehicle-cloud-fleet [role=status]");
    await page.click("#vehicle-cloud-add");
    assert.match(await said.innerText(), /^Nothing to take/);
    await page.fill("#vehicle-cloud-paste", "vehicle,860000000000109\n12ab");
    await page.click("#vehicle-cloud-add");
    assert.match(await said.innerText(), /^1 line taken into the list\. 1 line holds no iotCode/);
    assert.equal(await page.inputValue("#vehicle-cloud-paste"), "12ab");
  });

  it("tries a vehicle by its name, and says what an iotCode is", async () => {
    const tried = async (typed: string, outcome: string): Promise<string> => {
      await page.fill("#vehicle-cloud-try-id", typed);
      await page.click("#vehicle-cloud-try");
      await page.waitForSelector(`${region}.vehicle-cloud-${outcome}`);
      return page.innerText(region);
    };
    assert.match(await tried("blue one", "ok"), /^Blue one: \d+\s%/);
    assert.match(await tried("", "failed"), /^Enter an iotCode/);
    for (const typed of ["12ab", "8.6E+14"])
      assert.match(await tried(typed, "failed"), /^An iotCode has 10 to 20 digits/);
    await page.fill("#vehicle-cloud-try-id", "860000000099998");
    await page.click("#vehicle-cloud-try");
    await page.waitForFunction(`/does not know this iotCode/.test($("${region}").text())`);
    assert.doesNotMatch(await page.innerText(region), /digits/);
    await close();
  });

  it("asks ten of 300, and says that the others were not", async () => {
    await open(Array.from({ length: 300 }, (_, index) => bike(index)));
    await enter();
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction(`/not asked/.test($("${region}").text())`);
    const text = await page.innerText(region);
    assert.match(text, /0 of 10 vehicles answered:/);
    assert.match(text, /and 290 more, not asked/);
    assert.doesNotMatch(text, /no reading yet/);
    assert.equal(await page.locator(`${region} li`).count(), 11);
    await close();
  });

  it("bears a fleet of 5,000: low, quick to open, with a box to find one, saved whole", async () => {
    const began = Date.now();
    const all = Array.from({ length: 5000 }, (_, index) => bike(index));
    await open(all);
    assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
    assert.ok((await page.locator(form).boundingBox())!.height < 1500);
    assert.ok((await page.locator(rowsOnPage).count()) < 100);
    assert.equal(await page.innerText("#vehicle-cloud-count"), "5000 vehicles");
    assert.deepEqual(await rows(), all);
    await shot(page, "42 fleet of 5000");
    await page.evaluate(`$(".red-ui-editableList-container").scrollTop(1e6)`);
    await page.waitForFunction(`$("${rowsOnPage}").length > 40`);
    await page.fill("#vehicle-cloud-filter", "bike 4711");
    assert.equal(await page.locator(rowsOnPage).count(), 1);
    assert.equal(await page.innerText("#vehicle-cloud-count"), "1 of 5000 vehicles");
    await page.fill(`${rowsOnPage} input[type=text]`, "Lost one");
    await page.uncheck(`${rowsOnPage} input[type=checkbox]`);
    await page.fill("#vehicle-cloud-filter", "");
    assert.deepEqual((await rows())[4711], { ...bike(4711), name: "Lost one", enabled: false });
  });

  it("removes all, or those found, once asked twice", async () => {
    const button = page.locator("#vehicle-cloud-remove-all");
    await page.fill("#vehicle-cloud-filter", "bike 12");
    assert.equal(await button.innerText(), "Remove those found");
    await button.click();
    assert.match(await page.innerText(".vehicle-cloud-ask"), /Remove 111 vehicles from the list\?/);
    await shot(page, "43 remove those found");
    await page.click("#vehicle-cloud-remove-no");
    assert.equal((await rows()).length, 5000);
    await button.click();
    await page.click("#vehicle-cloud-remove-yes");
    assert.equal((await rows()).length, 4889);
    await button.click();
    await page.click("#vehicle-cloud-remove-yes");
    assert.deepEqual(await rows(), []);
    assert.equal(await page.isVisible("#vehicle-cloud-vehicles"), false);
    await close();
  });

  it("marks a row that cannot be a vehicle of this platform", async () => {
    await open([{ id: "HESXTEST0P0000001", name: "", enabled: true }, bike(1)]);
    const marks = page.locator(".vehicle-cloud-mark");
    assert.deepEqual(await marks.allInnerTexts(), ["no iotCode: 10 to 20 digits", ""]);
    await page.selectOption("#node-config-input-platform", "smart-eu");
    assert.deepEqual(await marks.allInnerTexts(), ["", ""]);
    await close();
  });

  it("shows who was seen in pushes, and saves one only once something is entered for it", async () => {
    const vehicles = [
      { id: bike(1).id, name: "Bike 1", model: "Segway", named: true },
      { id: bike(7).id, name: "Segway 0007", model: "Segway", learned: true },
      { id: bike(8).id, name: "Segway 0008", model: "Segway", learned: true },
    ];
    const route = `**/vehicle-cloud/accounts/${id}/vehicles`;
    await page.route(route, (request) => request.fulfill({ json: { deployed: true, vehicles } }));
    await open([bike(1)]);
    await page.locator(".vehicle-cloud-learned").first().waitFor();
    assert.equal(await page.innerText("#vehicle-cloud-count"), "3 vehicles, 2 of them seen in pushes");
    assert.deepEqual(await page.locator(".vehicle-cloud-learned .vehicle-cloud-mark").allInnerTexts(), [
      "seen in pushes",
      "seen in pushes",
    ]);
    assert.equal(await page.isDisabled("#vehicle-cloud-diagnose"), false);
    assert.deepEqual(await rows(), [bike(1)]);
    await page.locator(".vehicle-cloud-learned input[type=text]").first().fill("Found");
    await shot(page, "44 seen in pushes");
    await page.unroute(route);
    await close("ok");
    assert.deepEqual(await page.evaluate(`RED.nodes.node("${id}").vehicles`), [
      bike(1),
      { id: bike(7).id, name: "Found", enabled: true },
    ]);
  });

  it("keeps the note on base URLs out of the box above it", async () => {
    await open();
    await page.locator(`${form} > details > summary`).click();
    const box = (await page.locator("#node-config-input-baseUrls").boundingBox())!;
    const note = (await page.locator("#node-config-input-baseUrls + .vehicle-cloud-note").boundingBox())!;
    assert.ok(note.y >= box.y + box.height, `${note.y} < ${box.y + box.height}`);
    assert.equal(await page.locator(`${form} label:visible`, { hasText: "At most" }).count(), 0);
    await shot(page, "45 advanced");
    await close();
  });

  for (const [language, setting, refused, summary] of [
    ["German", "de", /^Segway hat Client-ID oder Client-Secret abgelehnt\./, "Einzelheiten auf Englisch"],
    ["Chinese", "zh-CN", /^Segway 拒绝了此客户端 ID 或密钥。/, "详细信息（英文）"],
  ] as const) {
    it(`keeps the English words of an error folded in ${language}, and everything inside its borders`, async () => {
      const other = await page
        .context()
        .browser()!
        .newPage({ viewport: { width: 1400, height: 1300 } });
      watch(other, editor.address, editor.problems);
      await other.addInitScript(`localStorage.setItem("editor-language", "${setting}")`);
      await other.goto(`${editor.address}/`);
      await other.locator("g.red-ui-flow-node-group").first().waitFor();
      await open([bike(1), bike(2)], other);
      await enter("wrong", other);
      const text = await test("failed", other);
      assert.match(text, refused);
      assert.doesNotMatch(text, /does not accept|e-mail/);
      assert.equal(await other.innerText(`${region} summary`), summary);
      await other.click(`${region} summary`);
      assert.match(await other.innerText(region), /does not accept/);
      await other.click("#vehicle-cloud-remove-all");
      await other.evaluate(`$("${form} details").prop("open", true)`);
      await shot(other, `46 ${language} operator`);
      assert.deepEqual(await overflowing(other.locator(form)), []);
      assert.doesNotMatch(await other.innerText(form), /vehicle-cloud-account\./);
      await enter(undefined, other);
      await other.click("#vehicle-cloud-test");
      await other.waitForFunction(`/15102/.test($("${region}").text())`);
      await shot(other, `47 ${language} not known`);
      await close("cancel", other);
      await other.close();
    });
  }
});
