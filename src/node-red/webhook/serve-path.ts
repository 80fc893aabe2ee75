import { own, text } from "../../base/json";
import { isVehicleCloudError, cloudError, type VehicleCloudError } from "../../base/errors";
import type { Red } from "../shared/types";
import { nodeRedPort } from "./node-red-port";
import { otherHosts, serveOnOwnPort } from "./own-port";
import type { PushSink } from "./types";
import type { WebhookKey } from "./webhook-display";
import type { WebhookSettings } from "./webhook-settings";

export interface Served {
  end: () => void | Promise<void>;
  /** Node-RED asks for a password, or runs a check of the user's, before it gets here. */
  password: boolean;
}

const reasons = new WeakMap<VehicleCloudError, WebhookKey>();

function notServed(key: WebhookKey, message: string): VehicleCloudError {
  const error = cloudError("CONFIG_INVALID", message);
  reasons.set(error, key);
  return error;
}

/** What a failure of `servePath` means for the node. */
export function whyNotServed(thrown: unknown): { key: WebhookKey; message: string } | undefined {
  const key = isVehicleCloudError(thrown) ? reasons.get(thrown) : undefined;
  return key && { key, message: (thrown as VehicleCloudError).message };
}

/** Serves a node's path on Node-RED's port or an own one. Rejects with what `whyNotServed` explains. */
export async function servePath(
  red: Red,
  settings: WebhookSettings,
  sink: PushSink,
  onParsed: () => void,
): Promise<Served> {
  const { own: ownPort, path } = settings;
  const taken = `Another Segway webhook node serves the path ${path || "/"} already; give each a path of its own. This one receives nothing; it is tried again at every deploy.`;
  if (ownPort) {
    const end = await serveOnOwnPort(ownPort.host, ownPort.port, path, sink).catch((error: unknown) => {
      throw portFailure(error, ownPort);
    });
    if (!end) throw notServed("pathTaken", taken);
    return { end, password: false };
  }
  const port = nodeRedPort(red);
  if (!port) {
    throw notServed(
      "httpNodeOff",
      "Node-RED's settings switch off HTTP nodes (httpNodeRoot: false); switch them on, or use an own port (Advanced).",
    );
  }
  const end = port.serve(path, sink, onParsed);
  if (!end) throw notServed("pathTaken", taken);
  const auth: unknown = (red.settings as { httpNodeAuth?: unknown }).httpNodeAuth;
  return { end, password: Boolean(auth) };
}

function portFailure(error: unknown, { host, port }: { host: string; port: number }): VehicleCloudError {
  const code = text(own(error, "code")) ?? "unknown";
  const again = "It is tried again every 15 s.";
  if (code === "EADDRINUSE") {
    const ours = otherHosts(host, port);
    return notServed(
      "portTaken",
      ours.length > 0
        ? `The own port ${port} is served by another Segway webhook node on ${ours.join(" and ")}, this one wants it on ${host}; give both the same address, or ports of their own. ${again}`
        : `The own port ${port} is used by another program; choose another one. ${again}`,
    );
  }
  return notServed("portFailed", `The own port ${port} on ${host} cannot be opened (${code}); choose others. ${again}`);
}
