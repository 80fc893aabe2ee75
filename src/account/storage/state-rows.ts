import { isObject, objects, own, parseJson, text, type JsonObject } from "../../base/json";

/** One member of the state: a list of rows that are found by a key, or (`usage`) one object. */
export interface Section {
  keys(): Iterable<string>;
  /** What is to be stored under this key; nothing = it is gone. */
  rows(key: string): JsonObject[];
}

export type Sections = Record<"readings" | "events" | "commands" | "learned" | "trips" | "drives", Section> & {
  usage: Section;
};
export type SectionName = keyof Sections;

/** Where a row of a section has its key. */
const keyField = {
  ...{ readings: "id", learned: "id", events: "key", commands: "key" },
  ...{ trips: "key", drives: "id" },
} as const;
const listNames = Object.keys(keyField) as (keyof typeof keyField)[];

/** Rows that are put into text before others have their turn: pushes of a fleet must not wait for all of them. */
const rowsAtOnce = 200;
/** Characters of changes that are put on disk at once. */
const longestPiece = 256 * 1024;

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Text of sections that changes seldom beside the rest, kept while nothing of it has changed. */
export class KeptTexts {
  readonly #texts = new Map<SectionName, readonly string[]>();
  readonly #making = new Set<SectionName>();

  /** Something of the section has changed; what is being made of it is not kept either. */
  touch(section: SectionName): void {
    this.#texts.delete(section);
    this.#making.delete(section);
  }

  async *pieces(section: SectionName, make: () => AsyncGenerator<string>): AsyncGenerator<string> {
    const known = this.#texts.get(section);
    if (known) return yield* known;
    const made: string[] = [];
    this.#making.add(section);
    for await (const piece of make()) {
      made.push(piece);
      yield piece;
    }
    if (this.#making.delete(section)) this.#texts.set(section, made);
  }
}

/**
 * The whole state as text, made in pieces: JSON with each row on a line of its own, so that it can be read in pieces too. `id`
 * names the log of what changes after it. `kept` spares making the trips' text anew each time, which are most of an old state.
 */
export async function* wholePieces(
  sections: Sections,
  id: string | undefined,
  kept?: KeptTexts,
): AsyncGenerator<string> {
  const head = `{"v":1${id === undefined ? "" : `,"log":"${id}"`},`;
  yield `${head}\n"usage":${JSON.stringify(sections.usage.rows("")[0] ?? {})},\n`;
  for (const [index, name] of listNames.entries()) {
    yield `"${name}":[\n`;
    const make = (): AsyncGenerator<string> => listPieces(sections[name]);
    yield* name === "trips" && kept ? kept.pieces(name, make) : make();
    yield `\n]${index < listNames.length - 1 ? "," : "}"}\n`;
  }
}

async function* listPieces(section: Section): AsyncGenerator<string> {
  let [piece, taken, ahead] = ["", 0, ""];
  for (const key of [...section.keys()]) {
    for (const row of section.rows(key)) {
      piece += ahead + JSON.stringify(row);
      ahead = ",\n";
    }
    if (++taken % rowsAtOnce > 0) continue;
    yield piece;
    piece = "";
    await breathe();
  }
  yield piece;
}

/** Lines for what has changed, each whole in itself, some at a time. */
export async function* changeLines(
  sections: Sections,
  changed: ReadonlyMap<SectionName, Set<string>>,
): AsyncGenerator<string> {
  // A line that a kill or a full disk has torn must not take the next one with it.
  let [piece, taken] = ["\n", 0];
  for (const [s, keys] of changed) {
    for (const k of keys) {
      piece += `${JSON.stringify({ s, k, rows: sections[s].rows(k) })}\n`;
      if (++taken % rowsAtOnce === 0) await breathe();
      if (piece.length < longestPiece) continue;
      yield piece;
      piece = "";
    }
  }
  if (piece !== "") yield piece;
}

/** What was stored, by section and key: a whole, and over it what was logged. */
export class StoredRows {
  /** Of the log that belongs to the whole. */
  id: string | undefined;
  /** Lines that say nothing. */
  bad = 0;
  readonly #lists = new Map(listNames.map((name) => [name as string, new Map<string, JsonObject[]>()]));
  readonly #usage: JsonObject[] = [];

  /** Undefined: the text is damaged as a whole. */
  static async read(source: string): Promise<StoredRows | undefined> {
    const stored = new StoredRows();
    const lines = linesOf(source);
    const head = parsed(`${(lines.next().value ?? "").replace(/,$/, "")}}`);
    if (!head || head["v"] !== 1) return stored.#takeWhole(source) ? stored : undefined;
    stored.id = text(head["log"]);
    let name = "";
    let ended = false;
    let taken = 0;
    for (const line of lines) {
      if (++taken % rowsAtOnce === 0) await breathe();
      const start = /^"([a-z]+)":(\[?)/.exec(line);
      if (line === "") continue;
      else if (line === "]}") ended = true;
      else if (line === "],") name = "";
      else if (start?.[2] === "[") name = start[1]!;
      else if (start) stored.#takeUsage(parsed(line.slice(start[0].length).replace(/,$/, "")));
      else stored.#takeRow(name, parsed(line.replace(/,$/, "")));
    }
    if (!ended) stored.bad++;
    return stored;
  }

  /** Lays a log over it. True: its last line was torn, by a kill or a full disk. */
  async log(source: string): Promise<boolean> {
    let taken = 0;
    for (const line of linesOf(source.slice(0, source.lastIndexOf("\n") + 1))) {
      if (++taken % rowsAtOnce === 0) await breathe();
      if (line !== "") this.#takeChange(parsed(line));
    }
    return source !== "" && !source.endsWith("\n");
  }

  /** The members of the state, a few rows of the lists at a time; counts and what few there are at first. */
  *parts(): Generator<JsonObject> {
    yield { usage: counted(this.#usage), commands: [...this.#lists.get("commands")!.values()].flat() };
    for (const name of listNames) {
      if (name === "commands") continue;
      let rows: JsonObject[] = [];
      for (const own of this.#lists.get(name)!.values()) {
        rows.push(...own);
        if (rows.length < rowsAtOnce) continue;
        yield { [name]: rows };
        rows = [];
      }
      if (rows.length > 0) yield { [name]: rows };
    }
  }

  /** As it was written before rows had lines. */
  #takeWhole(source: string): boolean {
    const whole = parsed(source);
    if (!whole) return false;
    this.id = text(whole["log"]);
    if (isObject(whole["usage"])) this.#takeUsage(whole["usage"]);
    for (const name of listNames) for (const row of objects(whole[name])) this.#takeRow(name, row);
    return true;
  }

  #takeUsage(counts: JsonObject | undefined): void {
    if (counts) this.#usage.push(counts);
    else this.bad++;
  }

  #takeRow(name: string, row: JsonObject | undefined): void {
    const key = text(own(row, own(keyField, name) as string));
    const list = this.#lists.get(name);
    if (!list || !key || !row) return void this.bad++;
    const before = list.get(key);
    if (before) before.push(row);
    else list.set(key, [row]);
  }

  #takeChange(change: JsonObject | undefined): void {
    const rows = change && objects(own(change, "rows"));
    const name = text(own(change, "s"));
    const key = text(own(change, "k"));
    const list = name ? this.#lists.get(name) : undefined;
    if (name === "usage" && rows?.[0]) this.#usage.push(rows[0]);
    else if (list && key && rows) {
      list.delete(key);
      if (rows.length > 0) list.set(key, rows);
    } else this.bad++;
  }
}

function* linesOf(source: string): Generator<string, undefined> {
  for (let at = 0; at < source.length;) {
    const end = source.indexOf("\n", at);
    yield source.slice(at, end < 0 ? source.length : end);
    at = end < 0 ? source.length : end + 1;
  }
}

function parsed(source: string): JsonObject | undefined {
  try {
    const value = parseJson(source);
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
