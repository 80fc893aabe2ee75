import { asCloudError } from "../../base/errors";
import { own, text } from "../../base/json";
import { redact } from "../../base/logger";
import type { Red } from "../types";
import { webhookType, type WebhookNode } from "./types";

/** Sends a test push for the editor. Never rejects. */
export async function answerTest(red: Red, id: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const node = red.nodes.getNode(id) as WebhookNode | null | undefined;
  if (node?.type !== webhookType) {
    return { status: 404, body: { ok: false, code: "NOT_DEPLOYED", message: "This node is not deployed yet." } };
  }
  try {
    const typed = { path: text(own(body, "path")) ?? "", publicAddress: text(own(body, "publicAddress")) ?? "" };
    return { status: 200, body: { ok: true, ...(await node.probe(typed)) } };
  } catch (thrown) {
    const { code, message } = asCloudError(thrown);
    return { status: 200, body: { ok: false, code, message: redact(message) } };
  }
}
