import { ownSecretCodes, usualCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import { lynkcoWays } from "../../lynkco-dialog";
import type { EcarxProfile } from "./profile";
import { lynkcoReading } from "./lynkco-reading";

const api = "https://api.xchanger.cn";
const device = "https://device-api.xchanger.cn";

/** Recorded in 2020, of either account (docs/protocol/lynkco-geely.md 9.1); the headers are those of the status, as nothing else is known. */
const simData = {
  endpoint: "iov.sim-flow-info",
  origin: api,
  query: { type: "iccid", iccid: "{iccid}" },
} as const;

/** What the two generations in China share. */
const lynkco = {
  brand: "Lynk & Co",
  models: {},
  vehicleHeaders: {},
  deviceIdDigits: 0,
  accepted: { code: 1000 },
  reading: lynkcoReading,
  lacks: {},
  dialect: "classic",
  commandBody: "classic",
} as const satisfies Partial<EcarxProfile>;

/**
 * Lynk & Co in China by the account of the head unit (GKUI), unsigned (docs/protocol/lynkco-geely.md 4.1, 4.2): used by owners
 * in 2020 and 2021; whether it still serves them nobody has said. The status carries no app id, and nothing a Referer. The http
 * of then is https here.
 */
export const lynkcoGkui: EcarxProfile = {
  ...lynkco,
  id: "lynkco-gkui",
  title: "Lynk & Co (China, GKUI account)",
  dialog: {
    needs: ["username", "password"],
    words: { username: "userName" },
    settings: ["coordinates"],
    parts: ["paste"],
    notes: lynkcoWays,
    way: "gkui",
  },
  signIn: {
    kind: "form",
    origin: api,
    operation: {
      endpoint: "iov.account-login",
      body: { username: "{username}", password: "{password}" },
      authorized: false,
    },
    passwordAs: "md5",
    headers: { "x-app-id": "xiaokanl", accept: "application/json;charset=UTF-8" },
    appName: "GKUI",
  },
  session: { origin: api, renews: "session" },
  operations: {
    list: { endpoint: "iov.account-vehicles", query: { id: "{userId}" } },
    status: {
      endpoint: "iov.tc-vehicle-status",
      query: { userId: "{userId}", latest: "false", target: "more,basic" },
    },
    simData,
    command: { endpoint: "iov.tc-diagnostics-command", headers: { "x-app-id": "xiaokanl" } },
  },
  vehicleHosts: { usual: api, bySeries: {} },
  headers: { "x-operator-code": "LYNKCO", accept: ecarxAccept, "content-type": "application/json" },
  signing: { scheme: "none" },
  sendsClientId: false,
  envelope: "flat",
  codes: { ...usualCodes, "http 403": usualCodes["http 401"]! },
};

/**
 * Lynk & Co in China by app 3.0 (2023), with tokens that the owner has captured and the signing secret, which is public nowhere
 * and which the owner brings (docs/protocol/lynkco-geely.md 4.3). Or with a captured authCode, as in 2020 (4.1). The form of the signature is inferred; it fits all that is
 * recorded. No list is known: the vehicles are those of the account's table.
 */
export const lynkcoSigned: EcarxProfile = {
  ...lynkco,
  id: "lynkco-signed",
  title: "Lynk & Co (China, signed)",
  dialog: {
    needs: ["signingSecret"],
    takes: ["accessToken", "authCode", "refreshToken", "username", "clientId"],
    words: { username: "userId", refreshToken: "capturedRefresh" },
    settings: ["coordinates"],
    parts: ["paste", "vin"],
    notes: lynkcoWays,
    way: "capture",
    errors: "captureError",
  },
  signIn: {
    kind: "captured",
    appName: "Lynk & Co",
    exchange: {
      origin: api,
      operation: {
        endpoint: "iov.account-token",
        query: { identity_type: "lid" },
        // As the thread has captured it; whether the cloud looks at the address is not known.
        body: { redirectUri: "http://www.abcde.com", authCode: "{authCode}" },
        authorized: false,
      },
      headers: { accept: "application/json;charset=UTF-8", "x-operator-code": "LYNKCO", "x-app-id": "lynkco" },
    },
  },
  session: { origin: device, renews: "session" },
  operations: {
    // As recorded in 2020, together with the access token that it belongs to. What replaced it is only inferred.
    renew: {
      endpoint: "iov.account-token-refresh",
      origin: api,
      body: { refreshToken: "{refreshToken}" },
    },
    status: {
      endpoint: "iov.vehicle-status",
      query: { latest: "False", target: "basic,more", userId: "{userId}" },
    },
    simData,
    command: { endpoint: "iov.telematics-command" },
  },
  vehicleHosts: { usual: device, bySeries: {} },
  headers: {
    "x-env-type": "production",
    accept: ecarxAccept,
    "x-agent-type": "iOS",
    "accept-language": "zh-Hans-US;q=1, en-US;q=0.9",
    platform: "CMA",
    "x-app-id": "lynkco",
    "user-agent": "GeelyLynkco/3.0.4 (iPhone; iOS 16.1.1; Scale/3.00)",
    "x-operator-code": "LYNKCO",
    "x-device-type": "mobile",
  },
  signing: { scheme: "nineLines", nonce: "upperUuid" },
  sendsClientId: true,
  envelope: "enveloped",
  codes: ownSecretCodes,
};
