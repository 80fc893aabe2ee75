import type { PlatformDialog } from "../dialog";
import { segwayRegions, type SegwayRegion } from "./regions";

const region = (name: string, letter: SegwayRegion): { name: string; host: string } => ({
  name,
  host: new URL(segwayRegions[letter]).host,
});

export const segwayDialog: PlatformDialog = {
  needs: ["clientId", "clientSecret"],
  settings: ["requestsPerSecond", "burst", "batteryFamily"],
  parts: ["fleet"],
  model: "Segway",
  host: new URL(segwayRegions.E).host,
  regions: {
    A: region("asiaPacific", "A"),
    E: region("europe", "E"),
    U: region("americas", "U"),
    C: region("china", "C"),
  },
  good: "fleetGood",
  errors: "fleetError",
  reasons: {
    15100: "wrongRegion",
    15102: "unknownCode",
    15300: "notActivated",
    15301: "offline",
    15302: "noAnswer",
    15303: "offline",
    15990: "restricted",
  },
};
