import { createHash } from "node:crypto";
import type { Node } from "node-red";
import type { TokenStore } from "../account/types";
import type { Red } from "./types";

export interface AccountStores {
  session?: TokenStore;
  state?: TokenStore;
}

/**
 * Where an account keeps its session and state: files below Node-RED's user directory, or the session in a context store the
 * user named, so that several instances share it. Without a user directory (embedded) nothing outlives the process.
 */
export function storesOf(red: Red, node: Node | undefined, id: string, contextStore: string): AccountStores {
  const userDir = red.settings.userDir;
  const stores: AccountStores = {};
  if (userDir) {
    const { fileStore, sessionPaths } = require("../account/file-store") as typeof import("../account/file-store");
    const paths = sessionPaths(userDir, id);
    stores.session = fileStore(paths.session);
    stores.state = fileStore(paths.state);
  }
  if (contextStore !== "" && node) stores.session = contextTokenStore(node, contextStore, id);
  return stores;
}

/** The sealed session in Node-RED's global context; what stands there is ciphertext. */
function contextTokenStore(node: Node, store: string, id: string): TokenStore {
  const { global } = node.context();
  const key = `vehicleCloud_${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
  const write = (text: string | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      global.set(key, text, store, (error?: Error | null) => (error ? reject(error) : resolve()));
    });
  return {
    shared: true,
    load: () =>
      new Promise((resolve, reject) => {
        global.get(key, store, (error: Error | null, value: unknown) =>
          error ? reject(error) : resolve(typeof value === "string" ? value : undefined),
        );
      }),
    save: write,
    remove: () => write(undefined),
  };
}
