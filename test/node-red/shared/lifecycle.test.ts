import assert from "node:assert/strict";
import { ManualClock } from "../../../src/base/clock";
import { accounts } from "../../../src/node-red/account/accounts";
import {
  accountItem,
  deploy,
  flow,
  helper,
  load,
  made,
  ourNodes,
  quiet,
  shown,
  stubRuntime,
  theAccount,
  unload,
  until,
  withCore,
  type Inbox,
} from "../support";
import { first, reading } from "../stub-account";

let clock: ManualClock;
const subscribed = (): Promise<void> => until("a subscription", () => theAccount()?.subscribers.size === 1);
const text = (): string => (shown("car") as { text: string }).text;

async function refused(inbox: Inbox): Promise<void> {
  helper.getNode("car").receive({ payload: "" });
  await until("a refusal", () => inbox.failed.some((message) => "_msgid" in message && message.payload === ""));
  await quiet();
  const refusals = inbox.failed.filter(({ payload }) => payload === "");
  assert.equal(refusals.length, 1);
  assert.equal(refusals[0]?.error.code, "CONFIG_INVALID");
  assert.deepEqual([inbox.ended.length, inbox.out.length], [0, 0]);
}

describe("a status node and its account", () => {
  beforeEach(() => {
    clock = new ManualClock(Date.now());
    stubRuntime(undefined, clock);
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
    for (const account of made) {
      assert.equal(account.subscribers.size, 0, "nobody listens any more");
      assert.equal(account.closed, 1, "closed once");
    }
  });

  it("says that no account is chosen", async () => {
    const inbox = await load(flow({ account: "" }));
    assert.deepEqual(shown("car"), { fill: "red", shape: "ring", text: "vehicle-cloud-status.status.noAccount" });
    await refused(inbox);
  });

  it("says that the account is not deployed", async () => {
    const inbox = await load(flow({}, null));
    assert.equal(text(), "vehicle-cloud-status.status.noAccount");
    await refused(inbox);
  });

  it("says that the account is disabled", async () => {
    const inbox = await load(flow({}, { ...accountItem, d: true }));
    assert.equal(text(), "vehicle-cloud-status.status.accountDisabled");
    await refused(inbox);
  });

  it("does not take a node of another type for an account", async () => {
    const other = { id: "acc", type: "helper", z: "tab", wires: [] };
    const inbox = await load(flow({}, other));
    assert.equal(text(), "vehicle-cloud-status.status.noAccount");
    await refused(inbox);
  });

  it("says which setting of the account is wrong", async () => {
    const inbox = await load(flow({}, { ...accountItem, baseUrls: "api.ecloudeu.com = localhost" }));
    await until("the status", () => text() === "vehicle-cloud-status.status.configInvalid");
    await refused(inbox);
    assert.match(inbox.failed.at(-1)!.error.message, /base URL/);
  });

  it("does nothing for an account that nobody uses", async () => {
    await load([accountItem], ourNodes);
    await clock.advance(60_000);
    assert.equal(made.length, 0);
  });

  it("keeps the account when only the flow node is deployed again", async () => {
    const inbox = await load(flow());
    await subscribed();
    const before = helper.getNode("car");
    await deploy(flow({ send: "every" }), "nodes");
    assert.notEqual(helper.getNode("car"), before);
    await subscribed();
    assert.equal(made.length, 1);
    theAccount().report(first, reading(70));
    await until("one message, not two", () => inbox.out.length === 1);
    await quiet();
    assert.equal(inbox.out.length, 1);
  });

  for (const type of ["full", "flows", "nodes"] as const) {
    it(`keeps the account over a deploy of kind "${type}" that changes only its name`, async () => {
      await load(flow());
      await subscribed();
      await deploy(flow({ name: "renamed" }, { ...accountItem, name: "Family" }), type);
      await subscribed();
      await clock.advance(60_000);
      assert.equal(made.length, 1);
      assert.equal(theAccount().closed, 0);
    });
  }

  it("takes a new account for changed credentials and ends the old one", async () => {
    await load(flow(), withCore, { acc: { username: "a@example.com", password: "one" } });
    await subscribed();
    await deploy(flow(), "full", { acc: { username: "a@example.com", password: "two" } });
    await until("a new account", () => made.length === 2);
    await until("its subscription", () => theAccount().subscribers.size === 1);
    assert.equal(theAccount().options.credentials?.password, "two");
    await until("the end of the old", () => made[0]?.closed === 1);
    assert.equal(accounts.open, 1);
  });

  it("ends the account some seconds after its last user has gone", async () => {
    await load(flow());
    await subscribed();
    await deploy([{ id: "tab", type: "tab" }, accountItem], "full");
    assert.equal(theAccount().closed, 0);
    await clock.advance(6000);
    assert.equal(theAccount().closed, 1);
    assert.equal(accounts.open, 0);
  });

  it("gives the answer to nobody after a deploy, but ends its message once, as an error", async () => {
    const inbox = await load(flow({ when: "message" }));
    const lent = helper.getNode("acc") as unknown as { lend(): unknown };
    lent.lend();
    let open: (() => void) | undefined;
    theAccount().gate = new Promise<void>((resolve) => (open = resolve));
    helper.getNode("car").receive({ payload: "late" });
    await until("the request", () => theAccount().asked.length > 0);
    await helper.clearFlows();
    open?.();
    await quiet();
    assert.deepEqual([inbox.out.length, inbox.ended.length], [0, 0]);
    for (const { error } of inbox.failed) assert.equal(error.code, "ABORTED");
  });

  for (const stage of ["resolve", "status"]) {
    it(`calls done once with ABORTED when it is closed during ${stage}`, async () => {
      await load(flow({ when: "message" }));
      (helper.getNode("acc") as unknown as { lend(): unknown }).lend();
      const account = theAccount();
      const ends: unknown[] = [];
      const sent: unknown[] = [];
      const never = new Promise<never>(() => undefined);
      if (stage === "resolve") account.resolve = () => never;
      else account.status = () => never;
      const node = helper.getNode("car");
      // The runtime's own way in, with `send` and `done` that can be seen.
      const [handler] = inputHandlers(node);
      handler!.call(
        node,
        { payload: "" },
        (message: unknown) => sent.push(message),
        (error?: unknown) => ends.push(error),
      );
      await quiet();
      assert.equal(ends.length, 0);
      await node.close(false);
      assert.deepEqual(
        ends.map((error) => (error as { code: string }).code),
        ["ABORTED"],
      );
      assert.equal(sent.length, 0);
      assert.deepEqual(shown("car"), {});
    });
  }

  it("lives through a deploy while a sign-in runs", async () => {
    const inbox = await load(flow());
    await subscribed();
    theAccount().gate = new Promise((resolve) => setTimeout(resolve, 20));
    helper.getNode("car").receive({ payload: "early" });
    await until("the request", () => theAccount().asked.length > 0);
    await deploy(flow({ name: "renamed" }), "nodes");
    inbox.listen();
    helper.getNode("car").receive({ payload: "", mine: "late" });
    await until("an answer to the new node", () => inbox.out.some(({ mine }) => mine === "late"));
    assert.equal(made.length, 1);
    assert.equal(inbox.out.length, 1);
  });
});

type Handler = (message: unknown, send: unknown, done: unknown) => void;

/** Node-RED keeps one handler apart and several in a list. */
function inputHandlers(node: object): Handler[] {
  const { _inputCallback, _inputCallbacks } = node as { _inputCallback?: Handler; _inputCallbacks?: Handler[] };
  return _inputCallbacks ?? (_inputCallback ? [_inputCallback] : []);
}
