import type { Locator, Page } from "playwright-core";

interface AxNode {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
}

/** What a screen reader must be able to name. */
const controls = ["button", "checkbox", "combobox", "link", "listbox", "spinbutton", "textbox", "InputTime", "summary"];

/** Roles of the controls of `form` that have no accessible name, as the browser itself works it out. */
export async function namelessControls(page: Page, form: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Accessibility.enable");
    const { result } = await session.send("Runtime.evaluate", { expression: `document.querySelector("${form}")` });
    const found = await session.send("Accessibility.queryAXTree", { objectId: result.objectId });
    const nodes = found.nodes as unknown as AxNode[];
    const seen = nodes.filter(({ ignored, role }) => !ignored && controls.includes(String(role?.value)));
    if (seen.length < 5) throw new Error(`only ${seen.length} controls found in ${form}`);
    return seen.filter(({ name }) => !name?.value.trim()).map(({ role }) => String(role?.value));
  } finally {
    await session.detach();
  }
}

/** Numbers of the visible controls in the order in which Tab reaches them, beginning at the first; they are 0, 1, 2 … if all is well. */
export async function tabOrder(page: Page, form: Locator): Promise<{ reached: number[]; all: number }> {
  const all = await form.evaluate((root) => {
    const selector = "input:not([type=hidden]), select, textarea, button, summary, a[href]";
    const fields = [...root.querySelectorAll<HTMLElement>(selector)].filter(
      (field) => field.checkVisibility({ visibilityProperty: true }) && !(field as HTMLInputElement).disabled,
    );
    fields.forEach((field, index) => field.setAttribute("data-tab-number", String(index)));
    fields[0]?.focus();
    return fields.length;
  });
  const reached: number[] = [];
  for (let step = 0; step < all * 3 && reached.at(-1) !== all - 1; step++) {
    const number = await page.evaluate("document.activeElement.getAttribute('data-tab-number')");
    // Parts of a field (hours and minutes of a time) and the browser's own handles have no number of their own.
    if (number !== null && Number(number) !== reached.at(-1)) reached.push(Number(number));
    await page.keyboard.press("Tab");
  }
  return { reached, all };
}

/** What sticks out of a form to the right, or is scrolled sideways. */
export function overflowing(form: Locator): Promise<string[]> {
  return form.evaluate((root) => {
    const edge = root.getBoundingClientRect().right + 1;
    const out = [...root.querySelectorAll<HTMLElement>("*")].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > edge,
    );
    let scrolled: HTMLElement | null = root as HTMLElement;
    while (scrolled && scrolled.scrollWidth <= scrolled.clientWidth + 1) scrolled = scrolled.parentElement;
    return [
      ...out.map((element) => `${element.tagName} ${element.id} ${element.className}`),
      ...(scrolled
        ? [
            `scrolls sideways: ${scrolled.tagName} ${scrolled.className} ${scrolled.scrollWidth} > ${scrolled.clientWidth}`,
          ]
        : []),
    ];
  });
}

/** Texts and fields of a form whose contrast to what is behind them is below 4.5 (WCAG AA). Buttons have Node-RED's own colours. */
export async function hardToRead(form: Locator): Promise<string[]> {
  // The compiler names inner functions through a helper that the page does not have.
  await form.page().evaluate("window.__name = (inner) => inner");
  return form.evaluate((root) => {
    const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const channel = (value: number): number => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const luminance = ([r = 0, g = 0, b = 0]: number[]): number =>
      0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (element: Element | null): number[] => {
      for (let at = element; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || (colour[3] ?? 0) > 0.9) return colour;
      }
      return [255, 255, 255];
    };
    const ownText = (element: Element): string =>
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement
        ? /checkbox|radio/.test(element.type)
          ? ""
          : element.value
        : [...element.childNodes]
            .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
            .map(({ textContent }) => (textContent ?? "").trim())
            .join("");
    return [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => {
      if (
        !element.checkVisibility() ||
        ownText(element) === "" ||
        element.closest("option, :disabled, i, .red-ui-button")
      )
        return [];
      const [text, back] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
      const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      return ratio < 4.5 ? [`${ownText(element).slice(0, 40)}: ${ratio.toFixed(1)}`] : [];
    });
  });
}
