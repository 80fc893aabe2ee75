import { consumption, fullRangeKm, minutesToTarget, packPower, packVoltage, rangeFactor } from "./battery";
import { fixed, whole } from "./report-text";
import type { CarModel, CarState } from "./state";

/** Line voltage of the demo's three-phase wallboxes. */
const lineVolts = 402;

/** "None" where minutes are told. */
const noMinutes = "2047";

const idleCodes = { plugged: "9", waiting: "10", targetReached: "11", complete: "4" } as const;

/** `electricVehicleStatus` (docs/protocol/ecarx-smart.md 5.1, Electric). */
export function electric(model: CarModel, state: CarState): object {
  const ac = state.charging && state.plug === "ac";
  const dc = state.charging && state.plug === "dc";
  const fullKm = fullRangeKm(model, state);
  const minutes = minutesToTarget(model, state);
  const connection = dc ? "1" : ac ? "3" : state.plug === "none" ? "0" : "2";
  return {
    disChargeUAct: "0.0",
    disChargeSts: "0",
    wptFineAlignt: "0",
    chargeLidAcStatus: "2",
    distanceToEmptyOnBatteryOnly: whole((fullKm * state.socPercent) / 100),
    distanceToEmptyOnBattery100Soc: whole(fullKm),
    // These three read 0 in all recordings, even while charging.
    chargeSts: "0",
    averPowerConsumption: fixed(-rangeFactor(state), 1),
    chargerState: ac ? "2" : dc ? "15" : state.plug === "none" ? "0" : idleCodes[state.idle],
    timeToTargetDisCharged: noMinutes,
    distanceToEmptyOnBattery20Soc: whole(fullKm * 0.2),
    disChargeConnectStatus: connection,
    chargeLidDcAcStatus: state.plug === "none" ? "2" : "1",
    dcChargeSts: "0",
    chargeLevel: String(Math.floor(state.socPercent + 1e-9)),
    statusOfChargerConnection: connection,
    dcDcActvd: state.asleep ? "0" : "1",
    indPowerConsumption: ac ? "0.0" : "1000",
    dcDcConnectStatus: dc ? "3" : "0",
    disChargeIAct: "0.0",
    dcChargeIAct: fixed(packAmpere(model, state), 1),
    // On the AC side; idle and during DC it reads 0.
    chargeUAct: fixed(ac ? lineVolts : 0, 1),
    bookChargeSts: "0",
    chargeIAct: fixed(ac ? (state.chargeKw * 1000) / (lineVolts * Math.sqrt(3)) : 0, 3),
    timeToFullyCharged: minutes === undefined ? noMinutes : whole(Math.min(minutes, 2046)),
  };
}

/** Into the pack negative, out of it positive; the newer platform tells ten times the ampere. */
function packAmpere(model: CarModel, state: CarState): number {
  const kw = state.trip ? state.speedKmh * consumption(state.speedKmh) : -packPower(state);
  const ampere = (kw * 1000) / packVoltage(model, state.socPercent);
  const told = model.measuresDc ? ampere * 10 : ampere;
  return told === 0 ? 0 : told;
}

/** The measured values of a car on a DC charger: A = (chargeI - 16380) / 10, V = chargeU / 4. */
export function measuredDc(model: CarModel, state: CarState): { chargeI: string; chargeU: string } {
  if (!state.charging || state.plug !== "dc") return { chargeI: "16380", chargeU: "0" };
  const volts = packVoltage(model, state.socPercent);
  const ampere = (packPower(state) * 1000) / volts;
  return { chargeI: whole(16380 + ampere * 10), chargeU: whole(volts * 4) };
}
