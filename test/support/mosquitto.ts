/** Debian's mosquitto on a free port of loopback, and a client that keeps what it hears. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort } from "./node-red-process";

interface MqttClient {
  on(event: "message", listener: (topic: string, payload: Buffer, packet: { retain: boolean }) => void): void;
  subscribeAsync(topic: string, options: { qos: number }): Promise<unknown>;
  publishAsync(topic: string, payload: string, options?: { retain?: boolean; qos?: number }): Promise<unknown>;
  endAsync(force?: boolean): Promise<unknown>;
}
/** Node-RED's own client. */
const mqtt = createRequire(require.resolve("@node-red/nodes/package.json"))("mqtt") as {
  connectAsync(url: string, options?: object): Promise<MqttClient>;
};

export const mosquittoInstalled = spawnSync("mosquitto", ["-h"]).error === undefined;

export interface Broker {
  port: number;
  /** The last payload of each topic that was published since the client came, and what is retained. */
  readonly heard: Map<string, string>;
  /** Every message, in order. */
  readonly all: { topic: string; payload: string; retain: boolean }[];
  publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>;
  /** What a client that comes now is given at once. */
  retained(): Promise<Map<string, string>>;
  /** Nobody listens at its port until `back`; what it retains stays. */
  away(): Promise<void>;
  back(): Promise<void>;
  /** Away and back. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Ends a list of what is retained. */
const end = "test/end-of-retained";

/** With `password`, only the user "flows" with it may come. */
export async function startMosquitto({ password }: { password?: string } = {}): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), "vc-mosquitto-"));
  const port = await freePort();
  const lines = [`listener ${port} 127.0.0.1`, `allow_anonymous ${password === undefined}`, "user root"];
  lines.push("persistence true", `persistence_location ${folder}/`);
  if (password !== undefined) {
    const file = join(folder, "passwords");
    spawnSync("mosquitto_passwd", ["-b", "-c", file, "flows", password]);
    lines.push(`password_file ${file}`);
  }
  writeFileSync(join(folder, "broker.conf"), `${lines.join("\n")}\n`);
  const address = `mqtt://127.0.0.1:${port}`;
  const login = password === undefined ? {} : { username: "flows", password };
  const heard = new Map<string, string>();
  const all: { topic: string; payload: string; retain: boolean }[] = [];
  let child: ReturnType<typeof spawn> | undefined;
  let client: MqttClient | undefined;
  const connect = async (): Promise<MqttClient> => mqtt.connectAsync(address, { ...login, reconnectPeriod: 0 });
  const broker: Broker = {
    port,
    heard,
    all,
    async publish(topic, payload, options = {}) {
      await client!.publishAsync(topic, payload, { qos: 1, ...options });
    },
    async retained() {
      const other = await connect();
      const found = new Map<string, string>();
      // What is published after the subscription comes after all that is retained.
      const all = new Promise<void>((resolve) => {
        other.on(
          "message",
          (topic, payload) => void (topic === end ? resolve() : found.set(topic, payload.toString())),
        );
      });
      await other.subscribeAsync("#", { qos: 1 });
      await other.publishAsync(end, "", { qos: 1 });
      await all;
      await other.endAsync(true);
      return found;
    },
    away: () => leave(),
    back: () => start(),
    async restart() {
      await leave();
      await start();
    },
    async stop() {
      await leave();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  async function start(): Promise<void> {
    child = spawn("mosquitto", ["-c", join(folder, "broker.conf")], { stdio: "ignore" });
    client = await eventually("mosquitto", () => connect().catch(() => undefined), 20);
    client.on("message", (topic, payload, { retain }) => {
      if (topic === end) return;
      heard.set(topic, payload.toString());
      all.push({ topic, payload: payload.toString(), retain });
    });
    await client.subscribeAsync("#", { qos: 1 });
  }
  async function leave(): Promise<void> {
    await client?.endAsync(true);
    const ended = child ? once(child, "exit") : undefined;
    child?.kill("SIGTERM");
    await ended;
    child = client = undefined;
  }
  await start();
  return broker;
}
