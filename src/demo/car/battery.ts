import type { CarModel, CarState } from "./state";

/** Pack voltage of a 400 V car by state of charge (docs/protocol/ecarx-smart.md 5.1, the table clients estimate with). */
const packTable: readonly (readonly [number, number])[] = [
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

/** V at the pack's terminals. */
export function packVoltage(model: CarModel, socPercent: number): number {
  return interpolate(packTable, socPercent) * model.voltageFactor;
}

/** Share of the car's DC power it takes at a state of charge: cold at the bottom, tapering at the top. */
const dcCurve: readonly (readonly [number, number])[] = [
  [0, 0.6],
  [8, 1],
  [45, 1],
  [60, 0.78],
  [80, 0.46],
  [90, 0.2],
  [100, 0.05],
];

/** kW the charger delivers now; 0 if the car does not charge. */
export function chargingPower(model: CarModel, state: CarState): number {
  if (!state.charging || state.plug === "none") return 0;
  if (state.plug === "dc") return Math.min(state.stationKw, model.dcKw * interpolate(dcCurve, state.socPercent));
  const taper = state.socPercent > 98 ? Math.max(0.15, (100 - state.socPercent) / 2) : 1;
  return Math.min(state.stationKw, model.acKw) * taper;
}

/** kW that arrive in the pack: the on-board charger and the cooling take their part. */
export function packPower(state: CarState): number {
  return state.chargeKw * (state.plug === "dc" ? 0.97 : 0.91);
}

/** Minutes until the target at the present rate; undefined if the car does not charge. */
export function minutesToTarget(model: CarModel, state: CarState): number | undefined {
  const power = packPower(state);
  if (power <= 0) return undefined;
  const missing = Math.max(0, state.targetPercent - state.socPercent);
  return Math.max(1, Math.ceil((((missing / 100) * model.usableKwh) / power) * 60));
}

/** Share of the standard range that the car shows, percent: less in the cold. */
export function rangeFactor(state: CarState): number {
  return Math.max(55, Math.min(105, 74 + (state.outsideC - 2) * 1.1));
}

export function fullRangeKm(model: CarModel, state: CarState): number {
  return (model.ratedKm * rangeFactor(state)) / 100;
}

/** kWh per km at a speed: rolling and air drag. */
export function consumption(speedKmh: number): number {
  return 0.105 + 0.0000095 * speedKmh * speedKmh;
}

function interpolate(table: readonly (readonly [number, number])[], x: number): number {
  const above = table.findIndex(([at]) => at >= x);
  if (above < 0) return table[table.length - 1]![1];
  if (above === 0) return table[0]![1];
  const [x0, y0] = table[above - 1]!;
  const [x1, y1] = table[above]!;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
