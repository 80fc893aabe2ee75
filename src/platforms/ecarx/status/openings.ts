import type { JsonObject } from "../../../base/json";
import type { Corners, Maybe, Opening, VehicleStatus } from "../../../vehicle/model";
import { coded, given, numberOf, ranged, type Read } from "../../../vehicle/values";

/**
 * Doors, windows, lids and roof (docs/protocol/ecarx-smart.md 5.1). Driver and passenger are sides of the driver, as the car
 * names them: not left and right.
 */
export function readOpenings(
  safety: JsonObject,
  climate: JsonObject,
  electric: JsonObject,
  older = false,
): VehicleStatus["openings"] {
  return given<VehicleStatus["openings"]>({
    doors: given<Corners<Maybe<boolean>>>({
      driver: coded(safety.doorOpenStatusDriver, 1, 0),
      passenger: coded(safety.doorOpenStatusPassenger, 1, 0),
      driverRear: coded(safety.doorOpenStatusDriverRear, 1, 0),
      passengerRear: coded(safety.doorOpenStatusPassengerRear, 1, 0),
    }),
    windows: given<Corners<Opening>>({
      driver: readWindow(climate.winStatusDriver, climate.winPosDriver),
      passenger: readWindow(climate.winStatusPassenger, climate.winPosPassenger),
      driverRear: readWindow(climate.winStatusDriverRear, climate.winPosDriverRear),
      passengerRear: readWindow(climate.winStatusPassengerRear, climate.winPosPassengerRear),
    }),
    trunk: coded(safety.trunkOpenStatus, 1, 0),
    hood: coded(safety.engineHoodOpenStatus, 1, 0),
    chargeLid: coded(electric.chargeLidDcAcStatus, 1, 2),
    sunroof: older
      ? readOlderRoof(climate.sunroofOpenStatus, climate.sunroofPos)
      : readRoof(climate.sunroofOpenStatus, climate.sunroofPos),
    curtain: readRoof(climate.curtainOpenStatus, climate.curtainPos),
  });
}

/** Position of something that is not fitted. */
const notFitted = 101;

/** 0 closed to 100 open. A window without a position (101) is still a window. */
function readOpenPercent(value: unknown): Read<number> {
  return numberOf(value) === notFitted ? undefined : ranged(value, 0, 100);
}

/** Windows: 1 open, 2 closed. */
function readWindow(status: unknown, position: unknown): Opening | undefined {
  if (status === undefined && position === undefined) return undefined;
  return given<Opening>({ open: coded(status, 1, 2), percent: readOpenPercent(position) });
}

/** Sunroof and roof blind: the other way round, 1 closed, 2 open. Not fitted cars say 1 and 101. */
function readRoof(status: unknown, position: unknown): Opening | undefined {
  if ((status === undefined && position === undefined) || numberOf(position) === notFitted) return undefined;
  return given<Opening>({ open: coded(status, 2, 1), percent: readOpenPercent(position) });
}

/**
 * The sunroof of the older tree: 1 closed, any other code open, since clients disagree on which one (0 or 2,
 * docs/protocol/lynkco-geely.md 7.2). A position decides where one is told.
 */
function readOlderRoof(status: unknown, position: unknown): Opening | undefined {
  if ((status === undefined && position === undefined) || numberOf(position) === notFitted) return undefined;
  const percent = readOpenPercent(position);
  const code = numberOf(status);
  const told = typeof code === "number" ? code !== 1 : code;
  return given<Opening>({ open: typeof percent === "number" ? percent > 0 : told, percent });
}
