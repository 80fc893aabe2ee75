/**
 * Lynk & Co's cloud in Europe: its hosts, and what its app is called there. Public identifiers, no secrets
 * (docs/protocol/brands.md 1.1; lynkco-geely.md 5.0, 5.2).
 */
export const signInOrigin = "https://login.lynkco.com";
export const gatewayOrigin = "https://agw.mobile-app.lynkco.biz";

const tenant = "/lynkcoprod.onmicrosoft.com/b2c_1a_signin_mfa/oauth2/v2.0";
export const authorizePath = `${tenant}/authorize`;
export const tokenPath = `${tenant}/token`;

export const appClientId = "c3e13a0c-8ba7-4ea5-9a21-ecd75830b9e9";
export const redirectUri = "msauth://prod.lynkco.app.crisp.prod/2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D";
export const scope = [
  "https://lynkcoprod.onmicrosoft.com/mobile-app-web-api/mobile.read",
  "https://lynkcoprod.onmicrosoft.com/mobile-app-web-api/mobile.write",
  "profile",
  "offline_access",
].join(" ");

const app = "/mobile-app";
export const vehiclesBase = `${app}/love/v1`;
export const commandsBase = `${app}/love-remote-command/v1`;
export const validatePath = `${app}/iamservice/v1/validate-session`;

/** Below these the signature covers what follows the base; elsewhere the whole path. */
export const signedBases: readonly string[] = [
  vehiclesBase,
  commandsBase,
  `${app}/car-guide/v1/api/v1`,
  `${app}/car-sharing/v1`,
];

/** As the client B12 sends them, which is in use; also on GET. */
export const appHeaders: Readonly<Record<string, string>> = {
  accept: "application/json",
  "content-type": "application/json",
  "user-agent": "Android",
  "api-version": "1",
  "x-app-name": "Lynk&Co",
  "x-app-version": "2.55.0",
  "x-app-build-number": "8284",
  "x-device-os-version": "14",
  "x-device-model": "Pixel 8",
  "x-device-language": "en",
};

/** The seven calls that make a reading, one part each, by their names in the address (docs/protocol/brands.md 1.1). */
export const lynkcoParts = [
  "vehicle_data",
  "vehicle_metadata",
  "charge_state",
  "climate_state",
  "doors_windows_state",
  "location_state",
  "fuel_state",
] as const;

export type LynkcoPart = (typeof lynkcoParts)[number];

export function isPart(value: unknown): value is LynkcoPart {
  return lynkcoParts.includes(value as LynkcoPart);
}

const models: Readonly<Record<string, string>> = {
  CX11_A1: "Lynk & Co 01",
  CX11_A3: "Lynk & Co 01",
  E335: "Lynk & Co 02",
  DX11: "Lynk & Co 08",
};

/** What people call a model; one that is not known keeps its code. */
export function modelName(code: string | undefined): string {
  if (code === undefined) return "Lynk & Co";
  return (Object.hasOwn(models, code) ? models[code] : undefined) ?? `Lynk & Co ${code.slice(0, 20)}`;
}
