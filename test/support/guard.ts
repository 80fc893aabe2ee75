/**
 * Root hooks for every test run: a promise rejection that nobody handles and an attempt to reach another machine both fail
 * the run, and the attempt gets no further than this file.
 */
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/** A set, since mocha emits an unhandled rejection a second time. */
const seen = new Set<string>();

/** In a process of its own that a test has started, there are no hooks: what happens is written to this file. */
const logFile = process.env["VEHICLE_CLOUD_GUARD_LOG"];

function report(what: string): void {
  seen.add(what);
  if (logFile) appendFileSync(logFile, `${what}\n`);
}

// Under coverage a worker of mocha may take seconds to write what it has seen, and its pool ends it after one: that of all its
// tests would be lost. The pool goes on waiting for its end.
if (process.env["NODE_V8_COVERAGE"] && /mocha.lib.nodejs.worker\.cjs$/.test(process.argv[1] ?? "")) {
  process.on("SIGTERM", () => undefined);
}

process.on("unhandledRejection", (reason) => {
  report(`unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
});

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  if (net.isIPv4(bare)) return bare.startsWith("127.");
  return bare === "::1" || /^::ffff:127\./.test(bare);
}

function refusal(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host} (tests stay on this machine)`), { code: "ENOTFOUND" });
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | dns.LookupAddress[],
  family?: number,
) => void;
type Lookup = (host: string, options: dns.LookupOptions, callback: LookupCallback) => void;

/** A test may bring its own name service, as long as it leads nowhere else. */
function guardedLookup(lookup: Lookup): Lookup {
  return (host, options, callback) => {
    lookup(host, options, (error, address, family) => {
      const found = (typeof address === "string" ? [address] : (address ?? [])).map((entry) =>
        typeof entry === "string" ? entry : entry.address,
      );
      const outside = error ? undefined : found.find((entry) => !isLoopback(entry));
      if (outside === undefined) {
        callback(error, address, family);
        return;
      }
      report(`connection to ${host} (${outside})`);
      callback(refusal(host), "", 4);
    });
  };
}

interface Target {
  host?: string;
  /** A local socket; null in what node:http hands on. */
  path?: string | null;
  lookup?: Lookup;
}

/** What `connect` was asked for, in each of the forms it accepts. */
function targetOf(args: unknown[]): Target {
  const first = args[0];
  if (Array.isArray(first)) return (first[0] ?? {}) as Target; // net.connect hands its normalised arguments on as an array
  if (typeof first === "object" && first !== null) return first;
  if (typeof first === "string" && Number.isNaN(Number(first))) return { path: first };
  return typeof args[1] === "string" ? { host: args[1] } : {};
}

const connect = net.Socket.prototype.connect as (this: net.Socket, ...args: unknown[]) => net.Socket;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
  const target = targetOf(args);
  const host = target.host ?? "localhost";
  if (target.path || isLoopback(host)) return connect.apply(this, args);
  if (target.lookup && net.isIP(host) === 0) {
    target.lookup = guardedLookup(target.lookup);
    return connect.apply(this, args);
  }
  report(`connection to ${host}`);
  process.nextTick(() => this.destroy(refusal(host)));
  return this;
};

const lookup = dns.lookup as unknown as (host: string, ...rest: unknown[]) => void;
dns.lookup = ((host: string, ...rest: unknown[]) => {
  if (isLoopback(host) || net.isIP(host) !== 0) {
    lookup(host, ...rest);
    return;
  }
  report(`name look-up of ${host}`);
  const callback = rest.at(-1) as (error: Error) => void;
  process.nextTick(() => callback(refusal(host)));
}) as unknown as typeof dns.lookup;

const promisedLookup = dns.promises.lookup as unknown as (host: string, ...rest: unknown[]) => Promise<unknown>;
dns.promises.lookup = ((host: string, ...rest: unknown[]) => {
  if (isLoopback(host) || net.isIP(host) !== 0) return promisedLookup(host, ...rest);
  report(`name look-up of ${host}`);
  return Promise.reject(refusal(host));
}) as unknown as typeof dns.promises.lookup;
syncBuiltinESMExports();

const failures: string[] = [];

/** A rejection counts as unhandled only after the turn in which it happened, so one more turn has to pass. */
async function collect(during: string): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  failures.push(...[...seen].map((what) => `${what} (during "${during}")`));
  seen.clear();
}

export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    await collect(this.currentTest?.fullTitle() ?? "a test");
  },
  // Reported at the end: a hook that fails after one test would end the whole run there.
  async afterAll(): Promise<void> {
    await collect("the last hooks");
    if (failures.length > 0) throw new Error(`This must not happen in a test:\n- ${failures.join("\n- ")}`);
  },
};
