import { fixed, flagText, whole } from "./report-text";
import type { CarModel, CarState, Corner } from "./state";

/** Not fitted. */
const absent = "101";

/** `climateStatus`: windows tell 1 open, 2 closed, but blind and sunroof 1 closed, 2 open (docs/protocol/ecarx-smart.md 5.1). */
export function climate(model: CarModel, state: CarState): object {
  const window = (corner: Corner): string => (state.windows[corner] > 0 ? "1" : "2");
  const position = (corner: Corner): string => whole(state.windows[corner]);
  const { seatHeating: heat, seatVentilation: vent } = state;
  return {
    drvHeatSts: whole(heat.driver),
    winPosDriver: position("driver"),
    rrVentDetail: "0",
    rlVentSts: whole(vent.rearLeft),
    passVentSts: whole(vent.passenger),
    interiorTemp: fixed(state.insideC, 3),
    passVentDetail: "0",
    sunroofPos: absent,
    cdsClimateActive: "false",
    sunroofOpenStatus: "1",
    rrHeatingDetail: "0",
    winStatusPassenger: window("passenger"),
    fragActive: false,
    winStatusDriver: window("driver"),
    drvVentSts: whole(vent.driver),
    winStatusPassengerRear: window("passengerRear"),
    sunCurtainRearOpenStatus: "1",
    preClimateActive: state.climateOn,
    rlHeatingDetail: "0",
    winPosPassengerRear: position("passengerRear"),
    curtainPos: model.hasBlind ? whole(state.blindPercent) : absent,
    rlVentDetail: "0",
    curtainOpenStatus: model.hasBlind && state.blindPercent > 0 ? "2" : "1",
    climateOverHeatProActive: "false",
    rrVentSts: whole(vent.rearRight),
    rrHeatingSts: whole(heat.rearRight),
    winPosPassenger: position("passenger"),
    // 1 heating, 2 off, 0 not fitted.
    steerWhlHeatingSts: model.hasWheelHeating ? (state.wheelHeating ? "1" : "2") : "0",
    drvVentDetail: "0",
    winPosDriverRear: position("driverRear"),
    exteriorTemp: fixed(state.outsideC, 3),
    rlHeatingSts: whole(heat.rearLeft),
    winStatusDriverRear: window("driverRear"),
    defrost: flagText(state.defrost),
    drvHeatDetail: "2",
    passHeatingDetail: "2",
    airBlowerActive: flagText(state.climateOn),
    sunCurtainRearPos: absent,
    passHeatingSts: whole(heat.passenger),
  };
}
