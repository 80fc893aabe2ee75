import { mkdir, open, readFile, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileStore } from "./file-store";
import type { TokenStore } from "./types";

/**
 * A file for the whole state and, beside it, a log of what has changed since. The log bears the id of the whole it belongs to:
 * one that a kill or another process left behind is nobody's, and is never laid over a newer whole.
 */
export function stateStore(path: string): TokenStore {
  const whole = fileStore(path);
  const logPath = (id: string): string => path.replace(/\.json$/, "") + `.${id}.log`;
  return {
    load: () => whole.load(),
    save: async (text) => {
      await whole.save(text);
      const id = /^\{"v":1,"log":"([0-9a-f]{16})"/.exec(text.slice(0, 64))?.[1];
      await removeLogs(path, id && logPath(id));
    },
    remove: async () => {
      await whole.remove();
      await removeLogs(path);
    },
    log: {
      load: async (id) => {
        try {
          return await readFile(logPath(id), "utf8");
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
          throw error;
        }
      },
      append: async (id, text) => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const file = await open(logPath(id), "a", 0o600);
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

/** Never rejects: a log that stays belongs to no whole, and the next save tries again. */
async function removeLogs(path: string, except?: string): Promise<void> {
  const folder = dirname(path);
  const stem = `${basename(path).replace(/\.json$/, "")}.`;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const log = join(folder, name);
    if (name.startsWith(stem) && name.endsWith(".log") && log !== except) {
      await rm(log, { force: true }).catch(() => undefined);
    }
  }
}
