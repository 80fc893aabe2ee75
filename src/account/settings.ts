import { systemClock, type Clock } from "../base/clock";
import { cloudError } from "../base/errors";
import { isObject, type JsonObject } from "../base/json";
import { redact, redactingLogger, silentLogger, type Logger } from "../base/logger";
import type { Transport } from "../http/transport";
import type { Allowed, Credentials, Platform, TableVehicle } from "../platforms/platform";
import type { PlatformId } from "../vehicle/model";
import { defaultBudget } from "./budget";
import { isTimeZone } from "../base/local-day";
import { presetOf, type Preset } from "./presets";
import type { AccountNotice, Takeover, TokenStore, VehicleAccountOptions } from "./types";

/** A fleet that nobody has listed is not learned beyond this. */
const defaultMostLearned = 250_000;

/** The options of an account, checked and completed. */
export interface AccountSettings {
  /** What the owner chose; for a preset not the platform that does the work. */
  id: PlatformId;
  platform: Platform;
  preset?: Preset;
  credentials: Credentials;
  profile?: JsonObject;
  baseUrls: Record<string, string>;
  tokenStore?: TokenStore;
  stateStore?: TokenStore;
  table: readonly TableVehicle[];
  learnVehicles: boolean;
  mostLearned: number;
  takeover: Takeover;
  allow: Allowed;
  budget: number;
  timeZone?: string;
  logger: Logger;
  clock: Clock;
  transport?: Transport;
  random: () => number;
  onNotice?: (notice: AccountNotice) => void;
}

/** Throws CONFIG_INVALID, saying which setting is wrong and what it must be. Loads the platform's code; no I/O. */
export function checkOptions(options: VehicleAccountOptions): AccountSettings {
  check(isObject(options), "options", "given: an object with at least `platform` and `credentials`");
  const known = typeof options.platform === "string" ? options.platform.length > 0 : isObject(options.platform);
  check(known, "platform", `one of ${platformNames()}`);
  const { credentials: given = {} } = options;
  check(isObject(given), "credentials", "an object such as {username, password}");
  const preset = typeof options.platform === "string" ? presetOf(options.platform) : undefined;
  const platform = platformOf(options.platform, preset, options.profile);
  const credentials: Credentials = { ...given };
  const { takeover = "giveWay", budget = defaultBudget, timeZone, vehicles = [], baseUrls = {}, allow = {} } = options;
  const { mostLearned = defaultMostLearned } = options;
  check(Number.isInteger(mostLearned) && mostLearned >= 1, "mostLearned", "a whole number of vehicles, at least 1");
  check(["giveWay", "takeBack", "wait"].includes(takeover), "takeover", "giveWay, takeBack or wait");
  check(Number.isInteger(budget) && budget >= 1, "budget", "a whole number of requests a day, at least 1");
  check(!timeZone || isTimeZone(timeZone), "timeZone", "an IANA name such as Europe/Berlin");
  check(Array.isArray(vehicles) && vehicles.every(isRow), "vehicles", "rows of {id, name, enabled}");
  check(
    isObject(allow) && Object.values(allow).every((value) => value === undefined || typeof value === "boolean"),
    "allow",
    "an object of true and false",
  );
  check(isObject(baseUrls), "baseUrls", "an object of addresses");
  checkBaseUrls(baseUrls, platform);
  if (!preset) platform.check(credentials, baseUrls);
  return {
    id: typeof options.platform === "string" ? options.platform : platform.id,
    platform,
    ...(preset ? { preset } : {}),
    credentials,
    profile: options.profile,
    baseUrls: { ...baseUrls },
    tokenStore: options.tokenStore,
    stateStore: options.stateStore,
    table: vehicles.map(({ id, name, enabled }) => ({ id: id.trim(), ...(name ? { name } : {}), enabled })),
    learnVehicles: options.learnVehicles !== false,
    mostLearned,
    takeover,
    allow: { ...allow },
    budget,
    ...(timeZone ? { timeZone } : {}),
    logger: redactingLogger(options.logger ?? silentLogger),
    clock: options.clock ?? systemClock,
    transport: options.transport,
    random: options.random ?? Math.random,
    onNotice: options.onNotice,
  };
}

function platformNames(): string {
  const { selectablePlatforms } = require("../platforms/registry") as typeof import("../platforms/registry");
  return selectablePlatforms().join(", ");
}

function platformOf(platform: PlatformId | Platform, preset: Preset | undefined, profile: unknown): Platform {
  if (typeof platform !== "string") return platform;
  const { loadPlatform } = require("../platforms/registry") as typeof import("../platforms/registry");
  check(profile === undefined || isObject(profile), "profile", "an object");
  return loadPlatform(preset?.platform ?? platform, profile as JsonObject | undefined);
}

function checkBaseUrls(baseUrls: Record<string, string>, { hosts }: Platform): void {
  for (const [origin, replacement] of Object.entries(baseUrls)) {
    // A demo cloud answers for more platforms than this one: what is not this platform's is never used.
    if (!hosts.includes(origin)) check(/^https:\/\/[^/\s]+$/.test(origin), "baseUrls", "keyed by https://host");
    check(
      typeof replacement === "string" && /^https?:\/\/[^\s?#]+$/.test(replacement),
      "baseUrls",
      "plain http or https addresses without a query",
    );
    // What a forum's flow of 2020 asked by http: the token would be read on the way.
    const [scheme, host = ""] = replacement.toLowerCase().split("://");
    check(
      scheme === "https" || !hosts.includes(`https://${host.split(/[/:]/)[0]}`),
      "baseUrls",
      "https where they lead to the cloud itself: by http everybody on the way reads the token. Leave the line out, https is what is used without it",
    );
  }
}

function isRow(row: unknown): row is TableVehicle {
  return (
    isObject(row) && typeof row["id"] === "string" && row["id"].trim() !== "" && typeof row["enabled"] === "boolean"
  );
}

function check(good: boolean, name: string, wanted: string): void {
  if (good) return;
  throw cloudError("CONFIG_INVALID", `The account's setting "${name}" must be ${wanted}. Nothing was sent.`, {
    sent: false,
  });
}

/** Those that are no VIN and no IMEI, which are known by their look. */
export function unusualIds(table: AccountSettings["table"]): string[] {
  return table.map(({ id }) => id).filter((id) => redact(id) === id);
}
