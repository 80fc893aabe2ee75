import type { ChargeConfig } from "../shared/types";
import { claimSwitch } from "./charge-pause";
import type { Sending } from "./controller";
import { planCharging, readChargeSettings, type ChargeSettings } from "./settings";

/** What makes a node that sends commands a charging node. */
export function charging(config: ChargeConfig): Sending<ChargeSettings> {
  return {
    kind: "charge",
    settings: () => readChargeSettings(config),
    plan: planCharging,
    async admit(asked, { pauseMinutes }, signal) {
      const claimed = await claimSwitch(asked, { pauseMinutes, signal });
      if (!("reason" in claimed)) return claimed;
      const outcome = claimed.reason === "alreadySo" ? "confirmed" : "skipped";
      return { command: asked.command.command, outcome, ...claimed, seconds: 0, reads: 0 };
    },
  };
}
