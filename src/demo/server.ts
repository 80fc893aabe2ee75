import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { cloudError, wordsOf } from "../base/errors";
import { faultAnswer, otherTypes, type Faults } from "./faults";
import type { DemoLog } from "./log";
import type { DemoContext, DemoPart } from "./part";
import { readBody, routeOf } from "./routing";
import type { DemoAnswer, DemoFate, DemoFault, DemoRequest } from "./types";

export interface DemoServerOptions {
  port: number;
  latencyMs: number;
  /** The server does not keep the process alive. */
  background: boolean;
  faults: Faults;
  log: DemoLog;
  clock: DemoContext["clock"];
  parts: readonly DemoPart[];
}

/** The HTTP server of the demo: routing, faults, latency, log and the `Date` of its clock; what is answered is up to the parts. */
export class DemoServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(readonly options: DemoServerOptions) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      if (options.background) socket.unref();
    });
    this.#server.on("clientError", (_error, socket) => socket.destroy());
    // A deploy's requests come in bursts with pauses of minutes: keeping connections only makes resets likely.
    this.#server.keepAliveTimeout = 5000;
  }

  /** Rejects with CONFIG_INVALID if the port cannot be had. */
  static async listen(options: DemoServerOptions): Promise<DemoServer> {
    const server = new DemoServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", (error: NodeJS.ErrnoException) => {
        reject(
          cloudError(
            "CONFIG_INVALID",
            `The demo cloud cannot listen on port ${options.port} of 127.0.0.1 (${error.code}). Choose another port, or 0 for any free one.`,
            { host: "127.0.0.1", cause: error },
          ),
        );
      });
      server.#server.listen(options.port, "127.0.0.1", resolve);
    });
    if (options.background) server.#server.unref();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { parts, faults, log, clock } = this.options;
    const partOf = (host: string): DemoPart | undefined => parts.find((part) => part.hosts.includes(host));
    const route = routeOf(message, (host) => partOf(host) !== undefined);
    const body = await readBody(message);
    const part = route && partOf(route.host);
    if (!route || !part || !body) {
      const answer = body
        ? { status: 404, body: "No host of the demo cloud is asked for: use /<host>/<path> or the Host header.\n" }
        : { status: 413, body: "The request is larger than any real one.\n", headers: { connection: "close" } };
      this.#send(response, answer);
      return;
    }
    const headers = Object.fromEntries(
      // Only a cookie that a client sets, which none does, would be a list.
      Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
    );
    const request: DemoRequest = { method: message.method!, ...route, headers, body };
    part.tick();
    const fault = faults.take(request);
    const answer = await answerOf(part, request, fault);
    log.add(clock.now(), request, answer);
    if (this.options.latencyMs > 0) await wait(this.options.latencyMs);
    if (fault?.kind === "timeout") return;
    if (fault?.kind === "reset") message.socket.resetAndDestroy();
    else this.#send(response, answer, fault?.kind === "cut");
  }

  #send(response: ServerResponse, answer: DemoAnswer, cut = false): void {
    const { body, status } = answer;
    const plain = typeof body === "string";
    const bytes = Buffer.isBuffer(body)
      ? body
      : Buffer.from(body === undefined ? "" : plain ? body : JSON.stringify(body));
    const sent = cut ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
    response.writeHead(status, {
      "content-type": plain ? "text/plain; charset=utf-8" : "application/json;charset=UTF-8",
      "content-length": sent.length,
      // Node would write the machine's own time: a client that corrects its clock must see the demo's.
      date: new Date(this.options.clock.now()).toUTCString(),
      ...answer.headers,
    });
    response.end(sent);
  }
}

/**
 * A fault with a code, a status or a page stands in front of the cloud: nothing is carried out. The others strike on the way
 * back, so a command may have been carried out although its sender hears nothing; that is what a client must be ready for.
 */
async function answerOf(part: DemoPart, request: DemoRequest, fault: DemoFault | undefined): Promise<DemoAnswer> {
  const instead = fault && faultAnswer(fault, (code) => part.refusal(request, code));
  if (instead) return instead;
  const fate = fateOf(fault);
  const answer = await handle(part, fate ? { ...request, fate } : request);
  if (!fault) return answer;
  const note = `fault: ${fault.kind ?? "none"}; ${answer.note ?? "handled"}`;
  return fault.kind === "wrongTypes" ? { ...answer, body: otherTypes(answer.body), note } : { ...answer, note };
}

/** When a command is late and nobody says how late. */
const usualDelaySeconds = 90;

function fateOf(fault: DemoFault | undefined): DemoFate | undefined {
  if (fault?.kind === "lost") return "lost";
  return fault?.kind === "late" ? { lateSeconds: fault.delaySeconds ?? usualDelaySeconds } : undefined;
}

async function handle(part: DemoPart, request: DemoRequest): Promise<DemoAnswer> {
  try {
    return await part.handle(request);
  } catch (error) {
    return {
      status: 500,
      body: "",
      note: `the demo failed: ${wordsOf(error)}`,
    };
  }
}

/** Real time: a latency in the clock's own would stop a clock that is moved by hand and waits for its requests. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
