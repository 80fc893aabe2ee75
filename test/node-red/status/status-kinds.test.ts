import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { emptyStatus } from "../../../src/vehicle/model";
import { first, second, type StubAccount } from "../stub-account";
import { flow, load, quiet, receive, shown, stubRuntime, theAccount, unload, until, type Inbox } from "../support";

const firmware = { current: "1.5.2 EU", target: null, updateAvailable: false, currentNotes: [{ text: "Well." }] };
const trips = { state: "trips", trips: [{ km: 12 }], total: 1, from: "2026-06-01", to: "2026-06-08" };
const minute = 60_000;

let clock: ManualClock;
let prepare: (account: StubAccount) => void;

/** One message through a node that answers messages only. */
async function ask(settings: object, message: object = {}): Promise<Inbox> {
  const inbox = await load(flow({ when: "message", ...settings }));
  receive("car", message);
  await until("an answer", () => inbox.out.length + inbox.failed.length > 0);
  return inbox;
}

describe("vehicle status that reads something else than the overview", () => {
  beforeEach(() => {
    clock = new ManualClock(Date.now());
    prepare = () => undefined;
    stubRuntime((account) => {
      account.kinds.set("firmware", firmware).set("trips", trips).set("tripTrack", { points: [] });
      prepare(account);
    }, clock);
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("answers with the digest, without what is not known, under a topic of its own", async () => {
    const { out } = await ask({ read: "firmware" }, { note: "kept", changed: { of: "another" } });
    const { payload, topic, vehicle, note, raw } = out[0]!;
    assert.deepEqual(payload, { current: "1.5.2 EU", updateAvailable: false, currentNotes: [{ text: "Well." }] });
    assert.deepEqual([topic, vehicle, note, raw], ["smart-1-0001/firmware", { ...first }, "kept", undefined]);
    assert.equal("changed" in out[0]!, false, "what another node has set would be mistaken for ours");
    assert.deepEqual(shown("car"), { fill: "green", shape: "dot", text: "1.5.2 EU · < 1 min" });
    assert.equal(theAccount().requests, 1, "only the vehicle was looked for; no overview was read");
  });

  it("adds the cloud's own answer if ticked, and sends one value if set", async () => {
    const { out } = await ask({ read: "firmware", raw: true, output: "value", valuePath: "current" });
    assert.equal(out[0]?.payload, "1.5.2 EU");
    assert.deepEqual(out[0]?.raw, { code: "1000" });
  });

  it("hands out what is known by path only as it came", async () => {
    prepare = ({ kinds }) => kinds.set("geofences", { unverified: true, raw: { list: null } });
    const { out } = await ask({ read: "geofences" });
    assert.deepEqual(out[0]?.payload, { unverified: true, raw: { list: null } });
    assert.equal(out[0]?.topic, "smart-1-0001/geofences");
  });

  it("makes a part of a status a reading, every group there", async () => {
    const part = emptyStatus("2026-06-01T12:00:00.000Z");
    part.battery = { percent: 61.4, packs: [{ port: 1, cycles: null }] };
    prepare = ({ kinds }) => kinds.set("batteryDetails", part);
    const { out } = await ask({ read: "batteryDetails" });
    assert.deepEqual(out[0]?.payload.battery, { percent: 61.4, packs: [{ port: 1 }] });
    assert.deepEqual(out[0]?.payload.position, {});
    assert.equal(out[0]?.topic, "smart-1-0001/battery-details");
    assert.equal((shown("car") as { text: string }).text, "61 % · < 1 min");
  });

  it("lets pictures through as Buffers, and asks for them only if set", async () => {
    const data = Buffer.from("png");
    prepare = ({ kinds }) => kinds.set("abilities", { pictures: { side: { url: "https://x/1.png", data } } });
    const { out } = await ask({ read: "abilities", images: "buffer" });
    assert.equal(Buffer.isBuffer(out[0]?.payload.pictures.side.data), true);
    assert.deepEqual(theAccount().kindsAsked[0]?.params, { images: "buffer" });
  });

  it("tells the cloud of a consent only if it was ticked, and gives a time only if there is one", async () => {
    await ask({ read: "trips" });
    assert.deepEqual(theAccount().kindsAsked[0]?.params, {});
    await unload();
    stubRuntime((account) => account.kinds.set("trips", trips), clock);
    const window = { from: "when.start", fromType: "msg", to: "2026-06-08", toType: "str" };
    await ask({ read: "trips", consent: true, ...window }, { when: { start: 1780300000000 } });
    assert.deepEqual(theAccount().kindsAsked[0]?.params, { from: 1780300000000, to: "2026-06-08", consent: true });
  });

  it("sends trips of both sources in the form that is set or asked for, each once", async () => {
    const own = {
      source: "readings",
      startedAt: "2026-06-03T08:05:00.000Z",
      endedAt: "2026-06-03T08:30:00.000Z",
      km: 24,
    };
    const told = {
      source: "journal",
      startedAt: "2026-06-04T08:00:00.000Z",
      endedAt: "2026-06-04T08:20:00.000Z",
      track: [],
    };
    const twin = { ...own, startedAt: "2026-06-04T08:05:00.000Z", endedAt: "2026-06-04T08:22:00.000Z", percentUsed: 4 };
    const both = { ...trips, trips: [{ ...told, distanceKm: 12.3 }], own: [own, { ...twin, inJournal: true }] };
    prepare = ({ kinds }) => kinds.set("trips", both);
    const { out } = await ask({ read: "trips", output: "array" });
    assert.deepEqual(out[0]?.payload, [own, { ...told, distanceKm: 12.3, percentUsed: 4, source: "both" }]);
    assert.equal(out[0]?.topic, "smart-1-0001/trips");
    for (const [tripsAs, wanted] of [
      ["csvDe", /^Nummer;.*\r\n1;2026-06-03T08:05.*;24;.*\r\n2;2026-06-04T08:00.*;"12,3";.*\r\n$/],
      ["csv", /^Number,.*\r\n1,2026-06-03T08:05.*,24,.*\r\n2,2026-06-04T08:00.*,12\.3,.*\r\n$/],
      ["gpx", /<number>2<\/number>/],
    ] as const) {
      out.length = 0;
      receive("car", { tripsAs });
      await until("an answer", () => out.length > 0);
      assert.match(out[0]?.payload as unknown as string, wanted);
    }
    out.length = 0;
    receive("car", { tripsAs: "geojson" });
    await until("an answer", () => out.length > 0);
    assert.equal((out[0]?.payload as unknown as { features: [] }).features.length, 2);
  });

  it("refuses a form of trips that is none, and one for what is no trips, and asks for nothing", async () => {
    const { failed } = await ask({ read: "trips" }, { tripsAs: "pdf" });
    assert.equal(failed.length, 1);
    assert.match(String(failed[0]?.error?.message), /msg\.tripsAs must be one of/);
    assert.equal(theAccount(), undefined, "no account was opened for it");
    await unload();
    const wrong = await ask({ read: "firmware", output: "csv" });
    assert.match(String(wrong.failed[0]?.error?.message), /only trips/);
  });

  it("leaves the cloud alone if the message says so", async () => {
    await ask({ read: "trips", consent: true }, { journal: false });
    assert.deepEqual(theAccount().kindsAsked[0]?.params, { consent: true, journal: false });
  });

  it("reads the track of the last 24 hours if no time is given", async () => {
    await ask({ read: "tripTrack" });
    assert.deepEqual(theAccount().kindsAsked[0]?.params, { from: clock.now() - 1440 * minute, to: clock.now() });
  });

  it("takes the position of the ranking from the last reading, without a request", async () => {
    prepare = ({ kinds, statuses }) => {
      kinds.set("ranking", { unverified: true, raw: [] });
      statuses.get(first.id)!.position = { latitude: 51.5, longitude: 7.4 };
    };
    await ask({ read: "ranking" });
    assert.deepEqual(theAccount().kindsAsked[0]?.params, { latitude: 51.5, longitude: 7.4 });
    assert.deepEqual(theAccount().asked.at(-1)?.options?.lastKnown, true);
  });

  it("makes rows of several vehicles, with the error of one that cannot be read", async () => {
    prepare = (account) => {
      account.cars = [first, second];
      account.failures.set(`firmware ${second.id}`, cloudError("NOT_SUPPORTED", "Not this one."));
    };
    const { out } = await ask({ read: "firmware", vehicleType: "all", many: "array" });
    assert.equal(out[0]?.topic, "all/firmware");
    const [one, two] = out[0]?.payload as Record<string, unknown>[];
    assert.equal(one?.current, "1.5.2 EU");
    assert.deepEqual(two, {
      vehicle: { ...second },
      error: { code: "NOT_SUPPORTED", message: "Not this one.", retryable: false },
    });
  });

  it("refuses to answer as last known, and an interval that is none", async () => {
    for (const settings of [{ when: "lastKnown" }, { everyMinutes: "often" }]) {
      const { failed } = await ask({ read: "firmware", ...settings });
      assert.equal(failed[0]?.error.code, "CONFIG_INVALID");
      await unload();
    }
  });

  it("reads by itself right after the deploy, then at its interval, but no more often than makes sense", async () => {
    const inbox = await load(flow({ read: "trips", everyMinutes: 5, send: "every" }));
    await clock.advance(1000);
    await until("the first reading", () => inbox.out.length === 1);
    assert.deepEqual(theAccount().kindsAsked[0], {
      ...{ selector: first.id, kind: "trips", params: {}, byItself: true },
      maxAgeSeconds: undefined,
    });
    await clock.advance(14 * minute);
    await quiet();
    assert.equal(inbox.out.length, 1);
    await clock.advance(1 * minute);
    await until("the second reading", () => inbox.out.length === 2);
    assert.equal(theAccount().subscribers.size, 0, "the overview is not read for it");
  });

  it("sends by itself only what is new; that the window has moved on is not", async () => {
    const inbox = await load(flow({ read: "trips", everyMinutes: 60 }));
    await clock.advance(1000);
    await until("the first reading", () => inbox.out.length === 1);
    inbox.out[0]!.payload.trips.push("spoilt by the flow");
    theAccount().kinds.set("trips", { ...trips, from: "2026-06-02", to: "2026-06-09" });
    await clock.advance(60 * minute);
    await until("a second reading", () => theAccount().kindsAsked.length === 2);
    await quiet();
    assert.equal(inbox.out.length, 1);
    theAccount().kinds.set("trips", { ...trips, total: 2 });
    await clock.advance(60 * minute);
    await until("news", () => inbox.out.length === 2);
  });

  it("tells trouble once and its end once, tries again earlier than usual, and keeps quiet hours", async () => {
    prepare = ({ failures }) => failures.set("firmware", cloudError("TIMEOUT", "No answer.", { retryable: true }));
    const inbox = await load(flow({ read: "firmware" }));
    await clock.advance(1000);
    await until("trouble", () => inbox.failed.length === 1);
    assert.deepEqual(inbox.failed[0]?.payload, { code: "TIMEOUT", over: false });
    await clock.advance(5 * minute);
    await until("another try", () => theAccount().kindsAsked.length === 2);
    await quiet();
    theAccount().failures.clear();
    await clock.advance(10 * minute);
    await until("the firmware", () => inbox.out.length === 1);
    assert.deepEqual(
      inbox.failed.map(({ payload }) => payload.over),
      [false, true],
    );
  });

  it("asks for nothing in its quiet hours", async () => {
    const hhmm = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    const hours = { quietFrom: hhmm(clock.now() - 60 * minute), quietTo: hhmm(clock.now() + 60 * minute) };
    const account = { id: "acc", type: "vehicle-cloud-account", platform: "demo-car", timeZone: "UTC" };
    await load(flow({ read: "firmware", ...hours }, account));
    await clock.advance(58 * minute);
    await quiet();
    assert.equal(theAccount().kindsAsked.length, 0);
    await clock.advance(3 * minute);
    await until("the reading", () => theAccount().kindsAsked.length === 1);
  });
});
