import type { Operation } from "../catalogue/operation";

/** How an account signs in, as data of its brand. Each kind has a module here (`ways.ts`). */
export type SignInSettings = GigyaSettings | IamSettings | FormSettings | CapturedSettings;

interface Settings {
  /** Name of the app, for messages: where the user can try the same password. */
  appName: string;
}

/** A session that the owner has captured: there is no way to sign in that an owner could go. */
export interface CapturedSettings extends Settings {
  kind: "captured";
  /** A session for a captured authCode, where the cloud gives one: its body holds `{authCode}`. */
  exchange?: { origin: string; operation: Operation; headers: Readonly<Record<string, string>> };
}

/** User name and password in a web form, for which the session itself is given (docs/protocol/lynkco-geely.md 4.2). */
export interface FormSettings extends Settings {
  kind: "form";
  origin: string;
  /** Its body holds `{username}` and `{password}`, the latter as `passwordAs` says. */
  operation: Operation;
  passwordAs: "plain" | "md5";
  headers: Readonly<Record<string, string>>;
}

/** Sign-in with a service of the brand behind an API gateway, docs/protocol/ecarx-smart.md 2. */
export interface IamSettings extends Settings {
  kind: "iam";
  origin: string;
  /** App key of the gateway in front; its signature is not checked there. */
  key: string;
  headers: Readonly<Record<string, string>>;
}

/** Sign-in with Gigya (SAP) and OIDC, docs/protocol/ecarx-smart.md 1. */
export interface GigyaSettings extends Settings {
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
}
