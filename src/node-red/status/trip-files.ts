import { cloudError } from "../../base/errors";
import { isObject } from "../../base/json";
import type { Trips } from "../../vehicle/read-data";
import type { Message } from "../shared/types";

/** Forms that a reading of trips can be sent in, beside the reading itself. */
export const tripForms = ["array", "geojson", "gpx", "csv", "csvDe"] as const;
export type TripForm = (typeof tripForms)[number];

/** The form that a message asks for by `tripsAs`, else the node's. Throws INPUT_INVALID. */
export function tripFormIn({ tripsAs }: Message, usual: TripForm | undefined): TripForm | undefined {
  if (tripsAs === undefined || tripsAs === null || tripsAs === "") return usual;
  if (tripsAs === "reading") return undefined;
  const form = tripForms.find((each) => each === tripsAs);
  if (form) return form;
  const words = ["reading", ...tripForms].join(", ");
  throw cloudError("INPUT_INVALID", `msg.tripsAs must be one of ${words}. Nothing was sent.`, { sent: false });
}

/** All trips of a reading in that form, each once, oldest first. */
export function tripsAs(data: unknown, form: TripForm): unknown {
  const trips = data as Trips;
  if (!isObject(data) || !Array.isArray(trips.trips)) return data;
  switch (form) {
    case "array": {
      const { combined } = require("../../vehicle/trips/combine") as typeof import("../../vehicle/trips/combine");
      return combined(trips);
    }
    case "geojson": {
      const file = require("../../vehicle/trips/geojson") as typeof import("../../vehicle/trips/geojson");
      return file.tripsToGeoJson(trips);
    }
    case "gpx":
      return (require("../../vehicle/trips/gpx") as typeof import("../../vehicle/trips/gpx")).tripsToGpx(trips);
    default: {
      const { tripsToCsv } = require("../../vehicle/trips/csv") as typeof import("../../vehicle/trips/csv");
      return tripsToCsv(trips, { language: form === "csvDe" ? "de" : "en" });
    }
  }
}
