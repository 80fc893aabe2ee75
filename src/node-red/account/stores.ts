import { createHash } from "node:crypto";
import type { Node } from "node-red";
import type { TokenStore } from "../../account/types";
import { runtime } from "../shared/runtime";
import type { Red } from "../shared/types";

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
    const { fileStore, sessionPaths } =
      require("../../account/storage/file-store") as typeof import("../../account/storage/file-store");
    const { stateStore } =
      require("../../account/storage/state-log") as typeof import("../../account/storage/state-log");
    const paths = sessionPaths(userDir, id);
    stores.session = fileStore(paths.session);
    stores.state = stateStore(paths.state);
  }
  if (contextStore !== "" && node) stores.session = contextTokenStore(node, contextStore, id);
  return stores;
}

/** A store that does not answer is one that failed: an account that waits for it for ever would take no push and no message. */
const patienceMs = 5000;

type Callback = (error?: Error | null, value?: unknown) => void;

function ask(question: (done: Callback) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error("the context store did not answer within 5 s"));
    const timer = runtime.clock.setTimeout(late, patienceMs);
    question((error, value) => {
      runtime.clock.clearTimeout(timer);
      if (error) reject(error);
      else resolve(value);
    });
  });
}

/** The sealed session in Node-RED's global context; what stands there is ciphertext. */
function contextTokenStore(node: Node, store: string, id: string): TokenStore {
  const { global } = node.context();
  const key = `vehicleCloud_${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
  const write = async (text: string | undefined): Promise<void> => {
    await ask((done) => global.set(key, text, store, done));
  };
  return {
    shared: true,
    load: async () => {
      const value = await ask((done) => global.get(key, store, done));
      return typeof value === "string" ? value : undefined;
    },
    save: write,
    remove: () => write(undefined),
  };
}
