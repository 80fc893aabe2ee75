import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { runtime } from "../shared/runtime";
import { refuse } from "./answers";
import { PathTable } from "./paths";
import { readBody } from "./read-body";
import type { PushSink } from "./types";

interface OwnPort {
  server: Server;
  table: PathTable<PushSink>;
  listening: Promise<void>;
}

/** By `host port`: several nodes may share one. */
const open = new Map<string, OwnPort>();

const limits = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 30_000, maxHeaderSize: 8192 };

/**
 * Serves a path on a listener of its own, which costs a fraction of what Node-RED's port does. Undefined if another node
 * serves that path there; rejects with the system's error if the port cannot be had. The returned function ends it.
 */
export async function serveOnOwnPort(
  host: string,
  port: number,
  path: string,
  sink: PushSink,
): Promise<(() => Promise<void>) | undefined> {
  const key = `${host} ${port}`;
  const own = open.get(key) ?? openPort(key, host, port);
  if (!own.table.add(path, sink)) return undefined;
  const leave = async (): Promise<void> => {
    own.table.remove(path, sink);
    if (own.table.size === 0) await closePort(key, own);
  };
  try {
    await own.listening;
    return leave;
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Where else our own nodes listen on this port: `0.0.0.0` and `127.0.0.1` cannot both have it. */
export function otherHosts(host: string, port: number): string[] {
  return [...open]
    .filter(([, { server }]) => server.listening)
    .map(([key]) => key.split(" "))
    .filter(([otherHost, otherPort]) => otherHost !== host && otherPort === String(port))
    .map(([otherHost = ""]) => otherHost);
}

function openPort(key: string, host: string, port: number): OwnPort {
  const table = new PathTable<PushSink>();
  const server = createServer(limits, (request, response) => handle(table, request, response));
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      // Without a listener an error of the server would end the process.
      server.on("error", () => undefined);
      resolve();
    });
  });
  const own = { server, table, listening };
  open.set(key, own);
  return own;
}

function handle(table: PathTable<PushSink>, request: IncomingMessage, response: ServerResponse): void {
  const found = table.find(request.url!);
  response.on("error", () => undefined);
  if (!found) return refuse(response, 404);
  const { owner, word } = found;
  if (request.method !== "POST") return owner.refuse(response, "method");
  readBody(request, (body) => {
    if (body === undefined) return;
    if (typeof body === "string") owner.refuse(response, body);
    else owner.take(word, request, response, body);
  });
}

async function closePort(key: string, { server }: OwnPort): Promise<void> {
  if (open.get(key)?.server === server) open.delete(key);
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // What is being answered may end; connections that only wait would hold the port for half a minute.
  server.closeIdleConnections();
  const forced = runtime.clock.setTimeout(() => server.closeAllConnections(), 500);
  await closed;
  runtime.clock.clearTimeout(forced);
}
