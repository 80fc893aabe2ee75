import type { Fence } from "../../vehicle/fences/fences";
import { findAccount } from "./find-account";
import type { Red } from "./types";

/**
 * The fences of a node give places of its account's trips their names, until the returned function is called. A node without an
 * account, or with one that is not there, names nothing: what it needs of one it says itself.
 */
export function namePlaces(red: Red, account: string | undefined, watch: { fences: readonly Fence[] }): () => void {
  if (!account) return () => undefined;
  try {
    return (
      findAccount(red, account)
        .lend()
        .namePlaces?.(() => watch.fences) ?? (() => undefined)
    );
  } catch {
    return () => undefined;
  }
}
