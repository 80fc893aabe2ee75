import { own } from "../../base/json";
import type { Generation } from "./generations";
import { readJwt } from "../../base/jwt";
import type { CapturedRequest } from "./request";

/** Clouds that a host, or a header, is of; within one the rest of the request decides. */
type Cloud = "euSignIn" | "eu" | "aion" | "gric" | "native" | "galaxy" | "xchanger" | "ecloud" | "certificate" | "snc";

const hosts: readonly (readonly [RegExp, Cloud])[] = [
  [/^login\.lynkco\.com$/, "euSignIn"],
  [/^agw\.mobile-app\.lynkco\.biz$/, "eu"],
  [/(?:\.aion\.connectedcar\.cloud|^iam-service-prod\.[a-z0-9.-]+)$/, "aion"],
  [/^gric(?:-[a-z]+)?-api\.geely\.com$/, "gric"],
  [/^(?:app-services|app-api-gw-toc|h5-api)\.lynkco\.com(?:\.cn)?$/, "native"],
  [/^galaxy-[a-z-]+\.geely\.com$/, "galaxy"],
  [/^[a-z0-9-]+\.xchanger\.cn$/, "xchanger"],
  [/^apis(?:-l)?\.ecloud[a-z]{2}\.com$/, "certificate"],
  [/^(?:[a-z0-9-]+\.ecloud(?:eu|us|kr)\.com|api\.zeekrline\.com)$/, "ecloud"],
  [/^[a-z0-9-]*snc-tsp-api[a-z0-9-]*\.zeekrlife\.com$/, "snc"],
];

const apps: Readonly<Record<string, Cloud>> = {
  geelycnch001m0001: "gric",
  lynkco: "xchanger",
  xiaokanl: "xchanger",
  smartappeu: "ecloud",
  "smartapp-israel": "ecloud",
  "geely-app-new": "ecloud",
  geelye245: "certificate",
  geelyus: "certificate",
  "com.geely.lotusinternational": "certificate",
};

/** `conflict`: host and headers are of different clouds; both are named. */
export interface Decision {
  generation: Generation;
  conflict?: { host: string; headers: string };
}

/** The decision table of docs/protocol/brands.md 4.2; first match wins. */
export function decide(request: CapturedRequest): Decision {
  const { host, headers, path = "" } = request;
  const name = host?.replace(/:\d{1,5}$/, "");
  const ofHost = name === undefined ? undefined : hosts.find(([form]) => form.test(name))?.[1];
  const ofHeaders = cloudOfHeaders(headers);
  // A host with a client certificate belongs to the ecloud family, whose apps' ids go there too.
  const related = ofHost === "certificate" && ofHeaders === "ecloud";
  if (host !== undefined && ofHeaders && ofHeaders !== ofHost && !related) {
    return { generation: "unknown", conflict: { host: ofHost ?? "unknown host", headers: ofHeaders } };
  }
  if (host !== undefined && !ofHost) return { generation: "unknown" };
  const cloud =
    ofHost ?? ofHeaders ?? (/^\/auth\/account\/token$|^\/api\/v1\/user\/login$/.test(path) ? "xchanger" : undefined);
  if (!cloud) {
    if (headers.has("x-app-id") && headers.has("x-signature")) return { generation: "custom" };
    // Of header lines without a host the token alone may tell.
    return { generation: decideToken(headers.get("authorization")?.replace(/^Bearer /i, "") ?? "") };
  }
  return { generation: within(cloud, request) };
}

function cloudOfHeaders(headers: CapturedRequest["headers"]): Cloud | undefined {
  const app = headers.get("x-app-id")?.toLowerCase();
  const version = headers.get("x-api-signature-version");
  if (headers.get("x-signature-version")?.toLowerCase() === "v2" && headers.has("x-nonce")) return "eu";
  if (app !== undefined && Object.hasOwn(apps, app)) return apps[app];
  if (app?.startsWith("galaxy")) return "xchanger";
  if (version === "2.1") return "gric";
  if (version === "2.0") return "snc";
  return headers.get("tenantid") === "569001701001" ? "galaxy" : undefined;
}

function within(cloud: Cloud, { host = "", headers, path = "" }: CapturedRequest): Generation {
  const app = headers.get("x-app-id")?.toLowerCase();
  switch (cloud) {
    case "euSignIn":
      return "lynkcoEuSignIn";
    case "eu":
      return "lynkcoEu";
    case "aion":
      return "lynkcoAion";
    case "native":
      return "lynkcoNative";
    case "xchanger":
      if (headers.has("x-signature"))
        return app === undefined || app === "lynkco" ? "signed" : app.startsWith("galaxy") ? "galaxy" : "custom";
      if (host !== "" && !/^api\.xchanger\.cn(?::\d{1,5})?$/.test(host)) return "custom";
      return app === "xiaokanl" || loginPath.test(path) ? "gkui" : "lynkco2020";
    case "ecloud":
      if (app === "smartappeu") return "smartEu";
      if (app === "smartapp-israel") return "smartIntl";
      return app === "geely-app-new" ? "geelyEm" : "custom";
    default:
      return cloud;
  }
}

/** Of an account of the head unit. */
const loginPath = /^\/api\/v1\/user\/login$/;

/** A token or an address by itself. */
export function decideToken(word: string): Generation {
  const { payload = {}, algorithm = "" } = readJwt(word) ?? {};
  if (/^msauth:\/\/prod\.lynkco\.app/i.test(word)) return "lynkcoEuSignIn";
  if (payload.tfp !== undefined || payload.snowflakeId !== undefined) return "lynkcoEu";
  const audience = JSON.stringify(own(payload, "aud") ?? "");
  if (/auth_client_(?:lynkco|geely)_phone/.test(audience)) return "gric";
  if (payload.azp === "user_center_client_phone") return "snc";
  return algorithm === "HS256" ? "signed" : "unknown";
}
