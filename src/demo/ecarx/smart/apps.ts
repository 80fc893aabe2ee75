import type { DemoApp } from "../brand";

/** What the two markets' apps send and sign with; all of it published, none a user's secret (docs/protocol/ecarx-smart.md 1.1, 2.1). */
export const smartApps = {
  eu: { appId: "SmartAPPEU", operatorCode: "SMART", signingSecret: "74e7469aff5042bbbed7bbb1b36c15e9" },
  intl: { appId: "SMARTAPP-ISRAEL", operatorCode: "SMART-ISRAEL", signingSecret: "30fb4a7b7fab4e2e8b52120d0087efdd" },
} as const satisfies Record<string, DemoApp>;

/** Constants of the European sign-in, docs/protocol/ecarx-smart.md 1.1 and 1.2. */
export const smartEu = {
  apiKey: "3_L94eyQ-wvJhWm7Afp1oBhfTGXZArUfSHHW9p9Pncg513hZELXsxCfMWHrF8f5P5a",
  oidcClientId: "SeQMUFqDOSuEF0Iqi5bB2Dco",
  /** The pair that published clients sign in with, never a fresh one. */
  publishedDevice: {
    gmid: "gmid.ver4.AcbHPqUK5Q.xOaWPhRTb7gy-6-GUW6cxQVf_t7LhbmeabBNXqqqsT6dpLJLOWCGWZM07EkmfM4j.u2AMsCQ9ZsKc6ugOIoVwCgryB2KJNCnbBrlY6pq0W2Ww7sxSkUa9_WTPBIwAufhCQYkb7gA2eUbb6EIZjrl5mQ.sc3",
    ucid: "hPzasmkDyTeHN0DinLRGvw",
  },
} as const;

/** Constants of the international gateway, docs/protocol/ecarx-smart.md 2.1. */
export const smartIntl = {
  appId: "SmartAPPGlobal",
  gatewayKey: "204587190",
  gatewaySecret: "vxnzkHbpQrkKKQKmFBZlOnL780rjXLFT",
} as const;
