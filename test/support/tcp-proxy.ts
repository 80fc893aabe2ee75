/** A line between client and server that a test can spoil: the fault kinds of Toxiproxy, on plain TCP, loopback only. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What the line does to each connection. All but `down`, `timeout` and `reset` let the request through and spoil the answer. */
export type LineFault =
  | { kind: "none" }
  /** Each piece of the answer comes so much later. */
  | { kind: "latency"; ms: number }
  /** Nobody listens. */
  | { kind: "down" }
  /** The answer drips. */
  | { kind: "bandwidth"; bytesPerSecond: number }
  /** The whole answer comes, but the connection is closed so much later. */
  | { kind: "slowClose"; ms: number }
  /** Nothing passes in either direction; the connection is closed after `ms`, or never. */
  | { kind: "timeout"; ms: number }
  /** The connection is reset (RST) after `ms`; nothing of the answer passes. */
  | { kind: "reset"; ms: number }
  /** The answer comes in pieces of so many bytes with a pause between them. */
  | { kind: "slicer"; bytes: number; pauseMs: number }
  /** The connection is closed after so many bytes of the answer. */
  | { kind: "limitData"; bytes: number };

/** Pieces of the answer that drips, per second. */
const dripsPerSecond = 50;

export class TcpProxy {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #fault: LineFault = { kind: "none" };
  /** Connections taken since the fault was set. */
  connections = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  /** A line to `target` on a free port of 127.0.0.1. */
  static async to(target: string | URL): Promise<TcpProxy> {
    const proxy = new TcpProxy(Number(new URL(target).port));
    await proxy.#listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Sets the weather; connections that stand are cut, so that none is spared. */
  async set(fault: LineFault): Promise<void> {
    this.#fault = fault;
    this.connections = 0;
    await this.#cut();
    if (fault.kind === "down") await this.#stop();
    else if (!this.#server) await this.#listen();
  }

  async close(): Promise<void> {
    await this.#cut();
    await this.#stop();
  }

  async #listen(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #cut(): Promise<void> {
    const open = [...this.#sockets];
    for (const socket of open) socket.destroy();
    await Promise.all(open.filter((socket) => !socket.closed).map((socket) => once(socket, "close")));
    // Whoever had a connection open hears of its end in one of the next turns; a timer alone may come before, after a stall.
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  #serve(client: Socket): void {
    this.connections++;
    const fault = this.#fault;
    this.#keep(client);
    if (fault.kind === "timeout") {
      client.resume();
      if (fault.ms > 0) setTimeout(() => client.destroy(), fault.ms).unref();
      return;
    }
    if (fault.kind === "reset") {
      client.resume();
      setTimeout(() => client.resetAndDestroy(), fault.ms).unref();
      return;
    }
    const server = this.#keep(connect(this.#target, "127.0.0.1"));
    client.pipe(server);
    void this.#answer(server, client, fault);
    client.once("close", () => server.destroy());
  }

  async #answer(server: Socket, client: Socket, fault: LineFault): Promise<void> {
    let passed = 0;
    try {
      for await (const piece of server as AsyncIterable<Buffer>) {
        for (const [part, pauseMs] of partsOf(piece, fault)) {
          if (pauseMs > 0) await pause(pauseMs);
          const rest = fault.kind === "limitData" ? fault.bytes - passed : Infinity;
          passed += Math.min(part.length, rest);
          if (rest > 0 && !client.destroyed) client.write(part.subarray(0, Math.min(part.length, rest)));
          if (part.length < rest) continue;
          client.end();
          server.destroy();
          return;
        }
      }
      if (fault.kind === "slowClose") await pause(fault.ms);
      client.end();
    } catch {
      client.destroy();
    }
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

/** A piece as it is handed on, and how long each part is held back. */
function partsOf(piece: Buffer, fault: LineFault): [Buffer, number][] {
  if (fault.kind === "latency") return [[piece, fault.ms]];
  if (fault.kind === "slicer") return cut(piece, fault.bytes, fault.pauseMs);
  if (fault.kind === "bandwidth") {
    return cut(piece, Math.max(1, Math.floor(fault.bytesPerSecond / dripsPerSecond)), 1000 / dripsPerSecond);
  }
  return [[piece, 0]];
}

function cut(piece: Buffer, bytes: number, pauseMs: number): [Buffer, number][] {
  return Array.from({ length: Math.ceil(piece.length / bytes) }, (_, i) => [
    piece.subarray(i * bytes, (i + 1) * bytes),
    pauseMs,
  ]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
