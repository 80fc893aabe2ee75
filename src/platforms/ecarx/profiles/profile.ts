import type { PlatformId } from "../../../vehicle/model";
import type { CodeTable } from "../codes";
import type { EcarxReadingProfile } from "../read-status";

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
  signIn: GigyaSettings;
  session: {
    /** Where a session is had and renewed, and the vehicles are listed: the models are not known yet. */
    origin: string;
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
  /** How many hex digits of the account's device id are sent. */
  deviceIdDigits: 16 | 32;
  /** Query of the status read, without `userId`. */
  statusQuery: Readonly<Record<string, string>>;
  reading: EcarxReadingProfile;
  /** Series, by first letters, whose DC charging is measured by a read of its own (`qrvs`). */
  measuredDcSeries: readonly string[];
  dialect: "smart";
  codes: CodeTable;
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
