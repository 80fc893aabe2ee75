import { cloudError } from "../../base/errors";
import { own, type JsonObject } from "../../base/json";
import { lynkcoWays } from "../lynkco-dialog";
import type { Platform, PlatformDialog } from "../platform";
import { readCredentials } from "./credentials";
import { carOrigins } from "./endpoints";
import type { ReadTree } from "./read-status";
import { GricSession } from "./session";

const dialog: PlatformDialog = {
  needs: ["signingSecret", "vehicleIdentifier"],
  takes: ["accessToken", "refreshToken"],
  words: { refreshToken: "capturedRefresh" },
  settings: ["coordinates"],
  parts: ["paste"],
  notes: lynkcoWays,
  way: "app4",
};

/**
 * Lynk & Co in China by app 4.x, whose gateway (GRIC) is not the ECARX cloud. Experimental, and reading only: the session and the
 * list are as clients in use have them, the status is in the shape of one recorded car of a sister brand, and no command is known
 * (docs/protocol/brands.md 1.2, lynkco-geely.md 4.4).
 */
export const lynkcoGricPlatform = (readTree: ReadTree): Platform => ({
  id: "lynkco-gric",
  hosts: carOrigins,
  offers: {
    dialog,
    reads: ["overview"],
    commands: [],
    pushes: [],
    lists: true,
    captures: true,
    // As the clients in use: not below 15 minutes while nothing happens (docs/protocol/lynkco-geely.md 12).
    leastPause: { parked: 900, changed: 300, driving: 300, charging: 600 },
  },
  check: (credentials) => void readCredentials(credentials),
  open(context) {
    checkProfile(context.profile);
    return new GricSession(context, readTree);
  },
});

function checkProfile(profile: JsonObject | undefined): void {
  const coordinates = own(profile, "coordinates");
  if (coordinates === undefined || coordinates === "gcj02" || coordinates === "wgs84") return;
  throw cloudError("CONFIG_INVALID", 'The profile\'s "coordinates" must be gcj02 or wgs84. Nothing was sent.', {
    sent: false,
  });
}
