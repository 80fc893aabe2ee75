import assert from "node:assert/strict";
import type { Trips, TripTrack } from "../../../../src/vehicle/read-data";
import { api, code, exchanged, exchangePath, failure, ok, one, openSession, selectPath, statusPath } from "../support";

const grant = `POST ${api}/remote-control/user/authorization/insert`;
const post = `POST ${api}${exchangePath}`;
const select = `POST ${api}${selectPath}`;
const journal = `GET ${api}/geelyTCAccess/tcservices/vehicle/status/journalLogV4/${one.id}`;
const flags = `GET ${api}/remote-control/vehicle/status/state/${one.id}`;
const track = `GET ${api}/vehicle-history-service/journal-service/vehicle/status/history/${one.id}`;

const start = Date.parse("2026-05-30T06:00:00Z");
const row = {
  tripId: 910,
  startTime: start,
  endTime: start + 25 * 60_000,
  startOdometer: 1000.2,
  endOdometer: 1020.7,
  traveledDistance: 20.5,
  avgSpeed: 49.2,
  electricConsumption: 16,
  regeneratedEnergy: 0.4,
  tripStartAddr: null,
  tripEndAddr: null,
  tripRemark: "",
  tripLabel: "",
  trackpoints: [
    {
      position: {
        altitude: 105,
        latitude: 178750840,
        longitude: 30796920,
        posCanBeTrusted: true,
        marsCoordinates: false,
      },
    },
    { position: { latitude: 178750840, longitude: 30796920, marsCoordinates: true } },
    { position: { latitude: 0, longitude: 0 } },
    {},
  ],
};
const page = (list: unknown[], totleSize = list.length) => ok({ pagination: { pageIndex: 1, totleSize }, list });

describe("trips of a smart", () => {
  it("are read in a window, digested, with what can be worked out", async () => {
    const { session, network, clock } = openSession();
    network.on(journal, page([row], 41));
    const { data } = await session.read("trips", one, { params: { from: "2026-05-30T00:00:00Z", pageSize: 1 } });
    assert.equal(
      network.asked[0]?.query,
      `endTime=${clock.now()}&pageIndex=1&pageSize=1&startTime=${Date.parse("2026-05-30")}&userId=112233`,
    );
    assert.deepEqual(data, {
      state: "trips",
      trips: [
        {
          id: "910",
          startedAt: "2026-05-30T06:00:00.000Z",
          endedAt: "2026-05-30T06:25:00.000Z",
          minutes: 25,
          distanceKm: 20.5,
          averageSpeedKmh: 49.2,
          consumptionKwhPer100Km: 16,
          energyKwh: 3.28,
          recuperatedKwh: 0.4,
          startOdometerKm: 1000.2,
          endOdometerKm: 1020.7,
          track: [{ latitude: 49.653011, longitude: 8.5547, altitudeM: 105, trusted: true }],
        },
      ],
      total: 41,
      from: "2026-05-30T00:00:00.000Z",
      to: "2026-06-01T08:00:00.000Z",
    });
  });

  it("are asked for at most every quarter of an hour, another window at once", async () => {
    const { session, network, clock } = openSession();
    network.on(journal, page([row]));
    await session.read("trips", one, {});
    await clock.advance(14 * 60_000);
    await session.read("trips", one, {});
    assert.equal(network.lines.length, 1);
    await session.read("trips", one, { params: { page: 2 } });
    await clock.advance(16 * 60_000);
    await session.read("trips", one, {});
    assert.equal(network.lines.length, 3);
  });

  it("are not said to be none by a success without a list", async () => {
    for (const data of [{}, null, { list: null }, { pagination: {} }]) {
      const { session, network } = openSession();
      network.on(journal, ok(data)).on(flags, ok({ journalLogState: 1 }));
      const read = await session.read("trips", one, {});
      assert.deepEqual([(read.data as Trips).state, read.raw], ["noConsent", null], JSON.stringify(data));
    }
    const { session, network } = openSession();
    network.on(journal, page([])).on(flags, ok({ journalLogState: 1 }));
    assert.equal(((await session.read("trips", one, {})).data as Trips).state, "none");
  });

  it("never switch the consent on by themselves", async () => {
    for (const params of [undefined, {}, { consent: false }]) {
      const { session, network } = openSession();
      network.on(journal, code("8153")).on(flags, ok({ journalLogState: 1 }));
      const { data } = await session.read("trips", one, { params });
      assert.deepEqual([(data as Trips).state, (data as Trips).trips], ["noConsent", []]);
      assert.deepEqual(network.lines, [journal, flags]);
    }
  });

  it("tell recording that is off from missing consent and from nothing driven", async () => {
    const off = openSession();
    off.network.on(journal, code("8153")).on(flags, ok({ journalLogState: 0 }));
    assert.equal(((await off.session.read("trips", one, {})).data as Trips).state, "recordingOff");
    const none = openSession();
    none.network.on(journal, page([])).on(flags, ok({ journalLogState: 1 }));
    assert.equal(((await none.session.read("trips", one, {})).data as Trips).state, "none");
    const granted = openSession();
    granted.network.on(grant, ok()).on(post, exchanged("T1")).on(select, ok());
    granted.network.on(journal, code("8153")).on(flags, code("8153"));
    const { data } = await granted.session.read("trips", one, { params: { consent: true } });
    assert.equal((data as Trips).state, "none");
  });

  it("with consent: told to the cloud once, the token it replaces renewed at once, the car selected with the new one", async () => {
    const { session, network, clock, saved } = openSession();
    network
      .on(grant, ok())
      .on(post, exchanged("T1"))
      .on(select, ok())
      .on(journal, page([row]));
    await session.read("trips", one, { params: { consent: true } });
    assert.deepEqual(network.lines, [grant, post, select, journal]);
    assert.deepEqual(JSON.parse(network.asked[0]?.body ?? ""), {
      serviceCode: "travelLogBusiCode",
      authStatus: 1,
      vin: one.id,
    });
    assert.equal(network.asked[3]?.headers["authorization"], "T1");
    await clock.advance(20 * 60_000);
    await session.read("trips", one, { params: { consent: true } });
    assert.deepEqual(network.lines.slice(4), [journal]);
    // After a restart the session is the same, so is the consent.
    const restarted = openSession({ stored: saved.at(-1) });
    restarted.network.on(journal, page([row]));
    await restarted.session.read("trips", one, { params: { consent: true } });
    assert.deepEqual(restarted.network.lines, [journal]);
  });

  it("with consent: given again in another session", async () => {
    const { session, network } = openSession();
    network.on(grant, ok()).on(post, exchanged("T1"), exchanged("T2"), exchanged("T3")).on(select, ok());
    network.on(journal, code("1402"), page([row]));
    const cause = await failure(session.read("trips", one, { params: { consent: true } }));
    await session.refresh(cause);
    await session.read("trips", one, { params: { consent: true } });
    assert.equal(network.count("/authorization/insert"), 2);
  });

  it("takes a consent that was given a moment ago for one", async () => {
    const { session, network } = openSession();
    network
      .on(grant, code("7065"))
      .on(post, exchanged("T1"))
      .on(select, ok())
      .on(journal, page([row]));
    const { data } = await session.read("trips", one, { params: { consent: true } });
    assert.equal((data as Trips).state, "trips");
  });

  it("holds other calls back while the token changes, so that none runs into the dead one", async () => {
    const { session, network } = openSession();
    const tokens: (string | undefined)[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    network
      .on(grant, async () => {
        await held;
        return ok();
      })
      .on(post, exchanged("T1"))
      .on(select, ok())
      .on(journal, page([row]))
      .on(statusPath(one.id), (asked) => {
        tokens.push(asked.headers["authorization"]);
        return ok({ updateTime: "1780300740000" });
      });
    const trips = session.read("trips", one, { params: { consent: true } });
    const overview = session.read("overview", one, {});
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(network.lines, [grant]);
    release();
    await Promise.all([trips, overview]);
    assert.deepEqual(tokens, ["T1"]);
  });

  it("knows a refusal of the token it has replaced for its own doing, and no other", async () => {
    const { session, network } = openSession();
    network.on(statusPath(one.id), code("1402"));
    const before = await failure(session.read("overview", one, {}));
    assert.equal(session.replacedByUs?.(before), false);
    network.on(grant, code("1402"), ok()).on(post, new Error("reset"));
    const taken = await failure(session.read("trips", one, { params: { consent: true } }));
    assert.equal(session.replacedByUs?.(taken), false, "a consent that was refused has replaced nothing");
    await failure(session.read("trips", one, { params: { consent: true } }));
    const after = await failure(session.read("overview", one, {}));
    assert.equal(session.replacedByUs?.(after), true);
  });

  it("refuses parameters that are none before anything is sent", async () => {
    const { session, network } = openSession();
    for (const params of [
      { from: "yesterday-ish" },
      { from: "2026-06-02", to: "2026-06-01" },
      { page: 0 },
      { pageSize: 101 },
      { consent: "yes" },
    ]) {
      assert.equal(
        (await failure(session.read("trips", one, { params }))).code,
        "INPUT_INVALID",
        JSON.stringify(params),
      );
    }
    assert.equal(network.lines.length, 0);
  });
});

describe("the track of a trip", () => {
  const point = (latitude: number) => ({
    basicVehicleStatus: { position: { latitude, longitude: 30796920, altitude: 1, marsCoordinates: false } },
  });
  const window = { from: start, to: start + 25 * 60_000 };

  it("is given in WGS-84 where the car tells it shifted", async () => {
    const { session, network } = openSession();
    // Shanghai, 31.230416 N 121.473701 E (docs/protocol/brands.md 5.1).
    const position = { latitude: 112_422_505, longitude: 437_321_607, marsCoordinates: true };
    network.on(track, page([{ basicVehicleStatus: { position } }]));
    const { data } = await session.read("tripTrack", one, { params: window });
    const [place] = (data as TripTrack).points;
    assert.ok(Math.abs(place!.latitude - 31.230416) < 2e-6 && Math.abs(place!.longitude - 121.473701) < 2e-6);
  });

  it("is read over its pages, oldest first, without any consent", async () => {
    const { session, network } = openSession();
    const first = Array.from({ length: 500 }, (_, index) => point(178_750_840 + 501 - index));
    network.on(track, page(first, 501), page([point(178_750_840)], 501));
    const { data } = await session.read("tripTrack", one, { params: window });
    const { points, cut } = data as TripTrack;
    assert.equal(points.length, 501);
    assert.equal(cut, false);
    assert.ok(points[0]!.latitude < points[500]!.latitude);
    assert.deepEqual(
      network.asked.map(({ query }) => query),
      [0, 1].map((index) => `endTime=${window.to}&pageIndex=${index}&pageSize=500&source=tc&startTime=${window.from}`),
    );
  });

  it("is empty, and no failure, where the cloud has none", async () => {
    for (const answer of [code("8153"), ok(null), page([])]) {
      const { session, network } = openSession();
      network.on(track, answer);
      const { data } = await session.read("tripTrack", one, { params: window });
      assert.deepEqual((data as TripTrack).points, []);
      assert.equal(network.lines.length, 1);
    }
  });

  it("needs both times of the trip, at most two days apart", async () => {
    const { session, network } = openSession();
    for (const params of [{}, { from: start }, { from: start, to: start + 49 * 3600_000 }]) {
      assert.equal((await failure(session.read("tripTrack", one, { params }))).code, "INPUT_INVALID");
    }
    assert.equal(network.lines.length, 0);
  });
});
