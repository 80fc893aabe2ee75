import { smartCodes } from "../session/codes";
import { ecarxAccept } from "../session/signing";
import type { EcarxProfile, GigyaSettings } from "./profile";

/**
 * smart #1, #3 and #5 in Europe. All constants are public: they stand in the app and in several published clients
 * (docs/protocol/ecarx-smart.md 1.1, 1.2, 3.4, 4.3). None of them is a user's secret.
 */
export const smartEu: EcarxProfile & { signIn: GigyaSettings } = {
  id: "smart-eu",
  title: "smart (Europe)",
  brand: "smart",
  models: { HX: "smart #1", HC: "smart #3", HY: "smart #5" },
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
  session: { origin: "https://api.ecloudeu.com", identityType: "smart", bodyKey: "accessToken" },
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
  signing: { scheme: "nineLines", secret: "74e7469aff5042bbbed7bbb1b36c15e9" },
  nonce: "hex",
  sendsClientId: false,
  deviceIdDigits: 16,
  statusQuery: { latest: "true", target: "basic,more" },
  reading: {},
  measuredDcSeries: ["HY"],
  abilities: {
    origin: "https://vehicle.vbs.srv.smart.com",
    basePath: "",
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
  dialect: "smart",
  codes: smartCodes,
};
