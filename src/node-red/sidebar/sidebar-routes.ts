import { refuseForeign, type Headers } from "../account/admin-guard";
import type { Answer } from "../account/admin-handlers";
import type { Red } from "../shared/types";

interface RouteRequest {
  method: string;
  headers: Headers;
  query: Record<string, unknown>;
  body?: unknown;
}

interface Reply {
  status(code: number): { json(body: unknown): void };
}

/**
 * What the sidebar "Vehicles" asks: to look, which takes the permission `vehicle-cloud.read`, and to read a vehicle now, which
 * costs a request and takes `vehicle-cloud.write`. There is no way from here to a command.
 */
export function registerSidebarRoutes(red: Red): void {
  const route =
    (name: "look" | "read") =>
    ({ method, headers, query, body }: RouteRequest, reply: Reply): void => {
      const refused = refuseForeign(method, headers);
      if (refused) return reply.status(refused.status).json(refused.body);
      void answer(name, query, body).then(({ status, body }) => reply.status(status).json(body));
    };
  red.httpAdmin.get("/vehicle-cloud/sidebar", red.auth.needsPermission("vehicle-cloud.read"), route("look"));
  red.httpAdmin.post("/vehicle-cloud/sidebar/read", red.auth.needsPermission("vehicle-cloud.write"), route("read"));
}

async function answer(name: "look" | "read", query: Record<string, unknown>, body: unknown): Promise<Answer> {
  try {
    const handlers = require("./sidebar-handlers") as typeof import("./sidebar-handlers");
    return name === "look" ? handlers.look(query) : await handlers.readNow(body);
  } catch {
    return { status: 500, body: { ok: false, code: "INTERNAL", message: "The request failed within this package." } };
  }
}
