import { electric } from "./report-electric";
import { climate } from "./report-climate";
import { maintenance, running, safety } from "./report-body";
import { flagText, fixed, whole } from "./report-text";
import type { CarModel, CarState } from "./state";

/**
 * A report in the recorded shape of a status answer's `vehicleStatus` (docs/protocol/ecarx-smart.md 5.1): every leaf is text
 * except two booleans of the climate and the nulls of temStatus. Members that never changed in any recording keep their value.
 */
export function renderStatus(model: CarModel, state: CarState, at: number): object {
  return {
    basicVehicleStatus: basic(state),
    notification: {
      notifForEmgyCallStatus: "0",
      reason: "1",
      time: "1695293326",
      parameters: `{"key":"New VIN number","stringVal":"${model.vin}"},{"key":"Previous VIN number","stringVal":"null"}`,
    },
    eg: { enableRunning: "false", blocked: { status: "0" }, panicStatus: "false" },
    parkTime: { status: whole(state.parkedSince) },
    configuration: { propulsionType: "4", fuelType: "4", vin: model.vin },
    updateTime: whole(at),
    additionalVehicleStatus: {
      maintenanceStatus: maintenance(state),
      electricVehicleStatus: electric(model, state),
      chargeHvSts: "1",
      // Recorded parked only; what it says while driving is not known.
      drivingBehaviourStatus: { gearAutoStatus: "0" },
      runningStatus: running(state),
      trailerStatus: {
        trailerTurningLampSts: "0",
        trailerFogLampSts: "0",
        trailerBreakLampSts: "0",
        trailerReversingLampSts: "0",
        trailerPosLampSts: "0",
      },
      climateStatus: climate(model, state),
      drivingSafetyStatus: safety(state),
      pollutionStatus: {
        interiorPM25: "1",
        interiorSecondPM25Level: "0",
        interiorPM25Level: "0",
        relHumSts: "80",
        exteriorPM25Level: "0",
      },
    },
    temStatus: telematics,
  };
}

function basic(state: CarState): object {
  const { position } = state;
  const driving = state.trip !== null;
  // Milliarcseconds. With location switched off the coordinates are empty text, as recorded.
  const coordinate = (degrees: number | undefined): string => (degrees === undefined ? "" : whole(degrees * 3_600_000));
  return {
    // "1" in parked recordings, "2" in one of DC charging; its meaning is not proven.
    usageMode: driving || (state.charging && state.plug === "dc") ? "2" : "1",
    engineStatus: driving ? "engine_running" : "engine_off",
    position: {
      altitude: position ? whole(position.altitudeM) : "",
      posCanBeTrusted: position ? "true" : "",
      latitude: coordinate(position?.latitude),
      carLocatorStatUploadEn: flagText(position !== null),
      marsCoordinates: position ? "false" : "",
      longitude: coordinate(position?.longitude),
    },
    carMode: "0",
    speed: fixed(state.speedKmh, 1),
    speedValidity: flagText(driving),
    direction: whole(state.headingDeg),
  };
}

const telematics = {
  swVersion: null,
  serialNumber: null,
  powerSource: null,
  networkAccessStatus: { mobileNetwork: null, simInfo: { iccId: null, imsi: null, msisdn: null } },
  mcuVersion: null,
  mpuVersion: null,
  backupBattery: { stateOfCharge: null, stateOfHealth: null, voltage: null },
  hwVersion: null,
  powerMode: null,
  healthStatus: null,
  sleepCycleNextWakeupTime: null,
  imei: null,
  state: null,
  connectivityStatus: null,
};
