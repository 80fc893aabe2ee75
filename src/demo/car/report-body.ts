import { digit, fixed, flagText, whole } from "./report-text";
import type { CarState, Corner } from "./state";

/** Gauge pressure in the car's own steps of 1.373 kPa, warmer = higher. */
function pressure(state: CarState, steps: number): string {
  return fixed(Math.round(steps + (state.outsideC + state.tyreWarmthC - 10) * 0.6) * 1.373, 3);
}

export function maintenance(state: CarState): object {
  const tyre = fixed(Math.round(state.outsideC + state.tyreWarmthC), 3);
  const awake = state.trip !== null || state.charging;
  const service = Math.max(0, 30_000 - (state.odometerKm % 30_000));
  return {
    tyreTempWarningPassengerRear: "0",
    daysToService: "321",
    engineHrsToService: "500",
    odometer: fixed(state.odometerKm, 3),
    brakeFluidLevelStatus: "3",
    tyreTempDriverRear: tyre,
    tyreTempWarningPassenger: "0",
    tyreTempWarningDriverRear: "0",
    mainBatteryStatus: {
      stateOfCharge: "1",
      chargeLevel: fixed(state.starterPercent, 1),
      energyLevel: "0",
      stateOfHealth: "0",
      powerLevel: "0",
      voltage: fixed(awake ? 14.2 : 12.4, 3),
    },
    tyreTempDriver: tyre,
    tyreTempPassengerRear: tyre,
    tyrePreWarningDriver: "0",
    distanceToService: whole(service),
    tyrePreWarningPassengerRear: "0",
    tyreTempWarningDriver: "0",
    tyreStatusPassengerRear: pressure(state, 173),
    tyreStatusPassenger: pressure(state, 178),
    tyreStatusDriverRear: pressure(state, 175),
    serviceWarningStatus: "0",
    tyreStatusDriver: pressure(state, 176),
    tyreTempPassenger: tyre,
    tyrePreWarningDriverRear: "0",
    tyrePreWarningPassenger: "0",
    washerFluidLevelStatus: "1",
  };
}

const lamps = [
  ...["ahbc", "goodbye", "homeSafe", "cornrgLi", "frntFog", "stopLi", "approach", "hiBeam", "loBeam", "posLiRe"],
  ...["ltgShow", "welcome", "drl", "ahl", "trunIndrLe", "trunIndrRi", "afs", "dbl", "posLiFrnt", "reverseLi"],
  ...["hwl", "reFog", "flash", "allwl"],
] as const;

export function running(state: CarState): object {
  return {
    ...Object.fromEntries(lamps.map((lamp) => [lamp, digit(lamp === "drl" && state.trip !== null)])),
    tripMeter1: fixed(state.tripA, 1),
    tripMeter2: fixed(state.tripB, 1),
    engineCoolantLevelStatus: "3",
    avgSpeed: "22",
  };
}

export function safety(state: CarState): object {
  const open = (corner: Corner): string => digit(state.doors[corner]);
  const locked = digit(state.locked);
  const driving = state.trip !== null;
  return {
    doorLockStatusDriverRear: locked,
    srsCrashStatus: "0",
    doorOpenStatusPassengerRear: open("passengerRear"),
    doorPosPassengerRear: "0",
    doorOpenStatusDriver: open("driver"),
    seatBeltStatusPassenger: "false",
    doorPosDriver: "0",
    seatBeltStatusThPassengerRear: "false",
    electricParkBrakeStatus: digit(!driving),
    doorLockStatusDriver: locked,
    seatBeltStatusThDriverRear: "false",
    tankFlapStatus: "2",
    seatBeltStatusPassengerRear: "false",
    doorOpenStatusPassenger: open("passenger"),
    doorPosPassenger: "0",
    vehicleAlarm: { alrmTrgSrc: "0" },
    doorPosDriverRear: "0",
    // 2 = locked and secured, recorded together with all doors locked.
    centralLockingStatus: state.locked ? "2" : "0",
    seatBeltStatusDriver: flagText(driving),
    doorLockStatusPassenger: locked,
    seatBeltStatusMidRear: "false",
    trunkLockStatus: digit(state.trunkLocked),
    seatBeltStatusDriverRear: "false",
    engineHoodOpenStatus: digit(state.hoodOpen),
    doorOpenStatusDriverRear: open("driverRear"),
    doorLockStatusPassengerRear: locked,
    trunkOpenStatus: digit(state.trunkOpen),
  };
}
