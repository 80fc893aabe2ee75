#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startDemoCloud } from "./index";

const usage = `vehicle-cloud-demo [--port 4711] [--seed 1] [--speed 1]

A cloud on this machine with demo cars and e-bikes, for any client whose base URLs can be changed.
  --port   port on 127.0.0.1; 0 or absent = any free one
  --seed   same seed, same behaviour
  --speed  how fast the cars' day passes; 1 = real time, 60 = an hour in a minute
`;

const options = {
  port: { type: "string", default: "0" },
  seed: { type: "string", default: "1" },
  speed: { type: "string", default: "1" },
  help: { type: "boolean", short: "h", default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const demo = await startDemoCloud({
    port: Number(values.port),
    seed: Number(values.seed),
    speed: Number(values.speed),
  });
  const lines = [
    `Demo cloud: ${demo.url}`,
    "",
    "Base URLs (real = replacement):",
    ...Object.entries(demo.baseUrls).map(([real, replacement]) => `  ${real} = ${replacement}`),
    "",
    "Sign-in:",
    ...Object.entries(demo.credentials).map(
      ([platform, { username, password, clientId, clientSecret }]) =>
        `  ${platform}: ${username ?? clientId ?? ""} / ${password ?? clientSecret ?? ""}`,
    ),
    ...Object.values(demo.otherAccounts).map(
      ({ platform, credentials }) => `  ${platform}: ${credentials.username ?? ""} / ${credentials.password ?? ""}`,
    ),
    "",
    "Vehicles:",
    ...demo.vehicles.map(({ id, model, name }) => `  ${id}  ${model}  ${name}`),
    "",
    "Stop with Ctrl+C.",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  const stop = (): void => void demo.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
