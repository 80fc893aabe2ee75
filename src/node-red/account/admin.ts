import { refuseForeign, type Reply, type RouteRequest } from "./admin-guard";
import type { Answer, AdminHandlers, AdminRequest } from "./admin-handlers";
import type { Red } from "../shared/types";

/**
 * The editor's routes, registered once per runtime; nodes are looked up when a request comes. Each needs a permission and
 * the editor's own page as its sender, each answers JSON whatever happens. What they do loads with the first request.
 */
export function registerAdminRoutes(red: Red): void {
  const route =
    (name: keyof AdminHandlers) =>
    ({ method, headers, params, body }: RouteRequest, reply: Reply): void => {
      const refused = refuseForeign(method, headers);
      if (refused) return reply.status(refused.status).json(refused.body);
      const request: AdminRequest = { id: String(params.id ?? ""), body };
      const failed = { ok: false, code: "INTERNAL", message: "The request failed within this package." };
      void answer(red, name, request)
        .then(({ status, body }) => reply.status(status).json(body))
        .catch(() => reply.status(500).json(failed));
    };
  const read = red.auth.needsPermission("vehicle-cloud.read");
  const write = red.auth.needsPermission("vehicle-cloud.write");
  const account = "/vehicle-cloud/accounts/:id";
  red.httpAdmin.get("/vehicle-cloud/platforms", read, route("platforms"));
  // The id is a platform's.
  red.httpAdmin.get("/vehicle-cloud/endpoints/:id", read, route("endpoints"));
  red.httpAdmin.post(`${account}/try`, write, route("try"));
  red.httpAdmin.get(`${account}/vehicles`, read, route("vehicles"));
  red.httpAdmin.get(`${account}/diagnostics`, read, route("diagnostics"));
  red.httpAdmin.post(`${account}/test`, write, route("test"));
  red.httpAdmin.post(`${account}/paste`, write, route("paste"));
  red.httpAdmin.post(`${account}/forget`, write, route("forget"));
  red.httpAdmin.post(`${account}/link`, write, route("link"));
  red.httpAdmin.post(`${account}/code`, write, route("code"));
}

async function answer(red: Red, name: keyof AdminHandlers, request: AdminRequest): Promise<Answer> {
  const { adminHandlers, refusal } = require("./admin-handlers") as typeof import("./admin-handlers");
  try {
    return await adminHandlers(red)[name](request);
  } catch (thrown) {
    return refusal(thrown, name === "test" || name === "try" ? 200 : 400);
  }
}
