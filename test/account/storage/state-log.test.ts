/** What an account remembers is kept as a whole and a log of changes: one changed vehicle does not write all. */
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Book } from "../../../src/account/readings/book";
import { sessionPaths } from "../../../src/account/storage/file-store";
import { StateFile } from "../../../src/account/storage/state";
import { StoredRows } from "../../../src/account/storage/state-rows";
import { stateStore } from "../../../src/account/storage/state-log";
import type { TokenStore } from "../../../src/account/types";
import { ManualClock } from "../../../src/base/clock";
import { dig, type JsonObject } from "../../../src/base/json";
import { fileStore } from "../../../src/index";
import { emptyStatus } from "../../../src/vehicle/model";
import { MemoryLogger, MemoryStore } from "../support/accounts";

const idOf = (number: number): string => String(860_000_000_000_000 + number);
const none = { keys: () => [], rows: () => [] };
const usage = { keys: () => [""], rows: () => [{ day: "2026-01-01" }] };
const others = { events: none, commands: none, learned: none, trips: none, drives: none };
const sections = { ...others, usage };

describe("the state of a fleet on disk", () => {
  let folder: string;
  let path: string;
  let clock: ManualClock;
  let logger: MemoryLogger;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-state-"));
    path = sessionPaths(folder, "account").state;
    mkdirSync(dirname(path), { recursive: true });
    clock = new ManualClock();
    logger = new MemoryLogger();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function opened(store: TokenStore = stateStore(path)) {
    const book = new Book(clock, logger);
    const state = new StateFile({
      store,
      clock,
      logger,
      sections: {
        ...sections,
        readings: { keys: () => book.ids(), rows: (id) => book.save(id) },
      },
    });
    const restore = (stored: JsonObject): void => book.restore(stored["readings"]);
    await state.load(restore);
    book.on(({ vehicleId }) => state.touch("readings", vehicleId));
    const read = (id: string, percent: number): void => {
      const status = emptyStatus(new Date(clock.now()).toISOString());
      status.battery.percent = percent;
      book.apply(id, "overview", { data: status }, "poll");
    };
    const percent = (id: string): unknown => dig(book.current(id, "overview")?.data, "battery", "percent");
    return { state, book, read, percent };
  }
  const files = (): string[] => readdirSync(dirname(path));
  const logFile = (): string =>
    join(
      dirname(path),
      files().find((name) => name.endsWith(".log"))!,
    );

  async function fleet(size: number) {
    const one = await opened();
    for (let number = 0; number < size; number++) one.read(idOf(number), 50);
    await one.state.flush();
    return one;
  }

  it("of 1,000 vehicles one changed writes a few kB, and a restart has it and all others", async () => {
    const one = await fleet(1000);
    const whole = readFileSync(path, "utf8");
    one.read(idOf(7), 61);
    await one.state.flush();
    assert.equal(readFileSync(path, "utf8"), whole);
    const written = readFileSync(logFile(), "utf8").length;
    assert.ok(written > 0 && written < 4096 && written * 100 < whole.length, `${written} of ${whole.length}`);
    const again = await opened();
    assert.equal(again.book.ids().length, 1000);
    assert.deepEqual([again.percent(idOf(7)), again.percent(idOf(8))], [61, 50]);
  });

  it("of 10,000 vehicles one changed is on disk half a minute later", async function () {
    this.timeout(360_000);
    const one = await fleet(10_000);
    one.read(idOf(7), 61);
    await clock.advance(30_000);
    const again = await opened();
    assert.deepEqual([again.book.ids().length, again.percent(idOf(7))], [10_000, 61]);
  });

  it("others have their turn after every 200 of its vehicles, while it is written, logged and read", async function () {
    this.timeout(360_000);
    const turns = async (work: () => Promise<unknown>): Promise<number> => {
      let [count, on] = [0, true];
      const turn = (): void => {
        count++;
        if (on) setImmediate(turn);
      };
      setImmediate(turn);
      await work();
      on = false;
      return count;
    };
    const size = 10_000;
    const one = await opened();
    const all = (percent: number): void => {
      for (let number = 0; number < size; number++) one.read(idOf(number), percent);
    };
    all(50);
    const written = await turns(() => one.state.flush());
    one.read(idOf(7), 61);
    await one.state.flush();
    all(51);
    const logged = await turns(() => one.state.flush());
    const parts: number[] = [];
    const state = new StateFile({ store: stateStore(path), clock, logger, sections: { ...sections, readings: none } });
    const read = await turns(() => state.load(({ readings }) => void parts.push((readings as unknown[])?.length ?? 0)));
    for (const [what, count] of Object.entries({ written, logged, read })) {
      assert.ok(count >= size / 200, `${what}: ${count}`);
    }
    assert.ok(Math.max(...parts) <= 400, "restored a few at a time");
    assert.equal(
      parts.reduce((sum, count) => sum + count, 0),
      size,
    );
  });

  it("a whole that was damaged in one place keeps the rest, and says so once", async () => {
    await fleet(3);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(`{"id":"${idOf(1)}"`, "{rubbish"));
    const again = await opened();
    assert.deepEqual([again.percent(idOf(0)), again.percent(idOf(1)), again.percent(idOf(2))], [50, undefined, 50]);
    writeFileSync(path, text.slice(0, -4));
    assert.equal((await opened()).book.ids().length, 3);
    assert.equal(logger.warnings().length, 2);
    assert.ok(JSON.parse(text), "any other program reads it as JSON");
  });

  it("a store that takes no pieces gets one text", async () => {
    const store = stateStore(path);
    const one = await opened({ ...store, savePieces: undefined });
    one.read(idOf(1), 61);
    await one.state.flush();
    assert.equal((await opened()).percent(idOf(1)), 61);
  });

  it("a store without a log, which takes the whole each time: trips are put into text when one is new, and no other time", async () => {
    const trips = new Map(Array.from({ length: 1000 }, (_, at) => [`car ${at}`, { key: `car ${at}`, km: at }]));
    let made = 0;
    const rows = (key: string): JsonObject[] => {
      made++;
      return trips.has(key) ? [trips.get(key)!] : [];
    };
    let asked = (): void => undefined;
    const book = new Book(clock, logger);
    const store = new MemoryStore();
    const state = new StateFile({
      ...{ store, clock, logger },
      sections: {
        ...sections,
        readings: { keys: () => book.ids(), rows: (id) => (asked(), book.save(id)) },
        trips: { keys: () => trips.keys(), rows },
      },
    });
    await state.load(() => assert.fail("nothing is stored"));
    const stored = (): unknown[] => (JSON.parse(store.text!) as { trips: unknown[] }).trips;
    const reading = async (): Promise<void> => {
      const status = emptyStatus(new Date(clock.now()).toISOString());
      book.apply(idOf(1), "overview", { data: status }, "poll");
      state.touch("readings", idOf(1));
      await state.flush();
    };
    const parked = (at: number): void => {
      trips.set(`car ${at}`, { key: `car ${at}`, km: at });
      state.touch("trips", `car ${at}`);
    };
    for (let count = 0; count < 50; count++) await reading();
    assert.deepEqual([store.saves, made, stored().length], [50, 1000, 1000]);
    parked(1000);
    await reading();
    assert.deepEqual([made, stored().length], [2001, 1001]);
    trips.delete("car 0");
    state.touch("trips", "car 0");
    await reading();
    assert.deepEqual([made, stored().length, stored()[0]], [3001, 1000, { key: "car 1", km: 1 }]);
    // One that is new while the others are being written is in the next whole.
    state.touch("trips", "car 1");
    asked = () => {
      asked = () => undefined;
      setImmediate(() => setImmediate(() => parked(1001)));
    };
    await reading();
    await reading();
    assert.deepEqual(stored().at(-1), { key: "car 1001", km: 1001 });
    const again = new StateFile({ store, clock, logger, sections: { ...sections, readings: none } });
    let read = 0;
    await again.load((part) => (read += ((part["trips"] as unknown[] | undefined) ?? []).length));
    assert.equal(read, 1001);
  });

  for (const [size, least] of [
    [5_000, 30_000],
    [160_000, 300_000],
    [2_000_000, 900_000],
  ] as const) {
    it(`a store without a log is given ${size} characters every ${least / 1000} s at the most, however often something changes`, async () => {
      const store = new MemoryStore();
      const long = { day: "x".repeat(size) };
      const state = new StateFile({
        ...{ store, clock, logger },
        sections: { ...others, readings: none, usage: { keys: () => [""], rows: () => [long] } },
      });
      await state.load(() => undefined);
      // The first tells how long it is.
      state.touch("usage", "");
      await clock.advance(30_000);
      assert.equal(store.saves, 1);
      for (let second = 0; second < 3600; second += 10) {
        state.touch("usage", "");
        await clock.advance(10_000);
      }
      const most = 3_600_000 / least;
      assert.ok(store.saves - 1 <= most && store.saves - 1 >= most * 0.7, `${store.saves - 1} against ${most}`);
      state.touch("usage", "");
      const before = store.saves;
      await state.flush();
      assert.equal(store.saves, before + 1, "a stop waits for nothing");
    });
  }

  it("a line torn by a kill is dropped without a word, and nothing older is lost", async () => {
    const one = await fleet(10);
    one.read(idOf(1), 61);
    await one.state.flush();
    appendFileSync(logFile(), '{"s":"readings","k":"8600');
    writeFileSync(`${path}.999999-1.tmp`, "of a killed compaction");
    const again = await opened();
    assert.deepEqual([again.percent(idOf(1)), again.percent(idOf(2))], [61, 50]);
    assert.deepEqual(logger.warnings(), []);
    again.read(idOf(2), 62);
    await again.state.flush();
    const third = await opened();
    assert.deepEqual([third.percent(idOf(1)), third.percent(idOf(2))], [61, 62]);
  });

  it("another bad line is left out and said once", async () => {
    const one = await fleet(3);
    one.read(idOf(1), 61);
    await one.state.flush();
    appendFileSync(logFile(), "rubbish\n[]\n");
    assert.equal((await opened()).percent(idOf(1)), 61);
    assert.equal(logger.warnings().length, 1);
  });

  it("a log that belongs to an older whole is not laid over a newer one", async () => {
    const one = await fleet(3);
    one.read(idOf(1), 61);
    await one.state.flush();
    const [name, text] = [logFile(), readFileSync(logFile(), "utf8")];
    appendFileSync(name, "rubbish\n");
    const again = await opened();
    again.read(idOf(1), 70);
    await again.state.flush();
    writeFileSync(name, text);
    assert.equal((await opened()).percent(idOf(1)), 70);
  });

  it("the log is taken into the whole when it has outgrown it", async () => {
    const one = await fleet(3);
    for (let round = 0; round < 200; round++) {
      one.read(idOf(1), round % 100);
      await one.state.flush();
    }
    const sizes = files().map((name) => readFileSync(join(dirname(path), name)).length);
    assert.ok(Math.max(...sizes) < 80_000, sizes.join());
    assert.ok(files().length <= 2);
    assert.equal((await opened()).percent(idOf(1)), 99);
  });

  it("a file of 0.1 is read, and goes on with a log", async () => {
    const data = { ...emptyStatus("2026-01-01T00:00:00Z") };
    const rows = [1, 2].map((number) => ({ id: idOf(number), kind: "overview", at: clock.now(), data }));
    writeFileSync(path, JSON.stringify({ v: 1, readings: rows, usage: {} }));
    const one = await opened();
    assert.equal(one.book.ids().length, 2);
    one.read(idOf(1), 61);
    await one.state.flush();
    const again = await opened();
    assert.deepEqual([again.book.ids().length, again.percent(idOf(1))], [2, 61]);
  });

  it("with a full disk it stays in memory, is said once, and is caught up later", async () => {
    await fleet(3);
    const store = stateStore(path);
    let full = true;
    const fails = (): Promise<never> => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    const log = { ...store.log!, append: (id: string, text: string) => (full ? fails() : store.log!.append(id, text)) };
    const one = await opened({ ...store, log, save: (text) => (full ? fails() : store.save(text)) });
    for (let number = 0; number < 3; number++) {
      one.read(idOf(number), 60 + number);
      await one.state.flush();
    }
    assert.equal(logger.warnings().length, 1);
    full = false;
    await one.state.flush();
    const again = await opened();
    assert.deepEqual(
      [0, 1, 2].map((number) => again.percent(idOf(number))),
      [60, 61, 62],
    );
  });

  for (const part of ["whole", "log"] as const) {
    it(`a ${part} that cannot be read for a while is not written over, and is there when it can`, async () => {
      const before = await fleet(3);
      before.read(idOf(1), 61);
      await before.state.flush();
      const store = stateStore(path);
      let broken = true;
      const fails = (): Promise<never> => Promise.reject(Object.assign(new Error("broken"), { code: "EIO" }));
      const log = { ...store.log!, load: (id: string) => (broken && part === "log" ? fails() : store.log!.load(id)) };
      const load = () => (broken && part === "whole" ? fails() : store.load());
      const one = await opened({ ...store, log, load });
      one.read(idOf(2), 62);
      await one.state.flush();
      const meanwhile = await opened();
      assert.deepEqual([meanwhile.book.ids().length, meanwhile.percent(idOf(1))], [3, 61]);
      broken = false;
      await one.state.flush();
      assert.deepEqual([one.book.ids().length, one.percent(idOf(1))], [3, 61]);
      const again = await opened();
      assert.deepEqual(
        [0, 1, 2].map((number) => again.percent(idOf(number))),
        [50, 61, 62],
      );
    });
  }

  it("two that write beside one another keep each other's changes, also when one replaces the whole", async () => {
    await fleet(3);
    const [one, two] = [await opened(), await opened()];
    one.read(idOf(1), 61);
    two.read(idOf(2), 62);
    await one.state.flush();
    await two.state.flush();
    assert.equal(files().filter((name) => name.endsWith(".log")).length, 2);
    for (let round = 0; round < 60; round++) {
      one.read(idOf(1), 70 + (round % 20));
      await one.state.flush();
    }
    two.read(idOf(0), 63);
    await two.state.flush();
    const again = await opened();
    assert.deepEqual(
      [0, 1, 2].map((number) => again.percent(idOf(number))),
      [63, 89, 62],
    );
    assert.deepEqual(logger.warnings(), []);
  });

  it("the store that the package exports has the log, too", async () => {
    const one = await opened(fileStore(path));
    one.read(idOf(1), 50);
    await one.state.flush();
    const whole = readFileSync(path, "utf8");
    one.read(idOf(1), 61);
    await clock.advance(30_000);
    assert.equal(readFileSync(path, "utf8"), whole);
    assert.equal((await opened(fileStore(path))).percent(idOf(1)), 61);
  });

  it("leaves alone another's file whose name begins alike", async () => {
    const notes = path.replace(/json$/, "notes.log");
    writeFileSync(notes, "mine");
    await fleet(1);
    await stateStore(path).remove();
    assert.equal(readFileSync(notes, "utf8"), "mine");
  });

  it("a day's counts of 100,000 vehicles, a line each, are laid over one another", async () => {
    const rows = Array.from({ length: 100_000 }, (_, number) => ({
      day: "2026-01-02",
      vehicles: { [idOf(number)]: 1 },
    }));
    const old = { day: "2026-01-01", vehicles: { old: 9 }, purposes: { poll: 3 } };
    const log = rows.map((row) => `${JSON.stringify({ s: "usage", k: "x", rows: [row] })}\n`).join("");
    const stored = await StoredRows.read(JSON.stringify({ v: 1, usage: old }));
    await stored!.log(log);
    const counts = [...stored!.parts()][0]!["usage"];
    const vehicles = dig(counts, "vehicles") as JsonObject;
    assert.deepEqual([Object.keys(vehicles).length, dig(counts, "purposes")], [100_000, {}]);
  });

  it("removing takes all of it away", async () => {
    const one = await fleet(3);
    one.read(idOf(1), 61);
    await one.state.flush();
    assert.ok(files().every((name) => /^[0-9a-f]{64}\.state\./.test(name)));
    await stateStore(path).remove();
    assert.deepEqual(files(), []);
  });
});
