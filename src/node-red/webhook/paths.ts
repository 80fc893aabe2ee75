import { cloudError } from "../../base/errors";

/** What Segway appends to the address it was given, `/v2/vehicle/` before it (docs/protocol/segway.md 5). */
export const segwayPushWords = ["alert", "fault", "location", "status"] as const;
export type SegwayPushWord = (typeof segwayPushWords)[number];

/** One slash between parts, none at the end; the query is cut off. */
export function plainPath(url: string): string {
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  return `/${path}`.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** The path of a node as set: `/segway`, or the empty text for `/`. Throws CONFIG_INVALID. */
export function readPath(value: unknown): string {
  const text = typeof value === "string" ? value.trim() : "";
  const path = plainPath(text === "" ? "/segway" : text);
  const parts = path.split("/").slice(1);
  if (text.includes("?") || parts.some((part) => !/^[\w.~-]*$/.test(part) || part === "." || part === "..")) {
    throw cloudError(
      "CONFIG_INVALID",
      "Segway webhook in: the path may hold letters, digits, hyphens and slashes, e.g. /segway.",
    );
  }
  return path === "/" ? "" : path;
}

export const pushPath = (path: string, word: SegwayPushWord): string => `${path}/v2/vehicle/${word}`;

/** Who serves which path. The same for Node-RED's port and an own one. */
export class PathTable<T> {
  readonly #paths = new Map<string, { owner: T; word: SegwayPushWord }>();

  /** False: somebody else serves this path. */
  add(path: string, owner: T): boolean {
    if (segwayPushWords.some((word) => this.#paths.has(pushPath(path, word)))) return false;
    for (const word of segwayPushWords) this.#paths.set(pushPath(path, word), { owner, word });
    return true;
  }

  remove(path: string, owner: T): void {
    for (const word of segwayPushWords) {
      const key = pushPath(path, word);
      if (this.#paths.get(key)?.owner === owner) this.#paths.delete(key);
    }
  }

  find(url: string): { owner: T; word: SegwayPushWord } | undefined {
    if (this.#paths.size === 0) return undefined;
    return this.#paths.get(url) ?? this.#paths.get(plainPath(url));
  }

  get size(): number {
    return this.#paths.size;
  }
}
