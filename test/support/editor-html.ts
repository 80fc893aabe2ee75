/** Reads a node's html as the flow library does: with a parser, without running anything. */
import { parse, type CallExpression, type Expression, type ObjectExpression, type Property } from "acorn";
import { filesBelow, read, readDialog } from "./package-facts";

export interface Registration {
  type: string;
  /** Own properties of the inline definition; undefined for what is not a literal. */
  definition: Record<string, unknown>;
  defaults: Record<string, { value?: unknown; type?: string }>;
  credentials: Record<string, { type?: string }>;
}

export interface Block {
  attributes: string;
  text: string;
}

/** Every `<script …>…</script>` of an html file. */
export function scripts(html: string): Block[] {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)].map(([, attributes = "", text = ""]) => ({
    attributes,
    text,
  }));
}

function properties(object: ObjectExpression): [string, Expression][] {
  return object.properties
    .filter((entry): entry is Property => entry.type === "Property")
    .map((entry) => {
      const key = entry.key.type === "Identifier" ? entry.key.name : String((entry.key as { value?: unknown }).value);
      return [key, entry.value];
    });
}

/** Literals, arrays and objects of literals; undefined for anything that would have to be run. */
function valueOf(node: Expression): unknown {
  if (node.type === "Literal") return node.value;
  if (node.type === "ArrayExpression")
    return node.elements.map((entry) => (entry ? valueOf(entry as Expression) : null));
  if (node.type === "ObjectExpression") {
    return Object.fromEntries(properties(node).map(([key, value]) => [key, valueOf(value)]));
  }
  if (node.type === "UnaryExpression" && node.operator === "-") return -Number(valueOf(node.argument));
  return undefined;
}

function registrationOf(call: CallExpression): Registration {
  const [type, definition] = call.arguments;
  if (type?.type !== "Literal" || typeof type.value !== "string") throw new Error("the type is not a string literal");
  if (definition?.type !== "ObjectExpression") throw new Error(`${type.value}: the definition is not an inline object`);
  const values = valueOf(definition) as Record<string, unknown>;
  for (const key of ["defaults", "credentials"] as const) {
    const found = properties(definition).find(([name]) => name === key)?.[1];
    if (found && found.type !== "ObjectExpression") throw new Error(`${type.value}: ${key} is not an inline object`);
  }
  return {
    type: type.value,
    definition: values,
    defaults: (values["defaults"] ?? {}) as Registration["defaults"],
    credentials: (values["credentials"] ?? {}) as Registration["credentials"],
  };
}

/** Every `RED.nodes.registerType("type", {…})` that stands at the top of a script. */
export function registrations(html: string): Registration[] {
  return scripts(html)
    .filter(({ attributes }) => /type="text\/javascript"/.test(attributes))
    .flatMap(({ text }) => parse(text, { ecmaVersion: 2022, sourceType: "script" }).body)
    .flatMap((statement) => (statement.type === "ExpressionStatement" ? [statement.expression] : []))
    .filter((expression): expression is CallExpression => {
      if (expression.type !== "CallExpression" || expression.callee.type !== "MemberExpression") return false;
      const { property } = expression.callee;
      return property.type === "Identifier" && property.name === "registerType";
    })
    .map(registrationOf);
}

export function nodeHtml(set: string): string {
  return read("nodes", `${set}.html`);
}

/** The html as built: with the shared editor code, rows and facts that it names. */
export function builtHtml(set: string): string {
  return readDialog(set).replace(/<!-- inline: (\S+) -->/g, (_line, file: string) => read(file));
}

/** The code that a dialog asks for at its first use, from `resources`. */
export function lateCode(folder: string): string {
  return filesBelow(`src/editor/${folder}`, ".js")
    .map((file) => read(file))
    .join("\n");
}
