import type { DemoCar } from "../car/car";
import { measuredDc } from "../car/report-electric";
import type { DemoBrand } from "./brand";
import { refused, type Refused } from "./envelope";

/** `data` of the status answer: the car's last report, whatever has happened since (docs/protocol/ecarx-smart.md 5.1). */
export function statusData({ envelope, report, statusBeside }: DemoBrand, car: DemoCar, sessionId: string): object {
  const { at, state } = car.report;
  const vehicleStatus = report(car.model, state, at);
  if (statusBeside) return { ...statusBeside(car.model.vin, sessionId), vehicleStatus };
  if (envelope === "flat") return vehicleStatus;
  return {
    result: {
      serviceResult: { error: null, operationResult: 1 },
      sessionId: `PS${sessionId.slice(0, 30).toUpperCase()}`,
    },
    vehicleStatus,
  };
}

/** Charge target: tenths of a percent (5.2). */
export function targetData(car: DemoCar): object {
  const { targetSetAt, targetPercent } = car.state;
  return { socTime: String(Math.round(targetSetAt)), soc: String(Math.round(targetPercent * 10)) };
}

/** State flags: real numbers mostly, the next wake-up as text (5.3); what no simulated car has stays 0. */
export function stateFlags(car: DemoCar): object {
  const { at, state } = car.report;
  const driving = state.trip !== null;
  return {
    journalLogState: Number(car.state.tripRecording),
    positionUploadState: Number(state.position !== null),
    carLocatorActive: Number(state.position !== null),
    engineState: Number(driving),
    powerMode: driving ? "2" : state.climateOn ? "1" : "0",
    nextWakeupTime: String(Math.round(at + 3 * 86_400_000)),
    valetModeState: 0,
    campingModeActive: 0,
    driftModeActive: 0,
    washCarModeActive: 0,
    chatVideoMainActive: 0,
    parkComfortState: 1,
    privacyMode: 0,
    pulseHeatActive: 0,
    overheatState: 0,
    btActive: 0,
    btTempActive: 0,
    svtState: 0,
    pncStatus: 0,
    vstdState: 0,
    vin: car.model.vin,
  };
}

/** Only some cars have measured charging values. */
export function measured(car: DemoCar): object | Refused {
  if (!car.model.measuresDc) return refused("1405", "the car does not measure");
  return measuredDc(car.model, car.report.state);
}

/** Past reservations of the car's own menu; nobody has made one. */
export const reservations = {
  pagination: { pageIndex: 1, start: 1, pageSize: 20, totleSize: 0, direction: "desc" },
  serviceResult: { error: null, operationResult: 1 },
  list: null,
};

/** What `bizType` asks for (5.7); of the other types, undefined, no answer is known. */
export function planOf(car: DemoCar, bizType: string | null): object | undefined {
  if (bizType === "6") return chargePlan(car);
  return bizType === "4" ? parkingComfort : undefined;
}

/** Nobody has planned a trip. The names and the text as flag are a sister brand's; how nothing reads is ours. */
const parkingComfort = { scheduleList: [], startTime: "", endTime: "", scheduledTime: "", btTempActive: "false" };

/** Charging plan: `bcCycleActive` is there only while the plan is on. */
function chargePlan(car: DemoCar): object {
  const { schedule } = car.state;
  return {
    rbcStartTime: schedule?.start ?? "",
    rbcEndTime: schedule?.end ?? "",
    ...(schedule?.active ? { bcCycleActive: "true" } : {}),
    rbcTarget: "2",
    rbcModel: "",
  };
}
