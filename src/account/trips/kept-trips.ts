import type { Clock } from "../../base/clock";
import { finite, isObject, objects, own, text, type JsonObject } from "../../base/json";
import { OurTime } from "../../base/our-time";
import type { Drive, Place } from "../../vehicle/events/event-types";
import { nameAt } from "../../vehicle/fences/fence-measure";
import { readFences, type Fence } from "../../vehicle/fences/fences";
import type { VehicleStatus } from "../../vehicle/model";
import type { OwnTrip } from "../../vehicle/read-data";
import { newTripTrack, restoredTrack, tripsDue, tripsIn, type TripTrack } from "../../vehicle/trips/trip-watch";

/** Trips are kept for so long, so many of an account, and of so many vehicles: docs/decisions.md, bounds. */
const keptMs = 400 * 86_400_000;
export const mostTrips = 20_000;
export const mostVehicles = 1000;

interface Kept {
  vehicle: string;
  trip: Drive;
}

/** The trips of an account's vehicles, made out from what is read and pushed anyway. Asks for nothing. */
export class KeptTrips {
  /** Hears what is to be stored. */
  onChange: (section: "trips" | "drives", key: string) => void = () => undefined;
  readonly #clock: Clock;
  readonly #time: OurTime;
  readonly #tracks = new Map<string, TripTrack>();
  /** By vehicle and end; in the order in which they were found. */
  readonly #trips = new Map<string, Kept>();
  readonly #places = new Set<() => readonly Fence[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#time = new OurTime(() => clock);
  }

  /** Fences by which places get their names, until the returned function is called; read ones by a function. Throws INPUT_INVALID. */
  name(fences: unknown): () => void {
    const read = typeof fences === "function" ? undefined : readFences(fences);
    const source = read ? () => read : (fences as () => readonly Fence[]);
    this.#places.add(source);
    return () => void this.#places.delete(source);
  }

  hear(vehicle: string, status: VehicleStatus): void {
    let track = this.#tracks.get(vehicle);
    if (!track) {
      if (this.#tracks.size >= mostVehicles) return;
      this.#tracks.set(vehicle, (track = newTripTrack()));
    }
    const moved = this.#time.heard(Date.parse(status.reportedAt ?? ""));
    for (const { drives } of moved > 0 ? this.#tracks.values() : []) if (drives.stop) drives.stop.wallDue += moved;
    const before = track.at;
    this.#keep(vehicle, tripsIn(track, status, this.#time.now(), this.#clock.now()));
    if (track.at !== before) this.onChange("drives", vehicle);
  }

  /** Trips of a vehicle that began or ended in that time, oldest first. */
  list(vehicle: string, from: number, to: number): OwnTrip[] {
    const track = this.#tracks.get(vehicle);
    const due = track ? tripsDue(track, this.#time.now()) : [];
    if (due.length > 0) {
      this.#keep(vehicle, due);
      this.onChange("drives", vehicle);
    }
    const fences = this.#fences();
    return [...this.#trips.values()]
      .filter((kept) => kept.vehicle === vehicle && endOf(kept.trip) >= from && startOf(kept.trip) <= to)
      .sort((one, two) => endOf(one.trip) - endOf(two.trip))
      .map(({ trip }) => ({ source: "readings", ...named(trip, fences) }));
  }

  /** Nothing is known of the vehicle any more. */
  drop(vehicle: string): void {
    if (this.#tracks.delete(vehicle)) this.onChange("drives", vehicle);
    for (const [key, kept] of this.#trips) if (kept.vehicle === vehicle) this.#remove(key);
  }

  keys(section: "trips" | "drives"): Iterable<string> {
    return section === "trips" ? this.#trips.keys() : this.#tracks.keys();
  }

  save(section: "trips" | "drives", key: string): JsonObject[] {
    if (section === "drives") {
      const track = this.#tracks.get(key);
      return track && Number.isFinite(track.at) ? [{ id: key, ...track }] : [];
    }
    const kept = this.#trips.get(key);
    return kept ? [{ key, vehicle: kept.vehicle, ...kept.trip }] : [];
  }

  /** What was heard since comes first. */
  restore(trips: unknown, drives: unknown): void {
    for (const row of objects(trips)) {
      const [key, vehicle, trip] = [text(own(row, "key")), text(own(row, "vehicle")), tripIn(row)];
      if (key && vehicle && trip && !this.#trips.has(key)) this.#trips.set(key, { vehicle, trip });
    }
    this.#bound();
    for (const row of objects(drives)) {
      const [id, track] = [text(own(row, "id")), restoredTrack(row, this.#clock.now())];
      if (id && track && !this.#tracks.has(id) && this.#tracks.size < mostVehicles) this.#tracks.set(id, track);
    }
  }

  #keep(vehicle: string, trips: readonly Drive[]): void {
    for (const trip of trips) {
      const key = `${vehicle} ${trip.endedAt}`;
      this.#trips.set(key, { vehicle, trip: named(trip, this.#fences()) });
      this.onChange("trips", key);
    }
    if (trips.length > 0) this.#bound();
  }

  #bound(): void {
    const oldest = this.#time.now() - keptMs;
    for (const [key, { trip }] of this.#trips) {
      if (this.#trips.size > mostTrips || endOf(trip) < oldest) this.#remove(key);
    }
  }

  #remove(key: string): void {
    this.#trips.delete(key);
    this.onChange("trips", key);
  }

  #fences(): Fence[] {
    return [...this.#places].flatMap((source) => source());
  }
}

/** A place keeps the name that it had when the trip ended; one without gets that of a fence drawn since. */
function named(trip: Drive, fences: readonly Fence[]): Drive {
  const place = (at: Place): Place => {
    const name = at.name ?? nameAt(fences, at.latitude, at.longitude);
    return name === undefined ? { ...at } : { ...at, name };
  };
  return { ...trip, ...(trip.from && { from: place(trip.from) }), ...(trip.to && { to: place(trip.to) }) };
}

function endOf({ endedAt }: Drive): number {
  return Date.parse(endedAt);
}

function startOf({ startedAt, endedAt }: Drive): number {
  return Date.parse(startedAt ?? endedAt);
}

/** Undefined for a row that cannot be used; of others what can be. */
function tripIn(row: JsonObject): Drive | undefined {
  const time = (value: unknown): string | undefined =>
    typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;
  const endedAt = time(own(row, "endedAt"));
  if (endedAt === undefined) return undefined;
  const trip: JsonObject = { endedAt, startedAt: time(own(row, "startedAt")) };
  for (const key of ["km", "startOdometerKm", "endOdometerKm", "percentUsed", "kwh", "litresUsed"]) {
    trip[key] = finite(own(row, key));
  }
  for (const key of ["kmEstimated", "kwhEstimated", "unseen"]) if (own(row, key) === true) trip[key] = true;
  for (const key of ["from", "to"]) trip[key] = placeIn(own(row, key));
  return Object.fromEntries(Object.entries(trip).filter(([, value]) => value !== undefined)) as unknown as Drive;
}

function placeIn(value: unknown): Place | undefined {
  const [latitude, longitude, name] = [
    finite(own(value, "latitude")),
    finite(own(value, "longitude")),
    own(value, "name"),
  ];
  if (!isObject(value) || latitude === undefined || longitude === undefined) return undefined;
  return { latitude, longitude, ...(typeof name === "string" && { name }) };
}
