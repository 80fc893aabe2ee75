import type { AddressInfo, Server } from "node:net";
import type { Red } from "../shared/types";
import type { WebhookSettings } from "./webhook-settings";

/** An address for everybody is reached at this machine's own. */
function reachable(host: string): string {
  const anywhere = ["", "0.0.0.0", "::", "::0"].includes(host);
  return anywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
}

/** Base address of a node's path on this machine; undefined if Node-RED's server is not known (embedded). */
export function localAddress(red: Red, { own, path }: WebhookSettings): string | undefined {
  if (own) return `http://${reachable(own.host)}:${own.port}${path}`;
  const { server, settings } = red as unknown as {
    server?: Pick<Server, "address">;
    settings: { https?: unknown; httpNodeRoot?: unknown };
  };
  const bound: AddressInfo | string | null | undefined =
    typeof server?.address === "function" ? server.address() : undefined;
  if (typeof bound !== "object" || bound === null) return undefined;
  const root = typeof settings.httpNodeRoot === "string" ? settings.httpNodeRoot : "/";
  const whole = `/${root}/${path}`.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  return `http${settings.https ? "s" : ""}://${reachable(bound.address)}:${bound.port}${whole}`;
}
