import { wgs84ToGcj02 } from "../../../vehicle/gcj02";
import { corners, type CarModel, type CarState, type Corner, type Place } from "../../car/state";

/** What an average of the demo's combustion cars takes; their range is worked out with it. */
const litresPer100Km = 9;

const capital = { driver: "Driver", passenger: "Passenger", driverRear: "DriverRear", passengerRear: "PassengerRear" };

/**
 * A report in the older form: numbers and booleans, words in capitals, no configuration group, and a traction battery that
 * reads 0 throughout (docs/protocol/lynkco-geely.md 7). `socPercent` is how full the tank is. Members that no command and no
 * trip changes keep the value of the one recorded report.
 */
export function renderOlderStatus(model: CarModel, state: CarState, at: number): object {
  const driving = state.trip !== null;
  const running = driving || state.engineOnSince !== undefined;
  const position = placeOf(state);
  return {
    basicVehicleStatus: {
      keyStatus: driving ? "KEY_INSERTED" : "NO_KEY_INSERTED",
      engineBlockedStatus: "UNBLOCKED",
      usageMode: 1,
      engineStatus: running ? "ENGINE_RUNNING" : "ENGINE_OFF",
      ...(position ? { position, extPosition: { ...position, sysTimestamp: at } } : {}),
      extSpeed: { sysTimestamp: at, speed: tenth(state.speedKmh) },
      distanceToEmpty: Math.round((litresIn(model, state) / litresPer100Km) * 100),
      speed: tenth(state.speedKmh),
      direction: Math.round(state.headingDeg),
    },
    updateTime: at,
    additionalVehicleStatus: {
      maintenanceStatus: maintenance(state, running),
      extEcuWarningMessages: [],
      electricVehicleStatus: noTraction,
      signals: [],
      drivingBehaviourStatus: {
        cruiseControlStatus: 0,
        brakePedalDepressed: false,
        transimissionGearPostion: 240,
        engineSpeed: driving ? 1900 : running ? 820 : 0,
      },
      ecuWarningMessages: [],
      runningStatus: {
        fuelLevelStatus: Math.min(8, Math.round(state.socPercent / 12.5)),
        aveFuelConsumptionInLatestDrivingCycle: 95,
        engineOilPressureWarning: 0,
        fuelLevel: tenth(litresIn(model, state)),
        bulbStatus: 0,
        engineCoolantTemperature: running ? 88 : Math.round(state.outsideC + state.tyreWarmthC * 4),
        engineCoolantLevelStatus: 0,
        engineOilLevelStatus: 0,
        tripMeter1: tenth(state.tripA),
        tripMeter2: tenth(state.tripB),
        aveFuelConsumption: litresPer100Km,
        avgSpeed: 37,
      },
      climateStatus: {
        // 0 on the recorded car, which has no such sensor.
        interiorTemp: 0,
        ...cornersAs("winStatus", (corner) => (state.windows[corner] > 0 ? 1 : 2)),
        sunroofOpenStatus: 1,
        ventilateStatus: 0,
        preClimateActive: state.climateOn,
        exteriorTemp: Math.round(state.outsideC),
      },
      drivingSafetyStatus: safety(state),
      pollutionStatus: { interiorPM25: 65535, exteriorPM25: 65535 },
    },
  };
}

function placeOf({ position, shifted }: CarState): object | undefined {
  if (!position) return undefined;
  const { latitude, longitude }: Pick<Place, "latitude" | "longitude"> = shifted ? wgs84ToGcj02(position) : position;
  return {
    altitude: Math.round(position.altitudeM),
    latitude: Math.round(latitude * 3_600_000),
    // False on a car that stood where it said.
    posCanBeTrusted: false,
    carLocatorStatUploadEn: true,
    marsCoordinates: shifted === true,
    longitude: Math.round(longitude * 3_600_000),
  };
}

function litresIn({ tankLitres = 0 }: CarModel, { socPercent }: CarState): number {
  return (tankLitres * socPercent) / 100;
}

function maintenance(state: CarState, running: boolean): object {
  const warm = (state.outsideC + state.tyreWarmthC - 20) * 0.8;
  const kilopascals: Record<Corner, number> = { driver: 236, passenger: 235, driverRear: 231, passengerRear: 232 };
  return {
    engineHrsToService: 379,
    daysToService: 278,
    odometer: Math.round(state.odometerKm),
    brakeFluidLevelStatus: 0,
    mainBatteryStatus: { stateOfCharge: 1, chargeLevel: 0, stateOfHealth: 0, voltage: running ? 14.1 : 12.3 },
    ...cornersAs("tyrePreWarning", () => 0),
    ...cornersAs("tyreStatus", (corner) => Math.round(kilopascals[corner] + warm)),
    distanceToService: Math.max(0, 10_000 - Math.round(state.odometerKm % 10_000)),
    serviceWarningTrigger: 0,
    serviceWarningStatus: 0,
    washerFluidLevelStatus: 0,
  };
}

const noTraction = {
  emsCBRemainingLife: 0,
  chargerState: 0,
  chargeLevel: 0,
  statusOfChargerConnection: 0,
  ems48vPackTemp1: 0,
  distanceToEmptyOnBatteryOnly: 0,
  emsRBSModeDisplay: 0,
  emsOVPActive: 0,
  ems48vPackTemp2: 0,
  timeToFullyCharged: 0,
} as const;

function safety(state: CarState): object {
  const driving = state.trip !== null;
  return {
    ...cornersAs("doorLockStatus", () => Number(state.locked)),
    ...cornersAs("doorOpenStatus", (corner) => Number(state.doors[corner])),
    ...cornersAs("seatBeltStatus", (corner) => driving && corner === "driver"),
    // 0 on a car whose doors were all locked.
    centralLockingStatus: 0,
    srsStatus: "SRS_NOT_DEPLOYED",
    trunkLockStatus: Number(state.trunkLocked),
    electricParkBrakeStatus: 0,
    engineHoodOpenStatus: Number(state.hoodOpen),
    handBrakeStatus: Number(!driving),
    vehicleAlarm: 6,
    trunkOpenStatus: Number(state.trunkOpen),
  };
}

function cornersAs<T>(name: string, value: (corner: Corner) => T): Record<string, T> {
  return Object.fromEntries(corners.map((corner) => [`${name}${capital[corner]}`, value(corner)]));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
