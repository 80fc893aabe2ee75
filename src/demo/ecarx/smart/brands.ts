import { renderStatus } from "../../car/report";
import type { DemoBrand } from "../brand";
import { listRow } from "../vehicle-list";
import { smartApps } from "./apps";
import { smartCatalogue } from "./catalogue";
import { fleet, intlFleet } from "./fleet";
import { gateway } from "./iam";
import { identity } from "./identity";
import { accountWithoutVehicles, demoSignIn, euPeople, intlPeople, intlSignIn, oneCarSignIn } from "./persons";
import { pictures } from "./pictures";
import { ability, firmware } from "./side-services";

const day = 86_400_000;

/** A #5 lives on the second host (docs/protocol/ecarx-smart.md 4.3). */
const hosts = { usual: "api.ecloudeu.com", bySeries: { HY: "apiv2.ecloudeu.com" } } as const;

const routes: DemoBrand["routes"] = {
  "POST /auth/account/session/secure": "exchange",
  "PUT /auth/account/session/secure": "renew",
  "DELETE /auth/account/session/secure": "signOut",
  "GET /device-platform/user/vehicle/secure": "list",
  "POST /device-platform/user/session/update": "select",
  "GET /remote-control/vehicle/status/:vin": "status",
  "GET /remote-control/vehicle/status/soc/:vin": "chargeTarget",
  "GET /remote-control/vehicle/status/state/:vin": "stateFlags",
  "GET /remote-control/charging/reservation/:vin": "reservations",
  "GET /charge-server/ecarx_charge_set/:vin": "readCharge",
  "POST /charge-server/ecarx_charge_set/:vin": "setCharge",
  "GET /geelyTCAccess/tcservices/vehicle/status/qrvs/:vin": "measured",
  "GET /geelyTCAccess/tcservices/capability/:vin": "capabilities",
  "POST /remote-control/user/authorization/insert": "tripGrant",
  "GET /geelyTCAccess/tcservices/vehicle/status/journalLogV4/:vin": "trips",
  "GET /vehicle-history-service/journal-service/vehicle/status/history/:vin": "tripTrack",
  "GET /geelyTCAccess/tcservices/vehicle/geofence/all/:vin": "geofences",
  "GET /remote-control/schedule/:vin": "climateSchedule",
  "GET /remote-control/vehicle/status/history/diagnostic/:vin": "diagnosticHistory",
  "GET /geelyTCAccess/tcservices/vehicle/status/getTotalDistanceByLabel/:vin": "totalDistance",
  "PUT /remote-control/vehicle/status/journalLog/:vin": "setRecording",
  "POST /geelyTCAccess/tcservices/ihu/send/to/car": "destination",
  "PUT /remote-control/vehicle/telematics/:vin": "command",
};

const shared = {
  hosts,
  routes,
  catalogue: smartCatalogue,
  selects: true,
  envelope: "enveloped",
  report: renderStatus,
  listRow,
} as const;

/** smart in Europe: sign-in with Gigya, three cars. */
export const smartEuBrand: DemoBrand = {
  ...shared,
  platform: "smart-eu",
  app: smartApps.eu,
  exchange: {
    identityType: "smart",
    takes: "accessToken",
    signInToken: (minter) => ({
      token: `st2.s.${minter.text("oauth")}.${minter.hex("oauth", 12)}`,
      lifetimeMs: 7 * day,
    }),
  },
  tripAddresses: false,
  fleet,
  people: euPeople,
  services: (world) => [identity(world), firmware(world), ability(world), pictures],
  credentials: { "smart-eu": demoSignIn, "demo-car": demoSignIn },
  otherAccounts: {
    oneCar: { platform: "smart-eu", credentials: { ...oneCarSignIn } },
    noCars: { platform: "smart-eu", credentials: { ...accountWithoutVehicles } },
  },
  named: false,
};

/** smart in the international markets: sign-in and abilities behind a gateway, one car. */
export const smartIntlBrand: DemoBrand = {
  ...shared,
  platform: "smart-intl",
  app: smartApps.intl,
  // Abroad 8153 is recorded (5.10). What Europe answers nobody has seen.
  refuses: { diagnosticHistory: "8153", totalDistance: "8153" },
  exchange: {
    identityType: "smart-israel",
    takes: "authCode",
    // Ours: that the other host refuses the exchange is not known.
    host: hosts.bySeries.HY,
    signInToken: (minter) => ({ token: `iam.${minter.text("iam")}`, lifetimeMs: day }),
  },
  tripAddresses: true,
  fleet: intlFleet,
  people: intlPeople,
  services: (world) => [gateway(world)],
  credentials: { "smart-intl": intlSignIn },
  named: true,
};

export const smartBrands: readonly DemoBrand[] = [smartEuBrand, smartIntlBrand];
