import type { Credentials } from "../../platforms/platform";
import type { Market } from "./apps";

/** Invented people of the demo. The domain is reserved for examples; no mail ever reaches it. */
export interface Person {
  username: string;
  password: string;
  userId: string;
  market: Market;
  /** VINs of the person's cars. */
  cars: readonly string[];
}

export const demoSignIn = { username: "demo@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the international half, with one car. */
export const intlSignIn = { username: "intl@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the European half with one car, the first one's #1: many owners have no other. */
export const oneCarSignIn = { username: "one@vehicle-cloud.example", password: "demo-2026" } as const;

/** An account of the smart half that holds no car: what a new owner sees before the car is added in the app. */
export const accountWithoutVehicles: Credentials = { username: "empty@vehicle-cloud.example", password: "demo-2026" };

export function demoPeople(cars: Record<Market, readonly string[]>): Person[] {
  return [
    { ...demoSignIn, userId: "700101", market: "eu", cars: cars.eu },
    {
      username: String(accountWithoutVehicles.username),
      password: demoSignIn.password,
      userId: "700102",
      market: "eu",
      cars: [],
    },
    { ...intlSignIn, userId: "700103", market: "intl", cars: cars.intl },
    { ...oneCarSignIn, userId: "700104", market: "eu", cars: cars.eu.slice(0, 1) },
  ];
}

/** name+anything@…: a further account that the same cars are shared to, so that two clients need not share a session. */
export function guestOf(
  owners: readonly Person[],
  username: string,
  password: string,
  userId: string,
): Person | undefined {
  const plain = username.replace(/\+[^@]+/, "");
  const owner = owners.find((one) => one.username === plain && one.cars.length > 0);
  if (!owner || plain === username || password !== owner.password) return undefined;
  return { ...owner, username, userId };
}
