import { cloudError } from "../../base/errors";
import { finite, isObject, type JsonObject } from "../../base/json";
import { codeOf, wordsOf } from "./codings";
import type { SegwayField, SegwayOperation } from "./operations";

/**
 * The body of an operation, without `iotCode`. Fields come nested (`{parkingMode: {mode: "on"}}`) or dotted
 * (`{"parkingMode.mode": "on"}`), in words. Throws INPUT_INVALID for a field that is unknown, missing, or out of range.
 */
export function encodeFields(operation: SegwayOperation, fields: JsonObject): JsonObject {
  const given = flatten(operation, fields);
  if (operation.needsOne && given.size === 0) {
    throw refused(operation, `nothing to set; give at least one of ${namesOf(operation)}`);
  }
  const body: JsonObject = { ...operation.fixed };
  for (const field of operation.fields) {
    const value = given.get(field.name);
    if (value !== undefined) put(body, field.name, encode(operation, field, value));
    else if (isMissing(field, given)) put(body, field.name, absentColor(operation, field, given));
  }
  return body;
}

function flatten(operation: SegwayOperation, fields: JsonObject): Map<string, unknown> {
  const given = new Map<string, unknown>();
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null || value === "") return;
    if (isObject(value) && operation.fields.some((field) => field.name.startsWith(`${name}.`))) {
      for (const key of Object.keys(value)) add(`${name}.${key}`, value[key]);
      return;
    }
    if (!operation.fields.some((field) => field.name === name)) {
      const known = operation.fields.length === 0 ? "it has none" : `there are ${namesOf(operation)}`;
      throw refused(operation, `no field "${name.slice(0, 60)}"; ${known}`);
    }
    if (given.has(name)) throw refused(operation, `${name} is given twice`);
    given.set(name, value);
  };
  for (const key of Object.keys(fields)) add(key, fields[key]);
  return given;
}

function isMissing(field: SegwayField, given: Map<string, unknown>): boolean {
  if (field.required === true) return true;
  const group = field.name.slice(0, field.name.indexOf(".") + 1);
  return field.required === "group" && [...given.keys()].some((name) => name.startsWith(group));
}

/** The colour of a lamp that is switched off is sent as green: the object needs one, and no meaning is known. */
function absentColor(operation: SegwayOperation, field: SegwayField, given: Map<string, unknown>): number {
  const mode = given.get(field.name.replace(/\.color$/, ".mode"));
  if (field.coding === "color" && codeOf("lamp", mode) === codeOf("lamp", "off")) return 1;
  throw refused(operation, `${field.name} is missing`);
}

function encode(operation: SegwayOperation, field: SegwayField, value: unknown): number | string {
  if (field.coding) {
    const code = codeOf(field.coding, value);
    if (code !== undefined) return code;
    throw refused(operation, `${field.name} must be ${wordsOf(field.coding).join(", ")}${hint(field, value)}`);
  }
  if (field.range) {
    const [least, most] = field.range;
    const number = finite(value);
    if (number !== undefined && Number.isInteger(number) && number >= least && number <= most) return number;
    throw refused(operation, `${field.name} must be a whole number from ${least} to ${most}${unitOf(field)}`);
  }
  if (typeof value === "string" && field.pattern?.test(value)) return value;
  throw refused(operation, `${field.name} must be 8 letters or digits`);
}

function hint(field: SegwayField, value: unknown): string {
  return typeof value === "number" && field.coding !== "level"
    ? " (the word: the cloud's numbers for it differ from field to field)"
    : "";
}

const unitOf = (field: SegwayField): string => (field.unit ? ` ${field.unit}` : "");

function namesOf(operation: SegwayOperation): string {
  return operation.fields.map((field) => field.name).join(", ");
}

/** `name` comes from the operations table, never from a message. */
function put(body: JsonObject, name: string, value: number | string): void {
  const [group, member] = name.split(".") as [string, string | undefined];
  if (member === undefined) body[group] = value;
  else (body[group] = isObject(body[group]) ? body[group] : {})[member] = value;
}

function refused(operation: SegwayOperation, what: string): Error {
  return cloudError("INPUT_INVALID", `Segway ${operation.name}: ${what}. Nothing was sent.`, { sent: false });
}
