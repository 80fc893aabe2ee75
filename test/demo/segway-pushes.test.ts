import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ManualClock } from "../../src/base/clock";
import { createSegwayPart, demoOperator, type SegwayPart } from "../../src/demo/segway/hosts";
import type { DemoPush } from "../../src/demo/segway/push-body";
import { verifySegwayPush } from "../../src/platforms/segway/push-signature";

const { platformCode, clientSecret } = demoOperator;
const of = (pushes: DemoPush[], id: string, kind: string): DemoPush[] =>
  pushes.filter((push) => push.iotCode === id && push.kind === kind);

describe("demo cloud: segway pushes", () => {
  const start = Date.parse("2026-06-01T08:00:00Z");
  let clock: ManualClock;
  let part: SegwayPart;
  let id: string;
  beforeEach(() => {
    clock = new ManualClock(start);
    part = createSegwayPart({ clock, seed: 7, speed: 1 });
    id = part.vehicles[8]!.id;
  });
  afterEach(() => part.close());

  const still = (patch = {}): void => {
    for (const { id: one } of part.vehicles)
      part.set(one, { still: true, speed: 0, locked: true, online: true, ...patch });
  };
  const alerts = (since: number): string[] =>
    of(part.pushes(since), id, "alert").map(({ fields }) => `${fields.code}/${fields.alertStatus}`);
  const last = (): number => part.pushes().at(-1)?.seq ?? 0;

  it("are signed so that the receiver's own check accepts them, and a changed one is refused", () => {
    part.set(id, { faults: [21] });
    part.advance(7200);
    const pushes = part.pushes();
    const kinds = new Set(pushes.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ["alert", "fault", "location", "status"]);
    for (const { kind, body } of pushes) {
      const verdict = verifySegwayPush(body, clientSecret, { kind, platformCode });
      assert.equal(verdict.ok, true, `${kind}: ${verdict.reason} ${body}`);
      const tampered = body.replace(/(iotCode=8600000000)\d/, "$19");
      assert.equal(verifySegwayPush(tampered, clientSecret, { kind }).reason, "signature");
      assert.equal(verifySegwayPush(body, "another secret", { kind }).reason, "signature");
    }
  });

  it("tell in two days of every mishap that the page has an alert for, and of its end", () => {
    const seen = new Set<string>();
    for (let hour = 0; hour < 48; hour++) {
      const before = last();
      part.advance(3600);
      for (const { kind, fields } of part.pushes(before)) {
        if (kind === "alert") seen.add(`${fields.code}/${fields.alertStatus}`);
      }
    }
    // There is no end of a 4: that of a 2 ends both.
    for (const told of ["1/0", "1/1", "2/0", "2/1", "4/0", "12/0", "12/1"])
      assert.ok(seen.has(told), `${told} never came`);
    assert.ok(!seen.has("4/1"));
  });

  it("spell the location's signature and the range both ways, as the page does", () => {
    part.advance(3600);
    const names = new Set(part.pushes().flatMap(({ fields }) => Object.keys(fields)));
    for (const name of ["signature", "signatrue", "remainingRange", "remainderRange"]) assert.ok(names.has(name), name);
  });

  it("come every 10 s of a ride, every 900 s while locked", () => {
    still();
    part.set(id, { locked: false, speed: 15 });
    const before = last();
    part.advance(600);
    assert.equal(of(part.pushes(before), id, "location").length, 60);
    assert.equal(of(part.pushes(before), id, "status").length, 60);
    part.set(id, { locked: true, speed: 0 });
    const parked = last();
    part.advance(3600);
    assert.equal(of(part.pushes(parked), id, "location").length, 4);
    assert.equal(of(part.pushes(parked), id, "status").length, 4);
  });

  it("come as often as the interval setting says", async () => {
    still();
    const token = await part.handle({
      method: "POST",
      host: "eu-api.segwaydiscovery.com",
      path: "/oauth/token",
      query: "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(
        new URLSearchParams({
          client_id: platformCode,
          client_secret: clientSecret,
          grant_type: "client_credentials",
        }).toString(),
      ),
      prefixed: true,
    });
    const { access_token: accessToken } = token.body as { access_token: string };
    const body = {
      iotCode: id,
      locationInterval: { unlockStatus: 10, lockStatus: 100 },
      statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 300 },
    };
    const answer = await part.handle({
      method: "POST",
      host: "eu-api.segwaydiscovery.com",
      path: "/api/v2/vehicle/setting/interval",
      query: "",
      headers: { authorization: `bearer ${accessToken}`, "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(body)),
      prefixed: true,
    });
    assert.equal(answer.code, "0");
    part.advance(900);
    const before = last();
    part.advance(3600);
    assert.equal(of(part.pushes(before), id, "location").length, 36);
    assert.equal(of(part.pushes(before), id, "status").length, 12);
  });

  it("tell at once what changed, and alerts and faults when they begin and end", () => {
    still({ percent: 50, fallen: false, moving: false });
    let before = last();
    part.set(id, { locked: false });
    assert.equal(of(part.pushes(before), id, "status").at(-1)?.fields.locked, "false");
    before = last();
    part.set(id, { locked: true, fallen: true });
    part.set(id, { fallen: false });
    assert.deepEqual(alerts(before), ["2/0", "2/1"]);
    before = last();
    // A fall while unlocked is 4, but there is no end of 4.
    part.set(id, { locked: false, fallen: true });
    part.set(id, { fallen: false });
    assert.deepEqual(alerts(before), ["4/0", "2/1"]);
    before = last();
    part.set(id, { locked: true, moving: true, dismantled: true, percent: 9 });
    part.set(id, { moving: false, dismantled: false, percent: 90 });
    assert.deepEqual(alerts(before), ["1/0", "3/0", "12/0", "1/1", "3/1", "12/1"]);
    before = last();
    part.set(id, { faults: [21] });
    part.set(id, { faults: [] });
    const faults = of(part.pushes(before), id, "fault").map(({ fields }) => [fields.code, fields.faultStatus]);
    assert.deepEqual(faults, [
      ["21", "0"],
      ["21", "1"],
    ]);
  });

  it("stop while a vehicle is offline, after the cloud has said so; without a fix they say 0/0", () => {
    still();
    part.set(id, { fix: false });
    const place = of(part.pushes(), id, "location").at(-1)?.fields;
    assert.deepEqual([place?.locationStatus, place?.latitude, place?.longitude], ["invalid", "0.000000", "0.000000"]);
    const before = last();
    part.set(id, { online: false });
    part.advance(7200);
    const told = part.pushes(before).filter(({ iotCode }) => iotCode === id);
    assert.ok(told.length >= 1 && told.every(({ kind, fields }) => kind === "status" && fields.online === "false"));
  });

  it("carry times of the clock, never of the future and never going back", async () => {
    part.startPushing({ to: "http://127.0.0.1:9", speed: 30 });
    await clock.advance(60_000);
    part.advance(3600);
    const pushes = part.pushes();
    assert.ok(pushes.length > 500);
    for (const { id: one } of part.vehicles) {
      const times = pushes
        .filter(({ iotCode }) => iotCode === one)
        .map(({ fields }) => Number(fields.statusUtcTime ?? fields.gpsUtcTime) * 1000);
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      );
      assert.ok(times.every((time) => time >= start && time <= clock.now()));
    }
  });

  it("are the same for the same seed, and others for another", () => {
    const day = (seed: number): string => {
      const other = createSegwayPart({ clock: new ManualClock(start), seed, speed: 1 });
      other.advance(7000);
      return JSON.stringify(other.pushes());
    };
    assert.equal(day(3), day(3));
    assert.notEqual(day(3), day(4));
  });

  it("show a fleet that rides, parks, runs low and falls over", () => {
    const seen = new Set<string>();
    let ridden = 0;
    for (let hour = 0; hour < 36; hour++) {
      const before = last();
      part.advance(3600);
      for (const { kind, fields } of part.pushes(before)) {
        if (kind === "alert" && fields.alertStatus === "0") seen.add(String(fields.code));
        if (kind === "status" && Number(fields.speed) > 0) ridden++;
        if (kind === "status") assert.ok(Number(fields.powerPercent) >= 0 && Number(fields.powerPercent) <= 100);
      }
    }
    assert.ok(seen.has("12"), "low power");
    assert.ok(seen.has("2"), "fallen while locked");
    assert.ok(ridden > 1000);
  });
});

interface Received {
  path: string;
  type?: string;
  body: string;
}

describe("demo cloud: sending segway pushes", () => {
  let clock: ManualClock;
  let part: SegwayPart;
  let server: Server;
  let url: string;
  let received: Received[];
  let answer: (call: Received) => number | undefined;

  beforeEach(async () => {
    clock = new ManualClock();
    part = createSegwayPart({ clock, seed: 1, speed: 1 });
    for (const { id } of part.vehicles) part.set(id, { still: true, speed: 0, locked: true });
    received = [];
    answer = () => 200;
    server = createServer((request: IncomingMessage, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const call = { path: request.url ?? "", type: request.headers["content-type"], body };
        received.push(call);
        const status = answer(call);
        if (status === undefined) return;
        response.writeHead(status, { "content-type": "application/json" }).end('{"message":"success","code":0}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fleet/a`;
  });
  afterEach(async () => {
    part.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("posts forms to the documented paths below the given address", async () => {
    const pushing = part.startPushing({ to: `${url}/` });
    const [first, second] = part.vehicles;
    part.set(first!.id, { locked: false });
    part.set(second!.id, { faults: [21], fallen: true });
    await clock.advance(3000);
    await pushing.stop();
    const paths = new Set(received.map(({ path }) => path));
    assert.deepEqual(
      [...paths].sort(),
      ["alert", "fault", "location", "status"].map((kind) => `/fleet/a/v2/vehicle/${kind}`),
    );
    for (const { path, type, body } of received) {
      assert.equal(type, "application/x-www-form-urlencoded");
      const kind = path.split("/").at(-1) as DemoPush["kind"];
      assert.equal(verifySegwayPush(Buffer.from(body), clientSecret, { kind, platformCode }).ok, true);
    }
    assert.equal(pushing.counts.accepted, received.length);
  });

  it("repeats a push that is not answered with 200 once, after 5 s, byte by byte", async () => {
    answer = () => 500;
    const pushing = part.startPushing({ to: url });
    part.set(part.vehicles[0]!.id, { faults: [5] });
    await clock.advance(4000);
    const faults = (): Received[] => received.filter(({ path }) => path.endsWith("/fault"));
    assert.equal(faults().length, 1);
    await clock.advance(4000);
    assert.equal(faults().length, 2);
    assert.equal(faults()[0]?.body, faults()[1]?.body);
    await clock.advance(60_000);
    assert.equal(faults().length, 2);
    assert.equal(pushing.counts.lastStatus, 500);
    assert.ok(pushing.counts.lost >= 1 && pushing.counts.accepted === 0);
    await pushing.stop();
  });

  it("a repeat that is accepted is not lost, nobody listening is no crash", async () => {
    let first = true;
    answer = () => {
      const status = first ? 401 : 200;
      first = false;
      return status;
    };
    const pushing = part.startPushing({ to: url });
    part.set(part.vehicles[0]!.id, { faults: [5] });
    await clock.advance(10_000);
    assert.deepEqual([pushing.counts.repeated, pushing.counts.lost], [1, 0]);
    await pushing.stop();
    const nobody = part.startPushing({ to: "http://127.0.0.1:9" });
    part.set(part.vehicles[0]!.id, { faults: [] });
    await clock.advance(10_000);
    assert.equal(nobody.counts.lastStatus, 0);
    assert.ok(nobody.counts.lost > 0);
    await nobody.stop();
  });

  it("stops at once, and leaves no timer", async () => {
    answer = () => undefined;
    const pushing = part.startPushing({ to: url, timeoutMs: 60_000 });
    part.set(part.vehicles[0]!.id, { locked: false });
    const waiting = clock.advance(2000);
    while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await pushing.stop();
    await waiting;
    assert.equal(clock.pending, 0);
    const before = received.length;
    part.set(part.vehicles[0]!.id, { locked: true });
    await clock.advance(10_000);
    assert.equal(received.length, before);
  });

  it("runs the fleet's day faster if told so", async () => {
    for (const { id } of part.vehicles) part.set(id, { still: false });
    const pushing = part.startPushing({ to: url, speed: 30 });
    await clock.advance(33_000);
    await pushing.stop();
    // 990 s of the fleet: each locked bike at least once.
    const heard = new Set(received.map(({ body }) => new URLSearchParams(body).get("iotCode")));
    assert.ok(heard.size >= 11, String(heard.size));
  });

  it("refuses an address that is none", () => {
    for (const to of ["", "ftp://127.0.0.1", "http://127.0.0.1/?a=1", "127.0.0.1:1880"]) {
      assert.throws(() => part.startPushing({ to }), { code: "CONFIG_INVALID" }, to);
    }
  });

  it("a pushing that was stopped is not held on to: closing has none of them to stop again", async () => {
    const clock = new ManualClock();
    const cleared: unknown[] = [];
    const clear = clock.clearTimeout.bind(clock);
    clock.clearTimeout = (timer) => {
      cleared.push(timer);
      clear(timer);
    };
    const own = createSegwayPart({ clock, seed: 1, speed: 1 });
    for (let deploy = 0; deploy < 20; deploy++) await own.startPushing({ to: "http://127.0.0.1:9/segway" }).stop();
    const before = cleared.length;
    own.startPushing({ to: "http://127.0.0.1:9/segway" });
    own.close();
    assert.equal(before, 20);
    assert.equal(cleared.length - before, 1);
  });
});
