import type { ErrorCode, VehicleCloudError } from "../base/errors";

/** The way to the cloud is bad; which of these it is changes from one try to the next and is no news. */
const weather = new Set<ErrorCode>(["CLOUD_UNAVAILABLE", "CLOUD_ANSWER_INVALID", "TIMEOUT", "RATE_LIMITED"]);

/** Whether a failure is worth telling after `told`: each trouble is told once, until it is over. */
export function isNews(error: VehicleCloudError, told: VehicleCloudError | undefined): boolean {
  if (!told) return true;
  return told.code !== error.code && !(weather.has(told.code) && weather.has(error.code));
}
