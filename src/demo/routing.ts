import type { IncomingMessage } from "node:http";

export interface Route {
  host: string;
  path: string;
  query: string;
  prefixed: boolean;
}

/**
 * Which real host a request is for: the one its `Host` header names, else the first segment of its path. The path stays as
 * received, percent-encoding included, because signatures cover it (docs/protocol/ecarx-smart.md 3.1).
 */
export function routeOf(
  request: Pick<IncomingMessage, "url" | "headers">,
  known: (host: string) => boolean,
): Route | undefined {
  const target = request.url!;
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark + 1);
  const named = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
  if (known(named)) return { host: named, path, query, prefixed: false };
  const [, segment = "", ...rest] = path.split("/");
  const host = segment.toLowerCase();
  return known(host) ? { host, path: `/${rest.join("/")}`, query, prefixed: true } : undefined;
}

/** Collects a request's body; undefined if it is larger than any real client's. */
export async function readBody(request: IncomingMessage, limit = 1024 * 1024): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
