import type { JsonObject } from "../../../base/json";
import type { Corners, Maybe, VehicleStatus } from "../../../vehicle/model";
import { coded, given, numberOf, type Read } from "../../../vehicle/values";

/**
 * Locks of doors and trunk (docs/protocol/ecarx-smart.md 5.1). Driver and passenger are sides of the driver, as the car names
 * them: not left and right.
 */
export function readLocks(safety: JsonObject): VehicleStatus["locks"] {
  const doors = given<Corners<Maybe<boolean>>>({
    driver: coded(safety.doorLockStatusDriver, 1, 0),
    passenger: coded(safety.doorLockStatusPassenger, 1, 0),
    driverRear: coded(safety.doorLockStatusDriverRear, 1, 0),
    passengerRear: coded(safety.doorLockStatusPassengerRear, 1, 0),
  });
  return given<VehicleStatus["locks"]>({
    locked: readLocked(doors, safety.centralLockingStatus),
    doors,
    trunk: readTrunkLock(safety.trunkLockStatus),
  });
}

/**
 * The four doors decide: on some cars the central locking status stays 0 while all are locked. Where they are told apart,
 * only "unlocked" of the central lock agrees with them; where they do not all tell, it is the next best.
 */
function readLocked(doors: Corners<Maybe<boolean>>, centralLockingStatus: unknown): Read<boolean> {
  const { driver, passenger, driverRear, passengerRear } = doors;
  if (driver === true && passenger === true && driverRear === true && passengerRear === true) return true;
  if (driver === false && passenger === false && driverRear === false && passengerRear === false) return false;
  const central = readCentralLock(centralLockingStatus);
  const openDoor = driver === false || passenger === false || driverRear === false || passengerRear === false;
  if (openDoor && central !== false) return null;
  return central;
}

/** 0 unlocked, 1 locked, 2 locked and secured. */
function readCentralLock(value: unknown): Read<boolean> {
  return numberOf(value) === 2 ? true : coded(value, 1, 0);
}

/** 1 locked, 0 unlocked, 2 open (seen on a #3). */
function readTrunkLock(value: unknown): Read<boolean> {
  return numberOf(value) === 2 ? false : coded(value, 1, 0);
}
