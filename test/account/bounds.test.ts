/** What grows with what strangers, clouds and fleets send has a bound (docs/decisions.md, bounds). */
import assert from "node:assert/strict";
import { Book } from "../../src/account/readings/book";
import { OpenEvents } from "../../src/account/readings/open-events";
import { mostStrangers, Strangers } from "../../src/account/vehicles/strangers";
import { VehicleList } from "../../src/account/vehicles/vehicle-list";
import { ManualClock } from "../../src/base/clock";
import { finite, own } from "../../src/base/json";
import { cloudError } from "../../src/base/errors";
import { hideKnown } from "../../src/base/known-secrets";
import { People } from "../../src/demo/ecarx/people";
import { smartEuBrand } from "../../src/demo/ecarx/smart/brands";
import { redact, redactForeign, redactingLogger, silentLogger } from "../../src/base/logger";
import { numberIn } from "../../src/platforms/ecarx/commands/parameters";
import { wordsOf } from "../../src/platforms/segway/codings";
import { encodeFields } from "../../src/platforms/segway/encode";
import { segwayOperations } from "../../src/platforms/segway/operations";
import { limiterFor } from "../../src/platforms/segway/settings";
import { hasKey } from "../../src/platforms/segway/push-fields";
import { emptyStatus } from "../../src/vehicle/model";

const clock = new ManualClock();
const iotCode = (number: number): string => String(860_000_000_000_000 + number);

describe("bounds", () => {
  it("of one vehicle with ever new codes 64 are open, the newest ones, also after a restart", () => {
    const events = new OpenEvents();
    for (let code = 0; code < 500; code++) events.note("a", "fault", { name: String(code), active: true }, clock.now());
    const open = events.open("a", "fault");
    assert.equal(open.length, 64);
    assert.equal(open.at(-1)?.name, "499");
    const again = new OpenEvents();
    again.restore(Array.from({ length: 500 }, (_, code) => ({ key: "fault a", name: String(code) })));
    assert.equal(again.open("a", "fault").length, 64);
  });

  it("of ever new vehicles that belong to no list, the readings of those heard of last are kept", () => {
    const book = new Book(clock, silentLogger);
    const strangers = new Strangers((id) => book.drop(id));
    for (let number = 0; number < mostStrangers + 50; number++) {
      book.apply(iotCode(number), "overview", { data: emptyStatus(new Date(clock.now()).toISOString()) }, "push");
      strangers.note(iotCode(number));
    }
    assert.equal(book.save().length, mostStrangers);
    assert.equal(book.current(iotCode(0), "overview"), undefined);
    assert.ok(book.current(iotCode(mostStrangers + 49), "overview"));
  });

  it("of ever new vehicles so many are learned, and the owner is told once", () => {
    const mostLearned = 250_000;
    const list = new VehicleList({ clock, platform: "segway", lists: false, table: [], mostLearned });
    let told = 0;
    list.onFull = () => told++;
    list.set([]);
    for (let number = 0; number < mostLearned + 3; number++) list.learn({ id: iotCode(number), model: "", facts: {} });
    assert.equal(list.saveLearned().length, mostLearned);
    assert.equal(told, 1);
    assert.equal(list.find(iotCode(7))?.id, iotCode(7));
    assert.equal(list.find(undefined), undefined);
  });

  it("a name finds its vehicle after the list has changed too, and one that two share finds none", () => {
    const table = [
      { id: iotCode(1), name: "One", enabled: true },
      { id: iotCode(2), name: "Off", enabled: false },
    ];
    const list = new VehicleList({ clock, platform: "segway", lists: false, table, mostLearned: 9 });
    assert.equal(list.find("one")?.id, iotCode(1));
    list.set(table.map(({ id }) => ({ id, model: "Bike", facts: {} })));
    assert.equal(list.find(" ONE ")?.id, iotCode(1));
    assert.equal(list.find("off"), undefined);
    list.learn({ id: iotCode(3), name: "one", model: "Bike", facts: {} });
    assert.equal(list.find("one"), undefined);
    assert.equal(list.find(iotCode(3))?.id, iotCode(3));
  });

  it("a number longer than any is none, and a log line ends somewhere", () => {
    assert.equal(finite("1".repeat(101)), undefined);
    assert.deepEqual([" 1.", ".5", "-1e3", "1.5 ", "1.5.", "", " "].map(finite), [
      1,
      0.5,
      -1000,
      1.5,
      undefined,
      undefined,
      undefined,
    ]);
    const line = redact(`mail some.body@example.org ${"x".repeat(90_000)}`);
    assert.ok(line.length < 8200, String(line.length));
    assert.match(line, /^mail \*\*\*@\*\*\* x/);
  });

  it("a secret across the place where a long text is cut leaves nothing of itself, however long it is", () => {
    const secret = `s3cr-${"Ab9-".repeat(100)}`;
    const show = hideKnown([secret]);
    try {
      for (const ahead of [7600, 7700, 7799, 7800, 7900, 7990, 7999, 8000]) {
        for (const clean of [redact, redactForeign]) {
          const line = clean(`${"x ".repeat(ahead / 2)}${secret} ${"y".repeat(300_000)}`);
          assert.ok(line.length < 8200, String(line.length));
          assert.doesNotMatch(line, /s3cr|Ab9/, String(ahead));
        }
      }
    } finally {
      show();
    }
    for (const ahead of [7785, 7790, 7795, 7985, 7990, 7995]) {
      const line = redact(`${",".repeat(ahead)}someone@example.org,${",".repeat(9000)}`);
      assert.doesNotMatch(line, /some|example/, String(ahead));
    }
  });

  it("300 kB of a cloud's words, in its message or as its code, end in an error of bounded length", () => {
    for (const words of ["1".repeat(300_000), "a.b".repeat(100_000), "eyJ".repeat(100_000), "x@".repeat(150_000)]) {
      const error = cloudError("CLOUD_UNAVAILABLE", words, { platformCode: words });
      assert.ok(error.message.length < 8200, String(error.message.length));
      assert.ok(error.platformCode!.length < 8200, String(error.platformCode!.length));
      assert.equal(finite(words), undefined);
      assert.throws(
        () => numberIn({ percent: words }, "percent", { min: 50, max: 100, step: 5, unit: "%" }),
        (thrown: Error) => thrown.message.length < 500,
      );
    }
  });

  it("every Segway field with a range takes its edges, and nothing just outside or between whole numbers", () => {
    let checked = 0;
    for (const operation of Object.values(segwayOperations)) {
      // All of its fields, each with something it takes: what is refused is the one field that is tried.
      const rest = Object.fromEntries(
        operation.fields.map(({ name, coding, range }) => [
          name,
          range ? range[0] : coding ? wordsOf(coding)[0] : "A1b2C3d4",
        ]),
      );
      for (const { name, range } of operation.fields) {
        if (!range) continue;
        checked++;
        const sent = (value: unknown): unknown => {
          let found: unknown = encodeFields(operation, { ...rest, [name]: value });
          for (const part of name.split(".")) found = own(found, part);
          return found;
        };
        const [least, most] = range;
        for (const edge of [least, most, Math.floor((least + most) / 2)]) {
          assert.equal(sent(edge), edge, `${operation.name} ${name}`);
          assert.equal(sent(` ${edge} `), edge, `${operation.name} ${name}`);
        }
        const near = 1e-10 * Math.max(1, Math.abs(most));
        for (const beside of [least - 1, most + 1, least - near, most + near, least + near, least + 0.5, `${most}.5`]) {
          const message = new RegExp(`: ${name} must be a whole number from ${least} to ${most}\\b`);
          assert.throws(() => sent(beside), { code: "INPUT_INVALID", message }, `${operation.name} ${name} ${beside}`);
        }
      }
    }
    assert.ok(checked > 3, String(checked));
  });

  it("a client keeps its rate limit while fewer than 200 others are tried, and while somebody waits in it", async () => {
    const rate = { perSecond: 1, burst: 1 };
    const others = (count: number): void => {
      for (let number = 0; number < count; number++) limiterFor(`E${number}`, clock, rate);
    };
    const [first, waited] = [limiterFor("first", clock, rate), limiterFor("waited", clock, rate)];
    await waited.take();
    const waiting = waited.take();
    others(150);
    assert.equal(limiterFor("first", clock, rate), first);
    others(300);
    assert.notEqual(limiterFor("first", clock, rate), first);
    assert.equal(limiterFor("waited", clock, rate), waited);
    await clock.advance(1000);
    await waiting;
  });

  it("the demo keeps the last 200 drivers, who are new with every demo account that is opened", () => {
    const cars = new People(1, () => 0, [smartEuBrand]);
    const drive = (number: number) =>
      cars.find(`demo+${number}@vehicle-cloud.example`, "demo-2026", smartEuBrand)!.userId;
    const ids = Array.from({ length: 300 }, (_, number) => drive(number));
    assert.equal(new Set(ids).size, 300);
    assert.equal(drive(299), ids[299]);
    assert.notEqual(drive(0), ids[0]);
  });

  it("what is said in detail is not even looked at while nobody reads it", () => {
    const said: string[] = [];
    const target = { ...silentLogger, debugs: false, debug: (text: string) => void said.push(text) };
    redactingLogger(target).debug("a");
    redactingLogger({ ...target, debugs: true }).debug("b");
    assert.deepEqual(said, ["b"]);
  });

  it("a number beside its step is refused, however near it is", () => {
    const percent = { min: 50, max: 100, step: 5, unit: "%" };
    assert.equal(numberIn({ percent: "70" }, "percent", percent), 70);
    assert.throws(() => numberIn({ percent: 70.0000000001 }, "percent", percent), { code: "INPUT_INVALID" });
    const degrees = { min: 16, max: 28, step: 0.1, unit: "°C" };
    for (let tenth = 160; tenth <= 280; tenth++) numberIn({ t: tenth / 10 }, "t", degrees);
    assert.throws(() => numberIn({ t: 20.30000001 }, "t", degrees), { code: "INPUT_INVALID" });
  });

  it("a body without a signature is known as such by its keys", () => {
    const names = ["signature", "signatrue"];
    assert.equal(hasKey("%".repeat(65_000), names), false);
    assert.equal(hasKey("a=signature&b=1", names), false);
    assert.equal(hasKey("a=1&sign%61ture=x", names), true);
    assert.equal(hasKey(Buffer.from("a=1&signatrue"), names), true);
  });
});
