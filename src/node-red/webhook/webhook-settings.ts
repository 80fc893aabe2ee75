import { isObject, own, text, type JsonObject, withoutEndSlashes } from "../../base/json";
import { settingsOf } from "../shared/read-settings";
import type { Red } from "../shared/types";
import { readPath } from "./paths";
import type { WebhookConfig } from "./types";

/** A webhook node's settings, checked. */
export interface WebhookSettings {
  account: string | undefined;
  /** `/segway`; empty for `/`. */
  path: string;
  /** Without a slash at its end; empty if none was entered. */
  publicAddress: string;
  /** What the platform is told of how to check pushes. One object for all pushes: it is checked once. */
  checks: JsonObject;
  own: { host: string; port: number } | undefined;
  sharedStore: string;
  raw: boolean;
}

const { invalid, number, oneOf } = settingsOf("Segway webhook in");

/** Settings as saved to settings as used. Throws CONFIG_INVALID, saying which is wrong. */
export function readWebhookSettings(config: WebhookConfig, red: Red): WebhookSettings {
  const signatureMode = oneOf("what the signature is checked over", config.signatureMode, ["decoded", "raw", "auto"]);
  const seconds = number("the seconds of the replay window", config.replayWindowSeconds, 0, 0, 31_536_000);
  const sharedStore = text(config.sharedStore)?.trim() ?? "";
  if (sharedStore !== "") checkStore(sharedStore, red);
  refuseVariable("path", config.path);
  return {
    account: config.account,
    path: readPath(config.path),
    publicAddress: readPublicAddress(config.publicAddress),
    checks: { signatureMode, ...(seconds > 0 ? { replayWindowSeconds: seconds } : {}) },
    own: readOwnPort(config),
    sharedStore,
    raw: config.raw === true,
  };
}

/** Base address as the world reaches this Node-RED. Throws CONFIG_INVALID. */
export function readPublicAddress(value: unknown): string {
  const address = withoutEndSlashes((text(value) ?? "").trim());
  if (address === "") return "";
  refuseVariable("public address", address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw invalid("the public address must be like https://flows.example.org, without a query and without a password");
  }
  return address;
}

/** Node-RED leaves a variable's text where it has no value for it. */
function refuseVariable(what: string, value: unknown): void {
  const variable = /\$\{[^{}\n]{1,200}\}/.exec(text(value) ?? "")?.[0];
  if (variable === undefined) return;
  throw invalid(`the ${what} holds the variable ${variable.slice(0, 60)}, and nothing of this name has a value`);
}

function readOwnPort({ ownPort, ownHost }: WebhookConfig): WebhookSettings["own"] {
  if (ownPort === undefined || ownPort === "" || ownPort === null) return undefined;
  const port = number("the own port", ownPort, 0, 1, 65_535);
  if (!Number.isInteger(port)) throw invalid("the own port must be a whole number");
  return { host: text(ownHost)?.trim() || "127.0.0.1", port };
}

/** A store that every process keeps for itself would know nothing of the others, and nobody would notice. */
function checkStore(name: string, red: Red): void {
  const stores: unknown = (red.settings as { contextStorage?: unknown }).contextStorage;
  let store = own(stores, name);
  if (typeof store === "string") store = own(stores, store);
  if (!isObject(store)) throw invalid(`Node-RED's settings name no context store "${name.slice(0, 40)}"`);
  const module = own(store, "module");
  if (module === "memory") throw invalid("the shared store is a memory store, which every process has for itself");
  if (module === "localfilesystem" && own(own(store, "config"), "cache") !== false) {
    throw invalid("the shared store keeps its own copy in each process; set cache: false in its config");
  }
}
