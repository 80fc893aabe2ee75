/**
 * A process that stores one renewed session after another and says each time that it is stored:
 * `node rotate.js FILE SESSIONS`. Made to be killed. Its sessions come sealed: making the key takes longer than it lives.
 */
import { readFileSync, writeSync } from "node:fs";
import { fileStore } from "../../src/account/storage/file-store";

async function run(path: string, sessions: string): Promise<void> {
  const store = fileStore(path);
  await store.load();
  for (const [rotation, text] of JSON.parse(readFileSync(sessions, "utf8")) as [number, string][]) {
    await store.save(text);
    // Told at once: nothing of this process is left to tell it later.
    writeSync(1, `${rotation}\n`);
  }
  setInterval(() => undefined, 1000);
}

void run(process.argv[2]!, process.argv[3]!);
