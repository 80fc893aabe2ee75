import { cloudError } from "../../base/errors";
import type { Credentials, Platform } from "../platform";
import { lynkcoWays } from "../lynkco-dialog";
import { isToken } from "../token-session";
import { lynkcoCommandNames, lynkcoSwitchedNames } from "./commands";
import { lynkcoReads } from "./reader";
import { gatewayOrigin, signInOrigin } from "./endpoints";
import { LynkcoSession } from "./session";
import { lynkcoBrowserSignIn } from "./sign-in";

/** Lynk & Co in Europe: a gateway of its own, not the ECARX cloud; no secret is needed (docs/protocol/brands.md 1.1). */
export const lynkcoEuPlatform: Platform = {
  id: "lynkco-eu",
  hosts: [signInOrigin, gatewayOrigin],
  offers: {
    dialog: { needs: ["refreshToken"], notes: lynkcoWays, way: "eu" },
    reads: lynkcoReads,
    commands: lynkcoCommandNames,
    sisterCommands: lynkcoSwitchedNames,
    pushes: [],
    lists: true,
    // A whole reading costs seven requests; no limit is published, and the clients in use ask every 15 minutes.
    leastPause: { parked: 1800, changed: 300, driving: 300, charging: 900 },
  },
  browserSignIn: lynkcoBrowserSignIn,
  check: checkCredentials,
  open: (context) => {
    checkCredentials(context.credentials);
    return new LynkcoSession(context);
  },
};

function checkCredentials({ accessToken, refreshToken }: Credentials): void {
  if (!refreshToken) {
    throw cloudError(
      "CONFIG_INVALID",
      "The account is not signed in to Lynk & Co yet. Open the sign-in page by the link in its dialog, and paste the address it ends at.",
    );
  }
  for (const token of [refreshToken, accessToken ?? refreshToken]) {
    if (isToken(token)) continue;
    throw cloudError(
      "CONFIG_INVALID",
      "What is saved as this account's sign-in is no token. Sign in by the link in its dialog again.",
    );
  }
}
