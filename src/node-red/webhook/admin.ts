import { refuseForeign, type Reply, type RouteRequest } from "../account/admin-guard";
import type { Red } from "../shared/types";

/** The dialog's "Send test push": `{path, publicAddress}` as typed → `{ok, local, public?}`. What it does loads with its first use. */
export function registerWebhookRoutes(red: Red): void {
  const write = red.auth.needsPermission("vehicle-cloud.write");
  red.httpAdmin.post("/vehicle-cloud/webhooks/:id/test", write, (request: RouteRequest, reply: Reply) => {
    const refused = refuseForeign(request.method, request.headers);
    if (refused) return reply.status(refused.status).json(refused.body);
    const { params, body } = request;
    const { answerTest } = require("./answer-test") as typeof import("./answer-test");
    void answerTest(red, String(params.id ?? ""), body).then(({ status, body }) => reply.status(status).json(body));
  });
}
