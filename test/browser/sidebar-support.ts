/** The sidebar as a browser sees it, and what its tests put in the place of the runtime's answers. */
import type { Locator, Page } from "playwright-core";

export const url = "**/vehicle-cloud/sidebar?*";

export const cards = (page: Page): Locator => page.locator(".vc-card");
export const sidebar = (page: Page): Locator => page.locator(".vc-sidebar");

export async function show(page: Page): Promise<void> {
  await page.evaluate('RED.sidebar.show("vehicle-cloud-sidebar")');
  await sidebar(page).waitFor({ state: "visible" });
}

/** Milliseconds from the click on the tab to the frame in which `selector` stands on the page. */
export function firstPaint(page: Page, selector: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const begun = performance.now();
    RED.sidebar.show("vehicle-cloud-sidebar");
    const look = () => document.querySelector(${JSON.stringify(selector)})
      ? requestAnimationFrame(() => setTimeout(() => resolve(Math.round(performance.now() - begun))))
      : requestAnimationFrame(look);
    look();
  })`);
}

/** Frames a second while a list is scrolled as fast as somebody turns a wheel. */
export function framesWhileScrolling(page: Page, selector: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector(${JSON.stringify(selector)});
    const begun = performance.now();
    let frames = 0;
    const step = () => {
      list.scrollTop += 150;
      frames++;
      const passed = performance.now() - begun;
      if (passed < 3000) requestAnimationFrame(step);
      else resolve(Math.round((frames * 1000) / passed));
    };
    requestAnimationFrame(step);
  })`);
}

/** Bytes of the bodies of the next `count` answers. */
export async function bytesOfLooks(page: Page, count: number): Promise<number[]> {
  const sizes: number[] = [];
  while (sizes.length < count) {
    const answer = await page.waitForResponse((response) => response.url().includes("/vehicle-cloud/sidebar?"));
    sizes.push((await answer.body()).length);
  }
  return sizes;
}

export interface Car {
  id: string;
  name: string;
  [more: string]: unknown;
}

/** An answer as the runtime gives it, of one account. */
export function answerOf(cars: Car[], { now = Date.now(), head = {} }: { now?: number; head?: object } = {}): object {
  const told = new Date(now - 240_000).toISOString();
  const status = {
    reportedAt: told,
    battery: { percent: 71, targetPercent: 80, rangeKm: 301 },
    locks: { locked: true },
  };
  return {
    now,
    accounts: [
      {
        id: "made",
        mark: "made.1",
        tag: String(Math.random()),
        whole: true,
        head: {
          ...{ name: "Cars", node: "made", platform: "smart-eu", table: false, count: cars.length, history: true },
          ...{ session: { state: "kept" }, requests: { day: "2026-06-01", budget: 300, total: 5, most: 5 }, ...head },
        },
        vehicles: cars.map((car) => ({
          ...{ model: "smart #1", requests: 5, alerts: [], faults: [], heardAt: now - 1000, staleAt: now + 3600_000 },
          ...{ status, ...car },
        })),
      },
    ],
    webhooks: { tag: "none", nodes: [] },
  };
}

/** The editor's colours turned dark, as a dark theme does. */
export const dark = `:root {
  --red-ui-primary-background: #1e1f22; --red-ui-secondary-background: #26282c; --red-ui-form-input-background: #303338;
  --red-ui-primary-text-color: #dcdde0; --red-ui-secondary-text-color: #a0a3aa; --red-ui-secondary-border-color: #43464d;
  --red-ui-primary-border-color: #43464d; --red-ui-form-text-color: #dcdde0; --red-ui-form-input-border-color: #585c64;
  --red-ui-text-color-link: #8ab4f8; }`;
