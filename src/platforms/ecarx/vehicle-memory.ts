import type { ListedVehicle } from "../../vehicle/model";
import type { EcarxProfile } from "./profiles/profile";
import type { SessionState } from "./session/state";

/**
 * What was learnt about single vehicles: the host each lives on, features it lacks, and how often in a row the cloud did not
 * find it. Only hosts outlive a restart.
 */
export class VehicleMemory {
  readonly #profile: EcarxProfile;
  readonly #state: SessionState;
  readonly #origins: readonly string[];
  readonly #proven = new Set<string>();
  readonly #refused = new Map<string, Set<string>>();
  readonly #unsupported = new Set<string>();
  readonly #missing = new Map<string, { calls: number; repeating: boolean }>();
  readonly #known = new Map<string, ListedVehicle>();

  constructor(profile: EcarxProfile, state: SessionState) {
    this.#profile = profile;
    this.#state = state;
    this.#origins = [...new Set([profile.vehicleHosts.usual, ...Object.values(profile.vehicleHosts.bySeries)])];
  }

  /** Host that every call of the vehicle goes to: by series, unless another has proved to be the right one. */
  origin(vehicle: ListedVehicle): string {
    this.#known.set(vehicle.id, vehicle);
    const learnt = this.#state.hosts.get(vehicle.id);
    return learnt && this.#origins.includes(learnt) ? learnt : this.#expected(vehicle);
  }

  find(id: string): ListedVehicle | undefined {
    return this.#known.get(id);
  }

  /** The vehicle's call succeeded where it was sent. */
  worked(id: string): void {
    this.#proven.add(id);
    this.#refused.delete(id);
    this.#missing.delete(id);
  }

  /** The host says that it does not have the vehicle. When all have said so, the expected one is asked next time. */
  refused(vehicle: ListedVehicle): void {
    const refused = this.#refused.get(vehicle.id) ?? new Set();
    this.#refused.set(vehicle.id, refused.add(this.origin(vehicle)));
    this.#proven.delete(vehicle.id);
    if (!this.#untried(vehicle)) this.#state.hosts.delete(vehicle.id);
  }

  /** Whether a call has succeeded on the vehicle's host: then a missing path is a missing feature, not a wrong host. */
  proven(id: string): boolean {
    return this.#proven.has(id);
  }

  canSwitch(vehicle: ListedVehicle): boolean {
    return this.#untried(vehicle) !== undefined;
  }

  switchHost(vehicle: ListedVehicle): boolean {
    const other = this.#untried(vehicle);
    if (!other) return false;
    this.#proven.delete(vehicle.id);
    this.#state.hosts.set(vehicle.id, other);
    return true;
  }

  /** The cloud did not find the vehicle (8040): how many calls in a row that makes, the repetition within one not counted. */
  countMissing(id: string): number {
    const missing = this.#missing.get(id) ?? { calls: 0, repeating: false };
    if (!missing.repeating) missing.calls++;
    missing.repeating = false;
    this.#missing.set(id, missing);
    return missing.calls;
  }

  /** The next answer belongs to a call that has been counted. */
  repeats(id: string): void {
    const missing = this.#missing.get(id);
    if (missing) missing.repeating = true;
  }

  lacks(id: string, feature: string): boolean {
    return this.#unsupported.has(`${id} ${feature}`);
  }

  rememberLacking(id: string, feature: string): void {
    this.#unsupported.add(`${id} ${feature}`);
  }

  #expected(vehicle: ListedVehicle): string {
    const { usual, bySeries } = this.#profile.vehicleHosts;
    const series = String(vehicle.facts.series ?? "").toUpperCase();
    return Object.entries(bySeries).find(([prefix]) => series.startsWith(prefix))?.[1] ?? usual;
  }

  #untried(vehicle: ListedVehicle): string | undefined {
    const here = this.origin(vehicle);
    const refused = this.#refused.get(vehicle.id);
    return this.#origins.find((origin) => origin !== here && !refused?.has(origin));
  }
}
