import { cloudError } from "../../base/errors";
import type { Credentials, Platform } from "../platform";
import { segwayDialog } from "./dialog";
import { segwayOperationNames } from "./operations";
import { segwayReads } from "./readings";
import { segwayPushKinds } from "./push-fields";
import { originOf, segwayOrigins } from "./regions";
import { SegwaySession } from "./session";

/** Segway's cloud for operators of sharing vehicles: client id and secret, one regional host, no vehicle list, pushes. */
export const segwayPlatform: Platform = {
  id: "segway",
  hosts: segwayOrigins,
  offers: {
    dialog: segwayDialog,
    reads: segwayReads,
    commands: segwayOperationNames,
    pushes: segwayPushKinds,
    lists: false,
    // Every caller is given the one current token (docs/protocol/segway.md 2).
    sharesSession: true,
  },
  endpoints: () => (require("./endpoint-rows") as typeof import("./endpoint-rows")).segwayRows(),
  check: checkCredentials,
  open: (context) => {
    checkCredentials(context.credentials, context.baseUrls);
    return new SegwaySession(context);
  },
};

/** Blanks at the ends come from copying, and both are sent and signed with verbatim (docs/protocol/segway.md 5.1). */
function checkCredentials(credentials: Credentials, baseUrls?: Readonly<Record<string, string>>): void {
  for (const [field, label] of [
    ["clientId", "client id"],
    ["clientSecret", "client secret"],
  ] as const) {
    const value = credentials[field];
    if (!value) throw cloudError("CONFIG_INVALID", `The account has no ${label}; Segway gives it to operators.`);
    if (value !== value.trim()) {
      throw cloudError("CONFIG_INVALID", `The ${label} begins or ends with a blank; copy it again without it.`);
    }
  }
  originOf(credentials.clientId ?? "", baseUrls);
}
