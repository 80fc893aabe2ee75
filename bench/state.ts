import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Book } from "../src/account/readings/book";
import { StateFile } from "../src/account/storage/state";
import { stateStore } from "../src/account/storage/state-log";
import { systemClock } from "../src/base/clock";
import { silentLogger } from "../src/base/logger";
import { emptyStatus } from "../src/vehicle/model";

export interface StateBench {
  vehicles: number;
  rounds: number;
  /** The longest that nothing else had its turn, over the time of one `JSON.stringify` of the same state: medians. */
  writeRatio: number;
  readRatio: number;
  /** Medians, ms. */
  writeStallMs: number;
  readStallMs: number;
  plainMs: number;
}

const none = { keys: () => [], rows: () => [] };

/** A fleet's whole state is written to a file and read again, while the event loop is watched. */
export async function benchState({ vehicles = 30_000, rounds = 7 } = {}): Promise<StateBench> {
  const folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-state-"));
  const [writes, reads, plain]: number[][] = [[], [], []];
  try {
    for (let round = 0; round < rounds; round++) {
      const path = join(folder, `${round}.state.json`);
      const one = make(path);
      await one.state.load(() => undefined);
      for (let number = 0; number < vehicles; number++) {
        const id = String(860_000_000_000_000 + number);
        const status = emptyStatus(new Date().toISOString());
        one.book.apply(id, "overview", { data: status }, "poll");
        one.state.touch("readings", id);
      }
      writes!.push(await longestStall(() => one.state.flush()));
      const again = make(path);
      reads!.push(await longestStall(() => again.state.load(({ readings }) => again.book.restore(readings))));
      if (again.book.ids().length !== vehicles) throw new Error("not all of it was read again");
      const rows = again.book.save();
      const begun = performance.now();
      JSON.stringify(rows);
      plain!.push(performance.now() - begun);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const [writeStallMs, readStallMs, plainMs] = [median(writes!), median(reads!), median(plain!)];
  return {
    ...{ vehicles, rounds, writeStallMs, readStallMs, plainMs },
    writeRatio: writeStallMs / plainMs,
    readRatio: readStallMs / plainMs,
  };
}

function make(path: string) {
  const book = new Book(systemClock, silentLogger);
  const state = new StateFile({
    store: stateStore(path),
    clock: systemClock,
    logger: silentLogger,
    sections: {
      readings: { keys: () => book.ids(), rows: (id) => book.save(id) },
      ...{ events: none, commands: none, learned: none, trips: none, drives: none },
      usage: { keys: () => [""], rows: () => [{}] },
    },
  });
  return { book, state };
}

async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let [longest, last, on] = [0, performance.now(), true];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  on = false;
  return longest;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
