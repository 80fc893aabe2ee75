import type { VehicleCloudError } from "../../base/errors";
import { nodeError } from "./error-to-status";
import { accountType, type AccountNode, type Red } from "./types";

interface SavedNode {
  id: string;
  type: string;
  /** Disabled. */
  d?: boolean;
  /** The flow or subflow that it is in; none for one of all flows. */
  z?: string;
  [setting: string]: unknown;
}

/** The node as it stands in the deployed flows, disabled ones included; inside `close` these are the new flows already. */
export function findSaved(red: Red, id: string): SavedNode | undefined {
  let found: SavedNode | undefined;
  red.nodes.eachNode((node) => {
    if (node.id === id) found = node as unknown as SavedNode;
  });
  return found;
}

/** A flow that is disabled: nothing inside of it is started, nor written to the log. */
function isOff(red: Red, flowId: string): boolean {
  const flow = findSaved(red, flowId);
  return flow?.disabled === true || flow?.d === true;
}

const missing = (message: string): VehicleCloudError => nodeError("CONFIG_INVALID", "noAccount", message);

/** The account node of a flow node. Throws CONFIG_INVALID if there is none, or if it is disabled. */
export function findAccount(red: Red, id: string | undefined): AccountNode {
  if (!id) throw missing("No vehicle account is chosen; choose one in the node and deploy.");
  const node = red.nodes.getNode(id) as AccountNode | null | undefined;
  if (node?.type === accountType) return node;
  const saved = findSaved(red, id);
  if (saved?.type !== accountType) throw missing("The chosen vehicle account does not exist or is not deployed yet.");
  if (!saved.d && saved.z && isOff(red, saved.z)) {
    throw nodeError(
      "CONFIG_INVALID",
      "accountDisabled",
      "The chosen vehicle account is in a flow that is disabled; enable that flow, or set the account to be used on all flows, and deploy.",
    );
  }
  if (!saved.d) throw missing("The chosen vehicle account did not start; see Node-RED's log.");
  throw nodeError("CONFIG_INVALID", "accountDisabled", "The chosen vehicle account is disabled; enable it and deploy.");
}
