import type { ServerResponse } from "node:http";
import { drain } from "./read-body";

/** The answer by which Segway knows that a push has arrived (docs/protocol/segway.md 5). */
const success = '{"message":"success","code":0}';
const json = "application/json";

/** Written past Express: of what it would add, nothing is needed. */
export function accept(response: ServerResponse): void {
  send(response, 200, success);
}

/** What the sender hears of a refusal: no more than it needs, since it may be anybody. */
const texts = {
  400: "not a push",
  401: "signature refused",
  404: "nothing is served here",
  405: "POST only",
  408: "too slow",
  413: "too large, or too many fields",
  500: "failed",
  503: "not ready",
};
export type RefusalStatus = keyof typeof texts;

export function refuse(response: ServerResponse, status: RefusalStatus): void {
  const body = JSON.stringify({ message: texts[status], code: status });
  send(response, status, body, {
    ...(status === 405 ? { allow: "POST" } : {}),
    // Whoever still sends a body that is not wanted is not listened to any longer.
    ...(response.req.complete ? {} : { connection: "close" }),
  });
  drain(response.req, response);
}

/** `body` is plain ASCII: as a string it goes out in one write with the head, which is half of what an answer costs. */
export function send(response: ServerResponse, status: number, body: string, more?: Record<string, string>): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": json, "content-length": body.length, ...more });
  response.end(body);
}
