import type { ServerResponse } from "node:http";
import type { Red } from "../shared/types";
import type { Next, ParsedRequest } from "./express-app";

export type Middleware = (request: ParsedRequest, response: ServerResponse, next: Next) => unknown;

/**
 * `httpNodeMiddleware` of Node-RED's settings, a function or a list. Core's http in hands it to Express with its route; what
 * takes an error first is not called there while there is none, so it is left out here.
 */
export function middlewareOf(red: Red): Middleware[] {
  const { httpNodeMiddleware } = red.settings as { httpNodeMiddleware?: unknown };
  const listed = [httpNodeMiddleware].flat(Infinity);
  return listed.filter((one): one is Middleware => typeof one === "function" && one.length <= 3);
}

/**
 * One after the other; `done` once all have let the request through. An error, thrown, rejected or handed on, goes to `failed`:
 * Express has an answer to it. One that calls its `next` twice is not followed twice.
 */
export function passThrough(
  checks: readonly Middleware[],
  request: ParsedRequest,
  response: ServerResponse,
  failed: Next,
  done: () => void,
): void {
  const from = (at: number): void => {
    const check = checks[at];
    if (!check) return done();
    let over = false;
    const next = (error?: unknown): void => {
      if (over) return;
      over = true;
      if (error) failed(error);
      else from(at + 1);
    };
    const thrown = (error: unknown): void => next(error || new Error("httpNodeMiddleware failed"));
    try {
      const result = check(request, response, next);
      if (result instanceof Promise) result.catch(thrown);
    } catch (error) {
      thrown(error);
    }
  };
  from(0);
}
