import type { JsonObject } from "../../base/json";
import { withAge } from "../../vehicle/age";
import { emptyStatus, type VehicleStatus } from "../../vehicle/model";
import { group, type Read } from "../../vehicle/values";

export interface SegwayReadOptions {
  /** When the cloud was asked, or the push received; default now. */
  readAt?: string | number | Date;
}

/** `data` of an envelope, or the value itself if it is no envelope. */
export function dataOf(reply: unknown): JsonObject {
  const whole = group(reply);
  return "data" in whole ? group(whole.data) : whole;
}

/** A status of which only some groups are told, with its age. */
export function partialStatus(
  reportedAt: Read<string>,
  options: SegwayReadOptions,
  parts: Partial<VehicleStatus>,
): VehicleStatus {
  const asked = options.readAt === undefined ? NaN : new Date(options.readAt).getTime();
  const readAtMs = Number.isFinite(asked) ? asked : Date.now();
  const status = { ...emptyStatus(new Date(readAtMs).toISOString()), ...parts, reportedAt: reportedAt ?? null };
  return withAge(status, readAtMs);
}
