/** Fixed points of the gateway of Lynk & Co's app 4.x in China (docs/protocol/lynkco-geely.md 3.2 and 4.4, brands.md 1.2). */

/** Sessions and lists. */
export const coreOrigin = "https://gric-api.geely.com";
/** Cars of Geely and Lynk & Co; the list names the host of each. */
export const usualCarOrigin = "https://gric-hf-api.geely.com";
/** Hosts that lists of this gateway have been seen to name. */
export const carOrigins: readonly string[] = [
  usualCarOrigin,
  "https://gric-zhf-api.geely.com",
  "https://gric-z-api.geely.com",
  coreOrigin,
];

export const refreshPath = "/ms-midground-user/api/v1.0/user/auth/refresh/token";
export const listPath = "/ms-vehicle-core/api/v1.0/vehicle/favorite-vehicles";
export const statusPath = "/ms-vehicle-status/api/v2.0/vehicle/status/latest";

/** Sent with every request and signed with it; brand, series and identifier of a vehicle only where one is asked about. */
export const appHeaders: Readonly<Record<string, string>> = {
  "accept-language": "zh_CN",
  "x-api-signature-version": "2.1",
  "x-app-id": "GEELYCNCH001M0001",
  "x-app-version": "4.2.8",
  "x-device-brand": "google",
  "x-device-model": "Pixel 8",
  "x-device-os-version": "14",
  "x-platform": "Android",
  "x-sales-platform": "LYNKCO",
  "x-tenant-id": "LYNKCO",
  "x-tsp-platform": "2",
};

export const vehicleBrand = "LYNKCO";
