import { createHash } from "node:crypto";
import type { JsonObject } from "../../../../src/base/json";
import { renderStatus } from "../../../../src/demo/car/report";
import { parkedAt } from "../../../../src/demo/car/state";
import type { DemoBrand } from "../../../../src/demo/ecarx/brand";

/**
 * A brand that nobody makes, unlike all others: its profile is this one object. Another list path, nothing signed, flat
 * answers, no vehicle selected, positions in degrees, the older form of commands, and a sign-in by a form.
 */
export const aurora: JsonObject = {
  title: "Aurora",
  models: { AU1: "Aurora One", AU2: "Aurora Two" },
  signIn: {
    kind: "form",
    origin: "https://id.aurora.example",
    operation: {
      endpoint: "gid.auth-center-login",
      body: { username: "{username}", password: "{password}" },
    },
    passwordAs: "md5",
    appName: "Aurora Drive",
  },
  session: { origin: "https://cars.aurora.example" },
  operations: {
    list: "iov.user-vehicles",
    status: { endpoint: "iov.vehicle-status-query", query: { vin: "{vin}" } },
    command: "iov.tc-diagnostics-command",
  },
  vehicleHosts: {
    usual: "https://cars.aurora.example",
    bySeries: { AU2: "https://cars2.aurora.example" },
  },
  headers: { accept: "application/json" },
  vehicleHeaders: {},
  signing: { scheme: "none" },
  envelope: "flat",
  reading: { positionUnit: "degrees" },
  commandBody: "classic",
};

export const signIn = { username: "driver@aurora.example", password: "northern lights" };

const place = { latitude: 60.3213, longitude: 18.2204, altitudeM: 12 };
const model = {
  model: "Aurora One",
  modelCode: "AU1",
  matCode: "",
  colorName: "GREEN",
  colorCode: "031",
  usableKwh: 50,
  ratedKm: 350,
  voltageFactor: 1,
  acKw: 11,
  dcKw: 100,
  hasBlind: false,
  hasWheelHeating: false,
  firmware: "",
};
const plan = { activities: [{ kind: "park" as const, minutes: 600 }], repeatFrom: 0 };

export const first = "HESADEM01A0000001";
export const second = "HESADEM02A0000002";

/** The other side of it: what the demo serves, and how its cars report. */
export const auroraDemo: DemoBrand = {
  platform: "custom",
  hosts: { usual: "cars.aurora.example", bySeries: { AU2: "cars2.aurora.example" } },
  routes: {
    "GET /gid/vehicle/:userId": "list",
    "GET /remote-control/vehicle/status": "status",
    "PUT /geelyTCAccess/tcservices/vehicle/telematics/:vin": "command",
  },
  form: {
    at: "POST id.aurora.example/auth-center/account/session",
    password: (password) => createHash("md5").update(password).digest("hex"),
  },
  selects: false,
  envelope: "flat",
  report(car, state, at) {
    const report = renderStatus(car, state, at) as { basicVehicleStatus: object };
    const { latitude, longitude } = state.position ?? {};
    return { ...report, basicVehicleStatus: { ...report.basicVehicleStatus, position: { latitude, longitude } } };
  },
  listRow: ({ vin, series }) => ({ vin, seriesCodeVs: series }),
  tripAddresses: false,
  fleet: [
    {
      model: { ...model, vin: first, name: "First", series: "AU1" },
      state: (now) => parkedAt(place, { socPercent: 71, parkedSince: now - 60_000 }),
      plan,
    },
    {
      model: { ...model, vin: second, name: "Second", series: "AU2" },
      state: (now) => parkedAt(place, { socPercent: 44, parkedSince: now - 60_000 }),
      plan,
    },
  ],
  people: (cars) => [{ ...signIn, userId: "880101", cars }],
  services: () => [],
  credentials: { custom: signIn },
  named: true,
};
