/** Debian's redis-server on a free port of loopback, without a file of its own. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { freePort, eventually } from "./node-red-process";
import { Redis } from "./redis-context";

export interface RedisServer {
  port: number;
  redis: Redis;
  stop(): Promise<void>;
}

export const redisInstalled = spawnSync("redis-server", ["--version"]).status === 0;

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const settings = { port: String(port), bind: "127.0.0.1", save: "", appendonly: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn("redis-server", args, { stdio: "ignore" });
  const ended = once(child, "exit");
  const redis = await eventually("Redis", () => Redis.connect(port).catch(() => undefined), 20);
  return {
    port,
    redis,
    async stop() {
      redis.close();
      child.kill("SIGTERM");
      await ended;
    },
  };
}
