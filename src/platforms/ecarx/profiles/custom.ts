import { isObject, type JsonObject } from "../../../base/json";
import type { Operation } from "../catalogue/operation";
import { endpoints, findEndpoint, type Endpoint } from "../catalogue/endpoints";
import type { EndpointId } from "../catalogue/endpoint-ids";
import { ownSecretCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { CapturedSettings, FormSettings } from "../sign-in/settings";
import { flag, headersOf, line, membersOf, oneOf, origin, refuse, shape, whole, type Check } from "./checks";
import type { PlatformDialog } from "../../platform";
import { operationNames, type Operations } from "./operations";
import type { EcarxProfile, Signing } from "./profile";

/**
 * The profile of a brand that its owner describes: plain JSON with the members of `EcarxProfile`. What is left out is as most
 * brands of this cloud have it. Secrets are none of its members: the key of the signature is `credentials.signingSecret`.
 */

/**
 * What an operation may do at most. A reading is repeated, and asked by itself: one that wrote or commanded would pass by all
 * that guards commands.
 */
export type Reach = "read" | "write" | "command";
export const kindsWithin = { read: ["read"], write: ["read", "write"], command: ["read", "write", "command"] } as const;
export const operationReaches: Readonly<Partial<Record<keyof Operations, Reach>>> = {
  ...{ command: "command", chargeSet: "command", tripRecording: "command", destination: "command" },
  ...{ select: "write", exchange: "write", renew: "write", signOut: "write", tripGrant: "write" },
};

const does = (reach: Reach, kinds: readonly string[]): boolean =>
  kinds.every((kind) => kindsWithin[reach].some((one) => one === kind));

/** Names of the catalogue that are asked or told on the vehicle's host, and end or delete nothing. */
const endpointFor =
  (reach: Reach): Check<EndpointId> =>
  (value, place) => {
    const found = typeof value === "string" ? findEndpoint(value) : undefined;
    const usable = found?.method && does(reach, [found.kind]) && ["iov", "gid"].includes(found.service);
    if (usable) return found.id;
    const reads = reach === "read" ? " and only reads" : "";
    throw refuse(place, `an id of the endpoint catalogue, such as iov.vehicle-status, that can be called${reads}`);
  };

const leaf: Check<string | number | boolean> = (value, place) =>
  typeof value === "boolean" || Number.isFinite(value) ? (value as boolean | number) : line(value, place);

const texts = membersOf(line);

/** A path of the owner's own. */
const path: Check<string> = (value, place) => {
  const plain = typeof value === "string" && value.length <= 300 && /^(?:\/[\w.~{}-]{1,100}){1,12}$/.test(value);
  if (plain && !value.split("/").some((part) => part === "." || part === "..")) return value;
  throw refuse(place, "a path such as /remote-control/vehicle/status/{vin}: it begins with /, the query stands apart");
};

/** What the catalogue knows a path to do. Where it has a name an owner may write a name of his own, or the value itself. */
function kindsOf(method: string, own: string): string[] {
  const parts = own.slice(1).split("/");
  const fits = ({ base = "", path: whole }: Endpoint): boolean => {
    const theirs = (base + whole).replace(/^\/?/, "").split("/");
    return theirs.length === parts.length && theirs.every((part, at) => part.startsWith("{") || part === parts[at]);
  };
  const asked = (one: Endpoint): boolean => one.method === method || (one.method === null && method !== "GET");
  const found = endpoints.filter((one) => asked(one) && fits(one));
  const literal = found.filter((one) => !one.path.includes("{"));
  return (literal.length > 0 ? literal : found).map(({ kind }) => kind);
}

const told = {
  ...{ origin, query: texts, body: membersOf(leaf), headers: headersOf, authorized: flag, vehicleHeaders: flag },
};
const ofPath = shape({ path }, { method: oneOf("GET", "POST", "PUT"), ...told });

/** An operation may be named by its endpoint alone; it is the catalogue's, or a path of the owner's own. */
function operationFor(reach: Reach): Check<Operation> {
  const ofCatalogue = shape({ endpoint: endpointFor(reach) }, told);
  return (value, place) => {
    if (!isObject(value) || !Object.hasOwn(value, "path")) {
      return ofCatalogue(typeof value === "string" ? { endpoint: value } : value, place);
    }
    const own = { method: "GET" as const, ...ofPath(value, place) };
    const kinds = kindsOf(own.method, own.path);
    if (kinds.includes("destructive")) throw refuse(`${place}.path`, "a path that deletes and ends nothing");
    if (!does(reach, kinds)) throw refuse(`${place}.path`, "a path that is not known to write or command");
    return own;
  };
}

/** All but those that are asked elsewhere, and in another way. */
const names = operationNames.filter((name) => name !== "abilities" && name !== "firmware");

const operations = shape(
  { status: operationFor("read") },
  Object.fromEntries(names.map((name) => [name, operationFor(operationReaches[name] ?? "read")])),
) as Check<Operations>;

const form = shape(
  { kind: oneOf("form"), origin, operation: operationFor("write"), passwordAs: oneOf("plain", "md5") },
  { appName: line, headers: headersOf },
);
const captured = shape(
  { kind: oneOf("captured") },
  { appName: line, exchange: shape({ origin, operation: operationFor("write") }, { headers: headersOf }) },
);

const usual = { appName: "of this brand" };
const accept = { accept: "application/json" };

/** User name and password in a form, or a session that the owner has captured. */
const signIn: Check<FormSettings | CapturedSettings> = (value, place) => {
  if (!isObject(value)) throw refuse(place, "an object");
  const kind = oneOf("form", "captured")(value["kind"], `${place}.kind`);
  if (kind === "form") return { ...usual, headers: accept, ...form(value, place) };
  const { exchange, ...own } = captured(value, place);
  return { ...usual, ...own, ...(exchange && { exchange: { headers: accept, ...exchange } }) };
};

const signing: Check<Signing> = (value, place) => {
  const { scheme, nonce = "hex" } = shape({ scheme: oneOf("none", "nineLines") }, { nonce: oneOf("hex", "upperUuid") })(
    value,
    place,
  );
  return scheme === "none" ? { scheme } : { scheme, nonce };
};

const whatever = shape(
  {
    signIn,
    session: shape({ origin }, { renews: oneOf("signIn", "session") }),
    operations,
    vehicleHosts: shape({ usual: origin }, { bySeries: membersOf(origin) }),
  },
  {
    title: line,
    models: texts,
    brand: line,
    headers: headersOf,
    vehicleHeaders: headersOf,
    signing,
    sendsClientId: flag,
    deviceIdDigits: oneOf(0, 16, 32),
    envelope: oneOf("enveloped", "flat"),
    accepted: shape({ code: whole }, { operationResult: whole }),
    reading: shape(
      {},
      {
        olderTree: flag,
        positionTrustMeaningful: flag,
        gcj02Default: flag,
        positionUnit: oneOf("milliarcseconds", "degrees"),
      },
    ),
    dialect: oneOf("geea2", "classic"),
    commandBody: oneOf("geea2", "classic"),
  },
);

/** Whether the brand lists its cars is the profile's: without a list they are typed, and the row for that is shown. */
export const customDialog: PlatformDialog = {
  needs: [],
  takes: ["username", "password", "signingSecret", "accessToken", "authCode", "refreshToken", "clientId"],
  words: { username: "userName", refreshToken: "capturedRefresh" },
  settings: ["profile"],
  parts: ["paste", "vin"],
  host: "api.ecloudeu.com",
};

/** The profile that an owner wrote. Throws CONFIG_INVALID, saying which member must be what. */
export function customProfile(given: JsonObject): EcarxProfile {
  const { session, vehicleHosts, headers, ...own } = whatever(given, "profile");
  return {
    title: "The custom ECARX profile",
    models: {},
    brand: "car",
    vehicleHeaders: {},
    signing: { scheme: "nineLines", nonce: "hex" },
    sendsClientId: false,
    deviceIdDigits: 16,
    envelope: "enveloped",
    accepted: { code: 1000 },
    reading: {},
    dialect: "geea2",
    commandBody: "geea2",
    ...own,
    id: "custom",
    dialog: customDialog,
    lacks: {},
    codes: ownSecretCodes,
    session: { renews: "signIn", ...session },
    vehicleHosts: { bySeries: {}, ...vehicleHosts },
    headers: { accept: ecarxAccept, "content-type": "application/json; charset=utf-8", ...headers },
  };
}
