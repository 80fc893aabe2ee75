import type { PlatformId } from "../../vehicle/model";

/** What a capture is of (docs/protocol/brands.md 4.2). */
export type Generation =
  | "lynkcoEuSignIn"
  | "lynkcoEu"
  | "lynkcoAion"
  | "gric"
  | "lynkcoNative"
  | "galaxy"
  | "signed"
  | "gkui"
  | "lynkco2020"
  | "smartEu"
  | "smartIntl"
  | "geelyEm"
  | "certificate"
  | "custom"
  | "snc"
  | "centerToken"
  | "unknown";

export type Work =
  "all" | "reads" | "withSecret" | "untilExpiry" | "asOf2020" | "nothing" | "otherWay" | "notSupported";

/** What somebody with a capture must have besides. */
export type Need =
  | "signingSecret"
  | "refreshToken"
  | "password"
  | "userId"
  | "vin"
  | "reply"
  | "gricKey"
  | "appsecret"
  | "hardwareDeviceId"
  | "gatewayKeys"
  | "signInByLink"
  | "whole";

export interface Facts {
  /** Row of the decision table. */
  rule: number;
  platform?: PlatformId;
  works: Work;
  /** Needed before anything works, as far as the capture does not hold it. */
  needs: readonly Need[];
  /** Needed for longer than the token lives. */
  later: readonly Need[];
}

export const generations: Readonly<Record<Generation, Facts>> = {
  lynkcoEuSignIn: { rule: 1, works: "otherWay", needs: ["signInByLink"], later: [] },
  lynkcoEu: { rule: 2, works: "untilExpiry", needs: ["signInByLink"], later: ["refreshToken"] },
  lynkcoAion: { rule: 3, works: "notSupported", needs: [], later: [] },
  gric: { rule: 4, platform: "lynkco-gric", works: "reads", needs: ["gricKey"], later: ["refreshToken"] },
  lynkcoNative: { rule: 5, works: "nothing", needs: ["appsecret", "gricKey"], later: [] },
  galaxy: {
    rule: 6,
    platform: "custom",
    works: "withSecret",
    needs: ["refreshToken", "hardwareDeviceId", "gatewayKeys", "signingSecret"],
    later: [],
  },
  signed: {
    rule: 7,
    platform: "lynkco-signed",
    works: "withSecret",
    needs: ["signingSecret", "userId"],
    later: ["refreshToken"],
  },
  gkui: { rule: 8, platform: "lynkco-gkui", works: "all", needs: ["userId"], later: ["password"] },
  lynkco2020: { rule: 9, platform: "lynkco-signed", works: "asOf2020", needs: ["userId"], later: ["refreshToken"] },
  smartEu: { rule: 10, platform: "smart-eu", works: "otherWay", needs: ["password"], later: [] },
  smartIntl: { rule: 10, platform: "smart-intl", works: "otherWay", needs: ["password"], later: [] },
  geelyEm: { rule: 11, platform: "geely-em", works: "withSecret", needs: ["signingSecret"], later: ["password"] },
  certificate: { rule: 12, works: "notSupported", needs: [], later: [] },
  custom: {
    rule: 13,
    platform: "custom",
    works: "withSecret",
    needs: ["signingSecret", "vin"],
    later: ["refreshToken"],
  },
  snc: { rule: 14, works: "notSupported", needs: [], later: [] },
  centerToken: { rule: 5, works: "nothing", needs: ["whole"], later: [] },
  unknown: { rule: 15, works: "nothing", needs: [], later: [] },
};
