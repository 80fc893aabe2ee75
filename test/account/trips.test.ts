import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileStore, type VehicleAccount } from "../../src";
import { sessionPaths } from "../../src/account/storage/file-store";
import { failure, scene, type Scene } from "./support/accounts";
import { carA, carB, json, stubPlatform, type StubReport } from "./support/stub-cloud";

const minute = 60_000;
const home = { latitude: 50.1, longitude: 8.6 };
const work = { latitude: 50.25, longitude: 8.6 };
const fences = [
  { name: "Home", lat: home.latitude, lon: home.longitude, radiusM: 150 },
  { name: "Work", lat: work.latitude, lon: work.longitude, radiusM: 150 },
];

describe("trips that an account keeps", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const now = (): string => new Date(s.clock.now()).toISOString();
  /** The car reports this, and somebody reads it. */
  async function says(account: VehicleAccount, report: Partial<StubReport>, id = carA): Promise<void> {
    s.cloud.reports[id] = { reportedAt: now(), ...report };
    await account.status(id, { maxAgeSeconds: 5 });
  }
  async function drives(account: VehicleAccount, odometerKm = 1000, id = carA): Promise<void> {
    await says(account, { driving: false, percent: 80, odometerKm, place: home }, id);
    await s.clock.advance(5 * minute);
    await says(account, { driving: true, percent: 79, odometerKm: odometerKm + 2, place: home }, id);
    await s.clock.advance(25 * minute);
    await says(account, { driving: false, percent: 73, odometerKm: odometerKm + 24, place: work }, id);
  }
  const trip = {
    source: "readings",
    startedAt: "2026-06-01T08:05:00.000Z",
    endedAt: "2026-06-01T08:30:00.000Z",
    km: 24,
    startOdometerKm: 1000,
    endOdometerKm: 1024,
    percentUsed: 7,
    from: { ...home, name: "Home" },
    to: { ...work, name: "Work" },
  };
  const journalOf = (...trips: object[]) => ({
    state: trips.length > 0 ? "trips" : "noConsent",
    trips,
    total: trips.length,
    from: "2026-05-25T00:00:00.000Z",
    to: "2026-06-02T00:00:00.000Z",
  });
  const answersTrips = (journal: object): void => {
    s.cloud.before = (path) => (path.startsWith("/trips/") ? json(journal) : undefined);
  };
  const alone = { journal: false };

  it("are made from what is read anyway, with the fences they are told of, and without a request", async () => {
    const account = s.account();
    account.namePlaces!(fences);
    await drives(account);
    await s.clock.advance(2 * minute);
    const asked = s.cloud.log.length;
    const { own, trips, state } = await account.read(carA, "trips", alone);
    assert.deepEqual([own, trips, state], [[trip], [], "trips"]);
    assert.equal(s.cloud.log.length, asked);
    assert.deepEqual((await account.read(carB, "trips", alone)).own, []);
    const later = { ...alone, from: "2026-06-01T08:31:00Z", to: "2026-06-02T08:00:00Z" };
    assert.deepEqual((await account.read(carA, "trips", later)).own, []);
  });

  it("are not over while the car has stood for less than two minutes", async () => {
    const account = s.account();
    await drives(account);
    await s.clock.advance(minute);
    assert.deepEqual((await account.read(carA, "trips", alone)).own, []);
    // Somebody sets the date ahead, and back: no time has passed by it.
    s.clock.setDateBy(24 * 60 * minute);
    assert.deepEqual((await account.read(carA, "trips", alone)).own, []);
    s.clock.setDateBy(-24 * 60 * minute);
    await says(account, { driving: true, percent: 72, odometerKm: 1024, place: work });
    await s.clock.advance(10 * minute);
    await says(account, { driving: false, percent: 70, odometerKm: 1030, place: work });
    await s.clock.advance(2 * minute);
    const { own } = await account.read(carA, "trips", alone);
    assert.deepEqual(
      own!.map(({ km, percentUsed }) => [km, percentUsed]),
      [[30, 10]],
    );
  });

  it("get the name of a fence that is drawn later, and keep the one they had", async () => {
    const account = s.account();
    const forget = account.namePlaces!([fences[0]]);
    await drives(account);
    await s.clock.advance(2 * minute);
    await account.read(carA, "trips", alone);
    forget();
    account.namePlaces!([{ ...fences[0], name: "House" }, fences[1]]);
    const [one] = (await account.read(carA, "trips", alone)).own!;
    assert.deepEqual([one!.from!.name, one!.to!.name], ["Home", "Work"]);
    assert.throws(() => account.namePlaces!([{ name: "Nowhere", lat: 100, lon: 8 }]), { code: "INPUT_INVALID" });
  });

  it("are all there is where the cloud has no journal, and nothing is asked for them", async () => {
    const stub = stubPlatform();
    const account = s.account({ platform: { ...stub, offers: { ...stub.offers, reads: ["overview"] } } });
    await drives(account);
    await s.clock.advance(10 * minute);
    const asked = s.cloud.log.length;
    const { state, trips, own } = await account.read(carA, "trips");
    assert.deepEqual([state, trips, own!.length], ["trips", [], 1]);
    const heard: unknown[] = [];
    account.subscribe(carA, { kind: "trips", everySeconds: 3600 }, (event) => {
      if (event.type === "data") heard.push(event.data.own?.length);
    });
    await s.clock.advance(61 * minute);
    assert.deepEqual([heard, s.cloud.log.length], [[1, 1], asked]);
  });

  it("stand beside the journal's, each with its source, and none twice without saying so", async () => {
    const account = s.account();
    await drives(account);
    await s.clock.advance(60 * minute);
    await drives(account, 1024);
    await s.clock.advance(10 * minute);
    const told = { id: "7", startedAt: "2026-06-01T08:01:00.000Z", endedAt: "2026-06-01T08:29:00.000Z", track: [] };
    answersTrips(journalOf({ ...told, distanceKm: 23.8 }));
    const { own, trips } = await account.read(carA, "trips");
    assert.deepEqual(trips, [{ ...told, source: "journal", distanceKm: 23.8 }]);
    assert.deepEqual(
      own!.map(({ source, inJournal }) => [source, inJournal]),
      [
        ["readings", true],
        ["readings", undefined],
      ],
    );
  });

  it("are told where the journal needs a consent that nobody has given", async () => {
    const account = s.account();
    await drives(account);
    await s.clock.advance(10 * minute);
    answersTrips(journalOf());
    const { state, trips, own } = await account.read(carA, "trips");
    assert.deepEqual([state, trips, own!.length], ["noConsent", [], 1]);
  });

  it("refuse a time that is none, and a wish for the journal that is none", async () => {
    const account = s.account();
    await account.vehicles();
    const asked = s.cloud.log.length;
    for (const params of [
      { ...alone, from: "yesterday" },
      { ...alone, from: "2026-06-02", to: "2026-06-01" },
    ]) {
      await assert.rejects(account.read(carA, "trips", params), { code: "INPUT_INVALID" });
    }
    assert.equal(s.cloud.log.length, asked);
  });

  it("outlive a restart, in the middle of a drive too", async () => {
    const first = s.account();
    first.namePlaces!(fences);
    await says(first, { driving: false, percent: 80, odometerKm: 1000, place: home });
    await s.clock.advance(5 * minute);
    await says(first, { driving: true, percent: 79, odometerKm: 1002, place: home });
    await first.close();
    await s.clock.advance(25 * minute);
    const second = s.account();
    second.namePlaces!(fences);
    await says(second, { driving: false, percent: 73, odometerKm: 1024, place: work });
    await second.close();
    await s.clock.advance(60 * minute);
    const third = s.account();
    third.namePlaces!(fences);
    assert.deepEqual((await third.read(carA, "trips", alone)).own, [trip]);
    await third.close();
    const fourth = s.account();
    assert.deepEqual((await fourth.read(carA, "trips", alone)).own, [trip]);
  });

  it("are kept for 400 days and no longer", async () => {
    const account = s.account();
    await drives(account);
    await s.clock.advance(10 * minute);
    const all = { ...alone, from: "2026-01-01", to: "2028-01-01" };
    await account.read(carA, "trips", all);
    await account.close();
    await s.clock.advance(399 * 24 * 60 * minute);
    const soon = s.account();
    assert.equal((await soon.read(carA, "trips", all)).own!.length, 1);
    await soon.close();
    await s.clock.advance(2 * 24 * 60 * minute);
    const late = s.account();
    assert.deepEqual((await late.read(carA, "trips", all)).own, []);
  });

  it("go by the vehicle's times when our clock is set a day ahead, and back", async () => {
    const account = s.account();
    await says(account, { driving: false, percent: 80, odometerKm: 1000, place: home });
    await s.clock.advance(5 * minute);
    s.clock.setDateBy(86_400_000);
    s.cloud.reports[carA] = { ...s.cloud.reports[carA]!, reportedAt: "2026-06-01T08:05:00Z", driving: true };
    await account.status(carA, { maxAgeSeconds: 5 });
    s.clock.setDateBy(-86_400_000);
    await s.clock.advance(25 * minute);
    await says(account, { driving: false, percent: 73, odometerKm: 1024, place: work });
    await s.clock.advance(10 * minute);
    const all = { ...alone, from: "2026-05-01", to: "2026-07-01" };
    const { own } = await account.read(carA, "trips", all);
    assert.deepEqual(
      own!.map(({ startedAt, endedAt, km }) => [startedAt, endedAt, km]),
      [["2026-06-01T08:05:00.000Z", "2026-06-01T08:30:00.000Z", 24]],
    );
  });

  it("stay in memory while the disk is full, which is said once, and are on it afterwards", async () => {
    const account = s.account();
    await account.vehicles();
    s.state.failSave = failure("ENOSPC");
    await drives(account);
    await s.clock.advance(60 * minute);
    await drives(account, 1024);
    await s.clock.advance(60 * minute);
    assert.equal((await account.read(carA, "trips", alone)).own!.length, 2);
    assert.deepEqual(s.logger.warnings(), ["warn Readings and request counts could not be saved (ENOSPC)."]);
    s.state.failSave = undefined;
    await account.close();
    assert.equal((await s.account().read(carA, "trips", alone)).own!.length, 2);
  });

  describe("in a file", () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "vehicle-cloud-"));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const stored = () => fileStore(sessionPaths(folder, "a").state);
    async function keep(): Promise<void> {
      const account = s.account({ stateStore: stored() });
      await drives(account);
      await s.clock.advance(60 * minute);
      await drives(account, 1024);
      await s.clock.advance(60 * minute);
      await account.read(carA, "trips", alone);
      await account.close();
    }
    const whole = async (): Promise<string> => {
      const { state } = sessionPaths(folder, "a");
      return (await readdir(dirname(state))).filter((name) =>
        name.startsWith(state.slice(dirname(state).length + 1, -5)),
      )[0]!;
    };
    const kept = async (): Promise<number> => {
      const account = s.account({ stateStore: stored() });
      return (await account.read(carA, "trips", alone)).own!.length;
    };

    it("that was cut lose nothing that is still told by what is left", async () => {
      await keep();
      const path = join(folder, "vehicle-cloud", await whole());
      const text = await readFile(path, "utf8");
      const rows = text.split("\n");
      const second = rows.findIndex((row) => row.includes('"startOdometerKm":1024'));
      assert.ok(second > 0, text);
      await writeFile(path, rows.slice(0, second).join("\n") + rows[second]!.slice(0, 40));
      // Of the second trip the row is gone, but not that the car had come to stand.
      assert.equal(await kept(), 2);
    });

    it("of another version, or with values that cannot be, are left out", async () => {
      await keep();
      const path = join(folder, "vehicle-cloud", await whole());
      const text = await readFile(path, "utf8");
      await writeFile(
        path,
        text.replaceAll(/"endedAt":"2026-06-01T08[^"]*"/g, '"endedAt":"soon"').replaceAll('"metres":', '"meters":'),
      );
      assert.equal(await kept(), 1);
      await s.closeAll();
      await writeFile(path, '{"v":2,"trips":[]}');
      assert.equal(await kept(), 0);
    });

    it("are gone when the account's state is", async () => {
      await keep();
      await stored().remove();
      assert.equal(await kept(), 0);
      assert.deepEqual(
        await readdir(join(folder, "vehicle-cloud")).then((names) => names.filter((n) => n.includes("state"))),
        [],
      );
    });
  });
});
