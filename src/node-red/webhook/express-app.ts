import type { IncomingMessage, ServerResponse } from "node:http";

export type Next = (error?: unknown) => void;
export type Handler = (request: ParsedRequest, response: ServerResponse, next: Next) => void;

/** A request as Express and its body parsers leave it. */
export interface ParsedRequest extends IncomingMessage {
  url: string;
  body?: unknown;
  /** The mark of body parsers for each other: somebody has taken the body. */
  _body?: boolean;
}

/** The little of an Express application that is used; `_router` in version 4, `router` in 5. */
export interface App {
  use(handler: Handler): unknown;
  parent?: App;
  path?(): unknown;
  _router?: { stack?: Layer[] };
  router?: { stack?: Layer[] };
}

interface Layer {
  handle?: unknown;
  name?: string;
  /** Of a route; a middleware has none. */
  route?: unknown;
}

/** The handlers of an application that has one; asking version 4 for `router` before that throws. */
const stackOf = (app: App): Layer[] => (app._router ?? app.router)?.stack ?? [];

/** What Express 4 needs before a handler can use its request and response; version 5 has no such layers. */
const preparations = new Set(["query", "expressInit"]);

/** What Express puts there by itself, and core's reader of raw bodies, which takes its own routes only. */
const harmless = new Set([...preparations, "rawBodyCapture"]);

/** Puts a handler that was just added in front of all others, or right behind what Express prepares. */
export function toFront(app: App, handler: Handler, { prepared = false } = {}): void {
  const stack = stackOf(app);
  const from = stack.findIndex(({ handle }) => handle === handler);
  const to = prepared ? stack.findIndex(({ name = "" }) => !preparations.has(name)) : 0;
  if (from > to) stack.splice(to, 0, ...stack.splice(from, 1));
}

/** Nothing but routes and preparations stand before the handler: a place in front skips no check of theirs. */
export function followsOnlyRoutes(app: App, handler: Handler): boolean {
  return stackOf(app).every(
    ({ route, name = "", handle }) => route !== undefined || handle === handler || harmless.has(name),
  );
}

/**
 * True if nothing lies between the root's front and Node-RED's flows but Node-RED's editor, i.e. no password, no middleware
 * and no application of anybody else: then a request may be handed over at the front. `admin` is the application that nodes
 * get; it stands in the editor's own, which stands at the root.
 */
export function isDirect(root: App, nodes: App, admin: App | undefined, handler: Handler): boolean {
  if (nodes.parent !== root) return false;
  const names = stackOf(root)
    .filter(({ handle }) => handle !== handler)
    .map(({ route, name = "" }) => (route === undefined ? name : "route"))
    .filter((name) => !harmless.has(name));
  const mounted = admin?.parent?.parent === root ? 2 : 1;
  const applications = names.filter((name) => name === "mounted_app").length;
  // What comes behind the flows does not matter; of applications that are not Node-RED's nobody knows where they stand.
  return applications === mounted && names.slice(0, mounted).every((name) => name === "mounted_app");
}
