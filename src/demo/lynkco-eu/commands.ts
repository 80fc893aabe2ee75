import { parseJson } from "../../base/json";
import type { LynkcoCarState } from "./car";

const zones = ["front_left_seat", "front_right_seat", "rear_left_seat", "rear_right_seat", "steering_wheel", "defrost"];

/**
 * What a command does to the car, or why the cloud refuses it. It refuses where the car must be locked, or its climate must run
 * (docs/protocol/brands.md 1.1); the words and the status of a refusal are ours.
 */
export function carryOutFor(
  state: LynkcoCarState,
  name: string,
  query: URLSearchParams,
  body: Buffer,
): (() => void) | string {
  const set = (patch: Partial<LynkcoCarState>) => () => void Object.assign(state, patch);
  switch (name) {
    case "door_lock":
      return state.driving ? "the car is in use" : set({ locked: true });
    case "door_unlock":
      return set({ locked: false });
    case "flash_lights":
    case "honk_horn":
    case "request_location":
      return set({});
    case "sun_roof_open":
      return set({ sunroof: "OPEN" });
    case "sun_roof_close":
      return set({ sunroof: "CLOSED" });
    case "auto_conditioning_start": {
      const degrees = Number(query.get("temp"));
      if (!(degrees >= 16 && degrees <= 28)) return "temp";
      if (body.length > 0) return "the values go into the query";
      return state.locked && !state.driving ? set({ climate: true, insideC: degrees }) : "DISABLED_UNLOCKED_CAR";
    }
    case "auto_conditioning_stop":
      return set({ climate: false });
    case "set_charge_limit": {
      const percent = Number(query.get("percent"));
      return percent >= 50 && percent <= 100 ? set({ limit: percent }) : "percent";
    }
    case "charge_start":
      return state.plugged ? set({ charging: true }) : "not plugged in";
    case "charge_stop":
      return set({ charging: false });
    case "start_heaters":
    case "stop_heaters": {
      const list = parseJson(body.toString("utf8"));
      if (!Array.isArray(list) || !list.every((zone) => zones.includes(zone as string))) return "zones";
      return name === "start_heaters" && !state.climate ? "the climate is off" : set({});
    }
    default:
      return "no such command";
  }
}
