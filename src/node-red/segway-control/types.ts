import type { NodeDef } from "node-red";

export const segwayControlType = "vehicle-cloud-segway-control";

/** Settings as they were saved. */
export interface SegwayControlConfig extends NodeDef {
  account?: string;
  vehicle?: string;
  /** `auto`, `all`, `unlocked`, `vehicles` (of the message), or a typed input's. */
  vehicleType?: string;
  operation?: string;
  /** Field by dotted name (`parkingMode.color`), in words. */
  fields?: unknown;
  skipDone?: boolean;
  waitFor?: string;
  guard?: boolean;
  configVersion?: number;
}
