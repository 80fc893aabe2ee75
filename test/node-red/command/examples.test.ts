/** The examples as they are, in a runtime: what each promises is seen to happen. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { acquireDemoCloud, type DemoCloud } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import { Example } from "../example";
import { leaveDemo } from "../leave-demo";
import { helper, unload, until } from "../support";
import { DemoScene, blue, white } from "./support";

describe("the examples of commands, on the demo car", () => {
  let scene: DemoScene;

  beforeEach(async () => {
    scene = new DemoScene();
    await scene.start();
  });
  afterEach(async () => {
    await unload();
    await scene.stop();
  });

  const failures = "What failed, and its code";

  async function loaded(file: string): Promise<Example> {
    const one = new Example(file);
    await one.load();
    return one;
  }

  it("04: locks what stands unlocked, and says so", async () => {
    scene.control.set(white, { locked: false });
    const one = await loaded("04 Lock at night, or say please look.json");
    one.press("At 23:00, or now");
    await scene.passing("the words", () => one.at("What to tell me").length > 0);
    assert.equal(one.at("What to tell me")[0]?.payload, "smart #3 0002 stood unlocked. It is locked now.");
    assert.deepEqual([scene.executed(white), scene.executed(blue)], [{ lock: 1 }, {}]);
    assert.deepEqual(one.at(failures), []);
  });

  it("04: says please look if the car does not confirm it, and if the command fails", async () => {
    scene.control.set(white, { locked: false });
    const one = await loaded("04 Lock at night, or say please look.json");
    scene.control.fail({ match: "PUT api.ecloudeu.com/remote-control/vehicle/telematics", code: 8160 });
    one.press("At 23:00, or now");
    await scene.passing("the words", () => one.at("What to tell me").length > 0);
    assert.equal(one.at("What to tell me")[0]?.payload, "smart #3 0002: please look whether it is locked.");
    assert.equal(one.at(failures)[0]?.error.code, "NOT_PERMITTED");
    scene.control.fail({ match: "vehicle/status", code: 8153, times: Infinity });
    await scene.clock.advance(61_000);
    one.press("At 23:00, or now");
    await scene.passing("more words", () => one.at("What to tell me").length > 1);
    assert.equal(one.at("What to tell me")[1]?.payload, "smart #3 0002: please look whether it is locked.");
    assert.deepEqual(scene.executed(white), { lock: 1 });
  });

  it("09: warms a car that is plugged in and stands in the cold, and no other", async () => {
    scene.control.set(blue, { pluggedIn: "ac", outsideC: 14 });
    scene.control.set(white, { outsideC: -3 });
    const one = await loaded("09 Warm at half past six.json");
    one.press("Weekdays at 6:30");
    await scene.clock.advance(70_000);
    assert.equal(scene.commandsSent(), 0, "plugged in but mild; cold but unplugged");
    const why = one.at("Nothing to do").map(({ payload }) => String(payload));
    assert.ok(why.includes("smart #1 0001 does not say that it is cold outside: not warmed."), why.join("\n"));
    assert.ok(why.includes("smart #3 0002 is not plugged in: not warmed."), why.join("\n"));
    scene.control.set(blue, { outsideC: -3 });
    one.press("Weekdays at 6:30");
    await scene.passing("the words", () => one.at("It warms up").length > 0);
    assert.equal(one.at("It warms up")[0]?.payload, "smart #1 0001 is being warmed up.");
    assert.deepEqual([scene.executed(blue), scene.executed(white)], [{ climateOn: 1 }, {}]);
    assert.deepEqual(one.at(failures), []);
  });

  it("09: can be tried in any weather", async () => {
    scene.control.set(blue, { pluggedIn: "ac", outsideC: 25 });
    const one = await loaded("09 Warm at half past six.json");
    one.press("Now, in any weather");
    await scene.passing("the words", () => one.at("It warms up").length > 0);
    assert.deepEqual(scene.executed(blue), { climateOn: 1 });
  });

  it("10: stops without sun, keeps the pause, and starts with sun", async () => {
    scene.control.set(blue, { charging: "ac", socPercent: 60, targetPercent: 90 });
    const one = await loaded("10 Charge with solar surplus.json");
    const known = (): unknown =>
      helper
        .getNode(one.flow.find(({ name }) => name === "Charge")!.id)
        .context()
        .flow.get("battery");
    await scene.passing("the battery", known);
    one.press("Pretend: 3000 W");
    await until("that it charges", () => one.at("Done").length === 1);
    assert.equal(one.at("Done")[0]?.payload.reason, "alreadySo");
    one.press("Pretend: 200 W");
    await scene.passing("the stop", () => one.at("Done").length === 2);
    assert.deepEqual(scene.executed(blue), { chargeStop: 1 });
    one.press("Pretend: 3000 W");
    await until("the pause", () => one.at("Not sure, or not yet").length === 1);
    assert.equal(one.at("Not sure, or not yet")[0]?.payload.reason, "pause");
    await scene.clock.advance(10 * 60_000);
    one.press("Pretend: 3000 W");
    await scene.passing("the start", () => one.at("Done").length === 3);
    assert.deepEqual(scene.executed(blue), { chargeStop: 1, chargeStart: 1 });
    assert.deepEqual(one.at(failures), []);
  });

  it("04, 10: say why there is nothing to do", async () => {
    scene.control.set(white, { locked: true });
    const night = await loaded("04 Lock at night, or say please look.json");
    night.press("At 23:00, or now");
    await scene.passing("the reasons", () => night.at("Nothing to do").length === 3);
    const said = night.at("Nothing to do").map(({ payload }) => String(payload));
    assert.ok(said.includes("smart #3 0002 is locked already: nothing to do."), said.join("\n"));
    assert.ok(said.includes("smart #5 0003 is being driven: nothing to do."), said.join("\n"));
    await unload();
    const sun = await loaded("10 Charge with solar surplus.json");
    sun.press("Pretend: 3000 W");
    await until("the reason", () => sun.at("Nothing to do").length === 1);
    assert.match(String(sun.at("Nothing to do")[0]?.payload), /does not say that it is plugged in/);
  });

  it("10: charges below the floor whatever the sun does", async () => {
    scene.control.set(blue, { pluggedIn: "ac", charging: false, socPercent: 30 });
    const one = await loaded("10 Charge with solar surplus.json");
    const charge = helper.getNode(one.flow.find(({ name }) => name === "Charge")!.id);
    await scene.passing("the battery", () => charge.context().flow.get("battery"));
    one.press("Pretend: 200 W");
    await scene.passing("the start", () => one.at("Done").length === 1);
    assert.deepEqual(scene.executed(blue), { chargeStart: 1 });
  });

  it("11: unlocks only what was asked for and confirmed within half a minute", async () => {
    scene.control.set(blue, { locked: true });
    const one = await loaded("11 Unlock from afar, guarded.json");
    one.press("A stray message");
    await until("a refusal", () => one.at(failures).length === 1);
    assert.equal(one.at(failures)[0]?.error.code, "CONFIRM_MISSING");
    one.press("2. Yes, really");
    await scene.clock.settle();
    assert.equal(scene.commandsSent(), 0, "nobody had asked");
    assert.match(one.at("What to do now").at(-1)?.payload as string, /nobody has asked/);
    one.press("1. Please unlock");
    await scene.clock.settle();
    one.press("2. Yes, really");
    assert.match(one.at("What to do now").at(-1)?.payload as string, /^Asked\. Say yes/);
    await scene.passing("the end", () => one.at("It is unlocked").length === 1);
    assert.equal(one.at("It is unlocked")[0]?.payload.reading.locks.locked, false);
    assert.deepEqual(scene.executed(blue), { unlock: 1 });
    one.press("2. Yes, really");
    await scene.clock.settle();
    assert.equal(scene.commandsSent(), 1, "it counts once");
  });
});

describe("the examples of a fleet, on the demo e-bikes", () => {
  const real = { ...runtime };
  let clock: ManualClock;
  let demo: DemoCloud;
  let ids: string[];
  let release: () => void;

  beforeEach(async () => {
    clock = new ManualClock(Date.now());
    ({ cloud: demo, release } = await acquireDemoCloud({ clock, speed: 1 }));
    runtime.clock = clock;
    ids = demo.vehicles.filter(({ platform }) => platform === "segway").map(({ id }) => id);
    for (const id of ids) demo.control.set(id, { still: true, online: true, locked: true, speed: 0, percent: 50 });
  });
  afterEach(async () => {
    await leaveDemo(clock, release);
    Object.assign(runtime, real);
  });

  /** Presses a button and waits for what it tells. */
  async function told(file: string, button: string, output: string): Promise<string> {
    const one = new Example(file);
    await one.load();
    one.press(button);
    await clock.settle();
    for (let second = 0; one.at(output).length === 0; second++) {
      if (second > 200) assert.fail(`never: a text at ${output}`);
      await clock.advance(1000);
    }
    assert.deepEqual(one.at("What failed, and its code"), []);
    return String(one.at(output)[0]?.payload);
  }

  const alarm = "06 Alarm on illegal moving.json";
  const begins = "E-bike 08 is being moved illegally.";
  const eighth = (): string => ids[7]!;

  it("06: its button makes the bike heard and locks it, and a text says so", async () => {
    demo.control.set(eighth(), { locked: false });
    assert.equal(await told(alarm, "Try: E-bike 08 is moved", "Tell somebody"), `${begins} It has been locked.`);
    assert.deepEqual(demo.control.executions(eighth()), { "control.sound": 1, "control.lock": 1 });
  });

  it("06: says why a bike could not be locked", async () => {
    demo.control.set(eighth(), { online: false });
    assert.equal(
      await told(alarm, "Try: E-bike 08 is moved", "Tell somebody"),
      `${begins} It could not be locked: it is offline. Somebody should look.`,
    );
  });

  it("06: says that it is over", async () => {
    assert.equal(await told(alarm, "Try: it is over", "Tell somebody"), "E-bike 08 stands still again.");
  });

  it("08: reports what was locked, and names what was not", async () => {
    for (const index of [0, 1, 2]) demo.control.set(ids[index]!, { locked: false });
    demo.control.set(ids[1]!, { speed: 12 });
    assert.match(
      await told("08 Night curfew with a report.json", "Now", "Report"),
      /^Night curfew, \d\d:\d\d: 2 e-bikes locked in \d+ s, 1 to look after:\n- E-bike 02 is being ridden$/,
    );
  });
});
