import type { IncomingMessage, ServerResponse } from "node:http";
import { runtime } from "../shared/runtime";

/** A push has a quarter of a kilobyte (docs/protocol/segway.md 8). */
export const longestBody = 64 * 1024;
/** A body that trickles in is given up. */
export const slowAfterMs = 10_000;
/** The rest of a refused body is read this long, so that the sender gets to read the answer. */
const drainMs = 2000;

/**
 * Collects a body as it comes. `done` is called once: with the bytes, with what is wrong, or with undefined if the sender has
 * gone and nobody waits for an answer.
 */
export function readBody(
  request: IncomingMessage,
  done: (body: Buffer | "tooLarge" | "slow" | undefined) => void,
): void {
  if (Number(request.headers["content-length"]) > longestBody) {
    done("tooLarge");
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  const timer = runtime.clock.setTimeout(() => end("slow"), slowAfterMs);
  const end = (result: Buffer | "tooLarge" | "slow" | undefined): void => {
    if (ended) return;
    ended = true;
    runtime.clock.clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", onGone);
    done(result);
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > longestBody) end("tooLarge");
    else chunks.push(chunk);
  };
  const onEnd = (): void => end(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
  const onGone = (): void => end(undefined);
  // Stays on: a connection that breaks later must not bring the process down.
  request.on("error", onGone);
  request.on("data", onData).on("end", onEnd).on("close", onGone);
}

/** After the answer: lets a sender that is still talking finish or run out of time, and takes no more from this connection. */
export function drain(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  request.on("error", () => undefined);
  request.resume();
  const timer = runtime.clock.setTimeout(() => request.destroy(), drainMs);
  response.once("close", () => runtime.clock.clearTimeout(timer));
}
