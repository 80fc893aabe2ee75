/** A real Node-RED in a process of its own with the webhook node from the sources, and flows that keep what comes out of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { signSegwayPush } from "../../../src/platforms/segway/push-signature";
import { eventually, freePort, listen } from "../../support/node-red-process";
import * as pushed from "../../platforms/segway/pushes";
import { platformCode, secret, type Fields } from "../../platforms/segway/pushes";
import { builtHtml } from "../../support/editor-html";
import { readHelp, readTexts, root } from "../../support/package-facts";

export const otherSecret = "p+q%2B=r&s ä";

export { platformCode, secret };
export type { Fields };

export interface Seen {
  output: number;
  message: {
    topic: string;
    payload: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test says what it must be
    vehicle: { id: string; name: string; model: string; platform: string };
    push: Fields;
    outOfOrder?: boolean;
    raw?: string;
  };
}

export interface FlowItem {
  id: string;
  type: string;
  [setting: string]: unknown;
}

const account = (id: string, platform = "segway"): FlowItem => ({
  id,
  type: "vehicle-cloud-account",
  name: `Account ${id}`,
  platform,
});

/** A webhook node whose four outputs are kept. */
export const webhook = (id: string, settings: Record<string, unknown> = {}): FlowItem => ({
  id,
  type: "vehicle-cloud-segway-webhook-in",
  z: "tab",
  account: "acc",
  path: "/segway",
  ...settings,
  wires: [["keep0"], ["keep1"], ["keep2"], ["keep3"]],
});

/** Tab, two accounts (of two secrets), what keeps the messages, and `/seen`, which gives and forgets them. */
export function flows(...nodes: FlowItem[]): FlowItem[] {
  const keep = [0, 1, 2, 3].map((output) => ({
    id: `keep${output}`,
    type: "function",
    z: "tab",
    func: `const kept = global.get("kept") || []; kept.push({ output: ${output}, message: { ...msg, _msgid: undefined } }); global.set("kept", kept);`,
    outputs: 1,
    wires: [[]],
  }));
  return [
    { id: "tab", type: "tab", label: "Test" },
    account("acc"),
    account("acc2"),
    account("demo", "demo-ebikes"),
    ...nodes,
    ...keep,
    { id: "askseen", type: "http in", z: "tab", url: "/seen", method: "get", wires: [["giveseen"]] },
    {
      id: "giveseen",
      type: "function",
      z: "tab",
      func: `msg.payload = global.get("kept") || []; if (msg.req.query.keep === undefined) global.set("kept", []); return msg;`,
      outputs: 1,
      wires: [["answerseen"]],
    },
    { id: "answerseen", type: "http response", z: "tab", wires: [] },
  ];
}

const credentials = {
  acc: { clientId: platformCode, clientSecret: secret },
  acc2: { clientId: platformCode, clientSecret: otherSecret },
};

export interface Answer {
  status: number;
  body: string;
}

export interface TestNodeRed {
  url: string;
  admin: string;
  /** Root of the HTTP nodes. */
  nodes: string;
  /** POSTs a body to a path below the HTTP nodes. */
  post(path: string, body: string | Buffer, headers?: Record<string, string>, method?: string): Promise<Answer>;
  /** What came out since the last call; waits until it is at least that much. */
  seen(atLeast?: number): Promise<Seen[]>;
  deploy(items: FlowItem[], type?: "full" | "nodes" | "flows"): Promise<void>;
  /** Texts below the nodes, as the editor hears them. */
  status: Map<string, { fill?: string; text?: string }>;
  output(): string;
  stop(): Promise<void>;
}

export interface Options {
  items: FlowItem[];
  adminRoot?: string;
  nodeRoot?: string;
  /** Put into settings.js as they are. */
  settings?: string;
  /** Of the test's own requests for the flows and for what came out. */
  headers?: Record<string, string>;
}

/** The package as a folder that Node-RED loads nodes from, without a build. */
function writePackage(folder: string): void {
  mkdirSync(join(folder, "locales", "en-US"), { recursive: true });
  const sets = ["account", "segway-webhook-in"];
  const nodes = Object.fromEntries(sets.map((set) => [set, `${set}.js`]));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "webhook-under-test", version: "0.0.1", "node-red": { nodes } }),
  );
  for (const set of sets) {
    writeFileSync(
      join(folder, `${set}.js`),
      `module.exports = require(${JSON.stringify(join(root, "nodes", `${set}.ts`))});`,
    );
    writeFileSync(join(folder, `${set}.html`), builtHtml(set));
    const texts = join(folder, "locales", "en-US", set);
    writeFileSync(`${texts}.json`, JSON.stringify(readTexts("en-US", set)));
    writeFileSync(`${texts}.html`, readHelp("en-US", set));
  }
}

export async function startNodeRed({
  items,
  adminRoot = "/",
  nodeRoot = "/",
  settings = "",
  headers = {},
}: Options): Promise<TestNodeRed> {
  const work = mkdtempSync(join(tmpdir(), "vehicle-cloud-webhook-"));
  const userDir = join(work, "user");
  const guardLog = join(work, "guard.log");
  mkdirSync(userDir);
  writeFileSync(guardLog, "");
  writePackage(join(work, "package"));
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(items));
  writeFileSync(join(userDir, "flows_cred.json"), JSON.stringify(credentials));
  const port = await freePort();
  const plain = {
    uiHost: "127.0.0.1",
    uiPort: port,
    userDir,
    nodesDir: join(work, "package"),
    flowFile: join(userDir, "flows.json"),
    credentialSecret: false,
    httpAdminRoot: adminRoot,
    httpNodeRoot: nodeRoot,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: "info", metrics: false, audit: false } },
  };
  writeFileSync(join(userDir, "settings.js"), `module.exports = { ...${JSON.stringify(plain)}, ${settings} };`);

  const program = join(dirname(dirname(require.resolve(process.env["NODE_RED_PATH"] ?? "node-red"))), "red.js");
  let output = "";
  const child = spawn(
    process.execPath,
    [
      "--require",
      "tsx/cjs",
      "--require",
      join(root, "test", "support", "guard.ts"),
      program,
      "-s",
      join(userDir, "settings.js"),
    ],
    { cwd: root, env: { ...process.env, VEHICLE_CLOUD_GUARD_LOG: guardLog }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => (output += part));
  }
  const exit = once(child, "exit");
  const slash = (path: string): string => path.replace(/\/$/, "");
  const url = `http://127.0.0.1:${port}`;
  const admin = url + slash(adminRoot);
  const nodes = url + slash(nodeRoot);
  const take = async (): Promise<Seen[]> => (await (await fetch(`${nodes}/seen`, { headers })).json()) as Seen[];
  const stop = async (): Promise<void> => {
    editor?.close();
    child.kill("SIGTERM");
    const forced = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await exit;
    clearTimeout(forced);
    const guarded = readFileSync(guardLog, "utf8");
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
    if (guarded !== "") throw new Error(`In Node-RED:\n${guarded}`);
  };
  let editor: Awaited<ReturnType<typeof listen>> | undefined;
  try {
    await eventually("Node-RED", async () => {
      if (child.exitCode !== null) throw new Error(`Node-RED ended with ${child.exitCode}`);
      // Asked before there are flows, Node-RED logs a TypeError of its own.
      if (!/Started flows/.test(output)) return false;
      return (await fetch(`${admin}/flows`, { headers }).catch(() => undefined))?.ok;
    });
    editor = await listen(admin);
  } catch (error) {
    await stop().catch(() => undefined);
    throw new Error(`${String(error)}; it printed:\n${output}`, { cause: error });
  }
  return {
    url,
    admin,
    nodes,
    status: editor.status,
    output: () => output,
    stop,
    post: (path, body, headers, method) => post(`${nodes}${path}`, body, headers, method),
    async seen(atLeast = 0) {
      const found: Seen[] = [];
      const limit = Date.now() + 30_000;
      do {
        // A message is on its way for a few turns after its push was answered.
        await new Promise((resolve) => setTimeout(resolve, 60));
        found.push(...(await take()));
      } while (found.length < atLeast && Date.now() < limit);
      return found;
    },
    async deploy(newItems, type = "full") {
      const answer = await fetch(`${admin}/flows`, {
        method: "POST",
        headers: { "content-type": "application/json", "Node-RED-Deployment-Type": type },
        body: JSON.stringify(newItems),
      });
      if (!answer.ok) throw new Error(`the deploy was answered with ${answer.status}`);
    },
  };
}

/** Status 0: the connection was broken before an answer. */
export function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  method = "POST",
): Promise<Answer> {
  return new Promise((resolve) => {
    const message = request(url, {
      method,
      agent: false,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(Buffer.byteLength(body)),
        ...headers,
      },
    });
    message.on("error", () => resolve({ status: 0, body: "" }));
    message.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("error", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    message.end(body);
  });
}

/** Half a day back, so that a run with many pushes does not get into the future, where another order holds. */
let counter = Math.floor(Date.now() / 1000) - 12 * 3600;

/** A time that no other push of this run has. */
export const newTime = (): string => String(++counter);

export const alertFields = (more: Fields = {}): Fields => ({ ...pushed.alert, statusUtcTime: newTime(), ...more });

export const statusFields = (more: Fields = {}): Fields => ({ ...pushed.status, statusUtcTime: newTime(), ...more });

export const locationFields = (more: Fields = {}): Fields => ({ ...pushed.location, gpsUtcTime: newTime(), ...more });

/** A form as Segway signs and sends it. */
export function signed(fields: Fields, by = secret): string {
  return new URLSearchParams({ ...fields, signature: signSegwayPush(fields, by) }).toString();
}
