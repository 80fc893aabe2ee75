/** The demo cloud without its web server: every check of it, and no socket, so that a quarter of a year passes in seconds. */
import type { Clock } from "../../src/base/clock";
import type { DemoPart } from "../../src/demo/part";
import { createEcarxPart } from "../../src/demo/ecarx/hosts";
import { smartBrands } from "../../src/demo/ecarx/smart/brands";
import type { Transport } from "../../src/http/transport";

export interface DirectCloud {
  part: DemoPart;
  transport: Transport;
  /** Called with each request that arrives: `METHOD host/path`. */
  onRequest: (request: string) => void;
}

export function directCloud(clock: Clock, speed = 1): DirectCloud {
  const link = (_request: unknown, host: string, path: string): string => `https://${host}${path}`;
  const part = createEcarxPart({ clock, seed: 1, speed, link }, smartBrands);
  const cloud: DirectCloud = {
    part,
    onRequest: () => undefined,
    transport: {
      async send({ method, url, headers, body }) {
        const { host } = new URL(url);
        // As it stands: the signature covers it, and URL would write it anew.
        const target = url.slice(url.indexOf(host) + host.length);
        const mark = target.indexOf("?");
        const path = mark < 0 ? target : target.slice(0, mark);
        cloud.onRequest(`${method} ${host}${path}`);
        part.tick();
        const answer = await part.handle({
          method,
          host,
          path,
          query: mark < 0 ? "" : target.slice(mark + 1),
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
          body: Buffer.from(body ?? ""),
          prefixed: false,
        });
        const bytes = Buffer.isBuffer(answer.body)
          ? answer.body
          : Buffer.from(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? ""));
        return {
          status: answer.status,
          headers: { date: new Date(clock.now()).toUTCString(), ...answer.headers },
          body: bytes,
        };
      },
      close: () => undefined,
    },
  };
  return cloud;
}
