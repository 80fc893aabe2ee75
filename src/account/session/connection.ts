import { createHash } from "node:crypto";
import type { VehicleCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { HttpClient } from "../../http/client";
import type { Transport } from "../../http/transport";
import type { PlatformSession } from "../../platforms/platform";
import { isDescribedByOwner } from "../../vehicle/platform-ids";
import { KnownTokens } from "./known-tokens";
import type { Budget } from "../budget";
import { SessionCare } from "./session-care";
import { SessionStore, type Kept } from "./session-store";
import type { PresetSetup } from "../presets";
import type { AccountSettings } from "../settings";
import type { SessionWatch } from "./session-watch";
import { SignInGuard } from "./sign-in-guard";
import { TakeoverWatch } from "./takeover";
import type { VehicleList } from "../vehicles/vehicle-list";

/** What an account opens at its first use: stores read, session made, nothing asked of the cloud yet. */
export interface Connection {
  http: HttpClient;
  session: PlatformSession;
  care: SessionCare;
  store: SessionStore;
  guard: SignInGuard;
  takeover: TakeoverWatch;
  /** Writes what is kept with the session. */
  persist: () => Promise<void>;
  /** Drops the stored session; device id and back-off stay. */
  forget: () => Promise<void>;
  /** Closes the way out; a preset's cloud is given back. */
  close: () => void;
}

export interface ConnectOptions {
  settings: AccountSettings;
  budget: Budget;
  list: VehicleList;
  closing: AbortSignal;
  /** Of the vehicles of which there are readings, also from before a restart. */
  known: () => readonly string[];
  onFailure: (error: VehicleCloudError) => void;
  watch: SessionWatch;
}

export async function connect(options: ConnectOptions): Promise<Connection> {
  const { settings, list, closing, onFailure, watch } = options;
  const { platform, preset, clock, logger, takeover: policy } = settings;
  const setUp = await preset?.setUp();
  try {
    const credentials = setUp?.credentials ?? settings.credentials;
    const baseUrls = { ...setUp?.baseUrls, ...settings.baseUrls };
    if (setUp) platform.check(credentials, baseUrls);
    const store = new SessionStore({
      // The demo cloud forgets every session with its process: one from disk would look like one that another client ended.
      store: preset ? undefined : settings.tokenStore,
      platform: cloudOf(settings),
      credentials,
      clock,
      logger,
      onNotice: settings.onNotice,
    });
    const guard = new SignInGuard(clock);
    const takeover = new TakeoverWatch(clock, policy, platform.offers.sharesSession);
    const onStored = (kept: Kept): void => {
      guard.restore(kept.guard);
      takeover.restore(kept.takeover);
      if (kept.list && platform.offers.lists) list.restore(kept.list);
      watch.restore(takeover.held ? takeover.error() : guard.refusal);
    };
    // In line with the others of the login: what one writes at its start must not lie over what another has just signed in.
    const stored = await store.alone(() => store.load(), closing);
    onStored(stored);
    if (setUp && platform.offers.lists && !list.read) list.restore(readBefore(setUp, options.known()));

    const http = openHttp(options, baseUrls);
    let session: PlatformSession | undefined = undefined;
    let forgotten = false;
    const tokens = new KnownTokens();
    const persist = (): Promise<void> => {
      const kept = forgotten ? undefined : session?.save();
      tokens.note(kept);
      return store.save({
        ...(kept ? { session: kept } : {}),
        guard: guard.save(),
        takeover: takeover.save(),
        ...(forgotten ? {} : { list: list.save() }),
      });
    };
    const opened: PlatformSession = platform.open({
      credentials,
      http,
      clock,
      logger,
      get deviceId() {
        return store.deviceId;
      },
      stored: stored.session,
      table: settings.table.length > 0 ? settings.table : (setUp?.vehicles ?? []),
      baseUrls,
      allow: settings.allow,
      profile: settings.profile,
      changed: () => {
        forgotten = false;
        return persist();
      },
    });
    session = opened;
    tokens.note(opened.save());
    const care = new SessionCare({
      session: opened,
      http,
      store,
      guard,
      takeover,
      clock,
      logger,
      closing,
      persist,
      onStored,
      onFailure,
      watch,
    });
    return {
      http,
      session: opened,
      care,
      store,
      guard,
      takeover,
      persist,
      async forget() {
        forgotten = true;
        care.forget();
        await persist();
      },
      close() {
        http.close();
        tokens.close();
        setUp?.release();
      },
    };
  } catch (error) {
    setUp?.release();
    throw error;
  }
}

/** Whose a stored session is, beside the credentials. Of a profile of the owner's its hosts say it: a token goes to no others. */
function cloudOf({ id, platform }: AccountSettings): string {
  if (!isDescribedByOwner(id)) return id;
  const hosts = JSON.stringify([...platform.hosts].sort());
  return `${id} ${createHash("sha256").update(hosts).digest("hex").slice(0, 16)}`;
}

/** A preset keeps no list: once a vehicle of it has been read, before a restart too, all that it has stand for it. */
function readBefore({ vehicles = [] }: PresetSetup, ids: readonly string[]): JsonObject {
  const known = new Set(ids);
  const before = vehicles.some(({ id }) => known.has(id));
  return { at: 0, vehicles: before ? vehicles.map(({ id, model }) => ({ id, model, facts: {} })) : [] };
}

function openHttp({ settings, budget }: ConnectOptions, baseUrls: Record<string, string>): HttpClient {
  const { platform, clock, logger } = settings;
  return new HttpClient({
    transport: settings.transport ?? defaultTransport(),
    clock,
    logger,
    allowed: platform.hosts,
    baseUrls,
    onRequest: (entry) => budget.meter(entry),
  });
}

function defaultTransport(): Transport {
  const { createAxiosTransport } = require("../../http/axios-transport") as typeof import("../../http/axios-transport");
  return createAxiosTransport();
}
