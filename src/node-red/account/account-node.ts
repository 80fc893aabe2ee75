import { aborted } from "../../base/errors";
import type { Logger } from "../../base/logger";
import { settleAccount, type AccountConfig } from "./account-settings";
import { accounts, type Lease } from "./accounts";
import { findSaved } from "../shared/find-account";
import { noteInstance } from "../shared/instances";
import { noteArrived, noteDeparted } from "./left-behind";
import { storesOf, type AccountStores } from "./stores";
import { checkTokenStore } from "./token-store";
import { accountType, type AccountNode, type Red } from "../shared/types";

/** The client's log as a node's: what it does in detail only when Node-RED's log level is `debug`. */
export function nodeLogger(red: Red, node: Pick<AccountNode, "debug" | "log" | "warn" | "error">): Logger {
  return {
    debugs: readsDetail(red),
    debug: (message) => node.debug(message),
    info: (message) => node.log(message),
    warn: (message) => node.warn(message),
    error: (message) => node.error(message),
  };
}

/** Whether one of Node-RED's log handlers takes what is said in detail; without settings of its own it logs from `info` on. */
function readsDetail(red: Red): boolean {
  const { logging } = red.settings as { logging?: Record<string, { level?: unknown } | undefined> };
  return Object.values(logging ?? {}).some((handler) => handler?.level === "debug" || handler?.level === "trace");
}

function storesOfNode(red: Red, node: AccountNode): AccountStores {
  return storesOf(red, node, node.id, node.accountConfig.tokenStore ?? "");
}

const inMemory = (store: string): string =>
  `The context store "${store}" lives in memory only: a restart of Node-RED forgets this account's session and signs in anew, and no other Node-RED shares it. Choose one that is kept, or none to keep the session in a file.`;

/** Makes an account node of a plain one: lends its account to flow nodes, gives it back when it is closed. */
export function holdAccount(red: Red, node: AccountNode, config: AccountConfig): void {
  let lease: Lease | undefined;
  let closed = false;
  const borrow = (): Lease => {
    if (closed) throw aborted("The vehicle account");
    if (lease) return lease;
    const settled = settleAccount({ ...config, credentials: node.credentials ?? {} });
    const kept = checkTokenStore(red, settled.tokenStoreName);
    lease = accounts.acquire({ id: node.id, settled, stores: storesOfNode(red, node), logger: nodeLogger(red, node) });
    if (kept === "memory") node.warn(inMemory(settled.tokenStoreName));
    return lease;
  };
  Object.assign(node, {
    accountConfig: config,
    lend: () => borrow().account,
    onSaved: (listener: (saved: boolean) => void) => borrow().onSaved(listener),
  });
  const forget = noteInstance(node);
  noteArrived(node.id);
  node.on("close", (removed: boolean, done: () => void) => {
    closed = true;
    forget();
    const saved = Promise.resolve(lease?.release()).catch(() => undefined);
    lease = undefined;
    // A disabled account is still there and keeps its session; only a deleted one is forgotten.
    if (removed && findSaved(red, node.id)?.type !== accountType) {
      const { id } = node;
      accounts.remove(id, storesOfNode(red, node)).then(done, done);
      return;
    }
    noteDeparted(node.id, storesOfNode(red, node));
    void saved.then(() => done());
  });
}
