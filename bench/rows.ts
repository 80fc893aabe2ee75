import { benchConfirmation, type ReadTimesBench } from "./confirmation";
import { benchFences } from "./fences";
import { benchGeofenceNode } from "./geofence-node";
import { benchHistory } from "./history";
import { benchPalette } from "./palette";
import { benchState } from "./state";
import { benchWebhook, type Comparison } from "./webhook";

export interface Row {
  what: string;
  figure: number;
  unit: string;
  /** What it is held against; absent = told only. */
  limit?: number;
  /** The limit is a lower one. */
  atLeast?: boolean;
  /** Smallest and largest of the runs, or how it was counted. */
  note: string;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** How soon, and with how many readings, it is seen that a car has done what it was told. */
export async function commandRows(): Promise<Row[]> {
  const { draws, usual, once, everyFive, lagRatio, readsRatio, narrow } = await benchConfirmation();
  const mix = `${draws} commands on a simulated clock: done after 1 to 40 s (evenly on a logarithmic scale), one in ten never`;
  const told = ({ lagSeconds, reads, seenPercent }: ReadTimesBench): string =>
    `${round(lagSeconds)} s after it was done, ${round(reads)} readings, ${round(seenPercent)} % seen`;
  return [
    {
      what: "time until it is seen, over that of a reading every 5 s",
      figure: round(lagRatio),
      unit: "times",
      limit: 1.2,
      note: `${mix}; ours: ${told(usual)}`,
    },
    {
      what: "readings for it, over those of a reading every 5 s",
      figure: round(readsRatio),
      unit: "times",
      limit: 0.85,
      note: `every 5 s: ${told(everyFive)}; one reading after 8 s: ${told(once)}`,
    },
    { what: "most readings for one command", figure: usual.mostReads, unit: "", limit: 7, note: "exact count" },
    {
      what: "a car that always takes 8 to 10 s, once that is known: time until it is seen",
      figure: round(narrow.adapted.lagSeconds),
      unit: "s",
      note: `${told(narrow.adapted)}; before that ${told(narrow.usual)}; every 5 s ${told(narrow.everyFive)}`,
    },
  ];
}

/** What the webhook node bears. */
export async function pushRows(): Promise<Row[]> {
  const { adminRootSlash, adminRootApart, ownPort, bytesPerVehicle, flood } = await benchWebhook();
  const compared = (what: string, by: Comparison, limit: number): Row => ({
    what,
    figure: round(by.ratio),
    unit: "times",
    limit,
    atLeast: true,
    note: `median of alternating rounds, ${by.spread.map(round).join(" to ")}; ${Math.round(by.perSecond)} against ${Math.round(by.otherPerSecond)} a second, p99 ${round(by.p99Ms)} against ${round(by.otherP99Ms)} ms${by.processorRatio === undefined ? "" : `; by processor time ${round(by.processorRatio)}`}`,
  });
  const flow = "verified pushes a second, over http in → function with the same check → http response";
  return [
    compared(`${flow}, admin root /`, adminRootSlash, 1.8),
    compared(`${flow}, admin root /admin`, adminRootApart, 1.5),
    compared("own port, over bare node:http with the same digest", ownPort, 0.5),
    {
      what: "last state of 10,000 vehicles",
      figure: Math.round(Math.max(...bytesPerVehicle)),
      unit: "bytes each",
      limit: 2000,
      note: `after each round of pushes: ${bytesPerVehicle.map(Math.round).join(", ")}`,
    },
    {
      what: "pushes lost of 100,000 at full speed, 1 % repeated, 1 % forged",
      figure: flood.lost,
      unit: "",
      limit: 0,
      note: `${flood.accepted} accepted, ${flood.refused} refused, ${flood.messages} messages, ${Math.round(flood.perSecond)} a second`,
    },
  ];
}

/** What a position costs a geofence node. */
export function fenceRows(): Row[] {
  const { rounds, ratio, spread, microsPerSample, plainMicrosPerSample, addedHeapBytes } = benchFences();
  const other = benchGeofenceNode();
  return [
    {
      what: `positions a second, over node-red-node-geofence ${other.versions.node}, a node a fence, whose code is called without Node-RED between`,
      figure: Math.round(other.ratio),
      unit: "times",
      limit: 50,
      atLeast: true,
      note: `median of ${other.rounds} alternating rounds, ${other.spread.map(Math.round).join(" to ")}; ${Math.round(other.perSecond)} against ${Math.round(other.otherPerSecond)} a second; of ${other.compared.toLocaleString("en-US")} sides both say the same of ${other.agreed.toLocaleString("en-US")}. Alone: \`npx tsx bench/geofence-node.ts\`, which fetches that package and geolib ${other.versions.geolib} to a folder of its own`,
    },
    {
      what: "positions a second, over a plain loop of haversine and ray casting with no margin, doubt or times",
      figure: round(ratio),
      unit: "times",
      limit: 1,
      atLeast: true,
      note: `median of ${rounds} alternating rounds, ${spread.map(round).join(" to ")}; ${round(microsPerSample)} against ${round(plainMicrosPerSample)} µs a position`,
    },
    {
      what: "heap that a million positions add, once each vehicle is known",
      figure: round(Math.max(addedHeapBytes, other.addedHeapBytes) / 1_000_000),
      unit: "MB",
      limit: 2,
      note: "after garbage collection",
    },
  ];
}

/** For how long a fleet's state on disk keeps everything else waiting. */
export async function stateRows(): Promise<Row[]> {
  const { vehicles, rounds, writeRatio, readRatio, writeStallMs, readStallMs, plainMs } = await benchState();
  const of = `of ${vehicles.toLocaleString("en-US")} vehicles`;
  const told = (ms: number): string => `medians of ${rounds}: ${round(ms)} ms against ${round(plainMs)} ms`;
  return [
    {
      what: `writing the whole state ${of}: longest time without a turn for others, over one JSON.stringify of it`,
      figure: round(writeRatio),
      unit: "times",
      limit: 0.75,
      note: told(writeStallMs),
    },
    {
      what: "reading it at the start: the same",
      figure: round(readRatio),
      unit: "times",
      limit: 0.75,
      note: told(readStallMs),
    },
  ];
}

/** What the sidebar's recent past costs who does not look. */
export async function historyRows(): Promise<Row[]> {
  const { share, spread, pushMicros, noteMicros, bytesPerVehicle, rounds } = await benchHistory();
  const percent = (value: number): number => round(value * 100);
  return [
    {
      what: "noting a push in the recent past of its vehicle, over receiving it",
      figure: percent(share),
      unit: "%",
      limit: 3,
      note: `median of ${rounds} alternating rounds, ${spread.map(percent).join(" to ")}; ${round(noteMicros)} of ${round(pushMicros)} µs`,
    },
    {
      what: "recent past of a vehicle, when it is full",
      figure: Math.round(bytesPerVehicle),
      unit: "bytes each",
      limit: 4096,
      note: "of 1,000 vehicles: a day of charge, 40 places, ten commands",
    },
  ];
}

/** What the editor loads of us at its start. */
export function paletteRows(): Row[] {
  const { ours, sidebar, core } = benchPalette();
  const kilo = (bytes: number): number => round(bytes / 1000);
  const row = (what: string, bytes: number, note: string): Row => ({ what, figure: kilo(bytes), unit: "kB", note });
  return [
    row(
      `html of ${ours.files} nodes and plugins`,
      ours.bytes,
      `exact count; of it the sidebar ${kilo(sidebar.bytes)} kB; Node-RED's own ${core.files} files have ${kilo(core.bytes)} kB`,
    ),
    row(
      "the same where a proxy compresses it (gzip)",
      ours.gzipBytes,
      `exact count; of it the sidebar ${kilo(sidebar.gzipBytes)} kB; Node-RED's own ${kilo(core.gzipBytes)} kB`,
    ),
  ];
}
