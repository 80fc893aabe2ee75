import type { ChargeTarget } from "../../../vehicle/read-data";
import { given, group, isoTime, ranged } from "../../../vehicle/values";

/**
 * Reads the answer of `status/soc` (docs/protocol/ecarx-smart.md 5.2), whole or its `data`. In spite of its name `soc` is the
 * limit, in tenths of a percent, not the state of charge. Takes any JSON value without throwing.
 */
export function readChargeTarget(reply: unknown): ChargeTarget {
  const whole = group(reply);
  const data = typeof whole.data === "object" && whole.data !== null ? group(whole.data) : whole;
  const tenths = ranged(data.soc, 0, 1000);
  return given<ChargeTarget>({
    targetPercent: typeof tenths === "number" ? tenths / 10 : tenths,
    setAt: isoTime(data.socTime),
  });
}
