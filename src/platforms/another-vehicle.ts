import { cloudError, type VehicleCloudError } from "../base/errors";

/** An answer about a vehicle that was not asked for. What is known of this one stays, and no command is confirmed by it. */
export function anotherVehicle(host: string): VehicleCloudError {
  return cloudError(
    "CLOUD_ANSWER_INVALID",
    `${host} answered about another vehicle than the one that was asked for; the answer was left out. Ask again later; check the account's base URLs if it happens again.`,
    { host, retryable: false },
  );
}

/** A success that tells nothing: the last reading serves, as where the cloud says that it has no data (8153, 15400). */
export function nothingTold(): VehicleCloudError {
  return cloudError(
    "VEHICLE_OFFLINE",
    "The cloud answered with success but without any value of this vehicle. It has no data of it just now; it is asked again later.",
    { retryable: true, lastReadingServes: true },
  );
}
