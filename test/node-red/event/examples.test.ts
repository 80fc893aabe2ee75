/** The examples of events as they are, in a runtime: what each promises is seen to happen. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoScene, blue } from "../command/support";
import { Example } from "../example";
import { helper, unload } from "../support";

const home = { latitude: 52.52, longitude: 13.37 };
const nearby = { latitude: 52.53, longitude: 13.37 };

describe("the examples of events, on the demo car", () => {
  let scene: DemoScene;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "vehicle-cloud-"));
    helper.settings({ userDir: folder, fileWorkingDirectory: folder } as never);
    scene = new DemoScene();
    await scene.start();
  });
  afterEach(async () => {
    await unload();
    await scene.stop();
    helper.settings({});
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Lets time pass until something is true; each minute of the first hour somebody asks the cars, beside the status node by itself. */
  async function until(one: Example, what: () => string, look: () => unknown, minutes = 120): Promise<void> {
    for (let i = 0; !look(); i++) {
      if (i > minutes) assert.fail(`never: ${what()}`);
      if (i < 60) one.poke("The cars");
      await scene.clock.advance(i < 60 ? 60_000 : 600_000);
    }
  }
  async function loaded(file: string): Promise<Example> {
    const one = new Example(file);
    await one.load();
    await scene.clock.advance(60_000);
    return one;
  }

  const ofBlue = (text: unknown): boolean => String(text).startsWith("smart #1 0001");

  it("12: reminds once of a car that is home and not plugged in", async () => {
    scene.control.set(blue, { position: home, driving: false, charging: false, pluggedIn: false });
    const one = await loaded("12 Home and not plugged in.json");
    const said = (): unknown[] => one.at("Reminder").map(({ payload }) => payload as unknown);
    await scene.clock.advance(5 * 60_000);
    assert.deepEqual(said(), []);
    await until(
      one,
      () => "the reminder",
      () => said().some(ofBlue),
    );
    for (let i = 0; i < 20; i++) {
      one.poke("The cars");
      await scene.clock.advance(120_000);
    }
    assert.equal(said().filter(ofBlue).length, 1, said().join("\n"));
    assert.deepEqual(one.at("What failed, and its code"), []);
  });

  it("12: says nothing of a car that is plugged in", async () => {
    scene.control.set(blue, { position: home, driving: false, charging: false, pluggedIn: "ac" });
    const one = await loaded("12 Home and not plugged in.json");
    for (let i = 0; i < 20; i++) {
      one.poke("The cars");
      await scene.clock.advance(120_000);
    }
    assert.deepEqual(
      one.at("Reminder").filter(({ payload }) => ofBlue(payload)),
      [],
    );
    assert.deepEqual(one.at("What failed, and its code"), []);
  });

  it("13: says that charging is finished, and what it took", async () => {
    scene.control.set(blue, { socPercent: 60, targetPercent: 80, pluggedIn: "ac" });
    scene.control.set(blue, { charging: false });
    const one = await loaded("13 Charging finished.json");
    scene.control.set(blue, { charging: "ac" });
    const said = (): unknown => one.at("Message").find(({ payload }) => ofBlue(payload))?.payload;
    await until(one, () => "the sentence", said);
    assert.match(
      String(said()),
      /^smart #1 0001: charging is finished at (79|80) %\. It took [1-9]\d* minutes and brought 6\d % to (79|80) %\.$/,
    );
    assert.deepEqual(one.at("What failed, and its code"), []);
  });

  it("14: switches the light on when a car comes home, and not before", async () => {
    // The demo's drives go so far.
    scene.control.set(blue, { position: { latitude: home.latitude - 0.09, longitude: home.longitude - 0.05 } });
    const one = await loaded("14 Light on arrival.json");
    await scene.clock.advance(5 * 60_000);
    assert.deepEqual(one.at("Garage light"), []);
    scene.control.set(blue, { driving: true });
    await until(
      one,
      () => "the light",
      () => one.at("Garage light").length > 0,
    );
    assert.deepEqual(
      one.at("Garage light").map(({ payload }) => payload as unknown),
      ["on"],
    );
    assert.equal(scene.commandsSent(), 0);
    assert.deepEqual(one.at("What failed, and its code"), []);
  });

  it("15: writes a header and a row for a trip to a CSV file", async () => {
    scene.control.set(blue, { position: nearby, driving: false });
    const one = await loaded("15 Trip log to a CSV file.json");
    one.press("English header");
    const file = join(folder, "trips.csv");
    const rows = (): string[] => (existsSync(file) ? readFileSync(file, "utf8").split("\r\n") : []);
    const row = (): string | undefined => rows().find(ofBlue);
    scene.control.set(blue, { driving: true });
    await until(one, () => `a row in ${rows().join("\n")}`, row);
    assert.equal(rows()[0], "vehicle,start,end,km,percent used,litres used,from,to");
    assert.match(row()!, /^smart #1 0001,20[^,]+Z,20[^,]+Z,[\d.]+,[\d.]+,,"52\.\d+, 13\.\d+","52\.\d+, 13\.\d+"$/);
    assert.equal(rows().at(-1), "");
    assert.deepEqual(one.at("What failed, and its code"), []);
  });

  it("16: lists what happens, newest first", async () => {
    scene.control.set(blue, { charging: false, pluggedIn: false, locked: true, socPercent: 50, targetPercent: 80 });
    scene.control.set(blue, { position: { latitude: home.latitude - 0.09, longitude: home.longitude - 0.05 } });
    const one = await loaded("16 Everything that happens.json");
    const seen = new Set<string>();
    const list = (): string[] => {
      for (const { payload } of one.at("List")) {
        for (const { text } of payload as { text: string }[]) if (ofBlue(text)) seen.add(text);
      }
      return [...seen];
    };
    const steps: [Record<string, unknown>, RegExp][] = [
      [{ locked: false }, /unlocked for 10 minutes/],
      [{ locked: true, doors: { driver: true } }, /open for 10 minutes: door/],
      [{ doors: { driver: false }, driving: true }, /drive started/],
      [{}, /arrived at Home/],
      [{}, /parked after/],
      [{ socPercent: 20 }, /./],
      [{ charging: "ac" }, /plugged in/],
      [{}, /charging has started/],
      [{}, /has reached 80 %/],
      [{}, /charging is finished/],
      [{ pluggedIn: false }, /unplugged/],
      [{ socPercent: 15 }, /battery is down to 15 %/],
      [{ driving: true }, /left Home/],
      [{ driving: false, asleep: true }, /no report for 26 hours/],
      [{ asleep: false }, /reports again/],
    ];
    for (const [patch, sentence] of steps) {
      if (Object.keys(patch).length > 0) scene.control.set(blue, patch as never);
      const look = (): boolean => list().some((text) => sentence.test(text));
      await until(one, () => `${String(sentence)} in\n${list().join("\n")}`, look, 300);
    }
    const taken = (): boolean =>
      (one.at("List").at(-1)?.payload as { text: string }[]).some(
        ({ text }) => text === "The session was taken over by another app.",
      );
    for (let i = 0; i < 3 && !taken(); i++) {
      scene.control.expire({ api: true });
      await scene.clock.advance(2 * 60_000);
      one.poke("The cars");
      await scene.clock.advance(60_000);
    }
    assert.ok(taken());
    const times = (one.at("List").at(-1)?.payload as { at: string }[]).map(({ at }) => at);
    assert.ok(times[0]! > times.at(-1)!);
    // A day and more of three cars.
  }).timeout(360_000);
});
