/** The sidebar in a Node-RED with users: who may look, who may read, and that the others see nothing of a vehicle. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { eventually, freePort, startNodeRed, type NodeRedProcess } from "../support/node-red-process";
import { example } from "../support/package-facts";
import { cards, sidebar } from "./sidebar-support";
import { flowLoaded, launch, root, shot, watch } from "./support";

const users: Record<string, string[]> = {
  flows: ["flows.read", "nodes.read", "settings.read", "plugins.read", "status.read"],
  looker: ["read"],
  owner: ["*"],
};
const main = createRequire(__filename).resolve(process.env.NODE_RED_PATH ?? "node-red");
const look = "/vehicle-cloud/sidebar";

/** What `npm start` has, and users whose password is their name. */
const settings = `const users = ${JSON.stringify(users)};
const find = (username) => Promise.resolve(users[username] ? { username, permissions: users[username] } : null);
module.exports = {
  ...require(${JSON.stringify(join(root, "dev", "settings.cjs"))}),
  adminAuth: { type: "credentials", users: find, authenticate: (name, password) => (name === password ? find(name) : Promise.resolve(null)) },
};
`;

describe("the sidebar where users sign in to the editor", function () {
  let red: NodeRedProcess;
  let browser: Browser;
  const problems: string[] = [];
  const userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-users-"));

  before(async () => {
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(example("01 Your car in two minutes.json")));
    writeFileSync(join(userDir, "settings.cjs"), settings);
    const port = await freePort();
    red = await startNodeRed({
      ...(process.env.NODE_BINARY && { node: process.env.NODE_BINARY }),
      args: [join(dirname(main), "..", "red.js"), "-s", join(userDir, "settings.cjs")],
      port,
      cwd: root,
      env: { PORT: String(port), VEHICLE_CLOUD_USERDIR: userDir },
    });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
    rmSync(userDir, { recursive: true, force: true });
  });
  afterEach(() => assert.deepEqual(problems.splice(0), []));

  async function ask(user: string | undefined, path: string, body?: object): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = { "node-red-api-version": "v2", "content-type": "application/json" };
    if (user) {
      const login = { client_id: "node-red-editor", grant_type: "password", scope: "", username: user, password: user };
      const token = await fetch(`${red.url}/auth/token`, { method: "POST", headers, body: JSON.stringify(login) });
      const { access_token } = (await token.json()) as { access_token: string };
      headers["authorization"] = `Bearer ${access_token}`;
    }
    const answer = await fetch(red.url + path, {
      headers,
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function open(user: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    page.setDefaultTimeout(20_000);
    page.setDefaultTimeout(20_000);
    await page.goto(`${red.url}/`);
    await page.fill("#node-dialog-login-username", user);
    await page.fill("#node-dialog-login-password", user);
    await page.click("#node-dialog-login-submit");
    await page.waitForSelector('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');
    await flowLoaded(page);
    await page.locator("#node-dialog-login-username").waitFor({ state: "detached" });
    watch(page, red.url, problems);
    await page.evaluate('RED.sidebar.show("vehicle-cloud-sidebar")');
    await sidebar(page).waitFor({ state: "visible" });
    return page;
  }

  it("tells nothing to whom the permission is not given, by any of its routes", async () => {
    const told = await eventually("a position", async () => {
      const { text } = await ask("owner", look);
      return /"latitude":/.test(text) ? text : undefined;
    });
    const { accounts } = JSON.parse(told) as {
      accounts: { id: string; vehicles: { id: string; status?: object }[] }[];
    };
    const [{ id: account, vehicles: [{ id: vehicle } = assert.fail()] } = assert.fail()] = accounts;
    const picture = `${look}/picture?account=${account}&vehicle=${vehicle}`;
    for (const user of [undefined, "flows"]) {
      for (const path of [look, `${look}?open=${account}~~${vehicle}`, picture]) {
        const { status, text } = await ask(user, path);
        assert.equal(status, 401, `${user} ${path}`);
        assert.ok(!text.includes(vehicle) && !/latitude|percent/.test(text), text);
      }
      assert.equal((await ask(user, `${look}/read`, { account, vehicle })).status, 401);
    }
    assert.equal((await ask("looker", look)).status, 200);
    assert.equal((await ask("looker", picture)).status, 404, "there is none");
    assert.equal((await ask("looker", `${look}/read`, { account, vehicle })).status, 401, "it would cost a request");
    assert.equal((await ask("owner", `${look}/read`, { account, vehicle })).status, 200);
  });

  it("shows the cars to who may only look, and lets them ask for nothing", async () => {
    const page = await open("looker");
    await cards(page).first().locator(".vc-percent", { hasText: /\d/ }).waitFor();
    const read = cards(page).first().locator('[data-act="read"]');
    assert.equal(await read.isDisabled(), true);
    assert.equal(await read.getAttribute("title"), "You have no permission to read now.");
    await shot(page, "sidebar of who may only look");
    await page.close();
  });

  it("says to who may not look which permission is missing, and shows no vehicle", async () => {
    const page = await open("flows");
    await page.locator(".vc-notice", { hasText: "no permission to see vehicles (vehicle-cloud.read)" }).waitFor();
    assert.deepEqual([await cards(page).count(), await page.locator(".vc-map").count()], [0, 0]);
    // Nor does it ask again and again, to be refused each time: that would stand on the console.
    await shot(page, "sidebar without permission");
    await page.close();
  });
});
