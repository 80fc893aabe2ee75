import { createHash } from "node:crypto";
import type { DemoBrand } from "../brand";
import { refused } from "../envelope";
import { gkuiFleet, signedFleet } from "./fleet";
import { accountToken } from "./account-token";
import { renderOlderStatus } from "./report";
import { flowInfo, simCard } from "./sim-card";

/** Invented people and an invented key; the key of the real app stands nowhere in this package. */
const gkuiSignIn = { username: "gkui@vehicle-cloud.example", password: "demo-2026" } as const;
const signedUserId = "700302";
const demoSecret = "an invented key of the demo";

const olderHost = "api.xchanger.cn";

const older: DemoBrand["routes"] = {
  "GET /device_platform/user/vehicle": "list",
  "GET /geelyTCAccess/tcservices/vehicle/status/:vin": "status",
  "PUT /geelyTCAccess/tcservices/vehicle/telematics/:vin": "command",
  "GET /api/v1/flowinfo": "simData",
};

const shared = {
  family: "lynkco-cn",
  selects: false,
  tokenAlgorithm: "HS256",
  commands: "classic",
  report: renderOlderStatus,
  simData: flowInfo,
  statusBeside: (vin, sessionId) => ({
    result: {
      serviceResult: { error: { code: 0, message: "query m2mdm success" }, operationResult: 0 },
      vin,
      sessionId,
      serviceId: "RVS",
    },
    platform: "csp",
  }),
  tripAddresses: false,
  services: () => [],
  named: true,
} as const satisfies Partial<DemoBrand>;

/**
 * Lynk & Co in China as its cloud was in 2020: nothing is signed, and it is the same whoever has given the token, the account of
 * the head unit (GKUI) or the app (docs/protocol/lynkco-geely.md 4.1 and 4.2).
 */
export const lynkcoGkuiBrand: DemoBrand = {
  ...shared,
  platform: "lynkco-gkui",
  hosts: { usual: olderHost, bySeries: {} },
  routes: older,
  form: {
    at: `POST ${olderHost}/api/v1/user/login`,
    headers: { "x-app-id": "xiaokanl" },
    password: (password) => createHash("md5").update(password).digest("hex"),
  },
  // Flat unless the accept header asks for the envelope (7.1).
  envelope: "asAccepted",
  demands({ headers }, operation) {
    // The thread's own experience: who comes from a web page is turned away. With which words is ours.
    if (headers["referer"] !== undefined) return refused("1400", "a Referer is refused");
    if (headers["x-operator-code"] !== "LYNKCO") return refused("1440", "x-operator-code is not LYNKCO");
    const app = headers["x-app-id"];
    if (operation === "command" && app !== "lynkco" && app !== "xiaokanl") {
      return refused("1440", "a command carries the app id");
    }
    return undefined;
  },
  listRow: ({ vin, series, colorCode }, index) => ({
    vin,
    plateNo: "",
    seriesName: series,
    colorCode,
    tboxPlatform: "csp",
    // That this list tells it, as newer ones do, is ours.
    iccid: simCard(index),
  }),
  fleet: gkuiFleet,
  people: (cars) => [{ ...gkuiSignIn, userId: "700301", cars }],
  credentials: { "lynkco-gkui": gkuiSignIn },
};

/** The same cloud as app 3.0 asks it (2023): another host, and everything signed (4.3). */
export const lynkcoSignedBrand: DemoBrand = {
  ...shared,
  platform: "lynkco-signed",
  app: { appId: "lynkco", operatorCode: "LYNKCO", signingSecret: demoSecret },
  hosts: { usual: "device-api.xchanger.cn", bySeries: {} },
  routes: {
    "GET /remote-control/vehicle/status/:vin": "status",
    "PUT /remote-control/vehicle/telematics/:vin": "command",
  },
  envelope: "enveloped",
  demands: ({ headers }) => (headers["referer"] === undefined ? undefined : refused("1400", "a Referer is refused")),
  listRow: () => ({}),
  fleet: signedFleet,
  people: (cars) => [{ username: "app@vehicle-cloud.example", password: "demo-2026", userId: signedUserId, cars }],
  credentials: {},
  opens: (world) => accountToken(world, olderHost, demoSecret),
};

export const lynkcoBrands: readonly DemoBrand[] = [lynkcoGkuiBrand, lynkcoSignedBrand];
