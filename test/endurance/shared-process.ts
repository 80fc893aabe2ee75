/**
 * One of two Node-RED processes that share a session: a real Node-RED, whose vehicle accounts live on a clock that the test
 * moves. Told what to do by messages of its parent: see `Order`.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { ManualClock } from "../../src/base/clock";
import { runtime } from "../../src/node-red/shared/runtime";
import { root } from "../support/package-facts";
import { redisContext } from "../support/redis-context";

export interface Start {
  start: { userDir: string; sharedDir: string; redisPort?: number; now: number };
}
/** Answered when it is done, with everything that came out of the flow meanwhile. */
export type Order = Start | { deploy: { flows: object[]; credentials: object } } | { advance: number } | { stop: true };

export interface Heard {
  /** Name of the account it is about. */
  account: string;
  /** Charge in percent, or the code of the failure. */
  told: number | string;
}

interface NodeRed {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  runtime: { flows: { setFlows(options: object): Promise<unknown> }; events: NodeJS.EventEmitter };
}

const RED = require(process.env["NODE_RED_PATH"] ?? "node-red") as NodeRed;
let clock: ManualClock;
let heard: Heard[] = [];
process.on("vehicleHeard" as never, ((entry: Heard) => void heard.push(entry)) as never);

/** What Node-RED loads from its nodes' folder: the package as it stands, and a node that tells us what it gets. */
const palette = `
const path = ${JSON.stringify(join(root, "nodes"))};
module.exports = (RED) => {
  require(path + "/account.ts")(RED);
  require(path + "/status.ts")(RED);
  RED.nodes.registerType("sink", function (config) {
    RED.nodes.createNode(this, config);
    this.on("input", ({ error, payload }) =>
      process.emit("vehicleHeard", { account: config.account, told: error ? error.code : payload.battery.percent }));
  });
};
`;

async function start({ userDir, sharedDir, redisPort, now }: Start["start"]): Promise<void> {
  clock = new ManualClock(now, { patienceMs: 20_000 });
  runtime.clock = clock;
  const nodesDir = join(userDir, "palette.js");
  writeFileSync(nodesDir, palette);
  writeFileSync(join(userDir, "palette.html"), "<!-- no editor here -->");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  RED.init(server, {
    userDir,
    nodesDir: userDir,
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    logging: { console: { level: "warn" } },
    telemetry: { enabled: false },
    contextStorage: {
      default: { module: "memory" },
      // Without the cache: a cached file is written late and never read again, so it cannot be shared.
      files: { module: "localfilesystem", config: { dir: sharedDir, cache: false } },
      ...(redisPort ? { redis: { module: redisContext, config: { port: redisPort } } } : {}),
    },
  });
  // Its start goes on after it says so, and would take the credentials of an early deploy away again.
  const loaded = once(RED.runtime.events, "flows:started");
  await RED.start();
  await loaded;
}

async function obey(order: Order): Promise<void> {
  if ("start" in order) await start(order.start);
  else if ("deploy" in order) {
    const started = once(RED.runtime.events, "flows:started");
    await RED.runtime.flows.setFlows({ flows: order.deploy, deploymentType: "full" });
    await started;
    await clock.settle();
  } else if ("advance" in order) await clock.advance(order.advance);
  else await RED.stop();
}

process.on("message", (order: Order) => {
  obey(order).then(
    () => {
      const told = heard;
      heard = [];
      process.send!({ heard: told });
      if ("stop" in order) process.disconnect();
    },
    (error: unknown) => process.send!({ failed: error instanceof Error ? (error.stack ?? error.message) : "unknown" }),
  );
});
