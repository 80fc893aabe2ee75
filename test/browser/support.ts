import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { freePort } from "../support/node-red-process";
import { example } from "../support/package-facts";

export const root = join(__dirname, "..", "..");

/** Node-RED as `npm start` starts it, and a browser that looks at it. */
export interface Editor {
  page: Page;
  address: string;
  /** Requests that would have left this machine, errors on the page and on its console. */
  problems: string[];
  close(): Promise<void>;
}

/** Resolves with the address that Node-RED prints; rejects with its output if it ends before. */
function announced(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const onData = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (address !== undefined) resolve(address);
    };
    process.stdout?.on("data", onData);
    process.stderr?.on("data", onData);
    process.once("exit", (code) => reject(new Error(`Node-RED ended with ${code} before it was ready:\n${output}`)));
  });
}

function stopped(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve();
    process.once("exit", () => resolve());
    process.kill("SIGTERM");
  });
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}

export function watch(page: Page, address: string, problems: string[]): void {
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !/^(data|blob):/.test(url)) problems.push(`request to ${url}`);
  });
  page.on("pageerror", (error) => problems.push(`error on the page: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`error on the console: ${message.text()} ${message.location().url}`);
  });
}

/** What examples in folders need, installed apart (compat/extras). */
export const extras = join(root, "compat", "extras", "node_modules");

/** `packages`: names of packages in `extras` that its palette has too. */
export async function startEditor({ packages = [] }: { packages?: string[] } = {}): Promise<Editor> {
  const userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-editor-"));
  for (const name of packages) {
    const at = join(userDir, "node_modules", name);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(join(extras, name), at);
  }
  if (packages.length > 0) {
    const dependencies = Object.fromEntries(packages.map((name) => [name, "*"]));
    writeFileSync(join(userDir, "package.json"), JSON.stringify({ dependencies }));
  }
  const env = { ...process.env, PORT: String(await freePort()), VEHICLE_CLOUD_USERDIR: userDir };
  // Another Node than the one that runs the tests, for a Node-RED that needs a newer one (NODE_RED_PATH).
  const nodeRed = spawn(process.env.NODE_BINARY ?? process.execPath, [join(root, "scripts", "start.mjs")], {
    cwd: root,
    env,
  });
  const problems: string[] = [];
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await stopped(nodeRed);
    rmSync(userDir, { recursive: true, force: true });
  };
  try {
    const address = await announced(nodeRed);
    browser = await launch();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: "en-US", timezoneId: "UTC" });
    page.setDefaultTimeout(15_000);
    watch(page, address, problems);
    await page.goto(`${address}/`);
    await page.waitForSelector('.red-ui-palette-node[data-palette-type="vehicle-cloud-status"]');
    await flowLoaded(page);
    return { page, address, problems, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The flow comes after the palette; its tabs and nodes come at once. */
export async function flowLoaded(page: Page): Promise<void> {
  await page.waitForFunction("window.RED && RED.workspaces && RED.workspaces.count() > 0");
}

/** The status nodes on the visible flow. */
export function statusNodes(page: Page): Locator {
  return page.locator("g.red-ui-flow-node-group", { has: page.locator('image[*|href*="vehicle-cloud.svg"]') });
}

export async function openStatusDialog(page: Page): Promise<Locator> {
  await statusNodes(page).first().locator(".red-ui-flow-node").dblclick();
  const dialog = page.locator("#vehicle-cloud-status-form");
  await dialog.waitFor({ state: "visible" });
  await settled(page);
  return dialog;
}

/** From the status dialog into that of its account. */
export async function openAccountDialog(page: Page): Promise<Locator> {
  await page.click("#node-input-btn-account-edit");
  const dialog = page.locator("#vehicle-cloud-account-form");
  await dialog.waitFor({ state: "visible" });
  await settled(page);
  return dialog;
}

/** Trays slide in and out; a click meanwhile misses. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction("document.getAnimations().length === 0 && $(':animated').length === 0");
  await page.waitForTimeout(350);
}

export async function closeDialog(page: Page, kind: "node" | "node-config"): Promise<void> {
  const form = kind === "node" ? "#vehicle-cloud-status-form" : "#vehicle-cloud-account-form";
  await page.click(`#${kind === "node" ? "node-dialog" : "node-config-dialog"}-ok`);
  await page.locator(form).waitFor({ state: "detached" });
  await settled(page);
}

export async function deploy(page: Page): Promise<void> {
  const answer = page.waitForResponse((response) => {
    return response.url().endsWith("/flows") && response.request().method() === "POST";
  });
  await page.click("#red-ui-header-button-deploy");
  if (!(await answer).ok()) throw new Error("the deploy was refused");
  await page.waitForSelector("#red-ui-header-button-deploy.disabled");
}

/** Presses an inject node. The runtime answers a deploy before its flows run, and has no such node until then. */
export async function press(page: Page, id: string): Promise<void> {
  const url = new URL(`inject/${id}`, page.url()).href;
  for (let tries = 0; !(await page.request.post(url)).ok(); tries++) {
    assert.ok(tries < 200, "the flows do not run");
    await page.waitForTimeout(100);
  }
}

/** Puts one of the package's example flows on the canvas and deploys it. */
export async function deployExample(page: Page, file: string): Promise<void> {
  const options = "{ generateIds: false, touchImport: true }";
  await page.evaluate(`RED.view.importNodes(${JSON.stringify(example(file))}, ${options})`);
  await deploy(page);
}

/**
 * Saves a screenshot where SCREENSHOT_DIR says; for whoever wants to look, not for an assertion. With DOCS_IMAGES set, those
 * that have a `document` name become the README's.
 */
export async function shot(page: Page, name: string, document?: string): Promise<void> {
  const files: string[] = [];
  if (process.env.SCREENSHOT_DIR) files.push(join(process.env.SCREENSHOT_DIR, `${name}.png`));
  if (process.env.DOCS_IMAGES && document) files.push(join(root, "docs", "images", `${document}.png`));
  if (files.length === 0) return;
  // What was injected and deployed is told for a few seconds, over the dialogs.
  await page.evaluate("$('.red-ui-notification').hide()");
  for (const path of files) {
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path });
  }
}
