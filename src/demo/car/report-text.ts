/** How numbers and flags stand in a report: as text. */

export function whole(value: number): string {
  return String(Math.round(value));
}

export function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}

export function flagText(value: boolean): string {
  return value ? "true" : "false";
}

export function digit(value: boolean): string {
  return value ? "1" : "0";
}
