import assert from "node:assert/strict";
import { flow, helper, load, quiet, stubRuntime, theAccount, unload, until, type Inbox } from "../support";
import { first, second } from "../stub-account";

async function ask(settings: Record<string, unknown>, message: Record<string, unknown>): Promise<Inbox> {
  const inbox = await load(flow({ when: "message", ...settings }));
  helper.getNode("car").receive(message);
  await until("an outcome", () => inbox.out.length + inbox.failed.length > 0);
  await quiet();
  return inbox;
}

const codes = ({ failed }: Inbox): (string | undefined)[] => failed.map(({ error }) => error.code);
const names = ({ out }: Inbox): unknown[] => out.map(({ vehicle }) => (vehicle as { name: string }).name);

describe("which vehicle a message means", () => {
  beforeEach(() => stubRuntime((account) => (account.cars = [first, second])));
  afterEach(unload);

  it("takes the vehicle of an earlier message", async () => {
    assert.deepEqual(names(await ask({}, { vehicle: { ...second } })), ["Van"]);
  });

  it("takes a VIN, an own name, or all", async () => {
    assert.deepEqual(names(await ask({}, { vehicle: second.id })), ["Van"]);
    await unload();
    stubRuntime((account) => (account.cars = [first, second]));
    assert.deepEqual(names(await ask({}, { vehicle: " Van " })), ["Van"]);
    await unload();
    stubRuntime((account) => (account.cars = [first, second]));
    assert.deepEqual(names(await ask({}, { vehicle: "all" })), [first.name, "Van"]);
  });

  it("needs a choice when there are several", async () => {
    assert.deepEqual(codes(await ask({}, { payload: "" })), ["VEHICLE_UNKNOWN"]);
  });

  it("never takes a vehicle of another account for one of the same name", async () => {
    const inbox = await ask({}, { vehicle: { id: "HESXTEST0P0000009", name: "Van", platform: "demo-car" } });
    assert.deepEqual(codes(inbox), ["VEHICLE_UNKNOWN"]);
    assert.equal(inbox.failed[0]?.error.message.includes("HESXTEST0P0000009"), false);
    assert.equal(
      theAccount().asked.some(({ method }) => method === "status"),
      false,
    );
  });

  it("never takes a vehicle of another platform", async () => {
    assert.deepEqual(codes(await ask({}, { vehicle: { ...second, platform: "segway" } })), ["VEHICLE_UNKNOWN"]);
  });

  for (const [what, vehicle] of [
    ["a list", [first.id]],
    ["true", true],
    ["an object without id", { name: "Van" }],
    ["an object whose id is an object", { id: {} }],
    ["text with control characters", "Van\n"],
    ["endless text", "x".repeat(1000)],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.deepEqual(codes(await ask({}, { vehicle })), ["INPUT_INVALID"]);
    });
  }

  it("reads typed inputs: message, context, environment, expression", async () => {
    assert.deepEqual(names(await ask({ vehicleType: "msg", vehicle: "my.car" }, { my: { car: "Van" } })), ["Van"]);
    await unload();
    stubRuntime((account) => (account.cars = [first, second]));
    process.env["TEST_CAR"] = second.id;
    assert.deepEqual(names(await ask({ vehicleType: "env", vehicle: "TEST_CAR" }, {})), ["Van"]);
    delete process.env["TEST_CAR"];
    await unload();
    stubRuntime((account) => (account.cars = [first, second]));
    assert.deepEqual(names(await ask({ vehicleType: "jsonata", vehicle: "'V' & rest" }, { rest: "an" })), ["Van"]);
  });

  it("fills text from the message without HTML escaping, then checks it", async () => {
    stubRuntime((account) => (account.cars = [first, { ...second, name: "Tom & Jo's" }]));
    const settings = { vehicleType: "str", vehicle: "{{car}}" };
    assert.deepEqual(names(await ask(settings, { car: "Tom & Jo's" })), ["Tom & Jo's"]);
    await unload();
    stubRuntime();
    assert.deepEqual(codes(await ask(settings, { car: "x\u0000" })), ["INPUT_INVALID"]);
  });

  it("refuses an expression that cannot be read, and one without a result", async () => {
    assert.deepEqual(codes(await ask({ vehicleType: "jsonata", vehicle: "$((" }, {})), ["INPUT_INVALID"]);
    await unload();
    stubRuntime();
    assert.deepEqual(codes(await ask({ vehicleType: "msg", vehicle: "nothing" }, {})), ["INPUT_INVALID"]);
  });

  it("waits for a message when only a message can tell", async () => {
    await load(flow({ when: "autoAndMessage", vehicleType: "msg", vehicle: "car" }));
    await quiet();
    assert.equal(theAccount().subscribers.size, 0);
  });

  it("says so when it may not wait for a message", async () => {
    const { failed } = await load(flow({ when: "auto", vehicleType: "str", vehicle: "{{car}}" }));
    await until("trouble", () => failed.length === 1);
    assert.equal(failed[0]?.error.code, "CONFIG_INVALID");
  });
});
