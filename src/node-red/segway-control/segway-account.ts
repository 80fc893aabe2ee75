import { findAccount } from "../shared/find-account";
import { nodeError } from "../shared/error-to-status";
import type { AccountNode, Red } from "../shared/types";

/**
 * As `findAccount`, for nodes that know Segway's vehicles only: a car has commands of other names and ranges, pauses between
 * them, and no pushes. Throws CONFIG_INVALID.
 */
export function findSegwayAccount(red: Red, id: string | undefined): AccountNode {
  const found = findAccount(red, id);
  const { platform } = found.accountConfig;
  if (platform === "segway" || platform === "demo-ebikes") return found;
  throw nodeError("CONFIG_INVALID", "otherCloud", "The account is not one of Segway's cloud; choose another one.");
}
