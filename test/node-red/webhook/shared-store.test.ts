import assert from "node:assert/strict";
import { SharedDuplicates } from "../../../src/node-red/webhook/shared-duplicates";
import { Stage, StubStore, until, type StagedNode } from "./stage";
import { alertFields, signed } from "./support";

const alert = "/segway/v2/vehicle/alert";
const minute = 60_000;

describe("duplicates in a shared store", () => {
  let stage: Stage;
  let hook: StagedNode;

  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
    hook = await stage.deploy({ sharedStore: "shared" });
  });
  afterEach(() => stage.end());

  const marks = (): number =>
    [...stage.store.values.keys()].filter((name) => name.startsWith("vehicleCloudPush_")).length;
  /** Another Node-RED has had it. */
  const elsewhere = (): void => {
    for (const name of stage.store.values.keys()) {
      stage.store.values.set(name, { by: "another", at: stage.clock.now() });
    }
  };
  const asked = async (work: () => Promise<{ status: number }>): Promise<{ answer: Promise<{ status: number }> }> => {
    const before = stage.store.asked;
    const answer = work();
    await until("the store to be asked", () => stage.store.asked > before);
    return { answer };
  };

  it("one that answers: the first is sent on, what another instance has had is answered and not sent on", async () => {
    const body = signed(alertFields());
    assert.equal((await stage.post(alert, body)).status, 200);
    assert.equal(hook.take().length, 1);
    assert.equal(marks(), 1);
    elsewhere();
    await stage.close(hook);
    // This process has forgotten it, as another one would not know it.
    await stage.clock.advance(2 * minute);
    elsewhere();
    hook = await stage.deploy({ sharedStore: "shared" });
    assert.equal((await stage.post(alert, body)).status, 200);
    assert.deepEqual(hook.take(), []);
  });

  it("a slow one is waited for before the answer", async () => {
    stage.store.mode = 200;
    let answered = false;
    const { answer } = await asked(() => stage.post(alert, signed(alertFields())));
    void answer.then(() => (answered = true));
    await stage.clock.advance(599);
    assert.deepEqual([answered, hook.take()], [false, []]);
    await stage.clock.advance(1);
    assert.equal((await answer).status, 200);
    assert.equal(hook.take().length, 1);
    assert.equal(hook.shows.includes("storeFailed"), false);
  });

  it("one that hangs is waited for 0.8 s; then the push is taken and sent on", async () => {
    stage.store.mode = "hang";
    const { answer } = await asked(() => stage.post(alert, signed(alertFields())));
    await stage.clock.advance(799);
    assert.deepEqual(hook.take(), []);
    await stage.clock.advance(1);
    assert.equal((await answer).status, 200);
    assert.equal(hook.take().length, 1);
  });

  it("one that fails: sent on, shown until it answers again, and one line in ten minutes", async () => {
    const push = async (): Promise<void> => {
      assert.equal((await stage.post(alert, signed(alertFields()))).status, 200);
      await stage.clock.advance(2000);
    };
    for (const mode of ["fail", 0, "fail", 0] as const) {
      stage.store.mode = mode;
      await push();
      if (mode === "fail") assert.equal(hook.shows, "status.storeFailed");
      else assert.match(hook.shows, /^\d+\/min/);
      await stage.clock.advance(3000);
    }
    assert.equal(hook.take().length, 4);
    assert.equal(hook.warnings.filter((line) => line.includes("shared store")).length, 1);
    stage.store.mode = "fail";
    await stage.clock.advance(10 * minute);
    await push();
    assert.equal(hook.warnings.filter((line) => line.includes("shared store")).length, 2);
  });

  it("is found to answer again without a push", async () => {
    stage.store.mode = "fail";
    assert.equal((await stage.post(alert, signed(alertFields()))).status, 200);
    await stage.clock.advance(2000);
    assert.equal(hook.shows, "status.storeFailed");
    stage.store.mode = 0;
    await stage.clock.advance(2 * minute);
    assert.notEqual(hook.shows, "status.storeFailed");
  });

  for (const mode of [200, "hang"] as const) {
    it(`a deploy meanwhile: refused, and its repeat is taken by the new node (${mode})`, async () => {
      stage.store.mode = mode;
      const body = signed(alertFields());
      const { answer } = await asked(() => stage.post(alert, body));
      await stage.clock.advance(300);
      const closing = stage.close(hook);
      assert.equal((await answer).status, 503);
      await stage.clock.advance(2500);
      await closing;
      assert.deepEqual(hook.take(), []);
      if (mode !== "hang") assert.equal(marks(), 0, "our mark is taken back, another instance may get the repeat");
      stage.store.mode = 0;
      const next = await stage.deploy({ sharedStore: "shared" });
      await stage.clock.advance(2000);
      assert.equal((await stage.post(alert, body)).status, 200);
      assert.equal(next.take().length, 1);
    });
  }

  it("the account closes meanwhile: refused, and its repeat is taken", async () => {
    stage.store.mode = 200;
    const body = signed(alertFields());
    const account = stage.account("acc");
    const own = await stage.deploy({ sharedStore: "shared", path: "/own" });
    const { answer } = await asked(() => stage.post("/own/v2/vehicle/alert", body));
    await stage.clock.advance(500);
    await account.close();
    assert.equal((await answer).status, 503);
    await stage.clock.advance(1000);
    assert.equal(marks(), 0);
    await stage.close(own);
    stage.account("acc");
    stage.store.mode = 0;
    const next = await stage.deploy({ sharedStore: "shared", path: "/own" });
    assert.equal((await stage.post("/own/v2/vehicle/alert", body)).status, 200);
    assert.equal(next.take().length, 1);
  });

  it("a mark of another instance is left alone when a push is taken back", async () => {
    stage.store.mode = 200;
    const { answer } = await asked(() => stage.post(alert, signed(alertFields())));
    await stage.clock.advance(450);
    elsewhere();
    const closing = stage.close(hook);
    assert.equal((await answer).status, 503);
    await stage.clock.advance(2500);
    await closing;
    assert.equal(marks(), 1);
  });

  it("a repeat that comes while the first is looked for is answered and not sent on", async () => {
    stage.store.mode = 200;
    const body = signed(alertFields());
    const { answer } = await asked(() => stage.post(alert, body));
    assert.equal((await stage.post(alert, body)).status, 200);
    await stage.clock.advance(600);
    assert.equal((await answer).status, 200);
    assert.equal(hook.take().length, 1);
  });
});

describe("marks in a shared store", () => {
  let stage: Stage;
  let store: StubStore;
  const shared: SharedDuplicates[] = [];
  const instance = (id: string, onState: (failing: boolean) => void = () => undefined): SharedDuplicates => {
    const made = new SharedDuplicates({
      node: { context: () => ({ global: store }) } as never,
      store: "s",
      id,
      onState,
    });
    shared.push(made);
    return made;
  };

  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
    store = new StubStore();
  });
  afterEach(async () => {
    for (const made of shared.splice(0)) made.close();
    assert.equal(stage.clock.pending, 0, "a timer is left");
    await stage.end();
  });

  it("of two instances the later one knows it, for a minute", async () => {
    const [one, two] = [instance("one"), instance("two")];
    assert.equal(await one.claim("a").first, true);
    assert.equal(await two.claim("a").first, false);
    assert.equal(await two.claim("b").first, true);
    await stage.clock.advance(minute);
    assert.equal(await two.claim("a").first, true);
  });

  it("are removed once they are over, without being read", async () => {
    const one = instance("one");
    for (let i = 0; i < 100; i++) await one.claim(String(i)).first;
    const { asked } = store;
    assert.equal(store.values.size, 100);
    await stage.clock.advance(3 * minute + 1000);
    assert.equal(store.values.size, 0);
    assert.ok(store.asked - asked < 5, `${store.asked - asked} requests`);
  });

  it("of an instance that is gone are removed too, once, slowly, and not after close", async () => {
    for (let i = 0; i < 3000; i++)
      store.values.set(`vehicleCloudPush_${i}`, { by: "gone", at: stage.clock.now() - minute });
    store.values.set("of the flow", 1);
    const one = instance("one");
    store.mode = 1;
    await stage.clock.advance(2 * minute + 500);
    const begun = store.asked;
    assert.ok(begun > 400 && begun < 1000, `${begun} requests half a second after it began`);
    one.close();
    await stage.clock.advance(minute);
    assert.ok(store.asked <= begun + 1, `${store.asked - begun} requests after close`);
    const two = instance("two");
    await stage.clock.advance(29 * minute);
    assert.deepEqual([...store.values.keys()], ["of the flow"]);
    assert.ok(store.asked < begun + 3100, "it was done once");
    two.close();
  });

  it("a store that hangs in the middle of it does not end it for ever", async () => {
    const states: boolean[] = [];
    const one = instance("one", (failing) => states.push(failing));
    await one.claim("a").first;
    store.mode = "hang";
    await stage.clock.advance(3 * minute);
    store.mode = 0;
    await stage.clock.advance(35 * minute);
    assert.equal(store.values.size, 0);
    assert.deepEqual([states.includes(true), states.at(-1)], [true, false]);
  });
});
