import { withoutEndSlashes } from "../../base/json";
import type { ServerResponse } from "node:http";
import type { Red } from "../shared/types";
import {
  followsOnlyRoutes,
  isDirect,
  toFront,
  type App,
  type Handler,
  type Next,
  type ParsedRequest,
} from "./express-app";
import { middlewareOf, passThrough, type Middleware } from "./middleware";
import { PathTable, type SegwayPushWord } from "./paths";
import { readBody } from "./read-body";
import type { PushSink } from "./types";

interface Found {
  owner: PushSink;
  word: SegwayPushWord;
}

/**
 * The webhook paths on Node-RED's own port. With the default admin root the editor's body parsers stand before the flows'
 * routes: keys such as `__proto__` and empty ones vanish there, lists appear, gzip is inflated, and no signature holds. So the
 * body is taken at the root application, in front of them, while the route itself stands among the flows' routes, behind
 * `httpNodeAuth` and whatever else its user has put before them. Both are put there once and stay; nodes come and go.
 */
export class NodeRedPort {
  readonly #app: App;
  readonly #admin: App | undefined;
  readonly #serving: Handler = (request, response, next) => this.#serve(request, response, next);
  readonly #table = new PathTable<PushSink>();
  readonly #checks: readonly Middleware[];
  readonly #editorFirst: boolean;
  readonly #onParsed = new Set<() => void>();
  #prefix = "";
  #root: App | undefined;
  readonly #capturing: Handler = (request, response, next) => this.#take(request, response, next);
  #direct = false;

  /**
   * `admin`: the editor's application, unless its user has put something of their own into it. `checks`: what Node-RED's user
   * wants to stand before every HTTP node; Node-RED leaves it to the nodes to see to that. `editorFirst`: the editor's own
   * handlers decide over every request, as with `requireHttps`.
   */
  constructor(app: App, admin?: App, checks: readonly Middleware[] = [], editorFirst = false) {
    this.#app = app;
    this.#admin = admin;
    this.#checks = checks;
    this.#editorFirst = editorFirst;
    // In front it costs a push nothing of what Express does for requests that it serves itself.
    app.use(this.#serving);
    if (followsOnlyRoutes(app, this.#serving)) toFront(app, this.#serving, { prepared: checks.length > 0 });
  }

  /**
   * Serves a path until the returned function is called; undefined if another node does. `onParsed` hears of a body that had
   * been parsed before we saw it.
   */
  serve(path: string, sink: PushSink, onParsed: () => void): (() => void) | undefined {
    this.#install();
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
  #install(): void {
    let root = this.#app;
    while (root.parent) root = root.parent;
    if (!this.#root && root !== this.#app) {
      this.#root = root;
      root.use(this.#capturing);
      toFront(root, this.#capturing);
      const prefix = this.#app.path?.();
      this.#prefix = typeof prefix === "string" ? withoutEndSlashes(prefix) : "";
    }
    // The editor's handlers cost as much as a push: they are passed by where there is nothing else to pass by.
    this.#direct =
      this.#root !== undefined &&
      this.#checks.length === 0 &&
      !this.#editorFirst &&
      followsOnlyRoutes(this.#app, this.#serving) &&
      isDirect(this.#root, this.#app, this.#admin, this.#capturing);
  }

  #take(request: ParsedRequest, response: ServerResponse, next: Next): void {
    const { url } = request;
    // Below the root of the HTTP nodes: `/flowssegway` is not in `/flows`.
    const below = url.startsWith(this.#prefix) && url[this.#prefix.length] === "/";
    const found = request.method === "POST" && below ? this.#table.find(url.slice(this.#prefix.length)) : undefined;
    if (!found || request._body || request.readableEnded) return next();
    const { owner, word } = found;
    this.#read(owner, request, response, () => {
      if (this.#direct) owner.take(word, request, response, request.body as Buffer);
      else next();
    });
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
    const found = this.#table.find(request.url);
    if (!found) return next();
    if (this.#checks.length === 0) return this.#hand(found, request, response);
    const body = request.body;
    passThrough(this.#checks, request, response, next, () => {
      // Whatever they have made of it: the signature is over what was received.
      if (Buffer.isBuffer(body)) request.body = body;
      this.#hand(found, request, response);
    });
  }

  #hand({ owner, word }: Found, request: ParsedRequest, response: ServerResponse): void {
    if (Buffer.isBuffer(request.body)) return owner.take(word, request, response, request.body);
    if (request.method !== "POST") return owner.refuse(response, "method");
    if (!request._body && !request.readableEnded) {
      return this.#read(owner, request, response, () => owner.take(word, request, response, request.body as Buffer));
    }
    this.#install();
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
  const { httpAdminMiddleware, requireHttps } = red.settings as {
    httpAdminMiddleware?: unknown;
    requireHttps?: unknown;
  };
  const admin = httpAdminMiddleware ? undefined : (red.httpAdmin as unknown as App | undefined);
  const port = ports.get(app) ?? new NodeRedPort(app, admin, middlewareOf(red), requireHttps === true);
  ports.set(app, port);
  return port;
}
