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

type Route = "look" | "picture" | "read";

/**
 * What the sidebar "Vehicles" asks: to look, and for a picture that the runtime has, which takes the permission
 * `vehicle-cloud.read`; and to read a vehicle now, which costs a request and takes `vehicle-cloud.write`. There is no way from
 * here to a command.
 */
export function registerSidebarRoutes(red: Red): void {
  const route =
    (name: Route) =>
    ({ method, headers, query, body }: RouteRequest, reply: Reply): void => {
      const refused = refuseForeign(method, headers);
      if (refused) return reply.status(refused.status).json(refused.body);
      void answer(name, query, body).then(({ status, body }) => reply.status(status).json(body));
    };
  red.httpAdmin.get("/vehicle-cloud/sidebar", red.auth.needsPermission("vehicle-cloud.read"), route("look"));
  red.httpAdmin.get("/vehicle-cloud/sidebar/picture", red.auth.needsPermission("vehicle-cloud.read"), route("picture"));
  red.httpAdmin.post("/vehicle-cloud/sidebar/read", red.auth.needsPermission("vehicle-cloud.write"), route("read"));
}

async function answer(name: Route, query: Record<string, unknown>, body: unknown): Promise<Answer> {
  try {
    const handlers = require("./sidebar-handlers") as typeof import("./sidebar-handlers");
    return name === "read" ? await handlers.readNow(body) : handlers[name](query);
  } catch {
    return { status: 500, body: { ok: false, code: "INTERNAL", message: "The request failed within this package." } };
  }
}
