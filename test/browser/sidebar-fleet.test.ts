/** The sidebar with a fleet of 10,000 that pushes: a real Node-RED, real pushes, a real browser. */
import assert from "node:assert/strict";
import { request, Agent } from "node:http";
import type { Page } from "playwright-core";
import { alertBody, statusBodies } from "../../bench/webhook/bodies";
import { platformCode, secret } from "../platforms/segway/pushes";
import { flowLoaded, shot, settled, startEditor, type Editor } from "./support";
import { bytesOfLooks, firstPaint, framesWhileScrolling, show, sidebar } from "./sidebar-support";

const size = 10_000;
const path = "/segway";
const items = [
  { id: "tab", type: "tab", label: "Fleet" },
  {
    ...{ id: "fleet", type: "vehicle-cloud-account", name: "City fleet", platform: "segway", vehicles: [] },
    ...{ learnVehicles: true, credentials: { clientId: platformCode, clientSecret: secret } },
  },
  {
    ...{ id: "hook", type: "vehicle-cloud-segway-webhook-in", z: "tab", x: 200, y: 100, name: "Pushes" },
    ...{ account: "fleet", path, wires: [[], [], [], [], []] },
  },
];

const agent = new Agent({ keepAlive: true, maxSockets: 20 });
function push(address: string, body: string, kind = "status"): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    request(`${address}${path}/v2/vehicle/${kind}`, { method: "POST", agent, headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    })
      .on("error", reject)
      .end(body);
  });
}

describe("the sidebar with a fleet", function () {
  this.timeout(240_000);
  let editor: Editor;
  let page: Page;
  const rows = () => page.locator(".vc-row:visible");

  before(async () => {
    editor = await startEditor();
    page = editor.page;
    const headers = { "Node-RED-API-Version": "v1", "Node-RED-Deployment-Type": "full" };
    assert.equal((await page.request.post(`${editor.address}/flows`, { headers, data: items })).status(), 204);
    const bodies = statusBodies(size, size);
    while ((await push(editor.address, bodies[0]!)) === 404) await page.waitForTimeout(200);
    for (let at = 0; at < size; at += 500)
      for (const status of await Promise.all(bodies.slice(at, at + 500).map((body) => push(editor.address, body))))
        assert.equal(status, 200);
    assert.equal(await push(editor.address, bodies[0]!.replace("locked=false", "locked=true")), 401);
    await page.evaluate('RED.sidebar.show("info")');
    await page.reload();
    await page.waitForSelector('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');
    await flowLoaded(page);
    await settled(page);
  });
  after(async () => {
    agent.destroy();
    await editor?.close();
  });

  it("paints 10,000 vehicles, of which only those in sight are on the page, and scrolls them", async () => {
    console.log(`      first paint with ${size} vehicles: ${await firstPaint(page, ".vc-row .vc-name")} ms`);
    assert.match(await page.innerText(".vc-count"), /^10,000 of 10,000 vehicles/);
    assert.ok((await rows().count()) < 60);
    console.log(`      frames a second while scrolling: ${await framesWhileScrolling(page, ".vc-rows")}`);
    const [first = 0] = await bytesOfLooks(page, 1);
    console.log(`      an answer with nothing new: ${first} bytes`);
    assert.ok(first <= 2048);
    await page.evaluate("document.querySelector('.vc-rows').scrollTop = 0");
    await settled(page);
    await shot(page, "sidebar fleet");
  });

  it("tells what the webhook node has received and refused", async () => {
    assert.match(
      await page.innerText(".vc-webhook"),
      /Pushes\s*[\d,]+\/min, 10,00\d since the deploy · 1 refused, the last at \d\d:\d\d: refused: wrong signature/,
    );
    assert.match(await page.innerText(".vc-rate"), /[1-9][\d,]*\/min/, "of this minute while there is no whole one");
  });

  it("sorts by each column, and filters by what stands in the row", async () => {
    const firstRow = () => rows().first().innerText();
    const byName = page.locator(".vc-col-name > button");
    await byName.click();
    assert.match(await firstRow(), /0000/);
    await byName.click();
    assert.match(await firstRow(), /9999/);
    assert.equal(await page.getAttribute(".vc-heads .vc-col-name", "aria-sort"), "descending");
    await page.fill(".vc-limit input", "25");
    await page.click(".vc-filter >> text=below 25 %");
    assert.match(await page.innerText(".vc-count"), /^625 of 10,000/);
    await page.click(".vc-filter >> text=below 25 %");
    await page.fill(".vc-search", "860000000000007");
    assert.match(await page.innerText(".vc-count"), /^1 of 10,000/);
    await page.fill(".vc-search", "");
  });

  it("filters those that are offline, and those with an alert, as soon as it is pushed", async () => {
    const offline = statusBodies(8, size, { online: "false" })[7]!;
    assert.equal(await push(editor.address, offline), 200);
    assert.equal(await push(editor.address, alertBody("860000000000009"), "alert"), 200);
    await page.locator(".vc-filter", { hasText: "1 with an alert" }).click();
    await page.locator(".vc-count", { hasText: /^1 of 10,000/ }).waitFor();
    assert.equal(await rows().first().getAttribute("data-vehicle"), "860000000000009");
    assert.equal(await rows().first().locator('[aria-label="alert open"]').count(), 1);
    await page.click(".vc-filter >> text=with an alert");
    // What is silent for longer than a bike in use should be counts as offline, too.
    await page.locator(".vc-filter", { hasText: /^[1-9][\d,]* offline$/ }).click();
    await page.fill(".vc-search", "860000000000007");
    await page.locator(".vc-count", { hasText: /^1 of 10,000/ }).waitFor();
    assert.equal(await rows().first().locator('[aria-label="offline"]').count(), 1);
    await page.fill(".vc-search", "");
    await page.click(".vc-filter >> text=offline");
  });

  it("is used by the keyboard, and shows one vehicle whole", async () => {
    await page.focus(".vc-rows");
    for (const key of ["End", "Home", "ArrowDown", "PageDown", "ArrowUp"]) await page.keyboard.press(key);
    const active = await page.getAttribute(".vc-rows", "aria-activedescendant");
    assert.match(String(active), /^vc-row-\d+$/);
    await page.keyboard.press("Enter");
    const card = page.locator(".vc-card");
    await card.waitFor();
    assert.equal(await card.getAttribute("data-vehicle"), await page.getAttribute(`#${active}`, "data-vehicle"));
    await shot(page, "sidebar fleet open");
    const node = { z: "tab", x: 200, y: 200, wires: [[]], account: "fleet" };
    const nodes = [
      { ...node, id: "ctl", type: "vehicle-cloud-segway-control", name: "Lock", vehicleType: "unlocked", vehicle: "" },
      { ...node, id: "evt", type: "vehicle-cloud-event", name: "Told", source: "account", vehicleType: "all" },
      { ...node, id: "geo", type: "vehicle-cloud-geofence", name: "Others", source: "messages", vehicleType: "all" },
    ];
    await page.evaluate(`RED.nodes.import(${JSON.stringify(nodes)})`);
    await card.locator('[data-act="nodes"]').click();
    assert.deepEqual(await card.locator(".vc-below li").allInnerTexts(), [
      ...["Pushes (Fleet)", "Lock (Fleet)", "Told (Fleet)"],
    ]);
    await page.evaluate('for (const id of ["ctl", "evt", "geo"]) RED.nodes.remove(id); RED.view.redraw(true)');
  });

  it("shows by itself what is pushed", async () => {
    await page.fill(".vc-search", "860000000000122");
    await rows().first().waitFor();
    const body = statusBodies(123, size)[122]!;
    assert.equal(await push(editor.address, body), 200);
    await page.locator(".vc-row:visible", { hasText: /62\s%/ }).waitFor();
    assert.doesNotMatch(await sidebar(page).innerText(), /vehicle-cloud-sidebar\.|__\w+__/);
    await show(page);
  });
});
