import assert from "node:assert/strict";
import { cloudError } from "../../../src/base/errors";
import {
  coreNode,
  flow,
  helper,
  load,
  quiet,
  receive,
  shown,
  stubRuntime,
  theAccount,
  unload,
  until,
  withCore,
} from "../support";
import { first, reading, second, third } from "../stub-account";

const ask = (message: object): void => receive("car", message);

describe("vehicle status, asked by a message", () => {
  beforeEach(() => stubRuntime());
  afterEach(unload);

  it("answers on the message: its own properties set, the others kept", async () => {
    const { out, ended, failed } = await load(flow({ when: "message" }));
    ask({ _msgid: "m1", payload: "?", topic: "ask", mine: { kept: true }, raw: "mine" });
    await until("an answer", () => out.length === 1 && ended.length === 1);
    const [answer] = out;
    assert.equal(answer?._msgid, "m1");
    assert.deepEqual(answer?.mine, { kept: true });
    assert.equal(answer?.raw, "mine");
    assert.equal(answer?.topic, "smart-1-0001/status");
    assert.deepEqual(answer?.vehicle, first);
    assert.equal(answer?.payload.battery.percent, 63);
    assert.deepEqual([answer?.changed, answer?.changes], [{}, []]);
    assert.equal(failed.length, 0);
  });

  it("shows no reading that did not take place: an answer from memory is no status event of its own", async () => {
    const { out } = await load(flow({ when: "message" }));
    const lines: unknown[] = [];
    const node = helper.getNode("car") as unknown as NodeJS.EventEmitter;
    node.on("call:status", ({ args }: { args: unknown[] }) => void lines.push(args[0]));
    for (let count = 0; count < 50; count++) ask({ payload: count });
    await until("all answers", () => out.length === 50);
    // That it waits, when the flows had begun, and the answer: none for the other 49.
    assert.equal(lines.length, 2, JSON.stringify(lines));
  });

  it("leaves out what is not known, and has every group", async () => {
    const { out } = await load(flow({ when: "message" }));
    theAccountOnceLent().statuses.set(first.id, reading(null));
    ask({ payload: "" });
    await until("an answer", () => out.length === 1);
    assert.equal("percent" in out[0]!.payload.battery, false);
    for (const group of ["fuel", "position", "motion", "tyres", "ride"]) assert.deepEqual(out[0]?.payload[group], {});
  });

  it("says what changed since it last sent", async () => {
    const { out } = await load(flow({ when: "message" }));
    const account = theAccountOnceLent();
    account.statuses.set(
      first.id,
      reading(63, (status) => (status.battery.charging = true)),
    );
    ask({ payload: 1 });
    await until("the first", () => out.length === 1);
    account.statuses.set(first.id, reading(64));
    ask({ payload: 2 });
    await until("the second", () => out.length === 2);
    assert.deepEqual(out[1]?.changed, { battery: { percent: 64, charging: false } });
    assert.deepEqual(out[1]?.changes, [
      { path: "battery.charging", from: true, to: false },
      { path: "battery.percent", from: 63, to: 64 },
    ]);
  });

  it("adds the cloud's answer only if ticked", async () => {
    const { out } = await load(flow({ when: "message", raw: true }));
    ask({ payload: "" });
    await until("an answer", () => out.length === 1);
    assert.deepEqual(out[0]?.raw, { code: "1000" });
  });

  it("hands the age limit and the charge target to the account", async () => {
    const { out } = await load(flow({ when: "message", read: "overviewAndTarget", maxAgeSeconds: "300" }));
    ask({ payload: "" });
    await until("an answer", () => out.length === 1);
    const { options } = theAccount().asked.find(({ method }) => method === "status")!;
    assert.deepEqual([options?.maxAgeSeconds, options?.chargeTarget], [300, true]);
  });

  it("sends one value as the payload", async () => {
    const { out } = await load(flow({ when: "message", output: "value", valuePath: "battery.charging" }));
    ask({ payload: "?" });
    await until("an answer", () => out.length === 1);
    assert.equal(out[0]?.payload, false);
  });

  it("answers without payload when the one value is not known, so that a chart draws nothing", async () => {
    const { out, ended } = await load(flow({ when: "message", output: "value" }));
    theAccountOnceLent().statuses.set(first.id, reading(null));
    ask({ payload: 12, mine: 1 });
    await until("an answer", () => out.length === 1 && ended.length === 1);
    assert.equal("payload" in out[0]!, false);
    assert.equal(out[0]?.mine, 1);
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.valueUnknown");
  });

  it("asks for nothing when set to the last known reading", async () => {
    const { out } = await load(flow({ when: "lastKnown" }));
    ask({ payload: "" });
    await until("an answer", () => out.length === 1);
    assert.equal(theAccount().requests, 0);
    assert.equal(theAccount().subscribers.size, 0);
  });

  it("fails with VEHICLE_OFFLINE when nothing is known and nothing may be asked", async () => {
    const { failed, out } = await load(flow({ when: "lastKnown" }));
    theAccountOnceLent().statuses.clear();
    theAccount().cars = [];
    ask({ payload: "" });
    await until("a failure", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "VEHICLE_OFFLINE");
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.noReading");
    assert.equal(out.length, 0);
  });

  it("refuses a message when it is set to read only by itself", async () => {
    const { failed } = await load(flow({ when: "auto" }));
    ask({ payload: "" });
    await until("a failure", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "INPUT_INVALID");
  });

  it("gives a failure to Catch once, with its code and no Complete", async () => {
    const { failed, ended, out } = await load(flow({ when: "message" }));
    const secret = Object.assign(new Error("request failed"), { config: { headers: { authorization: "secret" } } });
    theAccountOnceLent().failures.set(
      first.id,
      cloudError("CLOUD_UNAVAILABLE", "api.ecloudeu.com is down.", { host: "api.ecloudeu.com", cause: secret }),
    );
    ask({ payload: "", mine: 7 });
    await until("a failure", () => failed.length === 1);
    await quiet();
    assert.equal(failed.length, 1);
    assert.equal(failed[0]?.error.code, "CLOUD_UNAVAILABLE");
    assert.match(failed[0].error.message, /api\.ecloudeu\.com is down/);
    assert.equal(failed[0]?.mine, 7);
    assert.equal(JSON.stringify(failed[0]).includes("secret"), false);
    assert.deepEqual([ended.length, out.length], [0, 0]);
    assert.deepEqual(shown("car"), {
      fill: "yellow",
      shape: "ring",
      text: "vehicle-cloud-status.status.cloudUnavailable",
    });
  });

  it("shows a refused sign-in as a red ring, an app that has the session as a yellow one", async () => {
    const { failed } = await load(flow({ when: "message" }));
    theAccountOnceLent().failures.set(first.id, cloudError("SIGN_IN_REJECTED", "Refused."));
    ask({ payload: "" });
    await until("the first", () => failed.length === 1);
    assert.deepEqual(shown("car"), {
      fill: "red",
      shape: "ring",
      text: "vehicle-cloud-status.status.signInRejected",
    });
    theAccount().failures.set(first.id, cloudError("SESSION_TAKEN_OVER", "Taken."));
    ask({ payload: "" });
    await until("the second", () => failed.length === 2);
    assert.deepEqual(shown("car"), {
      fill: "yellow",
      shape: "ring",
      text: "vehicle-cloud-status.status.sessionTakenOver",
    });
  });

  it("survives an account that throws what is no error", async () => {
    const { failed } = await load(flow({ when: "message" }));
    theAccountOnceLent().failures.set(first.id, "nonsense" as unknown as Error);
    ask({ payload: "" });
    await until("a failure", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "INTERNAL");
  });
});

describe("vehicle status of all vehicles", () => {
  beforeEach(() => stubRuntime((account) => (account.cars = [first, second, third])));
  afterEach(unload);

  it("sends one message each, of which core's join makes the array again", async () => {
    const items = flow({ when: "message", vehicleType: "all" }).map((item) =>
      item.id === "car" ? { ...item, wires: [["out", "join"]] } : item,
    );
    items.push(
      { id: "join", type: "join", z: "tab", mode: "auto", wires: [["joined"]] },
      { id: "joined", type: "helper", z: "tab", wires: [] },
    );
    const { out, ended } = await load(items, [...withCore, coreNode("sequence/17-split")]);
    const joined: { payload: { battery: { percent: number } }[] }[] = [];
    helper.getNode("joined").on("input", (message) => void joined.push(message as never));
    ask({ payload: "", mine: "kept" });
    await until("the array", () => joined.length === 1 && ended.length === 1);
    assert.deepEqual(
      out.map(({ topic, mine }) => [topic, mine]),
      [
        ["smart-1-0001/status", "kept"],
        ["van/status", "kept"],
        ["smart-5-0003/status", "kept"],
      ],
    );
    assert.deepEqual(
      joined[0]?.payload.map(({ battery }) => battery.percent),
      [63, 41, 88],
    );
    assert.match((shown("car") as { text: string }).text, /^3 vehicles · 4 min$/);
  });

  it("keeps the parts of the message it answers, as core's split does", async () => {
    const { out } = await load(flow({ when: "message", vehicleType: "all" }));
    ask({ payload: "", parts: { id: "outer", index: 0, count: 1 } });
    await until("the answers", () => out.length === 3);
    const parts = out.map((message) => message.parts as { id: string; index: number; count: number; parts: unknown });
    assert.deepEqual(
      parts.map(({ index, count }) => [index, count]),
      [
        [0, 3],
        [1, 3],
        [2, 3],
      ],
    );
    assert.deepEqual(parts[0]?.parts, { id: "outer", index: 0, count: 1 });
    assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
  });

  it("sends one array, with the error of a car that cannot be read", async () => {
    const { out, failed, ended } = await load(flow({ when: "message", vehicleType: "all", many: "array" }));
    theAccountOnceLent().failures.set(second.id, cloudError("VEHICLE_OFFLINE", "No answer.", { platformCode: "8153" }));
    ask({ payload: "", vehicle: "upstream", mine: 1 });
    await until("an answer", () => out.length === 1 && ended.length === 1);
    const rows = out[0]?.payload;
    assert.deepEqual(rows[0].vehicle, first);
    assert.equal(rows[0].battery.percent, 63);
    assert.deepEqual(rows[1], {
      vehicle: second,
      error: { code: "VEHICLE_OFFLINE", message: "No answer.", retryable: true, platformCode: "8153" },
    });
    assert.equal(rows[2].battery.percent, 88);
    assert.equal(out[0]?.mine, 1);
    assert.equal("vehicle" in out[0], false);
    assert.equal(failed.length, 0);
  });

  it("gives a car that cannot be read to Catch with its vehicle, and counts the others without it", async () => {
    const { out, failed, ended } = await load(flow({ when: "message", vehicleType: "all" }));
    theAccountOnceLent().failures.set(second.id, cloudError("VEHICLE_OFFLINE", "No answer."));
    ask({ payload: "" });
    await until("the answers", () => out.length === 2 && failed.length === 1 && ended.length === 1);
    assert.deepEqual(failed[0]?.vehicle, second);
    assert.equal(failed[0]?.error.code, "VEHICLE_OFFLINE");
    assert.deepEqual(
      out.map(({ parts }) => (parts as { count: number }).count),
      [2, 2],
    );
  });

  it("fails once when no car can be read", async () => {
    const { out, failed, ended } = await load(flow({ when: "message", vehicleType: "all", many: "array" }));
    for (const { id } of [first, second, third]) {
      theAccountOnceLent().failures.set(id, cloudError("SIGN_IN_REJECTED", "Refused."));
    }
    ask({ payload: "" });
    await until("a failure", () => failed.length === 1);
    await quiet();
    assert.deepEqual([failed.length, out.length, ended.length], [1, 0, 0]);
  });

  it("says that an account has no vehicle", async () => {
    const { failed } = await load(flow({ when: "message", vehicleType: "all" }));
    theAccountOnceLent().cars = [];
    ask({ payload: "" });
    await until("a failure", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "VEHICLE_UNKNOWN");
    assert.equal((shown("car") as { text: string }).text, "vehicle-cloud-status.status.noVehicles");
  });

  it("lets a switch look into any reading without firing on what is not known", async () => {
    const items = flow({ when: "message", vehicleType: "all" }).map((item) =>
      item.id === "car" ? { ...item, wires: [["switch"]] } : item,
    );
    items.push({
      id: "switch",
      type: "switch",
      z: "tab",
      property: "payload.battery.percent",
      propertyType: "msg",
      rules: [{ t: "lt", v: "50", vt: "num" }],
      outputs: 1,
      wires: [["out"]],
    });
    const { out, ended } = await load(items, [...withCore, coreNode("function/10-switch")]);
    theAccountOnceLent().statuses.set(third.id, reading(null));
    ask({ payload: "" });
    await until("the end", () => ended.length === 1);
    await until("a low car", () => out.length > 0);
    await quiet();
    assert.deepEqual(
      out.map(({ topic }) => topic),
      ["van/status"],
    );
  });

  it("lets JSONata compare over a fleet in which a value is not known", async () => {
    const items = flow({ when: "message", vehicleType: "all", many: "array" }).map((item) =>
      item.id === "car" ? { ...item, wires: [["change"]] } : item,
    );
    const rule = { t: "set", p: "payload", pt: "msg", to: "payload[battery.percent<50].vehicle.name", tot: "jsonata" };
    items.push({ id: "change", type: "change", z: "tab", rules: [rule], wires: [["out"]] });
    const { out } = await load(items, [...withCore, coreNode("function/15-change")]);
    theAccountOnceLent().statuses.set(third.id, reading(null));
    ask({ payload: "" });
    await until("the names", () => out.length === 1);
    assert.equal(out[0]?.payload, "Van");
  });
});

/** The account of a node that only answers messages is made at the first one; a test wants to prepare it before. */
function theAccountOnceLent() {
  (helper.getNode("acc") as unknown as { lend(): unknown }).lend();
  return theAccount();
}
