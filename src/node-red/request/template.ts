import { cloudError, wordsOf, type VehicleCloudError } from "../../base/errors";
import { isObject } from "../../base/json";

/** Tags and repetitions of one rendering; a list within a list within a list would go on for ever. */
const mostSteps = 100_000;
/** Characters that a rendering may give, and a template may have. */
const mostText = 1_000_000;
/** Sections within sections. */
const deepest = 20;

/** As Mustache's parser gives it: kind, text or name, place, and for a section what is in it. */
type Token = [kind: string, text: string, start: number, end: number, inside?: Token[], until?: number];

/** `json`: a text stays within its quotes whatever it holds, and an object is written as JSON. `plain`: as it is. */
export type TextForm = "json" | "plain";

interface Rendering {
  form: TextForm;
  steps: number;
  length: number;
}

/**
 * Fills a Mustache template from a message, without HTML escaping. Nothing in the message is called, and no template runs long.
 * Throws INPUT_INVALID, saying in which line.
 */
export function renderTemplate(template: string, message: unknown, form: TextForm): string {
  if (!template.includes("{{")) return template;
  if (template.length > mostText) throw invalid(`The template is longer than ${mostText} characters.`);
  const mustache = require("mustache") as { parse(template: string): Token[] };
  let tokens: Token[];
  try {
    tokens = mustache.parse(template);
  } catch (error) {
    throw invalid(`The template is not Mustache: ${wordsOf(error).slice(0, 100)}.`);
  }
  return renderTokens(tokens, [message], { form, steps: 0, length: 0 }, 0);
}

function renderTokens(tokens: readonly Token[], scope: readonly unknown[], run: Rendering, depth: number): string {
  if (depth > deepest) throw invalid(`The template has more than ${deepest} sections within each other.`);
  let text = "";
  for (const [kind, name, , , inside = []] of tokens) {
    if (++run.steps > mostSteps) throw invalid("The template takes too long: too many repetitions.");
    const piece = pieceOf(kind, name, inside, scope, run, depth);
    if (kind !== "#" && kind !== "^") run.length += piece.length;
    if (run.length > mostText) throw invalid(`The template gives more than ${mostText} characters.`);
    text += piece;
  }
  return text;
}

function pieceOf(
  kind: string,
  name: string,
  inside: readonly Token[],
  scope: readonly unknown[],
  run: Rendering,
  depth: number,
): string {
  if (kind === "text") return name;
  if (kind === "!" || kind === "=") return "";
  if (kind === ">") throw invalid(`The template includes another one ("${name.slice(0, 40)}"), and there is none.`);
  const value = lookUp(name, scope);
  if (kind === "name") return written(value, run.form);
  if (kind === "&") return written(value, "plain");
  const empty = value === undefined || value === null || value === false || value === "" || value === 0;
  const none = empty || (Array.isArray(value) && value.length === 0);
  if (kind === "^") return none ? renderTokens(inside, scope, run, depth + 1) : "";
  if (none) return "";
  if (!Array.isArray(value)) return renderTokens(inside, value === true ? scope : [...scope, value], run, depth + 1);
  return value.map((item) => renderTokens(inside, [...scope, item], run, depth + 1)).join("");
}

/** From the innermost section outwards; own properties only. A function is no value. */
function lookUp(name: string, scope: readonly unknown[]): unknown {
  if (name === ".") return scope.at(-1);
  const parts = name.split(".");
  for (const from of scope.toReversed()) {
    let found: unknown = from;
    for (const part of parts) {
      const holder = isObject(found) || Array.isArray(found) ? (found as Record<string, unknown>) : undefined;
      found = holder && Object.hasOwn(holder, part) ? holder[part] : undefined;
    }
    if (typeof found === "function") throw invalid(`The template names "${name.slice(0, 60)}", which is a function.`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function written(value: unknown, form: TextForm): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") {
    try {
      return JSON.stringify(value).slice(0, mostText + 1);
    } catch {
      throw invalid("The template names a value that cannot be written as JSON.");
    }
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return form === "json" ? JSON.stringify(text).slice(1, -1) : text;
}

function invalid(message: string): VehicleCloudError {
  return cloudError("INPUT_INVALID", `${message} Nothing was sent.`, { sent: false });
}
