import { resolve } from "node:path";
import { accounts } from "./accounts";
import { ownedIds } from "./owners";
import type { AccountStores } from "./stores";
import { forgetStates, nodeParts } from "../shared/node-state";
import type { Red } from "../shared/types";

/** Accounts whose node has been closed and not made again, with what they keep: disabled ones, and deleted ones. */
const departed = new Map<string, AccountStores>();

export function noteDeparted(id: string, stores: AccountStores): void {
  departed.set(id, stores);
}

export function noteArrived(id: string): void {
  departed.delete(id);
}

let sweeping: Promise<void> = Promise.resolve();

/**
 * Removes what no node of the deployed flows owns any more: Node-RED tells a node that it is deleted, but not one that was
 * disabled then, nor one inside a subflow. Never rejects.
 */
export function removeLeftBehind(red: Red): Promise<void> {
  const then = ownedIds(red);
  sweeping = sweeping.then(() => sweep(red, then)).catch(() => undefined);
  return sweeping;
}

/** `then` = what was owned when it was asked for: an earlier sweep may take until after the next deploy, whose own one follows. */
async function sweep(red: Red, then: Set<string> | undefined): Promise<void> {
  const now = ownedIds(red);
  const owned = then && now && new Set([...then, ...now]);
  // All projects share one user directory and one process, and the others' flows are not at hand.
  const { editorTheme } = red.settings as { editorTheme?: { projects?: { enabled?: unknown } } };
  if (editorTheme?.projects?.enabled === true) return;
  for (const [id, stores] of [...departed]) {
    if (owned?.has(id)) continue;
    departed.delete(id);
    await accounts.remove(id, stores);
  }
  const { userDir, flowFile } = red.settings as { userDir?: string; flowFile?: unknown };
  if (!owned) return;
  await forgetStates(userDir, owned);
  if (!userDir) return;
  const flows = resolve(userDir, typeof flowFile === "string" ? flowFile : "flows.json");
  const { sweepFiles } =
    require("../../account/storage/owned-files") as typeof import("../../account/storage/owned-files");
  await sweepFiles(userDir, { owned: [...owned], flows, parts: nodeParts });
}
