import type { Red } from "../shared/types";

interface Saved {
  id: string;
  type: string;
  z?: string;
}

/** Subflows in subflows in subflows: more than anybody builds. */
const deepest = 10;

/**
 * Ids under which nodes of ours in the deployed flows run or would run, disabled ones and those of disabled flows included. In
 * a subflow there is one per instance, made by Node-RED of both ids, and the template's own. `undefined` if there are no flows
 * at all: then they could not be read, perhaps.
 */
export function ownedIds(red: Red): Set<string> | undefined {
  const ours: Saved[] = [];
  const instances = new Map<string, Saved[]>();
  let nodes = 0;
  red.nodes.eachNode((node) => {
    nodes++;
    const saved = node as Saved;
    if (saved.type.startsWith("vehicle-cloud-")) ours.push(saved);
    if (!saved.type.startsWith("subflow:")) return;
    const template = saved.type.slice("subflow:".length);
    instances.set(template, [...(instances.get(template) ?? []), saved]);
  });
  if (nodes === 0) return undefined;
  const idsOf = ({ id, z = "" }: Saved, depth: number): string[] => {
    const around = depth < deepest ? (instances.get(z) ?? []) : [];
    return [id, ...around.flatMap((instance) => idsOf(instance, depth + 1).map((outer) => `${outer}-${id}`))];
  };
  return new Set(ours.flatMap((one) => idsOf(one, 0)));
}
