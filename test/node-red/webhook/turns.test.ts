import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { onFlowsStarted } from "../../../src/node-red/shared/flows-started";
import { freePort } from "../../support/node-red-process";
import { Stage, until } from "./stage";
import { alertFields, post, signed } from "./support";

const alert = "/segway/v2/vehicle/alert";
const good = (): string => signed(alertFields());

describe("a webhook node that cannot serve yet", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
  });
  afterEach(() => stage.end());

  it("takes its path as soon as a deploy has freed it, and says once that it could not", async () => {
    const one = await stage.deploy();
    const two = await stage.deploy();
    assert.equal(two.shows, "status.pathTaken");
    await stage.started();
    await stage.close(one);
    await stage.started();
    assert.equal(two.shows, "status.waiting");
    assert.equal((await stage.post(alert, good())).status, 200);
    assert.equal(two.take().length, 1);
    assert.equal(two.errors.length, 1);
  });

  it("leaves its path to the node that has it when that one is deployed anew", async () => {
    const one = await stage.deploy();
    const two = await stage.deploy();
    await stage.close(one);
    const again = stage.add();
    await stage.started();
    assert.deepEqual([again.shows, two.shows], ["status.waiting", "status.pathTaken"]);
  });

  it("takes its own port within 15 s after another program has let go of it, and says once that it could not", async () => {
    const ownPort = await freePort();
    const other = createServer().listen(ownPort, "127.0.0.1");
    await once(other, "listening");
    const hook = stage.add({ ownPort });
    stage.events.emit("flows:started");
    await until("the port to be refused", () => hook.shows === "status.portTaken");
    for (let i = 0; i < 3; i++) await stage.clock.advance(15_000);
    assert.equal(hook.shows, "status.portTaken");
    other.close();
    await once(other, "close");
    await stage.clock.advance(15_000);
    await until("it to serve", () => hook.shows === "status.waiting");
    assert.equal((await post(`http://127.0.0.1:${ownPort}${alert}`, good())).status, 200);
    assert.equal(hook.errors.length, 1);
  });

  it("gives up with its node: nothing is tried, listened to or planned any more", async () => {
    const ownPort = await freePort();
    const other = createServer().listen(ownPort, "127.0.0.1");
    await once(other, "listening");
    const one = await stage.deploy();
    const path = await stage.deploy();
    const port = stage.add({ ownPort });
    stage.events.emit("flows:started");
    await until("the port to be refused", () => port.shows === "status.portTaken");
    for (const staged of [path, port, one]) await stage.close(staged);
    other.close();
    await once(other, "close");
    assert.equal(stage.clock.pending, 0);
    assert.equal(stage.events.listenerCount("flows:started"), 0);
    await stage.started();
    await stage.clock.advance(60_000);
    assert.equal((await post(`http://127.0.0.1:${ownPort}${alert}`, good())).status, 0);
    assert.equal((await stage.post(alert, good())).status, 404);
  });

  it("of two nodes with one port and two addresses the second says that the first one is ours", async () => {
    const ownPort = await freePort();
    const one = await stage.deploy({ ownPort, ownHost: "127.0.0.1" });
    await until("the first to serve", () => one.shows === "status.waiting");
    const two = await stage.deploy({ ownPort, ownHost: "0.0.0.0", path: "/two" });
    await until("the second to be refused", () => two.shows === "status.portTaken");
    assert.match(two.errors[0] ?? "", /another Segway webhook node .*127\.0\.0\.1/);
    assert.doesNotMatch(two.errors[0] ?? "", /another program/);
  });

  it("a repeat is known after the node has moved from its own port to Node-RED's", async () => {
    const ownPort = await freePort();
    const body = good();
    const own = await stage.deploy({ ownPort });
    await until("it to serve", () => own.shows === "status.waiting");
    assert.equal((await post(`http://127.0.0.1:${ownPort}${alert}`, body)).status, 200);
    assert.equal(own.take().length, 1);
    await stage.close(own);
    const moved = await stage.deploy();
    assert.equal((await stage.post(alert, body)).status, 200);
    assert.deepEqual(moved.take(), []);
  });
});

describe("the end of a webhook node", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
  });
  afterEach(() => stage.end());

  /** The account `slow` opens when `open` is called; `asked` counts the pushes that it was given. */
  function slowAccount(): { open: () => void; asked: () => number } {
    let open: (text: undefined) => void = () => undefined;
    let asked = 0;
    const stateStore = {
      load: () => new Promise<undefined>((resolve) => (open = resolve)),
      save: async () => undefined,
      remove: async () => undefined,
    };
    const account = stage.account("slow", { stateStore });
    const receive = account.receivePush.bind(account);
    account.receivePush = (...push) => (asked++, receive(...push));
    return { open: () => open(undefined), asked: () => asked };
  }

  it("takes 2.5 s at most, whatever hangs", async () => {
    const hook = await stage.deploy({ sharedStore: "shared" });
    stage.store.mode = "hang";
    const answer = stage.post(alert, good());
    await until("the store to be asked", () => stage.store.asked > 0);
    let closed = false;
    const closing = stage.close(hook).then(() => (closed = true));
    assert.equal((await answer).status, 503);
    await stage.clock.advance(2499);
    assert.equal(closed, false, "it waits for its mark to be taken back");
    await stage.clock.advance(1);
    await closing;
    assert.equal(hook.shows, "");
  });

  it("takes no time when nothing is under way", async () => {
    const hook = await stage.deploy();
    await stage.close(hook);
    assert.equal(stage.clock.pending, 0);
  });

  it("refuses what comes after it has begun: an account that opens late", async () => {
    const { open, asked } = slowAccount();
    const hook = await stage.deploy({ account: "slow" });
    const body = good();
    const first = stage.post(alert, body);
    await until("the push to wait for the account", () => asked() === 1);
    await stage.close(hook);
    assert.equal((await first).status, 503);
    open();
    const next = await stage.deploy({ account: "slow" });
    assert.equal((await stage.post(alert, body)).status, 200);
    assert.deepEqual([hook.take().length, next.take().length], [0, 1]);
  });

  it("an account that does not open within 5 s: refused, and taken when it comes again", async () => {
    const { open, asked } = slowAccount();
    const hook = await stage.deploy({ account: "slow" });
    const body = good();
    let status = 0;
    void stage.post(alert, body).then((answer) => (status = answer.status));
    await until("the push to wait for the account", () => asked() === 1);
    await stage.clock.advance(5000);
    await until("an answer", () => status !== 0);
    assert.equal(status, 503);
    assert.equal(hook.shows, "refused.unavailable");
    open();
    assert.equal((await stage.post(alert, body)).status, 200);
    assert.equal(hook.take().length, 1);
  });
});

describe("listening for the start of all flows", () => {
  it("is one listener however many nodes there are, and none after the last", () => {
    const stage = new Stage();
    const red = { events: stage.events } as never;
    const heard: number[] = [];
    const offs = Array.from({ length: 50 }, (_, index) => onFlowsStarted(red, () => heard.push(index)));
    assert.equal(stage.events.listenerCount("flows:started"), 1);
    offs[3]?.();
    offs[3]?.();
    stage.events.emit("flows:started");
    assert.equal(heard.length, 49);
    for (const off of offs) off();
    assert.equal(stage.events.listenerCount("flows:started"), 0);
  });

  it("a listener that takes itself or another off while it is told is fine", () => {
    const stage = new Stage();
    const red = { events: stage.events } as never;
    const heard: string[] = [];
    const one = onFlowsStarted(red, () => {
      heard.push("one");
      one();
      two();
      onFlowsStarted(red, () => heard.push("three"));
    });
    const two = onFlowsStarted(red, () => heard.push("two"));
    stage.events.emit("flows:started");
    assert.deepEqual(heard, ["one"]);
    stage.events.emit("flows:started");
    assert.deepEqual(heard, ["one", "three"]);
  });
});
