import { isObject, type JsonObject } from "../../../base/json";
import type { Operation } from "../catalogue/operation";
import { endpoints, findEndpoint } from "../catalogue/endpoints";
import type { EndpointId } from "../catalogue/endpoint-ids";
import { ownSecretCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { CapturedSettings, FormSettings } from "../sign-in/settings";
import { flag, line, membersOf, oneOf, origin, refuse, shape, whole, type Check } from "./checks";
import type { PlatformDialog } from "../../platform";
import { operationNames, type Operations } from "./operations";
import type { EcarxProfile, Signing } from "./profile";

/**
 * The profile of a brand that its owner describes: plain JSON with the members of `EcarxProfile`. What is left out is as most
 * brands of this cloud have it. Secrets are none of its members: the key of the signature is `credentials.signingSecret`.
 */

/** Names of the catalogue that are asked or told on the vehicle's host, and end or delete nothing. */
const endpoint: Check<EndpointId> = (value, place) => {
  const found = typeof value === "string" ? findEndpoint(value) : undefined;
  const usable = found?.method && found.kind !== "destructive" && ["iov", "gid"].includes(found.service);
  if (!usable) throw refuse(place, "an id of the endpoint catalogue, such as iov.vehicle-status, that can be called");
  return found.id;
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

/** Names do not matter: the catalogue calls them otherwise than an owner may. */
const shapeOf = (own: string): string => own.replace(/\{\w{1,40}\}/g, "{}").replace(/^\/?/, "/");

/** The catalogue knows it to delete or end something. */
function ends(method: string, own: string): boolean {
  const same = endpoints.filter(
    (one) => one.method === method && shapeOf((one.base ?? "") + one.path) === shapeOf(own),
  );
  return same.some(({ kind }) => kind === "destructive");
}

const told = {
  ...{ origin, query: texts, body: membersOf(leaf), headers: texts, authorized: flag, vehicleHeaders: flag },
};
const ofCatalogue = shape({ endpoint }, told);
const ofPath = shape({ path }, { method: oneOf("GET", "POST", "PUT"), ...told });

/** An operation may be named by its endpoint alone; it is the catalogue's, or a path of the owner's own. */
const short: Check<Operation> = (value, place) => {
  if (!isObject(value) || !Object.hasOwn(value, "path")) {
    return ofCatalogue(typeof value === "string" ? { endpoint: value } : value, place);
  }
  const own = { method: "GET" as const, ...ofPath(value, place) };
  if (ends(own.method, own.path)) throw refuse(`${place}.path`, "a path that deletes and ends nothing");
  return own;
};

/** All but those that are asked elsewhere, and in another way. */
const names = operationNames.filter((name) => name !== "abilities" && name !== "firmware");

const operations = shape(
  { status: short },
  Object.fromEntries(names.map((name) => [name, short])),
) as Check<Operations>;

const form = shape(
  { kind: oneOf("form"), origin, operation: short, passwordAs: oneOf("plain", "md5") },
  { appName: line, headers: texts },
);
const captured = shape(
  { kind: oneOf("captured") },
  { appName: line, exchange: shape({ origin, operation: short }, { headers: texts }) },
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
    headers: texts,
    vehicleHeaders: texts,
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

/** Whether the brand lists its cars is the profile's: they may be typed as well. */
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
