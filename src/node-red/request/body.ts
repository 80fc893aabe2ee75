import { cloudError } from "../../base/errors";
import { isObject, type JsonObject } from "../../base/json";
import type { Message } from "../shared/types";
import { jsonFault } from "../../base/json-fault";
import type { RequestSettings } from "./settings";
import { renderTemplate } from "./template";

/** The body of a message's request: none, the template filled and parsed, or `msg.payload`. Throws INPUT_INVALID. */
export function bodyFor(
  { body, bodyFrom }: Pick<RequestSettings, "body" | "bodyFrom">,
  message: Message,
): JsonObject | undefined {
  if (bodyFrom === "none") return undefined;
  const source = bodyFrom === "payload" ? message.payload : renderTemplate(body, message, "json");
  if (bodyFrom === "payload" && typeof source === "object" && source !== null) {
    // A copy as JSON: what cannot be sent (a Buffer, a circle) shows now.
    return parsed(written(source), "msg.payload");
  }
  if (typeof source !== "string" || source.trim() === "") {
    throw cloudError("INPUT_INVALID", "The body is empty; nothing was sent.", { sent: false });
  }
  return parsed(source, bodyFrom === "payload" ? "msg.payload" : "The body");
}

function written(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw cloudError("INPUT_INVALID", "msg.payload cannot be written as JSON; nothing was sent.", { sent: false });
  }
}

function parsed(text: string, what: string): JsonObject {
  const fault = jsonFault(text);
  if (fault) {
    const place = `line ${fault.line}${fault.field === "" ? "" : `, field "${fault.field}"`}`;
    throw cloudError("INPUT_INVALID", `${what} is no JSON: ${place}. Nothing was sent.`, {
      sent: false,
      ...(fault.field === "" ? {} : { field: fault.field }),
    });
  }
  const value = JSON.parse(text) as unknown;
  if (isObject(value) || Array.isArray(value)) return value as JsonObject;
  throw cloudError("INPUT_INVALID", `${what} must be an object or a list; nothing was sent.`, { sent: false });
}
