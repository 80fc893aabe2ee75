import { usualCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { GigyaSettings } from "../sign-in/settings";
import type { EcarxProfile } from "./profile";
import { euServices } from "./smart-services";
import { smartDialog, smartModels, smartOperations, smartReading, smartStatus, smartVehicleHeaders } from "./smart";

/**
 * smart #1, #3 and #5 in Europe. All constants are public: they stand in the app and in several published clients
 * (docs/protocol/ecarx-smart.md 1.1, 1.2, 3.4, 4.3). None of them is a user's secret.
 */
export const smartEu: EcarxProfile & { signIn: GigyaSettings } = {
  id: "smart-eu",
  title: "smart (Europe)",
  brand: "smart",
  models: smartModels,
  dialog: {
    ...smartDialog,
    notes: {
      ...smartDialog.notes,
      platform: { text: "otherClouds", link: { text: "worksOn", page: "smart.md#works-on" } },
    },
  },
  signIn: {
    kind: "gigya",
    apiKey: "3_L94eyQ-wvJhWm7Afp1oBhfTGXZArUfSHHW9p9Pncg513hZELXsxCfMWHrF8f5P5a",
    start: {
      origin: "https://awsapi.future.smart.com",
      path: "/login-app/api/v1/authorize",
      query: "uiLocales=de-DE",
    },
    proxyOrigin: "https://app.id.smart.com",
    bootstrapOrigin: "https://socialize.eu1.gigya.com",
    publishedDevice: {
      gmid: "gmid.ver4.AcbHPqUK5Q.xOaWPhRTb7gy-6-GUW6cxQVf_t7LhbmeabBNXqqqsT6dpLJLOWCGWZM07EkmfM4j.u2AMsCQ9ZsKc6ugOIoVwCgryB2KJNCnbBrlY6pq0W2Ww7sxSkUa9_WTPBIwAufhCQYkb7gA2eUbb6EIZjrl5mQ.sc3",
      ucid: "hPzasmkDyTeHN0DinLRGvw",
    },
    authOrigin: "https://auth.smart.com",
    pageUrl: "https://app.id.smart.com/login?gig_ui_locales=de-DE",
    language: "de",
    webHeaders: {
      "user-agent":
        "Mozilla/5.0 (Linux; Android 9; ANE-LX1 Build/HUAWEIANE-L21; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/118.0.0.0 Mobile Safari/537.36",
      "x-requested-with": "com.smart.hellosmart",
      accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
      "accept-language": "de-DE,de;q=0.9,en-DE;q=0.8,en-US;q=0.7,en;q=0.6",
    },
    startHeaders: { "x-app-id": "SmartAPPEU" },
    appName: "Hello smart",
  },
  session: { origin: "https://api.ecloudeu.com", renews: "signIn" },
  operations: {
    ...smartOperations,
    exchange: {
      endpoint: "iov.session-login",
      query: { identity_type: "smart" },
      body: { accessToken: "{proof}" },
      authorized: false,
    },
    status: smartStatus("true"),
    abilities: { endpoint: "gsv.ability" },
    firmware: { endpoint: "ota-aws.app-info" },
  },
  vehicleHosts: {
    usual: "https://api.ecloudeu.com",
    // A #5 asked for on the other host answers 8060 or 8063.
    bySeries: { HY: "https://apiv2.ecloudeu.com" },
  },
  headers: {
    "x-app-id": "SmartAPPEU",
    "x-operator-code": "SMART",
    accept: ecarxAccept,
    "content-type": "application/json; charset=utf-8",
    "accept-language": "en_US",
    "x-agent-type": "iOS",
    "x-agent-version": "17.1",
    "x-device-type": "mobile",
    "x-device-manufacture": "Apple",
    "x-device-brand": "Apple",
    "x-device-model": "iPhone",
    "x-env-type": "production",
    "x-version": "smartNew",
    "user-agent": "Hello smart/1.4.0 (iPhone; iOS 17.1; Scale/3.00)",
  },
  vehicleHeaders: smartVehicleHeaders,
  signing: { scheme: "nineLines", secret: "74e7469aff5042bbbed7bbb1b36c15e9", nonce: "hex" },
  sendsClientId: false,
  deviceIdDigits: 16,
  envelope: "enveloped",
  accepted: { code: 1000, operationResult: 1 },
  reading: smartReading,
  abilities: {
    origin: "https://vehicle.vbs.srv.smart.com",
    basePath: "",
    userHeader: "x-smart-id",
    headers: {
      accept: "application/json;charset=UTF-8",
      "content-type": "application/json;charset=UTF-8",
      "user-agent": "Hello smart/1.4.0 (iPhone; iOS 17.1; Scale/3.00)",
    },
    // The host may want a signature whose secret is in no source (docs/protocol/ecarx-smart.md 2.5).
    unverified: true,
    imageOrigins: ["https://sg-app.smart.com"],
  },
  firmware: {
    origin: "https://ota.srv.smart.com",
    headers: {
      "content-type": "application/json",
      accept: "*/*",
      "user-agent": "Hello%20smart/1 CFNetwork/3826.500.131 Darwin/24.5.0",
    },
  },
  lacks: {},
  dialect: "geea2",
  commandBody: "geea2",
  codes: usualCodes,
  catalogue: euServices,
};
