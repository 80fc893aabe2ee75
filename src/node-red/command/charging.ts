import type { ChargeConfig } from "../types";
import { holdBack, noteSwitch } from "./charge-pause";
import type { Sending } from "./controller";
import { planCharging } from "./plan";
import { readChargeSettings, type ChargeSettings } from "./settings";

/** What makes a node that sends commands a charging node. */
export function charging(config: ChargeConfig): Sending<ChargeSettings> {
  return {
    kind: "charge",
    settings: () => readChargeSettings(config),
    plan: planCharging,
    async hold(account, vehicle, command, { pauseMinutes }) {
      const held = await holdBack(account, vehicle.id, command, pauseMinutes);
      if (!held) return undefined;
      const outcome = held.reason === "alreadySo" ? "confirmed" : "skipped";
      return { command: command.command, outcome, ...held, seconds: 0, reads: 0 };
    },
    sent: (account, vehicle, command) => noteSwitch(account, vehicle.id, command),
  };
}
