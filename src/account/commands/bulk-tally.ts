import type { ControlCounts, ControlRow } from "../types";

/** Rows of a bulk run as they come in, and their counts. */
export class BulkTally {
  readonly rows: ControlRow[] = [];
  readonly counts: ControlCounts;
  readonly #onProgress: ((counts: ControlCounts) => void) | undefined;

  constructor(total: number, onProgress?: (counts: ControlCounts) => void) {
    this.counts = { total, confirmed: 0, accepted: 0, unknown: 0, refused: 0, skipped: 0 };
    this.#onProgress = onProgress;
  }

  add(place: number, row: ControlRow): void {
    this.rows[place] = row;
    this.counts[row.outcome]++;
    this.#onProgress?.({ ...this.counts });
  }
}
