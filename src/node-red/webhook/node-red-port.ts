import type { IncomingMessage, ServerResponse } from "node:http";
import type { Red } from "../types";
import { PathTable } from "./paths";
import { readBody } from "./read-body";
import type { PushSink } from "./types";

type Next = (error?: unknown) => void;
type Handler = (request: ParsedRequest, response: ServerResponse, next: Next) => void;

/** A request as Express and its body parsers leave it. */
interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  /** The mark of body parsers for each other: somebody has taken the body. */
  _body?: boolean;
}

/** The little of an Express application that is used; `_router` in version 4, `router` in 5. */
interface App {
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

/** Puts a handler that was just added in front of all others. */
function toFront(app: App, handler: Handler): void {
  const stack = stackOf(app);
  const at = stack.findIndex(({ handle }) => handle === handler);
  if (at > 0) stack.unshift(...stack.splice(at, 1));
}

/** Nothing but routes and Express's own preparations stand before the handler: a place in front skips no check of theirs. */
function followsOnlyRoutes(app: App, handler: Handler): boolean {
  const harmless = ({ route, name, handle }: Layer): boolean =>
    route !== undefined || handle === handler || name === "query" || name === "expressInit";
  return stackOf(app).every(harmless);
}

/**
 * The webhook paths on Node-RED's own port. With the default admin root the editor's body parsers stand before the flows'
 * routes: keys such as `__proto__` and empty ones vanish there, lists appear, gzip is inflated, and no signature holds. So the
 * body is taken at the root application, in front of them, while the route itself stands among the flows' routes, behind
 * `httpNodeAuth`. Both are put there once and stay; nodes come and go in the table.
 */
export class NodeRedPort {
  readonly #app: App;
  readonly #table = new PathTable<PushSink>();
  readonly #onParsed = new Set<() => void>();
  #prefix = "";
  #capturing = false;

  constructor(app: App) {
    this.#app = app;
    const serve: Handler = (request, response, next) => this.#serve(request, response, next);
    // In front it costs a push nothing of what Express does for requests that it serves itself.
    app.use(serve);
    if (followsOnlyRoutes(app, serve)) toFront(app, serve);
  }

  /**
   * Serves a path until the returned function is called; undefined if another node does. `onParsed` hears of a body that had
   * been parsed before we saw it.
   */
  serve(path: string, sink: PushSink, onParsed: () => void): (() => void) | undefined {
    this.#capture();
    if (!this.#table.add(path, sink)) return undefined;
    this.#onParsed.add(onParsed);
    return () => {
      this.#table.remove(path, sink);
      this.#onParsed.delete(onParsed);
    };
  }

  /** Paths that are served; a leak shows here. */
  get paths(): number {
    return this.#table.size;
  }

  /** Puts the reader of bodies in front of everything at the root. Not yet possible if Node-RED is mounted later. */
  #capture(): void {
    let root = this.#app;
    while (root.parent) root = root.parent;
    if (this.#capturing || root === this.#app) return;
    const capture: Handler = (request, response, next) => this.#take(request, response, next);
    root.use(capture);
    toFront(root, capture);
    const prefix = this.#app.path?.();
    this.#prefix = typeof prefix === "string" ? prefix.replace(/\/+$/, "") : "";
    this.#capturing = true;
  }

  #take(request: ParsedRequest, response: ServerResponse, next: Next): void {
    const url = request.url ?? "";
    const found =
      request.method === "POST" && url.startsWith(this.#prefix)
        ? this.#table.find(url.slice(this.#prefix.length))
        : undefined;
    if (!found || request._body || request.readableEnded) return next();
    this.#read(found.owner, request, response, () => next());
  }

  #read(sink: PushSink, request: ParsedRequest, response: ServerResponse, onBody: () => void): void {
    readBody(request, (body) => {
      if (body === undefined) return;
      if (typeof body === "string") return sink.refuse(response, body);
      request.body = body;
      request._body = true;
      onBody();
    });
  }

  #serve(request: ParsedRequest, response: ServerResponse, next: Next): void {
    const found = this.#table.find(request.url ?? "");
    if (!found) return next();
    const { owner, word } = found;
    if (Buffer.isBuffer(request.body)) return owner.take(word, request, response, request.body);
    if (request.method !== "POST") return owner.refuse(response, "method");
    if (!request._body && !request.readableEnded) {
      return this.#read(owner, request, response, () => owner.take(word, request, response, request.body as Buffer));
    }
    this.#capture();
    for (const tell of this.#onParsed) tell();
    const form = unparsed(request.body);
    if (form) owner.take(word, request, response, form);
    else owner.refuse(response, "parsed");
  }
}

/**
 * The form that a parser has read, put together again. Lists and objects are nested or repeated keys, which must be refused,
 * and keys that the parser dropped stay unseen: the signature does not hold then.
 */
function unparsed(body: unknown): Buffer | undefined {
  if (typeof body === "string") return Buffer.from(body);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const pairs = Object.entries(body);
  if (pairs.length === 0 || pairs.some(([, value]) => typeof value !== "string")) return undefined;
  return Buffer.from(new URLSearchParams(pairs as [string, string][]).toString());
}

const ports = new WeakMap<object, NodeRedPort>();

/** The one of this Node-RED; undefined if it serves no HTTP nodes. */
export function nodeRedPort(red: Red): NodeRedPort | undefined {
  const app = red.httpNode as unknown as App | undefined;
  if (red.settings.httpNodeRoot === (false as unknown) || typeof app?.use !== "function") return undefined;
  const port = ports.get(app) ?? new NodeRedPort(app);
  ports.set(app, port);
  return port;
}
