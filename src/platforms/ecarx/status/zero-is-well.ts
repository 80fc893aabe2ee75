import type { Maybe } from "../../../vehicle/model";
import { numberOf } from "../../../vehicle/values";

/** A warning whose 0 says that all is well; what other codes mean is not known, so they are no warning. */
export function zeroIsWell(value: unknown): Maybe<boolean> {
  return numberOf(value) === 0 ? false : null;
}
