import { degreesIn, textIn } from "./parameters";
import type { Dialect } from "./plan";

/**
 * A destination for the car's navigation, docs/protocol/ecarx-smart.md 6.4: `latitude`, `longitude` (degrees, WGS-84), `name`,
 * `address` (may be absent). No report shows it: acceptance is final.
 */
export const destinationCommands: Dialect = {
  sendDestination: {
    evidence: "used",
    operation: "destination",
    plan(parameters) {
      const lat = degreesIn(parameters, "latitude", 90);
      const lon = degreesIn(parameters, "longitude", 180);
      const name = textIn(parameters, "name");
      const address = textIn(parameters, "address", "");
      return {
        body: () => ({ lat, lon, name, address }),
        accepted: "success",
        repeatable: true,
      };
    },
  },
};
