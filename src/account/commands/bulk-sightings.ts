import type { VehicleStatus } from "../../vehicle/model";
import type { Book } from "../readings/book";

interface Watched {
  /** Time, milliseconds, that a report must be newer than. */
  after: number;
  shows: (status: VehicleStatus) => boolean;
  finish: (seen: boolean) => void;
}

/** Looks for the reports that show a bulk run carried out: one listener to the book, however many vehicles are waited for. */
export class Sightings {
  readonly #watched = new Map<string, Watched>();
  readonly #off: () => void;

  constructor(book: Book) {
    this.#off = book.on(({ vehicleId, kind, entry, toldAt = 0, outOfOrder }) => {
      const watched = this.#watched.get(vehicleId);
      if (!watched || kind !== "overview" || outOfOrder) return;
      // The report itself, not what the book has put together: a position alone says nothing of what was done.
      if (toldAt > watched.after && watched.shows(entry.data as VehicleStatus)) watched.finish(true);
    });
  }

  /** Resolves with true once a report shows it, with false when `end` is called first. */
  watch(
    vehicleId: string,
    shows: (status: VehicleStatus) => boolean,
    after: number,
  ): { seen: Promise<boolean>; end(): void } {
    let settle: (seen: boolean) => void = () => undefined;
    const seen = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const finish = (was: boolean): void => {
      this.#watched.delete(vehicleId);
      settle(was);
    };
    this.#watched.set(vehicleId, { after, shows, finish });
    return { seen, end: () => finish(false) };
  }

  close(): void {
    this.#off();
    for (const { finish } of [...this.#watched.values()]) finish(false);
  }
}
