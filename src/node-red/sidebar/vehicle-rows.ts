import type { Glance, VehicleFacts } from "../../account/types";
import type { Vehicle } from "../../vehicle/model";
import { messageReading } from "../../vehicle/message";
import { own, type JsonObject } from "../../base/json";

/** What a row of a fleet's table says beside its figures; the sidebar's own (src/editor/sidebar-state.js) are the same. */
const flag = { read: 1, lockKnown: 2, locked: 4, onlineKnown: 8, online: 16, charging: 32, driving: 64, alert: 128 };

/** id, name, per cent, range in km, flags, told at, stale from; seconds since 1970; -1 or 0 = not known. */
export type FleetRow = [string, string, number, number, number, number, number];

/** A fleet's row: of ten thousand, each byte counts. */
export function fleetRow({ id, name }: Vehicle, facts: VehicleFacts): FleetRow {
  const { status, staleAt = 0, alerts, faults } = facts;
  const alert = alerts.length + faults.length > 0 ? flag.alert : 0;
  if (!status) return [id, name, -1, -1, alert, 0, 0];
  const { battery, locks, motion, online, reportedAt } = status;
  const set = (condition: boolean, bit: number): number => (condition ? bit : 0);
  const flags =
    flag.read +
    set(typeof locks.locked === "boolean", flag.lockKnown) +
    set(locks.locked === true, flag.locked) +
    set(typeof online === "boolean", flag.onlineKnown) +
    set(online === true, flag.online) +
    set(battery.charging === true, flag.charging) +
    set(motion.driving === true, flag.driving) +
    alert;
  const told = reportedAt === null ? 0 : Math.floor(Date.parse(reportedAt) / 1000);
  return [id, name, rounded(battery.percent), rounded(battery.rangeKm), flags, told || 0, Math.floor(staleAt / 1000)];
}

function rounded(value: number | null | undefined): number {
  return typeof value === "number" ? Math.round(value * 10) / 10 : -1;
}

/** Groups of a reading that the sidebar draws. */
const shown = [
  "reportedAt",
  "online",
  "battery",
  "fuel",
  "position",
  "motion",
  "locks",
  "openings",
  "climate",
  "odometerKm",
];

/** All that is known of one vehicle. */
export function vehicleCard(glance: Glance, vehicle: Vehicle, now: number): JsonObject {
  const { id, name, model } = vehicle;
  const { status, ...facts } = glance.facts(id);
  const reading = status && messageReading(status);
  const history = glance.history(id);
  return {
    ...{ id, name, model },
    ...facts,
    ...(reading && {
      status: Object.fromEntries(shown.flatMap((key) => (key in reading ? [[key, own(reading, key)]] : []))),
    }),
    ...(history && { history: { ...history, until: now } }),
  };
}
