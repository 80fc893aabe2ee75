import { unverifiedKinds } from "../../../vehicle/unverified-kinds";
import type { Operation } from "../catalogue/operation";

/** Operations that a profile may lack. */
export const operationNames = [
  // Missing: the vehicles are those of the account's table.
  "list",
  // Binds the account to one of its vehicles. Missing: this cloud selects none.
  "select",
  // The session for what the sign-in gave, `{proof}`. Missing: the sign-in gives the session.
  "exchange",
  // For the session's `{refreshToken}` and `{clientId}`.
  "renew",
  "signOut",
  // Measured values of a car that charges on DC (5.10).
  "measured",
  "chargeTarget",
  "stateFlags",
  "capabilities",
  // `{from}`, `{to}`, `{page}` from 1, `{pageSize}`.
  "trips",
  // The user lets this account read the trips; the cloud replaces the API token over it (5.8).
  "tripGrant",
  // `{from}`, `{to}`, `{page}` from 0, `{pageSize}`.
  "tripTrack",
  "chargingSchedule",
  "reservations",
  // At `abilities.origin`, `{modelCode}`.
  "abilities",
  // Data left on the SIM card `{iccid}`.
  "simData",
  // At `firmware.origin`.
  "firmware",
  // Beside `ranking`, which is one of the unverified: `{latitude}` and `{longitude}` of who asks; by what they rank.
  "rankingFuel",
  "rankingEnergy",
  // To the telematics unit.
  "command",
  "chargeSet",
  "tripRecording",
  "destination",
  ...unverifiedKinds,
] as const;

/**
 * What a brand's cloud can be asked and told. One that is missing is not offered. Vehicle calls know `{vin}` and `{userId}`,
 * and `{token}`, the API token.
 */
export type Operations = Readonly<Partial<Record<(typeof operationNames)[number], Operation>>> & {
  readonly status: Operation;
};
