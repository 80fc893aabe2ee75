import type { ReadKind, ReadOptions, ReadResult } from "../../src/platforms/platform";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccountOptions } from "../../src/account/types";
import { ManualClock } from "../../src/base/clock";
import { cloudError, type VehicleCloudError } from "../../src/base/errors";
import type { JsonObject } from "../../src/base/json";
import type { Transport, WireRequest } from "../../src/http/transport";
import type { Platform, PlatformSession, PreparedCall, SessionContext } from "../../src/platforms/platform";
import { emptyStatus, type ListedVehicle, type VehicleStatus } from "../../src/vehicle/model";
import { ear, MemoryStore, moving, until } from "./support/accounts";
import { json } from "./support/stub-cloud";

/**
 * A platform that has nothing in common with a car cloud: client credentials instead of a sign-in, no vehicle list, nothing to
 * select, signed pushes. If the account works with it, nothing in the account is of one vendor.
 */
const origin = "https://fleet.example";
const bike = "860000000000001";

class FleetSession implements PlatformSession {
  #token: { value: string; until: number } | undefined;

  constructor(readonly context: SessionContext) {
    const { value, until } = context.stored ?? {};
    if (typeof value === "string" && typeof until === "number") this.#token = { value, until };
  }

  get usable(): boolean {
    return this.#token !== undefined && this.context.clock.now() < this.#token.until;
  }

  save(): JsonObject | undefined {
    return this.#token && { ...this.#token };
  }

  adopt(stored: JsonObject): boolean {
    if (stored["value"] === this.#token?.value) return false;
    this.#token = { value: String(stored["value"]), until: Number(stored["until"]) };
    return true;
  }

  async signIn(signal?: AbortSignal): Promise<void> {
    const { clientId, clientSecret } = this.context.credentials;
    const query = `id=${clientId}&secret=${clientSecret}`;
    const answer = await this.#call("GET", "/token", { query, purpose: "signIn", signal });
    const lifetimeMs = Number(answer["seconds"]) * 1000;
    this.#token = { value: String(answer["token"]), until: this.context.clock.now() + lifetimeMs };
    await this.context.changed();
  }

  /** There is no other way to a token than asking for one. */
  async refresh(): Promise<void> {
    throw cloudError("SIGN_IN_NEEDED", "A token of this cloud cannot be renewed.");
  }

  async vehicles(): Promise<ListedVehicle[]> {
    return this.context.table.map(({ id }) => ({ id, model: "bike", facts: {} }));
  }

  async prepare(): Promise<void> {}

  read<K extends ReadKind>(kind: K, vehicle: ListedVehicle, options: ReadOptions): Promise<ReadResult<K>>;
  async read(kind: ReadKind, { id }: ListedVehicle, { signal }: ReadOptions): Promise<ReadResult> {
    const raw = await this.#call("GET", `/v2/${kind}`, {
      query: `iotCode=${id}`,
      vehicle: id,
      purpose: "read",
      signal,
    });
    return { data: this.#status(raw), raw };
  }

  command({ id }: ListedVehicle, { command }: { command: string }) {
    const locked = command === "lock";
    if (!locked && command !== "unlock") throw cloudError("NOT_SUPPORTED", `Bikes have no command ${command}.`);
    return {
      send: async (signal?: AbortSignal) => {
        const body = JSON.stringify({ iotCode: id, at: this.context.clock.now() });
        return {
          raw: await this.#call("POST", `/v2/${command}`, { body, vehicle: id, purpose: "command", signal }),
        };
      },
      shows: (status: VehicleStatus) => status.locks.locked === locked,
      repeatable: locked,
    };
  }

  prepareCall(endpointId: string, params: JsonObject): PreparedCall {
    const query = String(params["query"]);
    const send = async (_vehicle: unknown, signal?: AbortSignal) => {
      const raw = await this.#call("GET", `/v2/${endpointId}`, { query, purpose: "other", signal });
      return { data: raw, raw, status: 200 };
    };
    return { purpose: "command", send };
  }

  receive(_kind: string, raw: Buffer) {
    const [body = "", signature] = raw.toString("utf8").split("#");
    const digest = createHmac("sha256", this.context.credentials.clientSecret ?? "")
      .update(body)
      .digest("hex");
    if (signature !== digest) throw cloudError("SIGNATURE_REFUSED", "The push is not signed by the cloud.");
    const fields = JSON.parse(body) as JsonObject;
    return {
      vehicleId: String(fields["iotCode"]),
      kind: "overview" as const,
      data: this.#status(fields),
      fields,
      digest,
    };
  }

  react(error: VehicleCloudError) {
    return error.code === "SIGN_IN_NEEDED" ? ("refresh" as const) : ("none" as const);
  }

  diagnostics(): JsonObject {
    return { host: "fleet.example" };
  }

  #status(fields: JsonObject): VehicleStatus {
    const status = emptyStatus(new Date(this.context.clock.now()).toISOString());
    status.reportedAt = typeof fields["time"] === "number" ? new Date(fields["time"]).toISOString() : null;
    status.stale = status.reportedAt === null;
    if (typeof fields["locked"] === "boolean") status.locks.locked = fields["locked"];
    if (typeof fields["power"] === "number") status.battery.percent = fields["power"];
    if (typeof fields["mode"] === "string") status.ride.speedMode = "low";
    return status;
  }

  async #call(
    method: "GET" | "POST",
    path: string,
    use: {
      query?: string;
      body?: string;
      vehicle?: string;
      purpose: "signIn" | "read" | "command" | "other";
      signal?: AbortSignal;
    },
  ): Promise<JsonObject> {
    const { query, body, vehicle, purpose, signal } = use;
    const build = () => ({ method, origin, path, query, body, headers: { token: this.#token?.value ?? "" } });
    const answer = await this.context.http.call(build, { meter: { purpose, vehicle }, signal });
    if (answer.status === 401) throw cloudError("SIGN_IN_NEEDED", "The token is refused.", { host: answer.host });
    return answer.json as JsonObject;
  }
}

const fleet: Platform = {
  id: "segway",
  hosts: [origin],
  offers: { reads: ["overview"], commands: ["lock", "unlock"], pushes: ["status"], lists: false },
  check: ({ clientSecret }) => {
    if (!clientSecret) throw cloudError("CONFIG_INVALID", "The account has no client secret.");
  },
  open: (context) => new FleetSession(context),
};

describe("a platform without sign-in, list and selection", () => {
  let clock: ManualClock;
  let log: string[];
  let tokens: number;
  let locked: boolean;
  let store: MemoryStore;
  let open: ReturnType<typeof createVehicleAccount>[];

  const cloud: Transport = {
    async send({ method, url, headers }: WireRequest) {
      const { pathname } = new URL(url);
      log.push(`${method} ${pathname}`);
      if (pathname === "/token") return json({ token: `t${++tokens}`, seconds: 7200 });
      if (headers["token"] !== `t${tokens}`) return json({}, 401);
      if (pathname === "/v2/lock") locked = true;
      return json({ time: clock.now(), locked, power: 55, mode: "eco" });
    },
    close: () => undefined,
  };
  const account = (options: Partial<VehicleAccountOptions> = {}) => {
    const made = createVehicleAccount({
      platform: fleet,
      credentials: { clientId: "eu-fleet", clientSecret: "secret" },
      vehicles: [{ id: bike, name: "Bike 7", enabled: true }],
      tokenStore: store,
      clock,
      transport: cloud,
      random: () => 0,
      ...options,
    });
    open.push(made);
    return made;
  };
  const push = (fields: JsonObject): Buffer => {
    const body = JSON.stringify(fields);
    return Buffer.from(`${body}#${createHmac("sha256", "secret").update(body).digest("hex")}`);
  };

  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 10_000 });
    log = [];
    tokens = 0;
    locked = false;
    store = new MemoryStore();
    open = [];
  });
  afterEach(() => Promise.all(open.map((made) => made.close())));

  it("lists the account's table without asking, and reads with a token that it fetched once", async () => {
    const made = account();
    assert.deepEqual(await made.vehicles(), [{ id: bike, name: "Bike 7", model: "bike", platform: "segway" }]);
    assert.deepEqual(log, []);
    const status = await made.status("Bike 7");
    assert.deepEqual([status.battery.percent, status.locks.locked, status.ride.speedMode], [55, false, "low"]);
    assert.deepEqual(log, ["GET /token", "GET /v2/overview"]);
  });

  it("keeps the token over a restart, and fetches another when it has run out or is refused", async () => {
    await account().status(bike);
    await clock.advance(60_000);
    await account().status(bike);
    assert.equal(tokens, 1);
    await clock.advance(2 * 3600_000);
    await account().status(bike);
    assert.equal(tokens, 2);
    tokens++;
    assert.equal((await account().status(bike, { maxAgeSeconds: 5 })).battery.percent, 55);
    assert.equal(tokens, 4);
  });

  it("enters signed pushes into the book and tells them on, without a request", async () => {
    const made = account();
    const { events, listen } = ear();
    await made.status(bike);
    made.subscribe(bike, { parkedSeconds: 86_400 }, listen);
    await clock.advance(60_000);
    const asked = log.length;
    const told = await made.receivePush("status", push({ iotCode: bike, time: clock.now(), locked: true }));
    assert.equal(told.vehicle.name, "Bike 7");
    assert.deepEqual(told.changes, [{ path: "locks.locked", from: false, to: true }]);
    assert.equal(told.outOfOrder, false);
    const last = events.at(-1);
    assert.ok(last?.type === "reading");
    assert.deepEqual([last.source, last.status.battery.percent, last.status.locks.locked], ["push", 55, true]);
    const late = await made.receivePush("status", push({ iotCode: bike, time: clock.now() - 600_000, locked: false }));
    assert.equal(late.outOfOrder, true);
    assert.equal((await made.status(bike, { lastKnown: true })).locks.locked, true);
    assert.equal(log.length, asked);
  });

  it("refuses a push that is not signed, and enters nothing", async () => {
    const made = account();
    const forged = Buffer.from(`${JSON.stringify({ iotCode: bike, time: 1, locked: true })}#00`);
    await assert.rejects(made.receivePush("status", forged), { code: "SIGNATURE_REFUSED" });
    await assert.rejects(made.status(bike, { lastKnown: true }), { code: "VEHICLE_OFFLINE" });
  });

  it("confirms a command by a push as well as by a read", async () => {
    const made = account();
    const command = made.command(bike, { command: "unlock" });
    await until(() => log.includes("POST /v2/unlock"));
    await clock.advance(1000);
    await made.receivePush("status", push({ iotCode: bike, time: clock.now(), locked: false }));
    const unlocked = await moving(clock, command);
    assert.deepEqual([unlocked.outcome, unlocked.reads], ["confirmed", 0]);
    const lock = await moving(clock, made.command(bike, { command: "lock" }));
    assert.deepEqual([lock.outcome, lock.reads], ["confirmed", 1]);
    await assert.rejects(made.command(bike, { command: "horn" }), { code: "NOT_SUPPORTED" });
  });

  it("passes on what only this platform has", async () => {
    const made = account();
    await made.vehicles();
    const locked = await moving(clock, made.control([bike], "lock", {}));
    assert.deepEqual(locked.counts, { total: 1, confirmed: 1, accepted: 0, unknown: 0, refused: 0, skipped: 0 });
    assert.equal(((await made.request("query.status", { query: "iotCode=1" })) as JsonObject)["power"], 55);
    assert.deepEqual(made.diagnostics()["session"], { host: "fleet.example" });
  });
});
