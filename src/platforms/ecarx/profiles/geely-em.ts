import { ownSecretCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { EcarxProfile } from "./profile";

const api = "https://api.ecloudkr.com";

/**
 * Geely outside China by the app "Geely EM" (EX5, Starray; Australia and South-East Asia), with a token that the owner has
 * captured and the signing secret of the app, which the owner brings (docs/protocol/brands.md 1.4). Experimental: built from what
 * one public client does. Its sign-in takes five constants of the app and is not here; the token lives two days and is not renewed.
 * The list's answer is in no source: the vehicles are those of the account's table. Doors are all that has been seen to work.
 */
export const geelyEm: EcarxProfile = {
  id: "geely-em",
  title: "Geely (international, app EM; experimental)",
  models: {},
  dialog: {
    needs: ["accessToken", "username", "signingSecret"],
    takes: ["clientId"],
    words: { username: "userId" },
    parts: ["paste", "vin"],
  },
  brand: "Geely",
  signIn: { kind: "captured", appName: "Geely EM" },
  session: { origin: api, renews: "session" },
  operations: {
    status: { endpoint: "iov.vehicle-status", query: { userId: "{userId}" } },
    command: { endpoint: "iov.telematics-command" },
  },
  vehicleHosts: { usual: api, bySeries: {} },
  headers: {
    accept: ecarxAccept,
    "content-type": "application/json; charset=utf-8",
    "x-app-id": "GEELY-APP-NEW",
    // So by the table of apps (docs/protocol/lynkco-geely.md 2.1); of the sign-in's call docs/protocol/brands.md 1.4 writes it small.
    "x-operator-code": "GEELY",
    "x-version": "geelyNew",
    "x-agent-type": "android",
    "x-device-type": "mobile",
    "x-env-type": "production",
  },
  vehicleHeaders: {},
  signing: { scheme: "nineLines", nonce: "upperUuid" },
  sendsClientId: true,
  deviceIdDigits: 16,
  envelope: "enveloped",
  accepted: { code: 1000 },
  reading: {},
  lacks: {},
  dialect: "geea2",
  commandBody: "geea2",
  seenToWork: ["lock", "unlock"],
  codes: ownSecretCodes,
};
