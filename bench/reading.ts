import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEcarxStatus } from "../src/platforms/ecarx/status/read-status";

export interface ReadingBench {
  /** Time of `readEcarxStatus` over the time of `JSON.parse` of the same bytes: median of the alternating rounds. At most 1. */
  ratio: number;
  /** Smallest and largest ratio of a round. */
  spread: [least: number, most: number];
  /** Median per answer, microseconds. */
  readMicros: number;
  parseMicros: number;
  /** Length of the answer as the cloud sends it, bytes. */
  bytes: number;
  rounds: number;
}

/** Read answers, so that the engine cannot skip the work. */
const kept: unknown[] = [];

/**
 * What it costs to read a car's status against parsing its JSON. Both get the same bytes, without the blanks of the fixture;
 * rounds of both alternate, so that a slow moment of the machine strikes both.
 */
export function benchReading({ rounds = 31, perRound = 1500 } = {}): ReadingBench {
  const fixture = readFileSync(join(__dirname, "../test/fixtures/ecarx-status.json"), "utf8");
  const source = JSON.stringify(JSON.parse(fixture));
  // Separate objects: reading one over and over would keep it in the processor's cache, as no real answer is.
  const answers = Array.from({ length: 64 }, () => JSON.parse(source) as unknown);
  const options = { series: "HX11", readAt: "2026-02-02T08:10:00Z" };

  const parse = (): number =>
    time(() => {
      for (let i = 0; i < perRound; i++) kept[0] = JSON.parse(source);
    });
  const read = (): number =>
    time(() => {
      for (let i = 0; i < perRound; i++) kept[0] = readEcarxStatus(answers[i % answers.length], options);
    });
  for (let i = 0; i < 3; i++) {
    parse();
    read();
  }

  const parses: number[] = [];
  const reads: number[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2 === 0) parses.push(parse());
    reads.push(read());
    if (i % 2 === 1) parses.push(parse());
  }
  const ratios = reads.map((value, index) => value / parses[index]!).sort((a, b) => a - b);
  return {
    ratio: round(median(ratios)),
    spread: [round(ratios[0]!), round(ratios[ratios.length - 1]!)],
    readMicros: round((median(reads) * 1000) / perRound),
    parseMicros: round((median(parses) * 1000) / perRound),
    bytes: Buffer.byteLength(source),
    rounds,
  };
}

function time(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
