import { asCloudError, cloudError } from "../../base/errors";
import { own, text } from "../../base/json";
import { redact } from "../../base/logger";
import { isVariable } from "../account/account-settings";
import { findSaved } from "../shared/find-account";
import type { Red } from "../shared/types";
import { webhookType, type WebhookNode } from "./types";

/** Sends a test push for the editor. Never rejects. */
export async function answerTest(red: Red, id: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const node = red.nodes.getNode(id) as WebhookNode | null | undefined;
  if (node?.type !== webhookType) {
    return { status: 404, body: { ok: false, code: "NOT_DEPLOYED", message: "This node is not deployed yet." } };
  }
  try {
    const typed = {
      path: typedText(red, node, body, "path"),
      publicAddress: typedText(red, node, body, "publicAddress"),
    };
    return { status: 200, body: { ok: true, ...(await node.probe(typed)) } };
  } catch (thrown) {
    const { code, message } = asCloudError(thrown);
    return { status: 200, body: { ok: false, code, message: redact(message) } };
  }
}

/** A variable only where it is saved in the same field: no request can have another one's value sent or told. */
function typedText(red: Red, node: WebhookNode, body: unknown, name: "path" | "publicAddress"): string {
  const value = text(own(body, name))?.trim() ?? "";
  if (!isVariable(value)) return value;
  if (findSaved(red, node.id)?.[name] !== value) {
    throw cloudError(
      "CONFIG_INVALID",
      `A test takes the variable ${value.slice(0, 60)} only once it is deployed in this field. Deploy first, or type the value itself. Nothing was sent.`,
    );
  }
  const found: unknown = red.util.evaluateNodeProperty(value, "env", node, {});
  return text(found) || value;
}
