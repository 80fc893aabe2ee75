import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { own, parseJson, text } from "../../base/json";
import { sessionPaths } from "./file-store";

/** Of one set of flows: which nodes it has, by the names of their files. Several may share a user directory. */
interface Owners {
  /** The file of these flows was there, and is not any more. */
  gone: boolean;
  /** Named so in the file: accounts were the first to be listed. */
  accounts: ReadonlySet<string>;
}

/** Of a node: an account's session and state, and what a part of any node remembers (`stateOf`), positions for instance. */
const ofNode = /^([0-9a-f]{64})\.([a-z-]{1,20})(?:\.|$)/;
const ofOwners = /^[0-9a-f]{64}\.owners\.json$/;

/** A file that stands in nobody's list, e.g. from before there were lists, is left alone as long as somebody may use it. */
const unlistedMs = 7 * 24 * 3600_000;

/**
 * Removes the files of nodes that these flows had and have no more: the accounts' own, and those of `parts`. Those of other
 * flows in the same directory stay, as does everything that does not bear our kind of name. Rejects if the folder cannot be read or written.
 */
export async function sweepFiles(
  userDir: string,
  { owned, flows, parts }: { owned: readonly string[]; flows: string; parts: readonly string[] },
): Promise<void> {
  const folder = dirname(sessionPaths(userDir, "").session);
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length === 0 && owned.length === 0) return;
  const mine = new Set(owned.map((id) => basename(sessionPaths(userDir, id).session).slice(0, 64)));
  const list = `${createHash("sha256").update(flows).digest("hex")}.owners.json`;
  let before: ReadonlySet<string> = new Set();
  const theirs = new Set<string>();
  for (const name of names.filter((one) => ofOwners.test(one))) {
    const owners = await readOwners(join(folder, name));
    if (name === list) before = owners.accounts;
    // Flows that are gone own nothing.
    else if (owners.gone) await rm(join(folder, name), { force: true });
    else for (const node of owners.accounts) theirs.add(node);
  }
  for (const name of names) {
    const [, node, part] = ofNode.exec(name) ?? [];
    if (node === undefined || !["session", "state", ...parts].includes(part!)) continue;
    if (mine.has(node) || theirs.has(node)) continue;
    const path = join(folder, name);
    if (before.has(node) || (await isOld(path))) await rm(path, { force: true, recursive: true });
  }
  if (sameSet(before, mine)) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, list), JSON.stringify({ v: 1, flows, stored: existsSync(flows), accounts: [...mine] }), {
    mode: 0o600,
  });
}

async function readOwners(path: string): Promise<Owners> {
  const read: unknown = parseJson(await readFile(path, "utf8").catch(() => ""));
  const accounts = own(read, "accounts");
  return {
    gone: own(read, "stored") === true && !existsSync(text(own(read, "flows")) ?? ""),
    accounts: new Set(Array.isArray(accounts) ? accounts.filter((one) => typeof one === "string") : []),
  };
}

async function isOld(path: string): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > unlistedMs,
    () => false,
  );
}

function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((entry) => other.has(entry));
}
