import type { Plan } from "./routine";
import type { CarModel, CarState } from "./state";

/** A car of the demo: what it is, how it stands when the demo starts, and what its people do with it. */
export interface FleetCar {
  model: CarModel;
  state: (now: number) => CarState;
  plan: Plan;
}
