import type { ChargingKind, VehicleStatus } from "../../../vehicle/model";
import { group, numberOf, rounded } from "../../../vehicle/values";

/** What goes into the pack while charging. `powerKw: null` = the car does not tell. */
export interface ChargingPower {
  powerKw: number | null;
  powerEstimated?: boolean;
  voltageV?: number;
  currentA?: number;
}

/** What the power is worked out from; raw leaves of `electricVehicleStatus`. */
export interface PowerSource {
  chargeUAct: unknown;
  chargeIAct: unknown;
  dcChargeIAct: unknown;
  percent: number | null | undefined;
  series?: string;
  qrvs?: unknown;
  previous?: VehicleStatus;
}

/** Pack voltage of a #1 by state of charge; the car does not send it (docs/protocol/ecarx-smart.md 5.1). */
const packVolts: readonly (readonly [percent: number, volts: number])[] = [
  [0, 370],
  [4, 385],
  [8, 400],
  [10, 407],
  [20, 412],
  [30, 416],
  [50, 418],
  [60, 422],
  [65, 427],
  [70, 433],
  [75, 437],
  [80, 440],
  [85, 446],
  [90, 453],
  [95, 459],
  [100, 465],
];

/** Volts of a 400 V pack at `percent` (0-100), interpolated. An estimate. */
export function packVoltage(percent: number): number {
  const above = packVolts.findIndex(([at]) => at >= percent);
  const [highAt, high] = packVolts[above] ?? packVolts[packVolts.length - 1]!;
  const [lowAt, low] = packVolts[above - 1] ?? [highAt, high];
  return highAt === lowAt ? high : low + ((percent - lowAt) / (highAt - lowAt)) * (high - low);
}

/** Where a mains voltage is one between two phases: 230 V + 10 % = 253, 400 V - 10 % = 360 (ecarx-smart.md 8). */
const threePhaseFromVolts = 300;
const longestVolts = 500;
const longestAcAmperes = 150;
const longestDcAmperes = 1500;
const longestDcVolts = 1100;

/** The power while charging, by kind of current. */
export function readChargingPower(kind: ChargingKind, source: PowerSource): ChargingPower {
  if (kind === "dc") return dcPower(source);
  const measured = acPower(source);
  if (measured) return measured;
  // During AC charging both read 0 for a moment now and then: the last value is nearer to the truth than 0.
  const before = source.previous?.battery;
  if (before?.charging === true && before.chargingKind === kind && typeof before.powerKw === "number") {
    if (before.powerKw > 0) return { powerKw: before.powerKw, powerEstimated: true };
  }
  return { powerKw: null };
}

function acPower(source: PowerSource): ChargingPower | undefined {
  const volts = numberOf(source.chargeUAct);
  const amperes = numberOf(source.chargeIAct);
  if (typeof volts !== "number" || volts <= 0 || volts > longestVolts) return undefined;
  if (typeof amperes !== "number" || amperes <= 0 || amperes > longestAcAmperes) return undefined;
  const watts = volts * amperes * (volts >= threePhaseFromVolts ? Math.sqrt(3) : 1);
  const powerKw = rounded(watts / 1000, 1);
  if (powerKw === 0) return undefined;
  return { powerKw, powerEstimated: false, voltageV: rounded(volts, 1), currentA: rounded(amperes, 1) };
}

function dcPower(source: PowerSource): ChargingPower {
  const measured = measuredDcPower(source.qrvs);
  if (measured) return measured;
  // The #5 (series HY) has another pack than the table is of, and sends ten times the current: without a measured value
  // nothing can be said.
  if (isFive(source.series)) return { powerKw: null };
  const amperes = numberOf(source.dcChargeIAct);
  // Negative is into the pack.
  if (typeof amperes !== "number" || amperes >= 0 || -amperes > longestDcAmperes) return { powerKw: null };
  if (typeof source.percent !== "number") return { powerKw: null, currentA: rounded(-amperes, 1) };
  const powerKw = rounded((-amperes * packVoltage(source.percent)) / 1000, 1);
  if (powerKw === 0) return { powerKw: null };
  return { powerKw, powerEstimated: true, currentA: rounded(-amperes, 1) };
}

function isFive(series: string | undefined): boolean {
  return typeof series === "string" && series.toUpperCase().startsWith("HY");
}

/** `qrvs` of a #5 on a DC charger: A = (chargeI - 16380) / 10, V = chargeU / 4 (ecarx-smart.md 5.10-5.20). */
function measuredDcPower(qrvs: unknown): ChargingPower | undefined {
  const reply = group(qrvs);
  const data = typeof reply.data === "object" ? group(reply.data) : reply;
  const rawAmperes = numberOf(data.chargeI);
  const rawVolts = numberOf(data.chargeU);
  if (typeof rawAmperes !== "number" || typeof rawVolts !== "number") return undefined;
  const amperes = (rawAmperes - 16_380) / 10;
  const volts = rawVolts / 4;
  if (amperes <= 0 || amperes > longestDcAmperes || volts <= 0 || volts > longestDcVolts) return undefined;
  const powerKw = rounded((amperes * volts) / 1000, 1);
  if (powerKw === 0) return undefined;
  return { powerKw, powerEstimated: false, voltageV: rounded(volts, 1), currentA: rounded(amperes, 1) };
}
