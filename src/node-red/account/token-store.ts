import { cloudError } from "../../base/errors";
import { isObject, own } from "../../base/json";
import type { Red } from "../shared/types";

/**
 * What the context store is that an account is to keep its session in. For a name that it does not know Node-RED takes its
 * default store, without a word to the node; such an account is refused. Throws CONFIG_INVALID.
 */
export function checkTokenStore(red: Red, name: string): "file" | "memory" | "store" {
  if (name === "") return "file";
  const named: unknown = (red.settings as { contextStorage?: unknown }).contextStorage;
  const stores = isObject(named) ? named : {};
  const names = Object.keys(stores);
  // Without any Node-RED has one, in memory, which it calls by both names.
  if (names.length === 0 && (name === "default" || name === "memory")) return "memory";
  let store = own(stores, name);
  if (store === undefined && name === "default") store = stores[names[0]!];
  if (typeof store === "string") store = own(stores, store);
  if (isObject(store)) return own(store, "module") === "memory" ? "memory" : "store";
  const there = names.length > 0 ? `there are ${names.slice(0, 8).join(", ")}` : "they name none";
  throw cloudError(
    "CONFIG_INVALID",
    `Vehicle account: Node-RED's settings name no context store "${name.slice(0, 40)}" (${there}). Choose another one in the account, or none to keep the session in a file. Nothing was sent.`,
  );
}
