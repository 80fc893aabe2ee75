import type { VehicleAccount } from "../../account/types";
import { atMost } from "../../base/at-most";
import type { ClockTimer } from "../../base/clock";
import { redactingLogger, type Logger } from "../../base/logger";
import { accountKey, sessionKey, type SettledAccount } from "./account-settings";
import { HeldStore } from "./held-store";
import { runtime } from "../shared/runtime";
import { LoginStore } from "./shared-logins";
import type { AccountStores } from "./stores";

/** A borrowed account. Give it back exactly once. */
export interface Lease {
  readonly account: VehicleAccount;
  /** Hears whether the session is saved, now and whenever that changes, until the returned function is called. */
  onSaved(listener: (saved: boolean) => void): () => void;
  /** Resolves once what the account knows is on disk, at most some seconds later: the process may be about to end. */
  release(): Promise<void>;
}

export interface Wanted {
  /** Of the account node. */
  id: string;
  settled: SettledAccount;
  stores: AccountStores;
  logger: Logger;
  /** For Test sign-in of settings that are not deployed: nothing is written to disk until they are. */
  trial?: boolean;
  /** With `trial`: another test serves only if all its settings are these; else its credentials are enough. */
  exact?: boolean;
}

/** A deploy takes the account again within moments; a tested one waits for the deploy that follows. */
export const lingerMs = 5000;
export const trialLingerMs = 600_000;

interface Loan {
  key: string;
  session: string;
  account: VehicleAccount;
  borrowers: number;
  trial: boolean;
  held: HeldStore[];
  login?: LoginStore;
  /** Where the account writes its log: the latest node, since the one that made it may be gone. */
  log: { target: Logger };
  saved: { now: boolean; listeners: Set<(saved: boolean) => void> };
  timer?: ClockTimer;
}

/**
 * Lends one VehicleAccount per (account node, hash of its settings and credentials). A redeploy gets the same one again, with
 * its session, readings, schedule and commands in flight; changed settings get a new one once the old has written its last.
 */
class AccountLending {
  readonly #loans = new Map<string, Loan[]>();
  readonly #closing = new Map<string, Promise<unknown>>();

  /** Throws CONFIG_INVALID. Makes no request. */
  acquire(wanted: Wanted): Lease {
    const key = accountKey(wanted.settled);
    const session = sessionKey(wanted.settled);
    // A second test before the deploy needs no second sign-in, whatever else was changed in the dialog.
    const byCredentials = wanted.trial === true && !wanted.exact;
    const fits = (other: Loan): boolean =>
      other.key === key || (byCredentials && other.trial && other.session === session);
    let loan = this.#loans.get(wanted.id)?.find(fits);
    this.#clearOthers(wanted, loan?.key ?? key);
    if (loan) {
      if (loan.trial && !wanted.trial) void this.#deploy(wanted.id, loan);
      loan.log.target = wanted.logger;
    } else {
      loan = this.#open(wanted, key);
      this.#loans.set(wanted.id, [...(this.#loans.get(wanted.id) ?? []), loan]);
    }
    return this.#borrow(wanted.id, loan);
  }

  /** Ends every account of the node at once and removes what it kept: the node was deleted. */
  async remove(id: string, stores: AccountStores): Promise<void> {
    for (const loan of this.#loans.get(id) ?? []) this.#end(id, loan);
    await this.#closing.get(id);
    await Promise.allSettled([stores.session?.remove(), stores.state?.remove()]);
  }

  /** Accounts that are open; a leak shows here. */
  get open(): number {
    return [...this.#loans.values()].reduce((sum, loans) => sum + loans.length, 0);
  }

  /** Ends all accounts at once. */
  async closeAll(): Promise<void> {
    for (const [id, loans] of this.#loans) for (const loan of [...loans]) this.#end(id, loan);
    await Promise.all(this.#closing.values());
  }

  #open({ id, settled, stores, logger, trial = false }: Wanted, key: string): Loan {
    const log = { target: logger };
    const saved: Loan["saved"] = { now: true, listeners: new Set() };
    const ready = this.#closing.get(id) ?? Promise.resolve();
    const session = stores.session && new HeldStore(stores.session, { holding: trial, ready });
    const state = stores.state && new HeldStore(stores.state, { holding: trial, ready });
    const login = session && new LoginStore(session, sessionKey(settled));
    const { tokenStoreName: _, ...options } = settled;
    const account = runtime.createAccount({
      ...options,
      tokenStore: login,
      stateStore: state,
      clock: runtime.clock,
      onNotice: ({ type }) => {
        saved.now = type === "sessionSaved";
        for (const listener of [...saved.listeners]) listener(saved.now);
      },
      logger: redactingLogger({
        get debugs() {
          return log.target.debugs;
        },
        debug: (message) => log.target.debug(message),
        info: (message) => log.target.info(message),
        warn: (message) => log.target.warn(message),
        error: (message) => log.target.error(message),
      }),
    });
    const held = [session, state].filter((store) => store !== undefined);
    return { key, session: sessionKey(settled), account, borrowers: 0, trial, held, login, log, saved };
  }

  #borrow(id: string, loan: Loan): Lease {
    loan.borrowers++;
    runtime.clock.clearTimeout(loan.timer);
    loan.timer = undefined;
    let returned = false;
    return {
      account: loan.account,
      onSaved: (listener) => {
        const { saved } = loan;
        saved.listeners.add(listener);
        if (!saved.now) listener(false);
        return () => void saved.listeners.delete(listener);
      },
      release: async () => {
        if (returned) return;
        returned = true;
        if (--loan.borrowers === 0) {
          loan.timer = runtime.clock.setTimeout(() => this.#end(id, loan), loan.trial ? trialLingerMs : lingerMs);
        }
        // Node-RED that is stopped waits for its nodes to close, but for nothing that is planned for later.
        await saveSoon(loan.account);
      },
    };
  }

  /** Tested settings are deployed: what was held is written, before an account that is being replaced is waited for. */
  async #deploy(id: string, loan: Loan): Promise<void> {
    loan.trial = false;
    await this.#closing.get(id);
    await Promise.allSettled(loan.held.map((store) => store.release()));
  }

  /** Other settings of this node are not deployed any more; the session of a test with the same credentials is kept. */
  #clearOthers({ id, settled, trial }: Wanted, key: string): void {
    for (const loan of [...(this.#loans.get(id) ?? [])]) {
      if (loan.key === key || loan.borrowers > 0 || (trial && !loan.trial)) continue;
      this.#end(id, loan, !trial && loan.trial && loan.session === sessionKey(settled));
    }
  }

  #end(id: string, loan: Loan, keepSession = false): void {
    runtime.clock.clearTimeout(loan.timer);
    const rest = (this.#loans.get(id) ?? []).filter((other) => other !== loan);
    if (rest.length > 0) this.#loans.set(id, rest);
    else this.#loans.delete(id);
    const before = this.#closing.get(id);
    const closing = (async () => {
      await before;
      await loan.account.close().catch(() => undefined);
      loan.login?.leave();
      if (keepSession) await Promise.allSettled(loan.held.map((store) => store.release()));
    })();
    this.#closing.set(id, closing);
    void closing.finally(() => {
      if (this.#closing.get(id) === closing) this.#closing.delete(id);
    });
  }
}

/** A disk that hangs holds up neither a deploy nor the end of the process. */
const saveWithinMs = 2500;

async function saveSoon(account: VehicleAccount): Promise<void> {
  if (account.save) await atMost(saveWithinMs, account.save());
}

export const accounts = new AccountLending();
