import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Where in an exchange something happens to the connection. Parts are of 0 to 1. */
export type Spot =
  | "onConnect" // before a byte of the request has passed
  | "requestLine"
  | "requestHeaders"
  | "requestBody"
  | "requestEnd" // all of it but for the last byte
  | "beforeAnswer" // the cloud has all of the request, its answer is kept back
  | "answerHeaders"
  | "answerBody"
  | "answerEnd"; // all of it but for the last byte

/** What happens: reset, orderly end, a pause after which it goes on, silence, or the request goes on when nobody waits. */
export type Mishap = "reset" | "end" | "pause" | "silence" | "afterwards";

export interface Plan {
  spot: Spot;
  mishap: Mishap;
  /** 0-1: where within the spot. */
  part: number;
  pauseMs: number;
}

/** A TCP proxy before a demo cloud, which can ruin the next exchange that begins with `armedFor`. */
export class Wire {
  #server!: Server;
  readonly #sockets = new Set<Socket>();
  #plan: Plan | undefined;
  #armedFor = "";
  /** Exchanges that met their plan. */
  struck = 0;

  constructor(readonly target: number) {}

  async listen(): Promise<number> {
    this.#server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  arm(armedFor: string, plan: Plan): void {
    this.#armedFor = armedFor;
    this.#plan = plan;
  }

  disarm(): void {
    this.#plan = undefined;
  }

  /** Ends connections that are kept for later, as clouds do after a while. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(client: Socket): void {
    const cloud = connect(this.target, "127.0.0.1");
    for (const socket of [client, cloud]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.once("close", () => this.#sockets.delete(socket));
    }
    /** The exchange under way, if it is to be ruined. */
    let ruin: Ruin | undefined;
    client.on("data", (chunk: Buffer) => {
      ruin ??= this.#begin(chunk);
      if (!ruin) cloud.write(chunk);
      else if (ruin.struck) ruin.held.push(chunk);
      else {
        ruin.request = Buffer.concat([ruin.request, chunk]);
        const at = requestOffset(ruin.request, ruin.plan);
        const passed = ruin.request.length - chunk.length;
        if (at === undefined || at >= ruin.request.length) cloud.write(chunk);
        else {
          cloud.write(chunk.subarray(0, at - passed));
          ruin.held.push(chunk.subarray(at - passed));
          strike(ruin, cloud);
        }
      }
    });
    cloud.on("data", (chunk: Buffer) => {
      const at = ruin && !ruin.struck ? answerOffset(chunk, ruin.plan) : undefined;
      if (ruin?.struck) ruin.held.push(chunk);
      else if (!ruin || at === undefined) client.write(chunk);
      else {
        client.write(chunk.subarray(0, at));
        ruin.held.push(chunk.subarray(at));
        strike(ruin, client);
      }
    });
    client.once("close", () => {
      // What the proxy has kept goes on when nobody waits for it any more.
      if (ruin?.struck && ruin.plan.mishap === "afterwards") {
        setTimeout(() => cloud.end(Buffer.concat(ruin?.held ?? [])), ruin.plan.pauseMs);
      } else cloud.destroy();
    });
    cloud.once("close", () => client.destroy());

    const strike = (struck: Ruin, goesTo: Socket): void => {
      const { mishap, pauseMs } = struck.plan;
      struck.struck = true;
      if (mishap === "pause") {
        setTimeout(() => {
          for (const chunk of struck.held) goesTo.write(chunk);
          ruin = undefined;
        }, pauseMs);
      } else if (mishap === "reset" || mishap === "end") {
        if (mishap === "reset") client.resetAndDestroy();
        else client.end();
      }
    };
  }

  #begin(chunk: Buffer): Ruin | undefined {
    const plan = this.#plan;
    if (!plan || chunk.toString("latin1", 0, this.#armedFor.length) !== this.#armedFor) return undefined;
    this.#plan = undefined;
    this.struck++;
    return { plan, request: Buffer.alloc(0), held: [], struck: false };
  }
}

interface Ruin {
  plan: Plan;
  request: Buffer;
  /** What does not pass, yet or ever. */
  held: Buffer[];
  struck: boolean;
}

function headEnd(bytes: Buffer): number {
  const mark = bytes.indexOf("\r\n\r\n");
  return mark < 0 ? bytes.length : mark + 4;
}

function wholeLength(bytes: Buffer): number {
  const length = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, headEnd(bytes)));
  return headEnd(bytes) + Number(length?.[1] ?? 0);
}

/** How many bytes of the request pass before the mishap; undefined = it belongs to the answer. */
function requestOffset(request: Buffer, { spot, part }: Plan): number | undefined {
  const line = request.indexOf("\r\n") + 2;
  const [head, whole] = [headEnd(request), wholeLength(request)];
  const within = (from: number, to: number): number => from + Math.floor(part * (to - from));
  switch (spot) {
    case "onConnect":
      return 0;
    case "requestLine":
      return within(1, line);
    case "requestHeaders":
      return within(line, head);
    case "requestBody":
      return within(head, whole - 1);
    case "requestEnd":
      return whole - 1;
    default:
      return undefined;
  }
}

function answerOffset(answer: Buffer, { spot, part }: Plan): number | undefined {
  const [head, whole] = [headEnd(answer), wholeLength(answer)];
  const within = (from: number, to: number): number => from + Math.floor(part * (to - from));
  switch (spot) {
    case "beforeAnswer":
      return 0;
    case "answerHeaders":
      return within(1, head);
    case "answerBody":
      return within(head, whole - 1);
    case "answerEnd":
      return whole - 1;
    default:
      return undefined;
  }
}
