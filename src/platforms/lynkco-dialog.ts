import type { DialogNote } from "./dialog";

/** Four ways lead to cars of Lynk & Co; the page says which is whose. */
export const lynkcoWays: { way: DialogNote } = {
  way: { link: { text: "lynkco", page: "lynkco.md" } },
};
