import { isObject, objects, own, parseJson, text, type JsonObject } from "../../base/json";

/** One member of the state: a list of rows that are found by a key, or (`usage`) one object. */
export interface Section {
  keys(): Iterable<string>;
  /** What is to be stored under this key; nothing = it is gone. */
  rows(key: string): JsonObject[];
}

export type Sections = Record<"readings" | "events" | "commands" | "learned", Section> & { usage: Section };
export type SectionName = keyof Sections;

/** Where a row of a section has its key. */
const keyField = { readings: "id", learned: "id", events: "key", commands: "key" } as const;

/** Rows that are put into text before others have their turn: pushes of a fleet must not wait for all of them. */
const rowsAtOnce = 200;

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The whole state as text, made in pieces. `id` names the log of what changes after it. */
export async function wholeText(sections: Sections, id: string | undefined): Promise<string> {
  const members = [`"v":1${id === undefined ? "" : `,"log":"${id}"`}`];
  members.push(`"usage":${JSON.stringify(sections.usage.rows("")[0] ?? {})}`);
  for (const name of Object.keys(keyField) as (keyof typeof keyField)[]) {
    const pieces: string[] = [];
    let taken = 0;
    for (const key of [...sections[name].keys()]) {
      for (const row of sections[name].rows(key)) pieces.push(JSON.stringify(row));
      if (++taken % rowsAtOnce === 0) await breathe();
    }
    members.push(`"${name}":[${pieces.join(",")}]`);
  }
  return `{${members.join(",")}}`;
}

/** Lines for what has changed, each whole in itself. */
export async function changeLines(sections: Sections, changed: ReadonlyMap<SectionName, Set<string>>): Promise<string> {
  const lines: string[] = [];
  for (const [s, keys] of changed) {
    for (const k of keys) {
      lines.push(`${JSON.stringify({ s, k, rows: sections[s].rows(k) })}\n`);
      if (lines.length % rowsAtOnce === 0) await breathe();
    }
  }
  // A line that a kill or a full disk has torn must not take the next one with it.
  return `\n${lines.join("")}`;
}

/** Lays a log over the whole it belongs to. `bad`: lines other than a torn last one that say nothing. */
export function replay(whole: JsonObject, log: string): { state: JsonObject; bad: number; torn: boolean } {
  const lists = new Map<string, Map<string, JsonObject[]>>();
  for (const [name, field] of Object.entries(keyField)) {
    const rows = new Map<string, JsonObject[]>();
    for (const row of objects(whole[name])) {
      const key = text(own(row, field));
      if (key) rows.set(key, [...(rows.get(key) ?? []), row]);
    }
    lists.set(name, rows);
  }
  const usage = isObject(whole["usage"]) ? [whole["usage"]] : [];
  const lines = log.split("\n");
  const torn = lines.pop() !== "";
  let bad = 0;
  for (const line of lines) {
    if (line === "") continue;
    const change = read(line);
    const rows = change && objects(own(change, "rows"));
    const name = text(own(change, "s"));
    const key = text(own(change, "k"));
    const list = name ? lists.get(name) : undefined;
    if (name === "usage" && rows?.[0]) usage.push(rows[0]);
    else if (list && key && rows) {
      list.delete(key);
      if (rows.length > 0) list.set(key, rows);
    } else bad++;
  }
  const state: JsonObject = { ...whole, usage: counted(usage) };
  for (const [name, list] of lists) state[name] = [...list.values()].flat();
  return { state, bad, torn };
}

function read(line: string): JsonObject | undefined {
  try {
    const value = parseJson(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts are of one day: those of another one replace all. In one pass, since a fleet's day has a row for each vehicle. */
function counted(rows: readonly JsonObject[]): JsonObject {
  let first: JsonObject = {};
  let counts = new Map<string, Map<string, unknown>>();
  for (const row of rows) {
    if (row === rows[0] || own(first, "day") !== own(row, "day")) {
      first = row;
      counts = new Map(["vehicles", "reads", "purposes"].map((name) => [name, new Map<string, unknown>()]));
    }
    for (const [name, known] of counts) {
      const given = own(row, name);
      if (isObject(given)) for (const [key, value] of Object.entries(given)) known.set(key, value);
    }
  }
  return { ...first, ...Object.fromEntries([...counts].map(([name, known]) => [name, Object.fromEntries(known)])) };
}
