import type { Credentials } from "../../../platforms/platform";
import type { DemoBrand } from "../brand";

/** Invented people of the demo. The domain is reserved for examples; no mail ever reaches it. */

export const demoSignIn = { username: "demo@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the international half, with one car. */
export const intlSignIn = { username: "intl@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the European half with one car, the first one's #1: many owners have no other. */
export const oneCarSignIn = { username: "one@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the smart half that holds no car: what a new owner sees before the car is added in the app. */
export const accountWithoutVehicles: Credentials = { username: "empty@vehicle-cloud.example", password: "demo-2026" };

export const euPeople: DemoBrand["people"] = (cars) => [
  { ...demoSignIn, userId: "700101", cars },
  { username: String(accountWithoutVehicles.username), password: demoSignIn.password, userId: "700102", cars: [] },
  { ...oneCarSignIn, userId: "700104", cars: cars.slice(0, 1) },
];

export const intlPeople: DemoBrand["people"] = (cars) => [{ ...intlSignIn, userId: "700103", cars }];
