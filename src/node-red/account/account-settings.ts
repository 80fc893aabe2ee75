import { createHash } from "node:crypto";
import type { NodeDef } from "node-red";
import type { Takeover, VehicleAccountOptions } from "../../account/types";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { finite, isDeeper, isObject, own, parseJson, text, type JsonObject } from "../../base/json";
import { loginName } from "../../base/login-name";
import type { Credentials, TableVehicle } from "../../platforms/platform";
import { isDescribedByOwner, platformIds, usualPlatform, type PlatformId } from "../../vehicle/platform-ids";
import { credentialNames } from "./credential-fields";

/** Settings arrive as they were saved: numbers may be text, and a hand-written flow may leave any of them out. */
export interface AccountConfig extends NodeDef {
  platform?: string;
  vehicles?: unknown;
  budget?: number | string;
  takeover?: string;
  tokenStore?: string;
  /** Segway: vehicles that push belong to the account. */
  learnVehicles?: boolean;
  /** Segway: requests to its cloud, default 5. */
  requestsPerSecond?: number | string;
  burst?: number | string;
  batteryFamily?: string;
  /** Hosts of the request node's calls. */
  routing?: string;
  /** Lines `https://real = http://replacement`. */
  baseUrls?: string;
  timeZone?: string;
  /** Commands seen on a sister brand only; calls that delete data in the cloud. */
  allowSister?: boolean;
  allowDelete?: boolean;
  /** `msg.capture` may replace the captured session. */
  allowCapture?: boolean;
  /** Lynk & Co in China: what a position is in where the car does not say; `wgs84`, else the shifted coordinates of China. */
  coordinates?: string;
  /** Of `custom`: JSON. */
  profile?: string;
  configVersion?: number;
}

type Saved = Exclude<keyof AccountConfig, keyof NodeDef | "configVersion">;

/** What an account is made of, as saved by the account node or typed in its dialog: nothing of it is checked yet. */
export type SavedAccount = { [Name in Saved]?: unknown } & { credentials: Credentials };

export type SettledAccount = VehicleAccountOptions & {
  platform: PlatformId;
  credentials: Credentials;
  vehicles: TableVehicle[];
  tokenStoreName: string;
};

/** A profile has some fifty short members, at most five within each other. */
const longestProfile = 65_536;
const deepestProfile = 10;

const invalid = (message: string): VehicleCloudError => cloudError("CONFIG_INVALID", `Vehicle account: ${message}.`);

const credentialWords: Record<keyof Credentials, string> = {
  username: "the e-mail address",
  password: "the password",
  clientId: "the client id",
  clientSecret: "the client secret",
  accessToken: "the access token",
  authCode: "the authCode",
  refreshToken: "the refresh token",
  signingSecret: "the signing secret",
  vehicleIdentifier: "the vehicle identifier",
  headerSecret: "the secret of the header signature",
  dcsToken: "the token of the charging service",
  dcsClientSecret: "the client secret of the charging service",
};

/** Node-RED puts a variable's value in the place of these two forms, and leaves the text as it is if there is none. */
export function isVariable(value: string): boolean {
  return /^\$\{\S+\}$|^\$\(\S+\)$/.test(value);
}

function notSet(what: string, variable: string): VehicleCloudError {
  return invalid(
    `${what} is ${variable.slice(0, 60)}, and no environment variable, flow or subflow of this name has a value. Set it where Node-RED starts or in the flow's properties, or enter the value itself; nothing was sent`,
  );
}

/** Settings to the options of the client. Throws CONFIG_INVALID, saying which field is wrong. */
export function settleAccount(settings: SavedAccount): SettledAccount {
  const platform = platformIds.find((id) => id === (settings.platform ?? usualPlatform));
  if (!platform) throw invalid("the platform is not one that this version knows");
  const credentials: Credentials = {};
  for (const name of credentialNames) {
    const value = text(settings.credentials[name]);
    if (value !== undefined && isVariable(value)) throw notSet(credentialWords[name], value);
    if (value !== undefined) credentials[name] = value;
  }
  const unset = /\$\{[^{}\n]{1,200}\}/.exec(text(settings.baseUrls) ?? "");
  if (unset) throw notSet("a base URL", unset[0]);
  return {
    platform,
    credentials,
    vehicles: readTable(settings.vehicles),
    learnVehicles: settings.learnVehicles !== false && settings.learnVehicles !== "false",
    profile: isDescribedByOwner(platform) ? readOwnProfile(settings.profile) : readProfile(settings),
    budget: readBudget(settings.budget),
    takeover: readTakeover(settings.takeover),
    baseUrls: readBaseUrls(settings.baseUrls),
    timeZone: readTimeZone(settings.timeZone),
    allow: {
      sisterBrand: isOn(settings.allowSister),
      deletions: isOn(settings.allowDelete),
      ...(isOn(settings.allowCapture) ? { captures: true } : {}),
    },
    tokenStoreName: text(settings.tokenStore) ?? "",
  };
}

/** A switch; an environment variable gives text. Off unless it is clearly on. */
function isOn(value: unknown): boolean {
  return value === true || value === "true";
}

export function readTable(rows: unknown): TableVehicle[] {
  if (!Array.isArray(rows)) return [];
  return rows.filter(isObject).flatMap((row) => {
    const id = text(own(row, "id"))?.trim();
    return id
      ? [{ id, name: text(own(row, "name"))?.trim() || undefined, enabled: own(row, "enabled") !== false }]
      : [];
  });
}

function readBudget(value: unknown): number | undefined {
  if (value === undefined || value === "") return undefined;
  const budget = finite(value);
  if (budget === undefined || budget < 1) throw invalid("the requests per vehicle and day must be a number from 1");
  return Math.floor(budget);
}

/** Beside `model`, the host of the vehicle's model. */
const routings = ["urlname", "urlname-apac", "urlname-na", "urlname-cn"];

/** What the account says about its platform; the platform checks it again. Empty means the platform's own, and the dialog's default is that. */
function readProfile({
  requestsPerSecond,
  burst,
  batteryFamily,
  routing,
  coordinates,
}: SavedAccount): JsonObject | undefined {
  const profile: JsonObject = {};
  const number = (name: string, words: string, value: unknown, least: number, usual: number): void => {
    if (value === undefined || value === null || value === "") return;
    const read = finite(value);
    if (read === undefined || read < least || read > 1000)
      throw invalid(`${words} must be a number from ${least} to 1000`);
    if (read !== usual) profile[name] = read;
  };
  number("requestsPerSecond", "the requests per second", requestsPerSecond, 0.1, 5);
  number("burst", "the requests at once", burst, 1, 10);
  if (coordinates === "wgs84" || coordinates === "gcj02") profile.coordinates = coordinates;
  if (batteryFamily === "kickscooters") profile.batteryFamily = batteryFamily;
  if (routing !== undefined && routing !== "" && routing !== "model") {
    if (!routings.includes(routing as string))
      throw invalid("where requests of the catalogue go is not one of the choices");
    profile.routing = routing;
  }
  return Object.keys(profile).length > 0 ? profile : undefined;
}

/** The profile of `custom` as it was typed; its members are checked by the platform, by name. */
function readOwnProfile(value: unknown): JsonObject {
  const typed = (text(value) ?? "").trim();
  if (typed === "") throw invalid("the custom profile is empty; docs/lynkco.md shows one");
  const profile = parseProfile(typed);
  if (profile) return profile;
  if (isVariable(typed)) throw notSet("the custom profile", typed);
  const { jsonFault } = require("../../base/json-fault") as typeof import("../../base/json-fault");
  const fault = typed.length <= longestProfile ? jsonFault(typed) : undefined;
  if (fault) {
    const member = fault.field === "" ? "" : `, member "${fault.field}"`;
    throw invalid(`the custom profile is no JSON: line ${fault.line}${member}`);
  }
  throw invalid(
    `the custom profile must be an object of JSON, at most ${longestProfile} characters and ${deepestProfile} levels`,
  );
}

/** A profile as it was typed, its members unchecked; undefined if it cannot be one. */
export function parseProfile(typed: unknown): JsonObject | undefined {
  const source = text(typed) ?? "";
  const profile = source.length <= longestProfile ? parseJson(source) : undefined;
  return isObject(profile) && !isDeeper(profile, deepestProfile) ? profile : undefined;
}

function readTakeover(value: unknown): Takeover {
  if (value === undefined || value === "") return "giveWay";
  if (value === "giveWay" || value === "takeBack" || value === "wait") return value;
  throw invalid("what to do when the phone app takes the session must be giveWay, takeBack or wait");
}

/** Lines `https://real = http://replacement`; empty lines are passed over. */
export function readBaseUrls(value: unknown): Record<string, string> | undefined {
  const lines = (text(value) ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return undefined;
  return Object.fromEntries(
    lines.map((line) => {
      const match = /^\s*(https?:\/\/[^\s=]+)\s*=\s*(https?:\/\/\S+)\s*$/i.exec(line);
      if (!match) throw invalid("each base URL is a line `https://real = http://replacement`");
      return [match[1]!, match[2]!];
    }),
  );
}

function readTimeZone(value: unknown): string | undefined {
  const timeZone = text(value)?.trim();
  if (!timeZone) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw invalid("the time zone is not an IANA name like Europe/Berlin");
  }
  return timeZone;
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** Two settings with one session key may share a session: same cloud, same hosts, same login. */
export function sessionKey({ platform, credentials, baseUrls, profile }: SettledAccount): string {
  const { username, ...rest } = credentials;
  const login = username === undefined ? "" : loginName(username);
  // Of a custom account the profile says which cloud it is.
  const cloud = isDescribedByOwner(platform) ? [platform, profile ?? {}] : [platform];
  return digest([...cloud, login, rest, baseUrls ?? {}]);
}

/** Two settings with one account key are one account. Kept in memory only, since it is made of secrets too. */
export function accountKey(settled: SettledAccount): string {
  const { credentials: _inSessionKey, budget = 300, ...rest } = settled;
  return digest([sessionKey(settled), budget, rest]);
}
