import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "../../test/support/node-red-process";
import { platformCode, secret } from "../../test/platforms/segway/pushes";

/** The check that a flow of core nodes can make: over what the body parser has left. */
const coreCheck = `
const { signature, ...fields } = msg.payload;
const text = Object.keys(fields).sort().map((key) => key + "=" + fields[key]).join("&") + "&client_secret=${secret}";
const good = global.get("crypto").createHash("md5").update(text).digest("hex") === signature;
msg.statusCode = good ? 200 : 401;
msg.headers = { "content-type": "application/json" };
msg.payload = '{"message":"success","code":0}';
return msg;`;

/** Counts messages and nothing else: what is measured is the webhook node, not the flow behind it. */
const countNode = `module.exports = (RED) => {
  RED.nodes.registerType("bench-count", function (config) {
    RED.nodes.createNode(this, config);
    const counter = RED.settings.functionGlobalContext.counter;
    this.on("input", (message, send, done) => { counter.messages++; done(); });
  });
};`;

const account = { id: "acc", type: "vehicle-cloud-account", name: "Bench", platform: "segway", z: "" };
const hook = { type: "vehicle-cloud-segway-webhook-in", z: "tab", account: "acc" };
const flows = (ownPort: number): object[] => [
  { id: "tab", type: "tab", label: "Bench" },
  account,
  { ...hook, id: "hook", path: "/segway", wires: [["count"], ["count"], ["count"], ["count"]] },
  { ...hook, id: "own", path: "/own", ownPort, wires: [["count"], ["count"], ["count"], ["count"]] },
  { id: "count", type: "bench-count", z: "tab", wires: [] },
  { id: "corein", type: "http in", z: "tab", url: "/core", method: "post", wires: [["corecheck"]] },
  { id: "corecheck", type: "function", z: "tab", func: coreCheck, outputs: 1, wires: [["coreout"]] },
  { id: "coreout", type: "http response", z: "tab", wires: [] },
  { id: "countin", type: "http in", z: "tab", url: "/count", method: "get", wires: [["countgive"]] },
  {
    id: "countgive",
    type: "function",
    z: "tab",
    func: "msg.payload = global.get('counter'); return msg;",
    outputs: 1,
    wires: [["coreout"]],
  },
];

export interface BenchNodeRed {
  url: string;
  ownUrl: string;
  pid: number;
  messages(): Promise<number>;
  stop(): Promise<void>;
}

/** Node-RED in a process of its own with the built nodes of `dist`. */
export async function startBenchNodeRed(adminRoot: string, dist: string): Promise<BenchNodeRed> {
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-bench-"));
  const nodes = join(work, "nodes");
  mkdirSync(nodes);
  const sets = ["account", "segway-webhook-in"];
  writeFileSync(
    join(nodes, "package.json"),
    JSON.stringify({
      name: "bench-nodes",
      version: "0.0.1",
      "node-red": { nodes: Object.fromEntries([...sets, "bench-count"].map((set) => [set, `${set}.js`])) },
    }),
  );
  for (const set of sets) {
    writeFileSync(
      join(nodes, `${set}.js`),
      `module.exports = require(${JSON.stringify(join(dist, "nodes", `${set}.js`))});`,
    );
    writeFileSync(join(nodes, `${set}.html`), "");
  }
  writeFileSync(join(nodes, "bench-count.html"), "");
  writeFileSync(join(nodes, "bench-count.js"), countNode);
  const [port, ownPort] = [await freePort(), await freePort()];
  writeFileSync(join(work, "flows.json"), JSON.stringify(flows(ownPort)));
  writeFileSync(
    join(work, "flows_cred.json"),
    JSON.stringify({ acc: { clientId: platformCode, clientSecret: secret } }),
  );
  const settings = {
    uiHost: "127.0.0.1",
    uiPort: port,
    userDir: work,
    nodesDir: nodes,
    flowFile: join(work, "flows.json"),
    credentialSecret: false,
    httpAdminRoot: adminRoot,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: "error", metrics: false, audit: false } },
  };
  writeFileSync(
    join(work, "settings.js"),
    `module.exports = { ...${JSON.stringify(settings)}, functionGlobalContext: { crypto: require("node:crypto"), counter: { messages: 0 } } };`,
  );
  const program = join(dirname(dirname(require.resolve("node-red"))), "red.js");
  const child = spawn(process.execPath, [program, "-s", join(work, "settings.js")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exit = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const messages = async (): Promise<number> =>
    ((await (await fetch(`${url}/count`)).json()) as { messages: number }).messages;
  const ready = async (): Promise<boolean> => {
    const body = "a=1&signature=1";
    const [hooked, own] = await Promise.all(
      [`${url}/segway`, `http://127.0.0.1:${ownPort}/own`].map(async (base) => {
        const options = { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } };
        return (await fetch(`${base}/v2/vehicle/status`, options).catch(() => undefined))?.status;
      }),
    );
    return hooked === 401 && own === 401;
  };
  const limit = Date.now() + 30_000;
  while (!(await ready())) {
    if (Date.now() > limit || child.exitCode !== null) throw new Error("Node-RED did not start serving within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    url,
    ownUrl: `http://127.0.0.1:${ownPort}/own`,
    pid: child.pid!,
    messages,
    async stop() {
      child.kill("SIGTERM");
      await exit;
      rmSync(work, { recursive: true, force: true });
    },
  };
}
