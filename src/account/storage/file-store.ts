import { createHash } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TokenStore } from "../types";

/** Where an account's files are, below Node-RED's user directory. */
export function sessionPaths(userDir: string, configNodeId: string): { session: string; state: string } {
  return { session: partPath(userDir, configNodeId, "session"), state: partPath(userDir, configNodeId, "state") };
}

/** A file of a node, one for each part of it. The id is hashed: it may hold anything in a foreign flow file. */
export function partPath(userDir: string, nodeId: string, part: string): string {
  const name = createHash("sha256").update(nodeId).digest("hex");
  return join(userDir, "vehicle-cloud", `${name}.${part}.json`);
}

let made = 0;

/**
 * A TokenStore on one file, readable by its owner only. A save is a new file, flushed to disk, then renamed over the old one:
 * a process killed at any moment leaves either the old text or the new one, never a part. Saves follow one another.
 */
export function fileStore(path: string): TokenStore {
  const temporary = `${path}.${process.pid}-${++made}.tmp`;
  let tail: Promise<unknown> = Promise.resolve();
  let swept = false;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work, work);
    tail = result.catch(() => undefined);
    return result;
  };
  return {
    load: () =>
      inTurn(async () => {
        if (!swept) await sweep(path);
        swept = true;
        try {
          return await readFile(path, "utf8");
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
          throw error;
        }
      }),
    save: (text) => inTurn(() => replace(path, temporary, text)),
    savePieces: (pieces) => inTurn(() => replace(path, temporary, pieces)),
    remove: () => inTurn(() => rm(path, { force: true })),
  };
}

async function replace(path: string, temporary: string, text: string | AsyncIterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(temporary, "w", 0o600);
    try {
      // Each is written where the one before it has ended.
      for await (const piece of typeof text === "string" ? [text] : text) await file.writeFile(piece, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A save takes moments: a part that is older than this is nobody's any more. */
const leftAfterMs = 60_000;

/** Takes away what killed processes left behind, which is as secret as the file itself. Never rejects. */
async function sweep(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const writer = name.startsWith(`${basename(path)}.`) && /\.(\d+)-\d+\.tmp$/.exec(name)?.[1];
    if (!writer || lives(Number(writer))) continue;
    const part = join(folder, name);
    const age = await stat(part).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > leftAfterMs) await rm(part, { force: true }).catch(() => undefined);
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
