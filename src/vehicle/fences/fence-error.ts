import { cloudError, type VehicleCloudError } from "../../base/errors";

/** What one node watches. */
export const fenceLimits = { fences: 1000, corners: 100_000, leastRadiusM: 25, mostRadiusM: 50_000 } as const;
/** Longer names are cut in texts of errors; names are the user's own. */
const longestName = 100;

/** What is wrong with a fence, by its name. */
export function fenceError(name: string, what: string): VehicleCloudError {
  return cloudError(
    "INPUT_INVALID",
    `The fence "${name.slice(0, longestName)}" ${what}. The fences are left as they were.`,
  );
}
