import { cloudError } from "../../base/errors";
import { endOfDay, localTime } from "../../base/local-day";
import { runtime } from "../shared/runtime";

/** Requests of one node since midnight: kept over deploys, not over restarts. One row per node of the flows. */
const spent = new Map<string, { day: string; count: number }>();

/** Takes one request of the node's own budget. Throws BUDGET_SPENT. */
export function takeRequest(nodeId: string, most: number): void {
  const now = runtime.clock.now();
  const { day } = localTime(now);
  const row = spent.get(nodeId);
  const count = row?.day === day ? row.count : 0;
  if (count >= most) {
    throw cloudError(
      "BUDGET_SPENT",
      `The ${most} requests a day of this node are spent; it goes on at midnight. Raise its number or ask less often. Nothing was sent.`,
      { sent: false, retryAfterMs: Math.max(1000, endOfDay(now) - now) },
    );
  }
  spent.set(nodeId, { day, count: count + 1 });
}

/** The node is deleted. */
export function forgetRequests(nodeId: string): void {
  spent.delete(nodeId);
}
