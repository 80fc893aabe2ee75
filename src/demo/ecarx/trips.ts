import { finite, own, text, type JsonObject } from "../../base/json";
import type { DemoCar } from "../car/car";
import type { DemoTrip } from "../car/journal";
import type { Place } from "../car/state";
import { refused, type Refused } from "./envelope";
import type { ApiSession, People } from "./people";

/** Trip journal, consent to it, and tracks (docs/protocol/ecarx-smart.md 5.8 and 5.9). */

const rows = { least: 1, most: 500 };

/** Consent. The cloud replaces the API token over it: the old one is dead at once. */
export function grant(people: People, session: ApiSession, body: JsonObject | undefined, vin: string): null | Refused {
  const known = own(body, "serviceCode") === "travelLogBusiCode" && finite(own(body, "authStatus")) === 1;
  if (!known || text(own(body, "vin")) !== vin) return refused("1400", "not a consent in the known form");
  if (!people.grantTrips(session, vin)) return refused("7065", "granted a moment ago");
  return null;
}

/** Missing consent and recording that is off are answered alike, as recorded: 8153. */
export function journal(people: People, session: ApiSession, car: DemoCar, query: URLSearchParams): object | Refused {
  if (!people.tripsGranted(session, car.model.vin)) return refused("8153", "no consent to the journal in this session");
  if (!car.state.tripRecording) return refused("8153", "the car does not record trips");
  const found = within(car, query).reverse();
  const size = count(query.get("pageSize"), 20);
  const page = count(query.get("pageIndex"), 1);
  const start = (page - 1) * size;
  const pagination = {
    pageIndex: page,
    sortField: "startTime",
    start: start + 1,
    pageSize: size,
    totleSize: found.length,
    direction: "desc",
  };
  return {
    pagination,
    list: found.slice(start, start + size).map((trip) => tripRow(trip, session.person.brand.tripAddresses)),
  };
}

/** The track of the trips in the window, newest point first; needs no consent. */
export function track(car: DemoCar, query: URLSearchParams): object | Refused {
  if (query.get("source") !== "tc") return refused("1400", "source is not tc");
  const points = within(car, query)
    .flatMap((trip) => trip.points)
    .reverse();
  const size = count(query.get("pageSize"), rows.most);
  const page = Math.max(0, finite(query.get("pageIndex")) ?? 0);
  return {
    pagination: { totleSize: points.length, pageSize: size, direction: "desc" },
    list: points
      .slice(page * size, (page + 1) * size)
      .map((point) => ({ basicVehicleStatus: { position: position(point) } })),
  };
}

function within(car: DemoCar, query: URLSearchParams): DemoTrip[] {
  const from = finite(query.get("startTime")) ?? 0;
  const to = finite(query.get("endTime")) ?? Infinity;
  return car.journal.trips.filter(({ startedAt, endedAt }) => endedAt >= from && startedAt <= to);
}

function tripRow(trip: DemoTrip, addresses: boolean): object {
  const km = trip.endOdometerKm - trip.startOdometerKm;
  const hours = Math.max(1, trip.endedAt - trip.startedAt) / 3_600_000;
  return {
    tripId: trip.id,
    startTime: trip.startedAt,
    endTime: trip.endedAt,
    startOdometer: round(trip.startOdometerKm, 1),
    endOdometer: round(trip.endOdometerKm, 1),
    traveledDistance: round(km, 2),
    avgSpeed: round(Math.min(180, km / hours), 1),
    electricConsumption: round(km > 0 ? (trip.kwh / km) * 100 : 0, 1),
    regeneratedEnergy: round(trip.regeneratedKwh, 2),
    tripStartAddr: addresses ? "Example Road 1" : null,
    tripEndAddr: addresses ? "Example Road 99" : null,
    tripRemark: "",
    tripLabel: "",
    trackpoints: trip.points.map((point) => ({ position: position(point) })),
  };
}

function position({ latitude, longitude, altitudeM }: Place): object {
  return {
    altitude: Math.round(altitudeM),
    latitude: Math.round(latitude * 3_600_000),
    longitude: Math.round(longitude * 3_600_000),
    posCanBeTrusted: true,
    marsCoordinates: false,
  };
}

function count(value: string | null, usual: number): number {
  const number = finite(value) ?? usual;
  return Math.min(Math.max(Math.floor(number), rows.least), rows.most);
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
