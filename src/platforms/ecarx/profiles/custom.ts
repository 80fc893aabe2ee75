import type { JsonObject } from "../../../base/json";
import type { Operation } from "../catalogue/operation";
import { findEndpoint } from "../catalogue/endpoints";
import type { EndpointId } from "../catalogue/endpoint-ids";
import { usualCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { FormSettings } from "../sign-in/settings";
import { flag, line, membersOf, oneOf, origin, refuse, shape, whole, type Check } from "./checks";
import type { EcarxProfile, Operations, Signing } from "./profile";

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

const operation: Check<Operation> = shape(
  { endpoint },
  { origin, query: texts, body: membersOf(leaf), headers: texts, authorized: flag, vehicleHeaders: flag },
);

/** An operation may be named by its endpoint alone. */
const short: Check<Operation> = (value, place) =>
  operation(typeof value === "string" ? { endpoint: value } : value, place);

const names = {
  list: short,
  status: short,
} as const;

const moreNames = [
  ...["select", "exchange", "renew", "signOut", "measured", "chargeTarget", "stateFlags", "capabilities", "trips"],
  ...["tripGrant", "tripTrack", "chargingSchedule", "reservations", "command", "chargeSet", "tripRecording"],
  ...["destination", "totalDistance", "geofences", "climateSchedule", "fridge", "locker", "fragrance", "valetSettings"],
  ...["ranking", "rankingFuel", "rankingEnergy", "diagnosticHistory", "chargeStatus", "chargeRecords"],
  ...["nextTravelTime", "carConfiguration", "powerMode", "simData"],
];

const operations = shape(names, Object.fromEntries(moreNames.map((name) => [name, short]))) as Check<Operations>;

const form = shape(
  { kind: oneOf("form"), origin, operation: short, passwordAs: oneOf("plain", "md5") },
  { appName: line, headers: texts },
);

const signIn: Check<FormSettings> = (value, place) => {
  const given = form(value, place);
  return { appName: "of this brand", headers: { accept: "application/json" }, ...given };
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
        positionTrustMeaningful: flag,
        gcj02Default: flag,
        positionUnit: oneOf("milliarcseconds", "degrees"),
      },
    ),
    dialect: oneOf("geea2", "classic"),
    commandBody: oneOf("geea2", "classic"),
  },
);

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
    lacks: {},
    codes: usualCodes,
    session: { renews: "signIn", ...session },
    vehicleHosts: { bySeries: {}, ...vehicleHosts },
    headers: { accept: ecarxAccept, "content-type": "application/json; charset=utf-8", ...headers },
  };
}
