import { cloudError, type VehicleCloudError } from "../../../base/errors";
import { isObject, own, text, type JsonObject } from "../../../base/json";
import { checkPath } from "../../../http/address";
import type { Endpoint } from "./endpoints";
import { fillPath } from "./operation";

/** Path parameters by name, and `query`. */
export type CallValues = JsonObject;

/** Longer ones are no id or word of any known path. */
const longestPart = 300;
/** Of one value in the query. */
const longestValue = 4000;

/** Names of the path's parameters. */
export function placeholders({ path }: Endpoint): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** The path with its parameters, percent-encoded. Throws INPUT_INVALID for one that is missing or leads elsewhere. */
export function callPath(endpoint: Endpoint, values: CallValues, base = ""): string {
  const given = own(values, "query");
  const valueOf = (name: string): unknown => own(values, name) ?? own(given, name);
  const path = fillPath(endpoint, (name) => partOf(endpoint.id, name, valueOf(name)));
  const whole = (endpoint.base ?? base) + path;
  checkPath(whole);
  return whole;
}

/** What one parameter may be: a server that decodes twice must find no way to another path in it. */
function partOf(id: string, name: string, value: unknown): string {
  const part = text(value);
  if (part === undefined) throw invalid(name, `"${id}" needs "${name}", as text or a number.`);
  if (part.length > longestPart) throw invalid(name, `"${name}" is longer than ${longestPart} characters.`);
  if (!part.isWellFormed()) throw invalid(name, `"${name}" holds half a character.`);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[/\\\u0000-\u001f\u007f]|%(?:2f|5c|2e|25|0)/i.test(part) || part === "." || part === "..") {
    throw invalid(name, `"${name}" holds characters that would lead to another address.`);
  }
  return part;
}

/** The query: fixed values of the catalogue, what the parameters give by name, and `query`. Throws INPUT_INVALID. */
export function readQuery(endpoint: Endpoint, values: CallValues): Record<string, string> {
  const given = own(values, "query") ?? {};
  if (!isObject(given)) throw invalid("query", '"query" must be an object of names and values.');
  const result: Record<string, string> = {};
  const inPath = placeholders(endpoint);
  for (const { name, value } of endpoint.query) {
    const known = value ?? text(own(values, name));
    if (known !== undefined) result[name] = known;
  }
  for (const [name, value] of Object.entries(given)) {
    // The account's own id of the vehicle, whatever the caller named it by.
    if (inPath.includes(name) || (name === "vin" && result.vin !== undefined)) continue;
    const plain = typeof value === "boolean" ? String(value) : value === "" ? "" : text(value);
    if (plain === undefined || name === "" || name.length > 100)
      throw invalid("query", `The query value "${name.slice(0, 60)}" must be text, a number or a boolean.`);
    // It would arrive as another one.
    if (!plain.isWellFormed() || !name.isWellFormed())
      throw invalid("query", `The query value "${name.slice(0, 60).toWellFormed()}" holds half a character.`);
    if (plain.length > longestValue)
      throw invalid("query", `The query value "${name.slice(0, 60)}" is longer than ${longestValue} characters.`);
    result[name] = name === "vin" ? (text(own(values, "vin")) ?? plain) : plain;
  }
  return result;
}

/** The body, if there is one: an object, or a list. Throws INPUT_INVALID. */
export function readBody(params: JsonObject): JsonObject | undefined {
  const body = own(params, "body");
  if (body === undefined || body === null) return undefined;
  if (typeof body !== "object") throw invalid("body", "The body must be an object or a list.");
  return body as JsonObject;
}

/** What public clients send, where the caller gives no body and all that is in theirs is known here; undefined = it is not. */
export function observedBody(
  { observed }: Endpoint,
  known: Readonly<Record<string, string | undefined>>,
): JsonObject | undefined {
  const body = observed?.body;
  if (!isObject(body)) return undefined;
  const filled: JsonObject = {};
  for (const [name, template] of Object.entries(body)) {
    const placeholder = typeof template === "string" ? /^\{(\w+)\}$/.exec(template)?.[1] : "";
    if (placeholder === "") return undefined;
    const value = placeholder === undefined ? template : known[placeholder];
    if (value === undefined) return undefined;
    filled[name] = value;
  }
  return filled;
}

function invalid(field: string, message: string): VehicleCloudError {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false, field });
}
