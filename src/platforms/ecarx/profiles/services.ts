import type { GatewayKey } from "./profile";

/**
 * How a service of the catalogue lets somebody in:
 * `session` the signed request of vehicle calls · `eco` bearer of the sign-in with its tokens · `gateway` the X-Ca signature ·
 * `header` the Xs-Sign header, whose secret the owner brings · `bearer` a token the owner brings · `form` a form with a secret
 * the owner brings · `signInToken` the sign-in token as firmware wants it · `open` nothing at all.
 */
export type Scheme = "session" | "eco" | "gateway" | "header" | "bearer" | "form" | "signInToken" | "open";

export interface ServiceAccess {
  scheme: Scheme;
  /** The one host that its token may go to. Missing with `session` = the vehicle's host; with others = not known. */
  origin?: string;
  /** In front of the catalogue's path. */
  base?: string;
  /** Which credential of the owner it cannot do without. */
  secret?: "headerSecret" | "dcsToken" | "dcsClientSecret";
  /** Its host is not in any source: the owner may name one. */
  hostUnknown?: true;
}

/** How this market's services are reached (docs/protocol/ecarx-smart.md 2.4, 2.5, 5.6; the inventory's tables of hosts and schemes). */
export interface CatalogueAccess {
  region: "eu" | "intl";
  /** By service of the catalogue; `session` on the vehicle's host where one is missing from it. */
  services: Readonly<Record<string, ServiceAccess>>;
  /** Host families that the apps' own routing asks for, `https://<urlname>.<domain>`. */
  urlnames: readonly string[];
  /** Domains of these by the account's setting `routing`; whatever else it says, calls go to the vehicle's host. */
  routing: Readonly<Record<string, string>>;
  /** Header with the account's id. */
  userHeader: string;
  gateway?: { key: GatewayKey; headers: Readonly<Record<string, string>> };
  /** `Xs-Channel-Id`. */
  channel?: string;
}
