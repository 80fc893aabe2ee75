import { asCloudError, cloudError } from "../../base/errors";
import type { Logger } from "../../base/logger";
import type { Vehicle } from "../../vehicle/model";
import type { Connection } from "../session/connection";
import type { VehicleSelector } from "../types";
import type { VehicleList } from "./vehicle-list";

export interface DirectoryOptions {
  list: VehicleList;
  logger: Logger;
  closing: AbortSignal;
  /** The cloud has a list; otherwise the account's table is it. */
  listed: boolean;
  open: () => Promise<Connection>;
  /** The list was read anew. */
  onRead: () => void;
}

/** Finds vehicles, and reads the list when that is due: at first, once a day, and when one is not found. */
export class Directory {
  readonly #options: DirectoryOptions;
  #reading: Promise<void> | undefined;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /** Sees to it that the list is there; an old one serves if the cloud does not answer. */
  async ensure(byMessage = true): Promise<void> {
    const { list, listed, logger, open } = this.#options;
    await open();
    // A table does not grow old; vehicles learned from pushes must not be lost to it.
    if (list.read && (!listed || !list.expired)) return;
    try {
      await this.read(byMessage);
    } catch (error) {
      if (!list.read) throw error;
      logger.debug(`The vehicle list could not be read again: ${asCloudError(error).message}`);
      list.postpone();
    }
  }

  /** One request, shared by all who want the list now. */
  read(byMessage: boolean): Promise<void> {
    this.#reading ??= this.#read(byMessage).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async resolve(selector: VehicleSelector, byMessage = true): Promise<Vehicle> {
    const { list, listed } = this.#options;
    await this.ensure(byMessage);
    let found = list.find(selector);
    if (!found && listed && selector && list.worthLookingAgain) {
      await this.read(byMessage);
      found = list.find(selector);
    }
    if (!found) throw list.unknown(selector);
    return found;
  }

  /** The vehicles that somebody wants to hear of: `all`, or one. Not by a message: the schedule goes on by itself. */
  async select(selector: VehicleSelector): Promise<Vehicle[]> {
    const { list } = this.#options;
    if (selector !== "all") return [await this.resolve(selector, false)];
    await this.ensure(false);
    const vehicles = list.enabled();
    if (vehicles.length === 0) throw list.unknown(undefined);
    return vehicles;
  }

  /** Those of them that are known without asking the cloud; none yet is no error. */
  async selectKnown(selector: VehicleSelector): Promise<Vehicle[]> {
    const { list, listed, open } = this.#options;
    if (listed) await open();
    else await this.ensure(false);
    if (selector === "all") return list.enabled();
    const found = list.find(selector);
    return found ? [found] : [];
  }

  /** Without asking the cloud: where the table is the list, it is at hand. */
  async knownVehicle(selector: VehicleSelector): Promise<Vehicle> {
    const { list, listed, open } = this.#options;
    if (listed) await open();
    else await this.ensure(false);
    const found = list.find(selector);
    if (found) return found;
    if (list.read) throw list.unknown(selector);
    throw cloudError(
      "VEHICLE_OFFLINE",
      "There is no reading yet: the account's vehicles have not been listed so far.",
      {
        sent: false,
      },
    );
  }

  async #read(byMessage: boolean): Promise<void> {
    const { list, closing, listed, open, onRead } = this.#options;
    const { care, session, persist } = await open();
    if (!listed) {
      list.set(await session.vehicles(closing));
      return onRead();
    }
    const vehicles = await care.withSession({ purpose: "list", byMessage }, (opened, signal) =>
      opened.vehicles(signal),
    );
    list.set(vehicles);
    await persist();
    onRead();
  }
}
