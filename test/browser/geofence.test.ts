import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { hardToRead, namelessControls, overflowing } from "./inspect";
import { dark } from "./sidebar-support";
import { deploy, press, settled, shot, startEditor, watch, type Editor } from "./support";

const form = "#vehicle-cloud-geofence-form";
const untranslated = /vehicle-cloud-[a-z-]+\.[a-z]/;

/** A geofence node, and places to press in: north of the circle, in it, and in the polygon, ten minutes apart each. */
const flow = `(() => {
  const z = RED.workspaces.active();
  const { defaults } = RED.nodes.getType("vehicle-cloud-geofence");
  const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
  const places = [[52.01, 13], [52, 13], [52.105, 13.105]].map(([lat, lon], index) => ({
    id: "place" + index, type: "inject", z, x: 150, y: 600 + 50 * index, wires: [["fence"]], topic: "bike", once: false,
    repeat: "", crontab: "", onceDelay: 0.1, props: [{ p: "payload" }, { p: "topic", vt: "str" }], payloadType: "json",
    payload: JSON.stringify({ lat, lon, tst: 1780300000 + 600 * index * (index + 1) }),
  }));
  RED.nodes.import([{ ...values, id: "fence", type: "vehicle-cloud-geofence", z, x: 400, y: 650, wires: [[]] }, ...places]);
  RED.view.redraw(true);
})()`;

async function open(page: Page): Promise<Locator> {
  await page.evaluate('RED.editor.edit(RED.nodes.node("fence"))');
  const dialog = page.locator(form);
  await dialog.waitFor({ state: "visible" });
  await settled(page);
  return dialog;
}

async function close(page: Page, button: "ok" | "cancel"): Promise<void> {
  await page.click(`#node-dialog-${button}`);
  await page.locator(form).waitFor({ state: "detached" });
  await settled(page);
}

const row = (page: Page, index: number) => page.locator(`${form} .vehicle-cloud-fence`).nth(index);

const field = (page: Page, index: number, key: string) => row(page, index).locator(`[data-key="${key}"]`);

async function fill(page: Page, index: number, values: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(values)) await field(page, index, key).fill(value);
}

const marked = (page: Page) =>
  page
    .locator(`${form} .vehicle-cloud-fence .input-error`)
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-key")));

describe("the dialog of the geofence node", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    await page.evaluate(flow);
  });

  after(async () => {
    await editor?.close();
  });

  afterEach(() => {
    assert.deepEqual(editor.problems.splice(0), []);
  });

  it("takes a circle and a polygon, each field with a label, inside its borders", async () => {
    const dialog = await open(page);
    const add = page.locator(`${form} .red-ui-editableList-addButton`);
    await add.click();
    await fill(page, 0, { name: "Home", lat: "52", lon: "13" });
    await add.click();
    await fill(page, 1, { name: "Works" });
    await field(page, 1, "shape").selectOption("polygon");
    await fill(page, 1, { polygon: "52.1, 13.1\n52.11, 13.1\n52.11, 13.11\n52.1, 13.11" });
    await settled(page);
    await shot(page, "40 geofence");
    assert.deepEqual(await marked(page), []);
    assert.deepEqual(await namelessControls(page, form), []);
    assert.deepEqual(await overflowing(dialog), []);
    assert.deepEqual(await hardToRead(dialog), []);
  });

  it("marks what is wrong with a fence while it is typed", async () => {
    const note = () => row(page, 0).locator("[role=status]").innerText();
    for (const [wrong, right] of [
      ["radiusM:24", "150"],
      ["radiusM:50001", ""],
      ["lat:91", "52"],
      ["lat:52,5", "52"],
      ["lon:", "13"],
    ] as const) {
      const [key, value] = wrong.split(":") as [string, string];
      await field(page, 0, key).fill(value);
      assert.deepEqual(await marked(page), [key], wrong);
      assert.match(await note(), /“Home” needs/);
      await field(page, 0, key).fill(right);
      assert.deepEqual(await marked(page), []);
    }
    await field(page, 1, "name").fill("Home");
    assert.deepEqual(await marked(page), ["name", "name"]);
    await shot(page, "41 geofence, a name twice");
    await field(page, 1, "name").fill("Works");
    await field(page, 1, "polygon").fill("52.1, 13.1\n52.11, 13.1");
    assert.deepEqual(await marked(page), ["polygon"]);
    await close(page, "ok");
    assert.equal(await page.evaluate('RED.nodes.node("fence").valid'), false, "seen before a deploy");
    assert.match(String(await page.evaluate('RED.nodes.node("fence").validationErrors')), /Fences: “Works” needs/);
    await open(page);
    assert.deepEqual(await marked(page), ["polygon"]);
    await field(page, 1, "polygon").fill("52.1, 13.1\n52.11, 13.1\n52.11, 13.11\n52.1, 13.11");
    await close(page, "ok");
    assert.equal(await page.evaluate('RED.nodes.node("fence").valid'), true);
  });

  it("saves them, and the status tells of a vehicle that comes", async () => {
    await deploy(page);
    const status = (text: string) =>
      page.locator(".red-ui-flow-node-status-label", { hasText: text }).first().waitFor();
    await press(page, "place0");
    await status("in no fence");
    await press(page, "place1");
    await status("Home · ");
    await shot(page, "42 geofence, entered");
    await press(page, "place2");
    await status("Works · ");
  });

  it("asks for one vehicle where it reads what the cloud has stored, and listens to all again when it watches", async () => {
    const dialog = await open(page);
    const kind = page.locator(`${form} .red-ui-typedInput-type-select .red-ui-typedInput-type-label`).last();
    await page.selectOption("#node-input-source", "account");
    assert.equal((await kind.innerText()).trim(), "all of the account");
    await page.selectOption("#node-input-mode", "stored");
    assert.equal((await kind.innerText()).trim(), "the only one, or from msg.vehicle");
    assert.match(await dialog.innerText(), /the vehicle's[\s\S]*No source has a body/);
    assert.ok(!(await page.isVisible("#vehicle-cloud-fences")));
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    await shot(page, "39 geofence, stored");
    await page.selectOption("#node-input-mode", "watch");
    assert.equal((await kind.innerText()).trim(), "all of the account");
    await close(page, "cancel");
  });

  it("offers no vehicle that a message would name, since it listens: all, until one is chosen", async () => {
    await open(page);
    await page.selectOption("#node-input-source", "account");
    const chosen = page.locator(`${form} #node-input-vehicle + .red-ui-typedInput-container`);
    assert.match(await chosen.innerText(), /all of the account/);
    await chosen.locator(".red-ui-typedInput-type-select").click();
    const choices = await page.locator(".red-ui-typedInput-options:visible a").allInnerTexts();
    assert.ok(choices.some((choice) => choice.includes("vehicle of the account")));
    for (const choice of choices) assert.doesNotMatch(choice, /the only one|msg\./);
    await shot(page, "43 geofence, account");
    await page.keyboard.press("Escape");
    await close(page, "cancel");
  });

  describe("its map", () => {
    const frame = ".vc-fm-frame";
    const chosen = ".vc-fm select[aria-label='Chosen fence']";
    const handle = (kind: string, index = 0) => page.locator(`.vc-fm-handle[data-kind="${kind}"]`).nth(index);
    const act = (name: string) => page.locator(`.vc-fm [data-act="${name}"]`);
    const said = () => page.locator(".vc-fm-note").innerText();
    const value = (index: number, key: string) => field(page, index, key).inputValue();

    async function drag(kind: string, right: number, down: number, index = 0): Promise<void> {
      await page.locator(frame).scrollIntoViewIfNeeded();
      const box = await handle(kind, index).boundingBox();
      assert.ok(box);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + right / 2, y + down / 2);
      await page.mouse.move(x + right, y + down);
      await page.mouse.up();
    }

    it("comes with a press, and shows the fences to scale", async () => {
      const dialog = await open(page);
      const before = await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name).join()");
      assert.doesNotMatch(String(before), /fence-map\.js/, "not with the palette");
      await page.locator("#vehicle-cloud-map-button").click();
      await page.locator(`${frame}[aria-label*="fences 2"]`).waitFor();
      await page.locator(frame).scrollIntoViewIfNeeded();
      await shot(page, "45 geofence map");
      assert.deepEqual(await namelessControls(page, form), []);
      assert.deepEqual(await overflowing(dialog), []);
      assert.deepEqual(await hardToRead(dialog), []);
      assert.doesNotMatch(await dialog.innerText(), untranslated);
    });

    it("moves a circle by its middle and its edge, and the row follows; a step back undoes it", async () => {
      await page.locator(chosen).selectOption({ label: "Home" });
      await drag("centre", 0, -40);
      const lat = Number(await value(0, "lat"));
      assert.ok(lat > 52 && lat < 52.01, `${lat}`);
      await drag("radius", 60, 0);
      const radius = Number(await value(0, "radiusM"));
      assert.ok(radius > 170 && radius < 1000, `${radius}`);
      assert.match((await handle("radius").getAttribute("aria-label")) ?? "", new RegExp(`Home: radius ${radius} m`));
      await shot(page, "46 geofence map, moved");
      await act("undo").click();
      await act("undo").click();
      assert.deepEqual([await value(0, "lat"), await value(0, "radiusM")], ["52", "150"]);
    });

    it("follows what is typed", async () => {
      const [typed, centre] = [await field(page, 0, "lat").elementHandle(), await handle("centre").elementHandle()];
      // In one task of the page: nothing is drawn between what is typed and the key.
      await page.evaluate(
        ([input, button]) => {
          (input as HTMLInputElement).value = "52.001";
          for (const type of ["input", "change"]) input!.dispatchEvent(new Event(type, { bubbles: true }));
          (button as HTMLButtonElement).focus();
          button!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
        },
        [typed, centre],
      );
      assert.equal(await value(0, "lat"), "52.001", "it went on from there");
      assert.ok(Number(await value(0, "lon")) > 13);
    });

    it("moves, takes away and puts in corners, by hand and by keys", async () => {
      const corners = async () => (await value(1, "polygon")).split("\n");
      await page.locator(chosen).selectOption({ label: "Works" });
      await handle("corner", 1).focus();
      await page.keyboard.press("ArrowUp");
      const [first, second = ""] = await corners();
      assert.equal(first, "52.1, 13.1");
      assert.match(second, /^52\.11\d+, 13\.1$/);
      await drag("insert", 0, 30, 3);
      assert.equal((await corners()).length, 5);
      await shot(page, "47 geofence map, corner put in");
      await handle("corner", 4).focus();
      await page.keyboard.press("Delete");
      await handle("insert").focus();
      await page.keyboard.press("Enter");
      assert.equal((await corners()).length, 5);
      assert.equal(await page.evaluate("document.activeElement.getAttribute('data-kind')"), "corner");
      await page.keyboard.press("Delete");
      for (let i = 0; i < 3; i++) {
        await handle("corner").focus();
        await page.keyboard.press("Delete");
      }
      assert.equal((await corners()).length, 3);
      assert.match(await said(), /three corners/);
    });

    it("adds fences where one looks, deletes the chosen one, and brings it back", async () => {
      await act("circle").click();
      assert.equal(await value(2, "name"), "Place 3");
      await act("polygon").click();
      assert.equal((await value(3, "polygon")).split("\n").length, 4);
      assert.deepEqual(await marked(page), []);
      await handle("centre").focus();
      await page.keyboard.press("Delete");
      assert.equal(await page.locator(`${form} .vehicle-cloud-fence`).count(), 3);
      await page.keyboard.press("Control+z");
      assert.equal(await value(3, "name"), "Place 4");
      await page.keyboard.press("Escape");
      await handle("centre").waitFor({ state: "detached" });
      assert.ok(await page.locator(form).isVisible(), "the dialog stays open");
    });

    it("chooses by a click, pans and zooms by mouse, wheel and keys", async () => {
      const left = (kind: string) =>
        handle(kind).evaluate((element) => Math.round(element.getBoundingClientRect().left));
      const becomes = (kind: string, x: number) =>
        page.waitForFunction(
          `Math.abs(document.querySelector('[data-kind="${kind}"]').getBoundingClientRect().left - ${x}) < 4`,
        );
      await page.locator(frame).click({ position: { x: 200, y: 170 } });
      await handle("radius").waitFor();
      const [centre, edge] = [await left("centre"), await left("radius")];
      await page.mouse.wheel(0, -300);
      const frameLeft = await page.locator(frame).evaluate((element) => element.getBoundingClientRect().left);
      const [mouse, far] = [frameLeft + 200 - 9, (x: number, at: number) => at + 2 * (x - at)];
      await becomes("centre", far(centre, mouse));
      await becomes("radius", far(edge, mouse));
      await page.locator(frame).focus();
      await page.keyboard.press("-");
      await page.keyboard.press("-");
      const half = await page.locator(frame).evaluate((element) => element.getBoundingClientRect());
      const middle = half.left + half.width / 2 - 9;
      await becomes("centre", middle + (far(centre, mouse) - middle) / 2);
      const before = await left("centre");
      await page.keyboard.press("ArrowRight");
      await becomes("centre", before - 60);
      await page.mouse.move(half.left + 20, half.top + 20);
      await page.mouse.down();
      await page.mouse.move(half.left + 90, half.top + 20, { steps: 3 });
      await page.mouse.up();
      await becomes("centre", before + 10);
      assert.equal(await handle("centre").count(), 1, "what was moved chooses nothing");
    });

    it("pans by a finger and zooms by two, as far as they move apart, and neither chooses anything", async () => {
      // From far away the chosen fence fills the map.
      await page.locator(chosen).selectOption({ label: "Works" });
      await page.locator(frame).focus();
      for (let i = 0; i < 8; i++) await page.keyboard.press("-");
      await page.locator(chosen).selectOption({ label: "Home" });
      await page.locator(frame).scrollIntoViewIfNeeded();
      await handle("radius").waitFor();
      const box = (await page.locator(frame).boundingBox())!;
      const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
      const far = () => page.evaluate<[number, number]>(`(() => {
        const [a, b] = ["centre", "radius"].map((kind) => document.querySelector('[data-kind="' + kind + '"]').getBoundingClientRect());
        return [Math.hypot(a.left - b.left, a.top - b.top), a.left];
      })()`); // prettier-ignore
      const client = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: number[]) =>
        client.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((at, id) => ({ x: at, y, id })) });
      const before = await far();
      await touch("touchStart", x - 40);
      await touch("touchStart", x - 40, x + 40);
      for (const by of [60, 80]) await touch("touchMove", x - by, x + by);
      await page.waitForFunction(`(() => {
        const [a, b] = ["centre", "radius"].map((kind) => document.querySelector('[data-kind="' + kind + '"]').getBoundingClientRect());
        return Math.abs(Math.hypot(a.left - b.left, a.top - b.top) - ${2 * before[0]}) < 3;
      })()`); // prettier-ignore
      await touch("touchEnd", x - 80);
      await touch("touchEnd");
      const apart = await far();
      await touch("touchStart", x);
      for (const by of [20, 70]) await touch("touchMove", x + by);
      await touch("touchEnd");
      await page.waitForFunction(
        `Math.abs(document.querySelector('[data-kind="centre"]').getBoundingClientRect().left - ${apart[1] + 70}) < 4`,
      );
      await shot(page, "48 geofence map, by fingers");
      assert.equal(await page.locator(`${chosen} option:checked`).innerText(), "Home");
      await client.detach();
    });

    it("puts the chosen fence where the car is, without a request to a cloud", async () => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.locator(chosen).selectOption({ label: "Home" });
      await act("here").click();
      await page.locator(".vc-fm-note", { hasText: "“Home” is now around the last known place of" }).waitFor();
      assert.notEqual(Math.round(Number(await value(0, "lat"))), 52);
      assert.deepEqual([...new Set(asked)], ["GET /vehicle-cloud/sidebar"]);
      await shot(page, "48 geofence map, where the car is");
      await act("read").click();
      await page.locator(".vc-fm-note", { hasText: "position known" }).waitFor();
      assert.ok(asked.includes("POST /vehicle-cloud/sidebar/read"));
    });

    it("asks a tile server only where the user has named one, with its attribution, and only when asked to", async () => {
      const tiles: string[] = [];
      const grey = Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGO4AwAA2QDYfp6ddwAAAABJRU5ErkJggg==",
        "base64",
      );
      // Of this address, so that the watch on strange requests goes on.
      await page.route("**/tiles/**", (route) => {
        tiles.push(new URL(route.request().url()).pathname);
        return route.fulfill({ body: grey, contentType: "image/png" });
      });
      await act("fit").click();
      await page.locator(".vc-fm-tiles summary").click();
      const [address, attribution] = [
        page.locator(".vc-fm-tiles input").nth(0),
        page.locator(".vc-fm-tiles input").nth(1),
      ];
      const fault = page.locator(".vc-fm-tiles [role=status]");
      await address.fill("http://tile.example.org/{z}/{x}/{y}.png");
      await attribution.fill("© Example & <b>friends</b>");
      assert.match(await fault.innerText(), /Only https/);
      await attribution.fill("");
      await address.fill(`${editor.address}/tiles/{z}/{x}/{y}.png`);
      await address.blur();
      assert.match(await fault.innerText(), /attribution/);
      await page.waitForTimeout(400);
      assert.deepEqual(tiles, []);
      await attribution.fill("© Example & <b>friends</b>");
      await attribution.blur();
      await page.waitForRequest(/tiles/);
      await page.waitForTimeout(300);
      assert.match(tiles.join(), /^(\/tiles\/\d+\/\d+\/\d+\.png,?)+$/);
      assert.ok(new Set(tiles).size === tiles.length && tiles.length < 30, `${tiles.length}: each in sight, once`);
      assert.equal(await page.locator(".vc-fm-attribution").innerText(), "© Example & <b>friends</b>");
      await page.locator(frame).scrollIntoViewIfNeeded();
      await shot(page, "49 geofence map, tiles");
      await address.fill("");
      await address.blur();
      await settled(page);
      assert.equal(await page.evaluate("RED.settings.get('vehicleCloudTiles').address"), "");
    });

    it("can be read in the dark", async () => {
      const style = await page.addStyleTag({ content: dark });
      await page.locator(frame).scrollIntoViewIfNeeded();
      await act("fit").click();
      await settled(page);
      await shot(page, "49 geofence map, dark");
      assert.deepEqual(await hardToRead(page.locator(".vc-fm")), []);
      await style.evaluate((element) => (element as unknown as { remove(): void }).remove());
    });

    it("stays usable with 1,000 fences and 100,000 corners, which come in with a paste", async () => {
      await close(page, "cancel");
      await page.evaluate(`(() => {
        const circles = Array.from({ length: 999 }, (_, i) => ({ name: "F" + i, shape: "circle",
          lat: String(52 + (i % 40) / 100), lon: String(13 + Math.floor(i / 40) / 60), radiusM: "300" }));
        const corners = Array.from({ length: 99000 }, (_, i) => {
          const [angle, away] = [(i / 99000) * 2 * Math.PI, 0.1 + 0.005 * Math.sin(i / 50)];
          return (52.2 + away * Math.sin(angle)).toFixed(6) + ", " + (13.2 + 1.6 * away * Math.cos(angle)).toFixed(6);
        });
        RED.nodes.node("fence").fences = [{ name: "Ring", shape: "polygon", polygon: corners.join("\\n") }, ...circles];
      })()`);
      const begun = Date.now();
      await open(page);
      await page.locator(`${frame}[aria-label*="1,000"], ${frame}[aria-label*="1000"]`).waitFor();
      const opened = Date.now() - begun;
      const timed = (code: string) =>
        page.evaluate(`new Promise((resolve) => {
          const begun = performance.now();
          ${code};
          requestAnimationFrame(() => setTimeout(() => resolve(Math.round(performance.now() - begun))));
        })`);
      const panned = await timed(
        'document.querySelector(".vc-fm-frame").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }))',
      );
      console.log(`        opened in ${opened} ms, a step of panning ${String(panned)} ms`);
      await page.locator(frame).scrollIntoViewIfNeeded();
      await shot(page, "49 geofence map, many");
      await page.locator(chosen).selectOption({ label: "Ring" });
      await page.locator(".vc-fm .vehicle-cloud-note", { hasText: "Zoom in" }).waitFor();
      await drag("centre", 30, 0);
      // The fields of a row are made when it comes near the sight.
      for (const [index, key, held] of [
        [0, "polygon", 'value.split("\\n").length === 99000'],
        [900, "name", 'value === "F899"'],
      ] as const) {
        await row(page, index).evaluate((element) => element.scrollIntoView({ block: "center" }));
        await page.waitForFunction(
          `[...document.querySelectorAll('.vehicle-cloud-fence')[${index}].querySelectorAll('[data-key="${key}"]')]
            .some(({ value }) => ${held})`,
          undefined,
          { timeout: 45_000 },
        );
      }
    });

    after(() => close(page, "cancel"));
  });

  for (const [language, wide] of [
    ["de", true],
    ["zh-CN", true],
    ["de", false],
    ["zh-CN", false],
    ["en-US", false],
  ] as const) {
    it(`fits in ${language}, ${wide ? "as wide as it opens" : "500 px wide"}`, async () => {
      const browser = page.context().browser();
      assert.ok(browser);
      const other = await browser.newPage({ viewport: { width: wide ? 1400 : 520, height: 1100 } });
      try {
        other.setDefaultTimeout(15_000);
        watch(other, editor.address, editor.problems);
        await other.addInitScript(`localStorage.setItem("editor-language", ${JSON.stringify(language)})`);
        await other.goto(`${editor.address}/`);
        await other.locator("g.red-ui-flow-node-group").first().waitFor();
        if (!wide) {
          // Set, not toggled: the editor keeps them from one page to the next.
          await other.evaluate(
            '["sidebar", "palette"].forEach((panel) => RED.menu.setSelected("menu-item-" + panel, false))',
          );
          await settled(other);
        }
        const dialog = await open(other);
        await field(other, 0, "radiusM").fill("1");
        await other.selectOption("#node-input-source", "account");
        await shot(other, `44 geofence ${language}${wide ? "" : ", narrow"}`);
        assert.doesNotMatch(await dialog.innerText(), untranslated);
        assert.deepEqual(await overflowing(dialog), []);
        await other.locator("#vehicle-cloud-map-button").click();
        await other.locator(".vc-fm-tiles summary").click();
        await other.locator(".vc-fm-frame[aria-label]").waitFor();
        await other.locator(".vc-fm").scrollIntoViewIfNeeded();
        await shot(other, `44 geofence ${language}${wide ? "" : ", narrow"}, map`);
        assert.doesNotMatch(await dialog.innerText(), untranslated);
        assert.deepEqual(await overflowing(dialog), []);
        if (wide || language !== "de") return;
        // Node-RED's own frame of a dialog stays wider than a telephone.
        const map = other.locator("#vehicle-cloud-map-place");
        await map.evaluate((element) => (element as HTMLElement).style.setProperty("width", "360px"));
        await settled(other);
        await shot(other, "44 geofence map, 360 px wide");
        const out = await map.evaluate(
          (root) =>
            [...root.querySelectorAll("*")].filter(
              (each) =>
                each.checkVisibility() &&
                !each.closest(".vc-fm-layer") &&
                each.getBoundingClientRect().right > root.getBoundingClientRect().right + 1,
            ).length,
        );
        assert.equal(out, 0);
      } finally {
        await other.close();
      }
    });
  }
});
