import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileStore } from "./file-store";
import type { TokenStore } from "../types";

const headOf = (text: string): string | undefined => /^\{"v":1,"log":"([0-9a-f]{16})"/.exec(text)?.[1];

interface LogFile {
  path: string;
  id: string;
  writer: string;
}

/**
 * A file for the whole state and, beside it, logs of what has changed since, one for each store that writes: two processes on
 * one directory append to no file of the other's. A log bears the id of the whole it belongs to: one that a kill left behind is
 * nobody's, and is never laid over a newer whole. Who replaces the whole hands the others' logs on to it.
 */
export function stateStore(path: string): TokenStore {
  const whole = fileStore(path);
  const writer = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const stem = path.replace(/\.json$/, "");
  const logPath = (id: string, of = writer): string => `${stem}.${id}.${of}.log`;
  /** Logs that this store has read, and how long they were: what has grown since is another's. */
  const taken = new Map<string, number>();
  const replaced = async (save: () => Promise<void>): Promise<void> => {
    const before = (await head(path)) ?? "0";
    await save();
    const now = await head(path);
    for (const log of await logsOf(stem)) {
      if (log.id === now) continue;
      const others = now !== undefined && log.id === before && log.writer !== writer;
      const read = others && taken.get(log.writer) === (await lengthOf(log.path));
      // Never rejects: a log that stays belongs to no whole, and the next save tries again.
      if (others && !read) await rename(log.path, logPath(now, log.writer)).catch(() => undefined);
      else await rm(log.path, { force: true }).catch(() => undefined);
    }
  };
  return {
    load: () => whole.load(),
    save: (text) => replaced(() => whole.save(text)),
    savePieces: (pieces) => replaced(() => whole.savePieces!(pieces)),
    remove: async () => {
      await whole.remove();
      for (const log of await logsOf(stem)) await rm(log.path, { force: true }).catch(() => undefined);
    },
    log: {
      load: async (id) => {
        const found: { text: Buffer; at: number }[] = [];
        for (const log of (await logsOf(stem)).filter((one) => one.id === id)) {
          const text = await readFile(log.path);
          taken.set(log.writer, text.length);
          found.push({ text, at: (await stat(log.path)).mtimeMs });
        }
        if (found.length === 0) return undefined;
        const texts = found.sort((one, two) => one.at - two.at).map(({ text }) => text.toString("utf8"));
        // A torn last line stays the last one of all.
        const ends = texts.map((text) => text.lastIndexOf("\n") + 1);
        return [...texts.map((text, i) => text.slice(0, ends[i])), ...texts.map((text, i) => text.slice(ends[i]))].join(
          "",
        );
      },
      append: async (id, text) => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const target = logPath((await head(path)) ?? id);
        // Another process has replaced the whole, and was ended before it handed this log on.
        const own = (await logsOf(stem)).find((log) => log.writer === writer);
        if (own && own.path !== target) await rename(own.path, target);
        const file = await open(target, "a", 0o600);
        try {
          await file.writeFile(text, "utf8");
          await file.sync();
        } finally {
          await file.close();
        }
        return true;
      },
    },
  };
}

/** The id in the whole on disk, of which only the beginning is read. */
async function head(path: string): Promise<string | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return headOf(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Logs only: other files that begin alike are somebody's own. */
async function logsOf(stem: string): Promise<LogFile[]> {
  const folder = dirname(stem);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
  const start = `${basename(stem)}.`;
  return names.flatMap((name) => {
    const match = name.startsWith(start) && /^([0-9a-f]{16}|0)\.(\d+-[0-9a-f]{8})\.log$/.exec(name.slice(start.length));
    return match ? [{ path: join(folder, name), id: match[1]!, writer: match[2]! }] : [];
  });
}

const lengthOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
