import type { ChargingKind, VehicleStatus } from "../../../vehicle/model";
import { group, numberOf, rounded } from "../../../vehicle/values";
import type { DcPower, EcarxReadingProfile, PackVolts } from "./reading-profile";

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
  /** How the DC power of these cars is known. */
  dc: DcPower | undefined;
  qrvs?: unknown;
  previous?: VehicleStatus;
}

/** Volts of a pack at `percent` (0-100), interpolated in its table. An estimate. */
export function packVoltage(table: PackVolts, percent: number): number {
  const above = table.findIndex(([at]) => at >= percent);
  const [highAt, high] = table[above] ?? table[table.length - 1]!;
  const [lowAt, low] = table[above - 1] ?? [highAt, high];
  return highAt === lowAt ? high : low + ((percent - lowAt) / (highAt - lowAt)) * (high - low);
}

/** How the DC power of a series is known; undefined: it is not. */
export function dcPowerOf({ dcPower = [] }: EcarxReadingProfile, series: string | undefined): DcPower | undefined {
  const letters = typeof series === "string" ? series.toUpperCase() : "";
  return dcPower.find(({ series }) => letters.startsWith(series));
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
  const { packVolts } = source.dc ?? {};
  if (!packVolts) return { powerKw: null };
  const amperes = numberOf(source.dcChargeIAct);
  // Negative is into the pack.
  if (typeof amperes !== "number" || amperes >= 0 || -amperes > longestDcAmperes) return { powerKw: null };
  if (typeof source.percent !== "number") return { powerKw: null, currentA: rounded(-amperes, 1) };
  const powerKw = rounded((-amperes * packVoltage(packVolts, source.percent)) / 1000, 1);
  if (powerKw === 0) return { powerKw: null };
  return { powerKw, powerEstimated: true, currentA: rounded(-amperes, 1) };
}

/** `qrvs` of a car on a DC charger: A = (chargeI - 16380) / 10, V = chargeU / 4 (ecarx-smart.md 5.10-5.20). */
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
