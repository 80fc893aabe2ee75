import type { Node } from "node-red";
import { cloudError } from "../../base/errors";
import type { Message, Red } from "./types";

/** A typed input as it is saved: `{value: "car.id", type: "msg"}`. */
export interface TypedValue {
  value: string;
  type: string;
}

/** Fills `{{…}}` from the message, without HTML escaping; the result must still be validated. */
function render(template: string, message: Message): string {
  const mustache = require("mustache") as typeof import("mustache");
  return mustache.render(template, message, {}, { escape: (value: unknown) => String(value) });
}

/**
 * What a typed input means for a message. Rejects with INPUT_INVALID. The one place that asks Node-RED: evaluation calls back,
 * but also throws (JSON, JSONata syntax), and a promise executor catches both.
 */
export async function readProperty(red: Red, node: Node, property: TypedValue, message: Message): Promise<unknown> {
  const { value, type } = property;
  try {
    if (type === "str") return value.includes("{{") ? render(value, message) : value;
    return await new Promise<unknown>((resolve, reject) => {
      red.util.evaluateNodeProperty(value, type, node, message, (error: Error | null, result: unknown) =>
        error ? reject(error) : resolve(result),
      );
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String((error as { message?: unknown } | null)?.message);
    throw cloudError("INPUT_INVALID", `The setting "${value}" (${type}) cannot be evaluated: ${reason}.`);
  }
}

/** One row per typed input of a node: where it comes from, and what it must be. */
export type InputTable<T> = { [K in keyof T]: TypedValue & { check(value: unknown): T[K] } };

/** Reads and checks all typed inputs of a node for one message. Rejects with INPUT_INVALID. */
export async function readInputs<T>(red: Red, node: Node, table: InputTable<T>, message: Message): Promise<T> {
  const values = {} as T;
  for (const name of Object.keys(table) as (keyof T)[]) {
    values[name] = table[name].check(await readProperty(red, node, table[name], message));
  }
  return values;
}
