import type { ReadKind } from "../../platforms/platform";
import { otherKind, paces } from "./read-kinds";
import { typedSetting, type SettingsReader } from "../shared/read-settings";
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

/** Undefined for the overview. Throws CONFIG_INVALID. */
export function readKindSettings(config: StatusConfig, { number }: SettingsReader): KindSettings | undefined {
  const kind = otherKind(config.read);
  if (!kind) return undefined;
  const { every, least } = paces[kind];
  const minutes = number("the minutes between two readings", config.everyMinutes, every, 1);
  return {
    kind,
    // Asking more often than the platform does would be answered from its memory; the setting may be of another kind.
    everySeconds: Math.max(minutes, least) * 60,
    consent: config.consent === true,
    buffers: config.images === "buffer",
    wholeKey: config.wholeKey === true,
    from: typedSetting(config.from, config.fromType, "str"),
    to: typedSetting(config.to, config.toType, "str"),
  };
}
