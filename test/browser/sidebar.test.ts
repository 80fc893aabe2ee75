/** The sidebar "Vehicles": what it shows, what it asks, how quick it is, and what it survives. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { flowLoaded, shot, settled, startEditor, type Editor } from "./support";
import { answerOf, bytesOfLooks, cards, dark, firstPaint, show, sidebar, url, type Car } from "./sidebar-support";

const untranslated = /vehicle-cloud-sidebar\.|__\w+__/;

describe("the sidebar", function () {
  let editor: Editor;
  let page: Page;

  before(async () => {
    editor = await startEditor();
    page = editor.page;
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  /** What the runtime would answer, from here on; the answer may be a status instead. */
  async function answer(given: object | number): Promise<void> {
    await page.unroute(url);
    await page.route(url, (route) =>
      typeof given === "number" ? route.fulfill({ status: given, json: {} }) : route.fulfill({ json: given }),
    );
  }

  /** It asks at once when its tab is shown. */
  async function lookAgain(): Promise<void> {
    await page.evaluate('RED.sidebar.show("info")');
    await show(page);
  }

  it("shows the demo cars of the first example, and reads those that no flow reads", async () => {
    await show(page);
    await cards(page).first().waitFor();
    for (const card of await cards(page).all()) {
      await card.locator('[data-act="read"]').click();
      await card.locator(".vc-below", { hasText: /./ }).waitFor();
      await card.locator(".vc-percent", { hasText: /\d\s%/ }).waitFor();
    }
    assert.equal(await cards(page).count(), 3);
    const text = await sidebar(page).innerText();
    assert.doesNotMatch(text, untranslated);
    assert.match(text, /Demo car\n.*Signed in · since \d\d:\d\d/);
    assert.match(text, /Today \d+ requests, at most \d+ of 300 for one vehicle/);
    assert.match(text, /locked/);
    await page.mouse.move(700, 700);
    await page.evaluate("document.querySelector('.vc-sidebar').scrollTop = 0");
    await settled(page);
    await shot(page, "sidebar light", "sidebar");
  });

  it("names every button and drawing for who cannot see it", async () => {
    const nameless =
      await page.evaluate(`[...document.querySelectorAll(".vc-sidebar :is(button, input, [role=img], [role=meter])")]
      .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim())).length`);
    assert.equal(nameless, 0);
    const bar = cards(page).first().locator("[role=meter]");
    assert.match(String(await bar.getAttribute("aria-label")), /^Charge \d+\s%/);
  });

  it("is reached by the keyboard, and keeps the focus while a card is drawn anew", async () => {
    const copy = cards(page).first().locator('[data-act="copy"]');
    await copy.focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.dataset.act"), "nodes");
    await page.keyboard.press("Enter");
    const below = cards(page).first().locator(".vc-below");
    assert.match(await below.innerText(), /^Nodes that use it: 1\s+Car status \(Your car in two minutes\)/);
    await below.locator("button").click();
    await page.waitForSelector(".red-ui-flow-node-highlighted, .red-ui-flow-node-selected");
  });

  it("puts a status node set to a car on the canvas when the car is drawn there", async () => {
    const second = cards(page).nth(1);
    const vehicle = await second.getAttribute("data-vehicle");
    const transfer = await page.evaluateHandle("new DataTransfer()");
    await second.dispatchEvent("dragstart", { dataTransfer: transfer });
    await page.dispatchEvent("#red-ui-workspace-chart", "dragenter", { dataTransfer: transfer });
    await page.dispatchEvent("#red-ui-drop-target", "drop", { dataTransfer: transfer });
    await page.mouse.move(600, 500);
    await page.mouse.click(620, 640);
    const made = await page.evaluate<{ vehicle: string; vehicleType: string; valid: boolean; account: string }[]>(
      `RED.nodes.filterNodes({ type: "vehicle-cloud-status" }).filter(({ vehicle }) => vehicle === ${JSON.stringify(vehicle)})
        .map(({ vehicle, vehicleType, valid, account }) => ({ vehicle, vehicleType, valid, account: RED.nodes.node(account).type }))`,
    );
    assert.deepEqual(made, [{ vehicle, vehicleType: "str", valid: true, account: "vehicle-cloud-account" }]);
  });

  it("puts one there by its button, too, for who has no mouse to draw with", async () => {
    const third = cards(page).nth(2);
    const vehicle = await third.getAttribute("data-vehicle");
    await third.locator('[data-act="add"]').focus();
    await page.keyboard.press("Enter");
    await page.mouse.move(600, 400);
    await page.mouse.click(620, 740);
    await page.waitForFunction(
      `RED.nodes.filterNodes({ type: "vehicle-cloud-status" })
        .some(({ vehicle, valid }) => vehicle === ${JSON.stringify(vehicle)} && valid)`,
    );
  });

  it("asks for few bytes while nothing is new, and for none while it cannot be seen", async () => {
    const sizes = await bytesOfLooks(page, 4);
    const idle = Math.min(...sizes);
    console.log(`      an answer with nothing new: ${idle} bytes`);
    assert.ok(idle <= 2048);
    await page.evaluate('RED.sidebar.show("info")');
    await page.waitForTimeout(500);
    let asked = 0;
    page.on("request", (request) => void (request.url().includes("/vehicle-cloud/sidebar") && asked++));
    await page.waitForTimeout(5000);
    assert.equal(asked, 0);
    await page.reload();
    await page.waitForSelector('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');
    await flowLoaded(page);
    console.log(`      first paint with 3 cars: ${await firstPaint(page, ".vc-card .vc-percent")} ms`);
  });

  it("is readable in the dark and on a narrow sidebar", async () => {
    await show(page);
    await page.evaluate(`$("<style>", { id: "dark", text: ${JSON.stringify(dark)} }).appendTo("head")`);
    await shot(page, "sidebar dark");
    await page.evaluate("$('#dark').remove()");
    const width = await page.evaluate<number>("$('#red-ui-sidebar').width()");
    await page.evaluate("$('#red-ui-sidebar').width(200); RED.events.emit('sidebar:resize')");
    const wide = await page.evaluate<number>(
      "document.querySelector('.vc-sidebar').scrollWidth - document.querySelector('.vc-sidebar').clientWidth",
    );
    await shot(page, "sidebar narrow");
    await page.evaluate(`$('#red-ui-sidebar').width(${width}); RED.events.emit('sidebar:resize')`);
    assert.ok(wide <= 0, `${wide} px stick out`);
  });

  const strange: [string, string][] = [
    ["markup", `<img src=x onerror="window.struck = 1"><script>window.struck = 2</script>"'&amp;`],
    ["right to left", "سيارة العائلة 1"],
    ["emoji", "🚗💨 \u{1F468}\u200D\u{1F469}\u200D\u{1F467}"],
    ["500 characters", "x".repeat(500)],
    ["nothing", ""],
  ];
  it("shows any name as it is, and stays in its width", async () => {
    const cars = strange.map(([, name], index): Car => ({ id: `CAR${index}`, name, alerts: [{ name }], model: name }));
    await answer(
      answerOf(cars, {
        head: {
          name: strange[0]![1],
          trouble: { code: name500, message: strange[0]![1], at: 1, times: 2, open: true },
        },
      }),
    );
    await cards(page).nth(4).waitFor();
    for (const [index, [, name]] of strange.entries())
      assert.equal(await cards(page).nth(index).locator("h4").textContent(), name);
    assert.equal(await page.evaluate("window.struck"), undefined);
    const wide = await page.evaluate<number>(
      "document.querySelector('.vc-sidebar').scrollWidth - document.querySelector('.vc-sidebar').clientWidth",
    );
    await shot(page, "sidebar strange");
    assert.ok(wide <= 0, `${wide} px stick out`);
  });

  it("shows a car that is not known at all, and one of which all is told", async () => {
    const now = Date.now();
    const trail = [0, 1, 2, 3].map((i) => ({ at: now - 9e5 * i, latitude: 52.5 + i / 200, longitude: 13.4 + i / 300 }));
    const charge = Array.from({ length: 96 }, (_, i) => (i > 60 && i < 70 ? null : 40 + (i % 40)));
    const names = ["confirmed", "accepted", "unknown", "refused", "skipped", "underWay"];
    const commands = names.map((outcome, i) => ({
      command: ["lock", "odd"][i % 2],
      at: now - 6e4 * i,
      outcome,
      code: i > 1 ? "notSeen" : undefined,
    }));
    const status = {
      ...{ reportedAt: new Date(now - 60_000).toISOString(), online: true },
      battery: { percent: 64, targetPercent: 80, rangeKm: 282, charging: true, powerKw: 11, minutesToFull: 75 },
      position: { latitude: 52.53, longitude: 13.42, headingDeg: 40 },
      locks: { locked: false, doors: {} },
      openings: { doors: { driver: true }, windows: { passengerRear: { percent: 10 } }, trunk: true },
      climate: { preconditioning: true, insideC: 21 },
    };
    const pictures: string[] = [];
    await page.route("**/vehicle-cloud/sidebar/picture?*", (route) => {
      const vehicle = new URL(route.request().url()).searchParams.get("vehicle") ?? "";
      pictures.push(vehicle);
      const data = vehicle === "A" ? dot : Buffer.from("<svg onload='window.struck = 3'/>").toString("base64");
      return vehicle === "C"
        ? route.fulfill({ status: 404, json: {} })
        : route.fulfill({ json: { type: "image/png", data } });
    });
    const places = fences.map((fence) => ({ id: `fence ${fence.name}`.slice(0, 16), ...fence }));
    await page.evaluate(`RED.nodes.import([{ id: "fences", type: "vehicle-cloud-geofence", z: RED.workspaces.active(), x: 200,
      y: 760, wires: [[], [], []], name: "Places", fences: ${JSON.stringify(places)} }]); RED.view.redraw(true)`);
    await answer(
      answerOf([
        { id: "A", name: "Known", picture: "a1", status, history: { charge, trail, commands, until: now } },
        { id: "B", name: "Unknown", picture: "b1", status: undefined },
        {
          id: "C",
          name: "Odd",
          picture: "c1",
          status: {
            reportedAt: "never",
            battery: { percent: "x", rangeKm: null },
            position: { latitude: 99, longitude: null },
          },
        },
      ]),
    );
    await page.locator('[data-vehicle="A"]').waitFor();
    await page.click('[data-vehicle="A"] .vc-commands summary');
    const text = await page.locator('[data-vehicle="A"]').innerText();
    assert.match(
      text,
      /64\s%\s+282\skm\s+target 80 %\s+charging · 11\skW · 75 min left\s+unlocked\s+open: driver's door, rear window, passenger's side, trunk/,
    );
    assert.match(text, /Last commands \(6\)\s+lock\s+confirmed/);
    assert.match(await page.locator('[data-vehicle="B"]').innerText(), /no reading yet/);
    const map = page.locator('[data-vehicle="A"] .vc-map');
    assert.deepEqual(await map.locator(".vc-fence-name").allTextContents(), ["Home", "<b>Garden</b>"]);
    assert.deepEqual(await map.locator(".vc-fence").evaluateAll((all) => all.map(({ tagName }) => tagName)), [
      "circle",
      "path",
    ]);
    assert.equal(await map.getAttribute("aria-label"), "Position 52.53000, 13.42000, with 4 earlier ones");
    await page.locator('[data-vehicle="A"] .vc-photo img').waitFor();
    for (const vehicle of ["B", "C"])
      assert.equal(await page.locator(`[data-vehicle="${vehicle}"] .vc-silhouette`).count(), 1);
    await page.locator('[data-vehicle="A"]').scrollIntoViewIfNeeded();
    await shot(page, "sidebar all told");
    // Drawn anew, it is not asked for again.
    await answer(answerOf([{ id: "A", name: "Again", picture: "a1", status }]));
    await page.locator("h4", { hasText: "Again" }).waitFor();
    assert.equal(await page.locator('[data-vehicle="A"] .vc-photo img').count(), 1);
    assert.deepEqual(pictures.sort(), ["A", "B", "C"]);
    assert.equal(await page.evaluate("window.struck"), undefined);
    await page.evaluate('RED.nodes.remove("fences"); RED.view.redraw(true)');
    // The one picture that is not there.
    editor.problems.length = 0;
  });

  for (const [state, words] of [
    ["refused", /Sign-in refused[\s\S]*press Test sign-in/],
    ["taken", /Session taken by the phone app · until \d\d:\d\d[\s\S]*taken back by itself/],
    ["waiting", /Sign-in put off · until[\s\S]*nothing needs to be done/],
    ["paused", /Paused by the cloud · until/],
  ] as const) {
    it(`says what to do where the session is ${state}`, async () => {
      await answer(answerOf([{ id: "A", name: "Car" }], { head: { session: { state, until: Date.now() + 600_000 } } }));
      await page.locator(".vc-session", { hasText: /until|refused/ }).waitFor();
      await page.waitForFunction(`${words}.test(document.querySelector(".vc-account").innerText)`);
    });
  }

  it("goes by the runtime's clock, however far the browser's is from it", async () => {
    for (const hours of [-1, 1, 0]) {
      await answer(answerOf([{ id: `H${hours}`, name: "Car" }], { now: Date.now() + hours * 3600_000 }));
      await page.locator(`[data-vehicle="H${hours}"]`).waitFor();
      assert.match(await page.locator(".vc-age").innerText(), /^4 min ago$/);
    }
  });

  it("says of an account without vehicles how some come", async () => {
    await answer(answerOf([]));
    await page.locator(".vc-none", { hasText: "No vehicle is known yet" }).waitFor();
    await answer(answerOf([{ id: "A", name: "Car" }]));
    await cards(page).first().waitFor();
    assert.equal(await page.locator(".vc-none").count(), 0);
  });

  it("drops an account that was deleted, and everything once the permission is lost", async () => {
    await answer({ now: Date.now(), accounts: [], webhooks: { tag: "none" } });
    await page.locator(".vc-notice", { hasText: "No vehicle account runs" }).waitFor();
    assert.equal(await cards(page).count(), 0);
    await answer(answerOf([{ id: "A", name: "Car" }]));
    await cards(page).first().waitFor();
    await answer(403);
    await page.locator(".vc-notice", { hasText: "no permission" }).waitFor();
    assert.equal(await cards(page).count(), 0);
    editor.problems.length = 0;
  });

  it("keeps what it has while Node-RED does not answer, says so, and goes on by itself", async () => {
    await answer(answerOf([{ id: "A", name: "Car" }]));
    await cards(page).first().waitFor({ timeout: 20_000 });
    await page.unroute(url);
    await page.route(url, (route) => route.abort());
    await page.locator(".vc-notice", { hasText: "does not answer" }).waitFor();
    assert.equal(await cards(page).count(), 1);
    // A proxy that cuts answers off, or has a page of its own.
    for (const cut of ['{"now":1,"accounts":[{"id":"ma', "<html>Log in</html>", "{}", "null", "[]"]) {
      await answer(answerOf([{ id: "A", name: "Car" }]));
      await lookAgain();
      await page.locator(".vc-notice", { hasText: /^$/ }).waitFor({ state: "attached" });
      await page.unroute(url);
      await page.route(url, (route) => route.fulfill({ status: 200, contentType: "application/json", body: cut }));
      await lookAgain();
      await page.locator(".vc-notice", { hasText: "does not answer" }).waitFor();
      assert.equal(await cards(page).count(), 1, cut);
    }
    await lookAgain();
    await page.unroute(url);
    await page.locator(".vc-account", { hasText: "Demo car" }).waitFor({ timeout: 20_000 });
    assert.equal(await cards(page).count(), 3);
    editor.problems.length = 0;
  });
});

/** One red dot. */
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/** The last two are not near, and not to be read. */
const fences = [
  { name: "Home", shape: "circle", lat: "52.531", lon: "13.421", radiusM: "200" },
  { name: "<b>Garden</b>", shape: "polygon", polygon: "52.52 13.41\n52.52 13.43\n52.54 13.42" },
  { name: "Far away", shape: "circle", lat: "48.1", lon: "11.5", radiusM: "200" },
  { name: "Odd", shape: "polygon", polygon: "[[1,2],[" },
];

const name500 = "C".repeat(500);
