import type { VehicleCloudError } from "../../base/errors";
import { finite } from "../../base/json";
import type { ReadKind } from "../../platforms/platform";
import { otherKind, paces } from "./read-kinds";
import type { TypedValue } from "../shared/typed-property";
import type { StatusConfig } from "../shared/types";

/** What a status node is set to that reads something else than the overview. */
export interface KindSettings {
  kind: Exclude<ReadKind, "overview">;
  everySeconds: number;
  /** The owner has agreed that the cloud logs trips for this account. */
  consent: boolean;
  /** Pictures themselves, not only their addresses. */
  buffers: boolean;
  /** A Bluetooth key unmasked: whoever has it opens the vehicle. */
  wholeKey: boolean;
  /** Stretch of time of trips and of a track; empty = the usual one. */
  from: TypedValue;
  to: TypedValue;
}

/** Undefined for the overview. Throws what `invalid` makes of a sentence. */
export function readKindSettings(
  config: StatusConfig,
  invalid: (message: string) => VehicleCloudError,
): KindSettings | undefined {
  const kind = otherKind(config.read);
  if (!kind) return undefined;
  const { every, least } = paces[kind];
  const given = config.everyMinutes ?? "";
  const minutes = given === "" ? every : finite(given);
  if (minutes === undefined || minutes < 1) throw invalid("the interval must be a number of minutes, or empty");
  return {
    kind,
    // Asking more often than the platform does would be answered from its memory; the setting may be of another kind.
    everySeconds: Math.max(minutes, least) * 60,
    consent: config.consent === true,
    buffers: config.images === "buffer",
    wholeKey: config.wholeKey === true,
    from: { value: config.from ?? "", type: config.fromType ?? "str" },
    to: { value: config.to ?? "", type: config.toType ?? "str" },
  };
}
