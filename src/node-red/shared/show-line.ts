import type { Node } from "node-red";
import { redact } from "../../base/logger";
import type { StatusLine } from "./types";

/**
 * Shows it under the node. What a name may hold (a fence "at jo@example.org", a car called by its VIN) and the account's
 * secrets are hidden: each line goes to every open editor and to the flow's status nodes. Undefined = nothing.
 */
export function showLine(node: Node, line: StatusLine | undefined): void {
  node.status(line ? { ...line, text: redact(line.text) } : {});
}
