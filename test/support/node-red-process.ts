/** A real Node-RED in a process of its own, as a user starts it, and what its editor would hear from it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import WebSocket from "ws";

export interface NodeRedProcess {
  url: string;
  /** Everything printed so far, both streams. */
  output(): string;
  /** SIGTERM, as npm and service managers send it; the exit code, or the signal that was needed. */
  stop(): Promise<number | string>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Polls until `look` gives something other than undefined or false; says what it waited for when it does not. */
export async function eventually<T>(what: string, look: () => Promise<T> | T, seconds = 45): Promise<NonNullable<T>> {
  const limit = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > limit) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts `node args…`; resolves once Node-RED answers on the port. */
export async function startNodeRed(options: {
  node?: string;
  args: string[];
  port: number;
  cwd: string;
  env?: NodeJS.ProcessEnv;
}): Promise<NodeRedProcess> {
  const url = `http://127.0.0.1:${options.port}`;
  let output = "";
  const child = spawn(options.node ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => (output += part));
  }
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  const stop = async (): Promise<number | string> => {
    child.kill("SIGTERM");
    const forced = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const result = await ended;
    clearTimeout(forced);
    return result;
  };
  try {
    await eventually(`Node-RED on ${url}`, async () => {
      if (child.exitCode !== null) throw new Error(`Node-RED ended with ${child.exitCode}`);
      const status = (await fetch(`${url}/settings`).catch(() => undefined))?.status;
      // Where users sign in, it says so.
      return status === 200 || status === 401;
    });
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}; it printed:\n${output}`, {
      cause: error,
    });
  }
  return { url, output: () => output, stop };
}

export interface DebugMessage {
  id: string;
  name?: string;
  topic?: string;
  /** As the sidebar gets it: an object as JSON text. */
  msg?: string;
  format?: string;
}

export interface NodeStatus {
  fill?: string;
  text?: string;
}

/** Listens as the editor does: what reaches the debug sidebar, and the status below each node. */
export async function listen(url: string): Promise<{
  debug: DebugMessage[];
  status: Map<string, NodeStatus>;
  close(): void;
}> {
  const debug: DebugMessage[] = [];
  const status = new Map<string, NodeStatus>();
  const socket = new WebSocket(`${url.replace("http", "ws")}/comms`);
  await once(socket, "open");
  socket.on("message", (data: Buffer) => {
    const parsed = JSON.parse(data.toString()) as unknown;
    for (const event of (Array.isArray(parsed) ? parsed : [parsed]) as { topic?: string; data?: unknown }[]) {
      if (event.topic === "debug") debug.push(event.data as DebugMessage);
      else if (event.topic?.startsWith("status/")) status.set(event.topic.slice(7), event.data as NodeStatus);
    }
  });
  socket.send(JSON.stringify({ subscribe: "debug" }));
  socket.send(JSON.stringify({ subscribe: "status/#" }));
  return { debug, status, close: () => socket.close() };
}

export async function getJson(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}
