import type { LineFault } from "../support/tcp-proxy";
import { patienceMs, type Asked, type Outcome } from "./line";

type Expected = Pick<Outcome, "result" | "left" | "arrived">;

export interface Cell extends Record<Asked, Expected> {
  name: string;
  fault: LineFault;
}

/** A read is tried three times in all, the password is sent once. */
const value: Record<Asked, Expected> = {
  "sign-in": { result: "value", left: 1, arrived: 1 },
  read: { result: "value", left: 1, arrived: 1 },
};
const lasting = (result: string, arrives: boolean): Record<Asked, Expected> => ({
  "sign-in": { result, left: 1, arrived: arrives ? 1 : 0 },
  read: { result, left: 3, arrived: arrives ? 3 : 0 },
});

/** The weathers of docs/weather.md, in its order, and what comes of them. */
export const cells: Cell[] = [
  { name: "good", fault: { kind: "none" }, ...value },
  { name: "latency below the time-out", fault: { kind: "latency", ms: patienceMs / 8 }, ...value },
  { name: "latency above the time-out", fault: { kind: "latency", ms: patienceMs * 3 }, ...lasting("TIMEOUT", true) },
  { name: "down: nobody listens", fault: { kind: "down" }, ...lasting("CLOUD_UNAVAILABLE", false) },
  { name: "bandwidth: slow, but enough", fault: { kind: "bandwidth", bytesPerSecond: 200_000 }, ...value },
  {
    name: "bandwidth: too little",
    fault: { kind: "bandwidth", bytesPerSecond: 100 },
    ...lasting("TIMEOUT", true),
  },
  { name: "slow close: all sent, closed late", fault: { kind: "slowClose", ms: patienceMs * 2 }, ...value },
  { name: "time-out: no word, never closed", fault: { kind: "timeout", ms: 0 }, ...lasting("TIMEOUT", false) },
  {
    name: "time-out: no word, then closed",
    fault: { kind: "timeout", ms: patienceMs / 16 },
    ...lasting("CLOUD_UNAVAILABLE", false),
  },
  {
    name: "reset (RST) before the answer",
    fault: { kind: "reset", ms: patienceMs / 16 },
    ...lasting("CLOUD_UNAVAILABLE", false),
  },
  { name: "slicer: the answer in small pieces", fault: { kind: "slicer", bytes: 512, pauseMs: 1 }, ...value },
  {
    name: "limit data: closed before the answer",
    fault: { kind: "limitData", bytes: 0 },
    ...lasting("CLOUD_UNAVAILABLE", true),
  },
  {
    name: "limit data: closed within its head",
    fault: { kind: "limitData", bytes: 60 },
    ...lasting("CLOUD_UNAVAILABLE", true),
  },
  {
    name: "limit data: closed within its body",
    fault: { kind: "limitData", bytes: 300 },
    // The cloud is there and has answered: asking at once again would only double the load.
    "sign-in": { result: "CLOUD_ANSWER_INVALID", left: 1, arrived: 1 },
    read: { result: "CLOUD_ANSWER_INVALID", left: 1, arrived: 1 },
  },
];
