import type { JsonObject } from "../../base/json";
import { setAge } from "../../vehicle/age";
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
  const readAt = new Date(readAtMs).toISOString();
  return setAge({ ...blank, ...parts, reportedAt: reportedAt ?? null, readAt }, readAtMs);
}

/** The groups that are not told, one for all: a fleet's last states are mostly made of them. */
const blank = freeze(emptyStatus(""));

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) freeze(inner as object);
  return Object.freeze(value);
}
