import assert from "node:assert/strict";
import { Calls } from "../../src/account/calls";
import { RecentPast, mostWithHistory } from "../../src/account/glance/recent-past";
import { ManualClock } from "../../src/base/clock";
import { emptyStatus } from "../../src/vehicle/model";
import { scene } from "./support/accounts";
import { carA } from "./support/stub-cloud";

describe("a call of the catalogue", () => {
  /** What is sent of a call with this purpose, to whom, and what is answered. */
  function calls(purpose: string, raw: unknown): { made: Calls; sent: unknown[] } {
    const sent: unknown[] = [];
    const send = async (listed: unknown): Promise<object> => (sent.push(listed), { data: raw, raw, status: 200 });
    const session = { prepareCall: () => ({ purpose, wantsVehicle: true, send }) };
    const care = { withSession: (_use: object, work: (session: object) => unknown) => work(session) };
    const made = new Calls({
      budget: { check: () => undefined },
      directory: { resolve: async () => ({ id: "VIN1", name: "Blue", model: "#1" }) },
      connection: async () => ({ session, care }),
      listed: () => undefined,
    } as never);
    return { made, sent };
  }

  it("of a message that may only read is refused where it is no read, when it is checked and when it is made", async () => {
    const { made, sent } = calls("command", {});
    const refused = {
      code: "NOT_PERMITTED",
      sent: false,
      message: /"x\.write" is no read, and a message may name reads only/,
    };
    await assert.rejects(made.check("x.write", {}, { readsOnly: true }), refused);
    await assert.rejects(made.run("x.write", {}, { readsOnly: true }), refused);
    assert.deepEqual(sent, []);
    await made.check("x.write", {}, {});
    await calls("read", {}).made.check("x.read", {}, { readsOnly: true });
  });

  it("is sent to a vehicle that is on no list too; an answer deeper than anybody can copy is not used", async () => {
    let deep: unknown = "x";
    for (let i = 0; i < 200; i++) deep = i % 2 ? [deep] : { deep };
    const { made, sent } = calls("read", deep);
    const { vehicle, data } = await made.run("x.read", {}, {});
    assert.deepEqual([vehicle?.id, data === deep, sent], ["VIN1", true, [{ id: "VIN1", model: "#1", facts: {} }]]);
    await assert.rejects(calls("read", [deep]).made.run("x.read", {}, {}), {
      code: "CLOUD_ANSWER_INVALID",
      retryable: false,
      message: /more than 200 levels/,
    });
  });

  it("a push to an account whose platform has none, and a reading that it does not offer, are refused", async () => {
    const on = scene();
    const account = on.account();
    const refused = { code: "NOT_SUPPORTED", sent: false };
    await assert.rejects(account.receivePush("status", Buffer.from("a=1")), {
      ...refused,
      message: /does not offer pushes/,
    });
    await assert.rejects(account.read(carA, "firmware"), { code: "NOT_SUPPORTED" });
    await assert.rejects(account.read(carA, "firmware", { a: 1 }), { code: "NOT_SUPPORTED" });
    assert.equal(on.cloud.count(/firmware/), 0);
    await on.closeAll();
  });
});

describe("the recent past of vehicles", () => {
  it("of more than 1,000 is forgotten, commands too; pushes are counted on, by minutes that pass", () => {
    const clock = new ManualClock();
    const past = new RecentPast(clock);
    const hear = (id: string, source: "push" | "poll"): void =>
      void past.note(id, { ...emptyStatus(""), battery: { percent: 50 } }, source);
    assert.equal(past.pushes(), undefined);
    hear("v0", "push");
    past.command("v0", "lock")("confirmed");
    assert.equal(past.facts("v0")?.commands[0]?.outcome, "confirmed");
    for (let i = 1; i < mostWithHistory; i++) hear(`v${i}`, "poll");
    assert.equal(past.kept, true);
    hear("one more", "push");
    past.command("v0", "lock")("confirmed");
    past.command("new", "lock")("refused", "TIMEOUT");
    assert.deepEqual([past.kept, past.facts("v0"), past.facts("new")], [false, undefined, undefined]);
    clock.jump(60_000);
    hear("v0", "push");
    assert.deepEqual(past.pushes()?.slice(-3), [0, 2, 1]);
    clock.jump(59 * 60_000);
    assert.deepEqual([past.pushes()?.[0], past.pushes()?.reduce((sum, one) => sum + one)], [1, 1]);
  });
});
