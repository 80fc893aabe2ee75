import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DemoCloud } from "../../../src/index";

export interface Seen {
  method: string;
  host: string;
  /** Path and query as they were on the wire. */
  url: string;
  headers: Record<string, string>;
}

export interface Wire {
  readonly seen: Seen[];
  url: string;
  /** Base URLs of an account whose requests go by here, as its setting has them. */
  baseUrls: string;
  /** Answers instead of the demo where it gives true. */
  spoil?: (seen: Seen, answer: ServerResponse) => boolean;
  close(): Promise<void>;
}

/** Stands before the demo and writes down what goes by, headers too. */
export async function wireTo(demo: DemoCloud): Promise<Wire> {
  const seen: Seen[] = [];
  const target = new URL(demo.url);
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    const [, host = "", ...rest] = (incoming.url ?? "").split("/");
    const headers = incoming.headers as Record<string, string>;
    const one = { method: incoming.method ?? "", host, url: `/${rest.join("/")}`, headers };
    seen.push(one);
    if (wire.spoil?.(one, outgoing)) return;
    const passed = ask(
      { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers },
      (answer) => {
        const { location } = answer.headers;
        const own = `http://${incoming.headers.host}`;
        const moved = location === undefined ? {} : { location: location.replace(demo.url, own) };
        outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...moved });
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const baseUrls = Object.keys(demo.baseUrls)
    .map((real) => `${real} = ${url}/${real.replace("https://", "")}`)
    .join("\n");
  const wire: Wire = {
    ...{ seen, url, baseUrls },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return wire;
}
