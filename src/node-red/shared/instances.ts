import type { AccountNode } from "./types";

/** Running account nodes by the id they have in the editor: inside a subflow each instance has one of its own. */
const running = new Map<string, Set<AccountNode>>();

const editorId = (node: AccountNode): string => (node as { _alias?: string })._alias ?? node.id;

export function noteInstance(node: AccountNode): () => void {
  const id = editorId(node);
  const nodes = running.get(id) ?? new Set();
  running.set(id, nodes.add(node));
  return () => {
    nodes.delete(node);
    if (nodes.size === 0 && running.get(id) === nodes) running.delete(id);
  };
}

export function instancesOf(id: string): AccountNode[] {
  return [...(running.get(id) ?? [])];
}

/** All that run, each instance of a subflow too. */
export function allInstances(): AccountNode[] {
  return [...running.values()].flatMap((nodes) => [...nodes]);
}
