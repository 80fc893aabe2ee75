import type { PlatformId } from "../../../vehicle/model";
import type { ReadKind } from "../../platform";
import type { CodeTable } from "../session/codes";
import type { EcarxReadingProfile } from "../status/read-status";

/**
 * A brand of the ECARX cloud is data: this is all that tells one from another. What cannot be said as data, a way to sign in
 * or a command dialect, is named here and found by its name.
 */
export interface EcarxProfile {
  id: PlatformId;
  /** For messages, e.g. `smart (Europe)`. */
  title: string;
  /** What people call the models, by the first letters of `seriesCodeVs`. */
  models: Readonly<Record<string, string>>;
  /** Model where the series is not known. */
  brand: string;
  signIn: GigyaSettings | IamSettings;
  session: {
    /** Where a session is had and renewed: the models are not known yet. */
    origin: string;
    /** Where the vehicles are listed, if not there. */
    listOrigin?: string;
    identityType: string;
    /** Member of the exchange's body that carries what the sign-in gave. */
    bodyKey: "accessToken" | "authCode";
  };
  vehicleHosts: {
    /** Host of the series that `bySeries` does not name. */
    usual: string;
    /** Other hosts, by the first letters of `seriesCodeVs`. */
    bySeries: Readonly<Record<string, string>>;
  };
  /** Sent with every signed request; `x-app-id` and `x-operator-code` are among them. */
  headers: Readonly<Record<string, string>>;
  signing: {
    /** Nine lines, HMAC-SHA1 (docs/protocol/ecarx-smart.md 3.1). */
    scheme: "nineLines";
    /** Key bytes as ASCII text. */
    secret: string;
  };
  /** Form of the number that no two requests may share. */
  nonce: "hex" | "upperUuid";
  /** `x-client-id` goes with every authorized call, once the exchange has named one. */
  sendsClientId: boolean;
  /** How many hex digits of the account's device id are sent. */
  deviceIdDigits: 16 | 32;
  /** Query of the status read, without `userId`. */
  statusQuery: Readonly<Record<string, string>>;
  reading: EcarxReadingProfile;
  /** Series, by first letters, whose DC charging is measured by a read of its own (`qrvs`). */
  measuredDcSeries: readonly string[];
  /** What a car can do from afar, and its pictures (docs/protocol/ecarx-smart.md 5.21). */
  abilities?: AbilitySettings;
  /** Firmware of a car (5.6). Absent = not available, for the reason in `lacks`. */
  firmware?: { origin: string; headers: Readonly<Record<string, string>> };
  /** Reads that other markets have and this one has not, and why. */
  lacks: Readonly<Partial<Record<ReadKind, string>>>;
  dialect: "smart";
  codes: CodeTable;
}

/** Where abilities are asked for and how. */
export interface AbilitySettings {
  origin: string;
  /** Of the service; `/vehicle/v1/ability/…` follows. */
  basePath: string;
  headers: Readonly<Record<string, string>>;
  /** Signed for the API gateway in front of it (2.4); absent = plain headers. */
  gateway?: GatewayKey;
  /** Nobody has seen it work in this market. */
  unverified?: boolean;
  /** Hosts that pictures may be fetched from; public, asked without a token. */
  imageOrigins: readonly string[];
}

/** App key and app secret of the API gateway, as they stand in the app. */
export interface GatewayKey {
  key: string;
  secret: string;
}

/** Sign-in with smart's own service for the international markets, docs/protocol/ecarx-smart.md 2. */
export interface IamSettings {
  kind: "iam";
  origin: string;
  /** App key of the gateway in front; its signature is not checked there. */
  key: string;
  headers: Readonly<Record<string, string>>;
  appName: string;
}

/** Sign-in with Gigya (SAP) and OIDC, docs/protocol/ecarx-smart.md 1. */
export interface GigyaSettings {
  kind: "gigya";
  /** Public key of the tenant, as it stands in the app. */
  apiKey: string;
  /** First address of the walk that ends with a `context`. */
  start: { origin: string; path: string; query: string };
  /** Hosts that the walks lead over besides those named here. */
  proxyOrigin: string;
  /** Gives the cookie without which the tenant refuses a sign-in before it looks at the password. */
  bootstrapOrigin: string;
  /** Names the app's browser, no person: what the cookie is made of where `bootstrapOrigin` cannot be reached. */
  publishedDevice: { gmid: string; ucid: string };
  authOrigin: string;
  /** The page that the app shows; sent as `pageURL`. */
  pageUrl: string;
  language: string;
  /** Gateways answer 403 to anything that does not look like the app's web view. */
  webHeaders: Readonly<Record<string, string>>;
  /** Headers of the first address only. */
  startHeaders: Readonly<Record<string, string>>;
  /** Name of the app, for messages: where the user can try the same password. */
  appName: string;
}
