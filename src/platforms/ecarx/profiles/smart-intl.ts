import { usualCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { EcarxProfile } from "./profile";
import { intlServices } from "./smart-services";
import { smartDialog, smartModels, smartOperations, smartReading, smartStatus, smartVehicleHeaders } from "./smart";

const gateway = "https://sg-app-api.smart.com";
/** App key and secret of the gateway: they stand in the app and in published clients. */
const gatewayKey = { key: "204587190", secret: "vxnzkHbpQrkKKQKmFBZlOnL780rjXLFT" };
const gatewayJson = "application/json;charset=UTF-8";
const gatewayAgent = "ALIYUN-ANDROID-DEMO";

/**
 * smart #1, #3 and #5 outside Europe: Australia, Singapore, Israel and others. The names with "ISRAEL" are those of all
 * these markets. All constants are public (docs/protocol/ecarx-smart.md 2.1, 2.3, 3.4); none of them is a user's secret.
 */
export const smartIntl: EcarxProfile = {
  id: "smart-intl",
  title: "smart (International)",
  brand: "smart",
  models: smartModels,
  dialog: { ...smartDialog, notes: { ...smartDialog.notes, platform: { text: "intl" } } },
  signIn: {
    kind: "iam",
    origin: gateway,
    key: gatewayKey.key,
    headers: {
      accept: gatewayJson,
      "content-type": gatewayJson,
      "X-App-Id": "SmartAPPGlobal",
      "user-agent": gatewayAgent,
    },
    appName: "Hello smart",
  },
  session: { origin: "https://apiv2.ecloudeu.com", renews: "signIn" },
  operations: {
    ...smartOperations,
    list: { ...smartOperations.list, origin: "https://api.ecloudeu.com" },
    exchange: {
      endpoint: "iov.session-login",
      query: { identity_type: "smart-israel" },
      body: { authCode: "{proof}" },
      authorized: false,
    },
    status: smartStatus("False"),
    abilities: { endpoint: "gsv.ability" },
  },
  vehicleHosts: {
    usual: "https://api.ecloudeu.com",
    // Not seen in these markets yet: the European one is taken, the other tried if it does not know the car.
    bySeries: { HY: "https://apiv2.ecloudeu.com" },
  },
  headers: {
    "x-app-id": "SMARTAPP-ISRAEL",
    "x-operator-code": "SMART-ISRAEL",
    accept: ecarxAccept,
    "content-type": "application/json",
    "accept-language": "en_US",
    "x-agent-type": "iOS",
    "x-agent-version": "18.6.1",
    "x-device-type": "mobile",
    "x-device-manufacture": "Apple",
    "x-device-brand": "Apple",
    "x-device-model": "iPhone",
    "x-env-type": "production",
    platform: "NON-CMA",
    "user-agent": "GlobalSmart/1.0.7 (iPhone; iOS 18.6.1; Scale/3.00)",
  },
  vehicleHeaders: smartVehicleHeaders,
  signing: { scheme: "nineLines", secret: "30fb4a7b7fab4e2e8b52120d0087efdd", nonce: "upperUuid" },
  sendsClientId: true,
  deviceIdDigits: 32,
  envelope: "enveloped",
  accepted: { code: 1000, operationResult: 1 },
  reading: smartReading,
  abilities: {
    origin: gateway,
    basePath: "/vc",
    userHeader: "x-smart-id",
    headers: { accept: gatewayJson, "content-type": gatewayJson, "user-agent": gatewayAgent },
    gateway: gatewayKey,
    imageOrigins: ["https://sg-app.smart.com"],
  },
  lacks: { firmware: "smart's firmware service refuses all cars outside Europe (HTTP 403)" },
  dialect: "geea2",
  commandBody: "geea2",
  codes: usualCodes,
  catalogue: {
    ...intlServices,
    gateway: {
      key: gatewayKey,
      headers: { accept: gatewayJson, "content-type": gatewayJson, "user-agent": gatewayAgent },
    },
  },
};
