/** Where a text stops being JSON. */
export interface JsonFault {
  /** From 1. */
  line: number;
  /** The member that it happens in, e.g. `poi.name`; "" = in none. */
  field: string;
}

const piece =
  /[ \t\r\n]+|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y; // eslint-disable-line no-control-regex -- JSON forbids them in a text

type Wanted = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "end";

/** Deeper values are no body that anybody has seen. */
export const deepestJson = 100;

/**
 * Looks for the first place where a text is no JSON: the engine's own message says it in words that differ between versions,
 * and names neither line nor field. Undefined = it is JSON. One deeper than 100 levels is none.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ("{" | "[")[] = [];
  const keys: string[] = [];
  let wanted: Wanted = "value";
  let at = 0;
  const fault = (): JsonFault => ({
    line: text.slice(0, at).split("\n").length,
    field: keys.filter((key) => key !== "").join("."),
  });
  while (at < text.length) {
    piece.lastIndex = at;
    const found = piece.exec(text)?.[0];
    if (found === undefined) return fault();
    const sign = found.trim();
    if (sign !== "") {
      const next = step(sign, wanted, open, keys);
      if (next === undefined || open.length > deepestJson) return fault();
      wanted = next;
    }
    at += found.length;
  }
  return wanted === "end" ? undefined : fault();
}

/** What may come next; undefined = `sign` may not stand here. */
function step(sign: string, wanted: Wanted, open: ("{" | "[")[], keys: string[]): Wanted | undefined {
  const top = open.at(-1);
  const done = (): Wanted => (open.length > 0 ? "commaOrEnd" : "end");
  const value = wanted === "value" || wanted === "valueOrEnd";
  switch (sign[0]) {
    case "{":
    case "[":
      if (!value) return undefined;
      open.push(sign as "{" | "[");
      keys.push("");
      return sign === "{" ? "keyOrEnd" : "valueOrEnd";
    case "}":
    case "]":
      if (top !== (sign === "}" ? "{" : "[") || !["keyOrEnd", "valueOrEnd", "commaOrEnd"].includes(wanted))
        return undefined;
      open.pop();
      keys.pop();
      return done();
    case ",":
      if (wanted !== "commaOrEnd") return undefined;
      return top === "{" ? "key" : "value";
    case ":":
      return wanted === "colon" ? "value" : undefined;
    case '"':
      if (wanted === "key" || wanted === "keyOrEnd") {
        keys[keys.length - 1] = sign.slice(1, -1).slice(0, 60);
        return "colon";
      }
      return value ? done() : undefined;
    default:
      return value ? done() : undefined;
  }
}
