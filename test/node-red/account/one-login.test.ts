/** Two account nodes with one login, as they come about when a flow is pasted twice or imported as a copy. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import { ManualClock } from "../../../src/base/clock";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import { runtime } from "../../../src/node-red/shared/runtime";
import {
  accountItem,
  editorRequest,
  helper,
  load,
  receive,
  withCore,
  type FlowItem,
  type Inbox,
  ownUserDir,
} from "../support";

const ids = ["acc", "copy"];

const twice = (settings: Record<string, unknown>): FlowItem[] => [
  { id: "tab", type: "tab", label: "Test" },
  ...ids.map((id) => ({ ...accountItem, ...settings, id })),
  ...ids.map((id) => ({
    ...{ id: `car of ${id}`, type: "vehicle-cloud-status", z: "tab", account: id, when: "message", maxAge: "5" },
    ...{ vehicle: "", vehicleType: "all", wires: [["out"]] },
  })),
  { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["failed"]] },
  { id: "complete", type: "complete", z: "tab", scope: ids.map((id) => `car of ${id}`), wires: [["ended"]] },
  ...["out", "failed", "ended"].map((id) => ({ id, type: "helper", z: "tab", wires: [] })),
];

const told = (): string[] => helper.log().args.map(([event]) => String((event as { msg?: unknown }).msg));
const blamed = (): string[] => told().filter((text) => /another client|phone app/i.test(text));

describe("two account nodes with one login on the canvas", () => {
  ownUserDir();
  let clock: ManualClock;
  let demo: DemoCloud;

  beforeEach(async () => {
    clock = new ManualClock(Date.now());
    demo = await startDemoCloud({ clock });
    runtime.clock = clock;
    runtime.createAccount = (options) => createVehicleAccount({ ...options, random: () => 0.5 });
  });
  afterEach(() => demo.close());

  const count = (pattern: RegExp): number =>
    demo.control.log.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
  const logins = (): number => count(/POST \/accounts\.login/);
  const settings = (): Record<string, unknown> => ({
    platform: "smart-eu",
    baseUrls: Object.entries(demo.baseUrls)
      .map(([real, base]) => `${real} = ${base}`)
      .join("\n"),
  });

  async function loaded(passwords: string[], names: string[] = []): Promise<Inbox> {
    const { username } = demo.credentials["smart-eu"]!;
    const credentials = Object.fromEntries(
      ids.map((id, index) => [id, { username: names[index] ?? username, password: passwords[index] }]),
    );
    return load(twice(settings()), withCore, credentials);
  }

  async function passing(what: string, look: () => boolean): Promise<void> {
    for (let second = 0; !look(); second++) {
      if (second > 300) assert.fail(`never: ${what}`);
      await clock.advance(1000);
    }
  }

  async function bothRead(inbox: Inbox): Promise<void> {
    const before = inbox.ended.length + inbox.failed.length;
    for (const id of ids) receive(`car of ${id}`, { topic: id });
    await passing("both answered", () => inbox.ended.length + inbox.failed.length === before + 2);
  }

  it("have one session: signed in once, renewed once for both, and nobody is blamed for it", async () => {
    const { password } = demo.credentials["smart-eu"]!;
    const inbox = await loaded([password!, password!]);
    await bothRead(inbox);
    assert.equal(logins(), 1);
    const exchanges = (): number => count(/POST \/auth\/account\/session\/secure/);
    for (let round = 1; round <= 3; round++) {
      await clock.advance(11 * 60_000);
      demo.control.expire({ api: true });
      await bothRead(inbox);
      assert.deepEqual([logins(), exchanges()], [1, 1 + round]);
    }
    // Both at once find that it has ended, within the time in which a second refusal looks like the phone app's doing.
    demo.control.expire({ api: true });
    await clock.advance(60_000);
    await bothRead(inbox);
    assert.equal(logins(), 1);
    assert.deepEqual(inbox.failed, []);
    assert.deepEqual(blamed(), []);
  });

  it("are one login whatever the case of the e-mail address, and with a space behind it", async () => {
    const { username, password } = demo.credentials["smart-eu"]!;
    const inbox = await loaded([password!, password!], [username!, ` ${username!.toUpperCase()} `]);
    await bothRead(inbox);
    for (let round = 1; round <= 2; round++) {
      await clock.advance(11 * 60_000);
      demo.control.expire({ api: true });
      await bothRead(inbox);
    }
    assert.equal(logins(), 1);
    assert.deepEqual(inbox.failed, []);
    assert.deepEqual(blamed(), []);
  });

  it("answer Test and Diagnostics each for itself, and go on after that", async () => {
    const { username, password } = demo.credentials["smart-eu"]!;
    const inbox = await loaded([password!, password!]);
    await bothRead(inbox);
    for (const round of [1, 2]) {
      for (const id of ids) {
        const typed = { ...settings(), credentials: { username, password: "__PWRD__" }, vehicles: [] };
        const { body } = await editorRequest("post", `/vehicle-cloud/accounts/${id}/test`).send(typed);
        assert.deepEqual([body.ok, body.vehicles?.length], [true, 3], `${id}, ${round}: ${body.message}`);
      }
      await clock.advance(60_000);
      await bothRead(inbox);
    }
    for (const id of ids) {
      const { body } = await editorRequest("get", `/vehicle-cloud/accounts/${id}/diagnostics`).expect(200);
      assert.ok(!JSON.stringify(body).includes("SESSION_TAKEN_OVER"), JSON.stringify(body));
    }
    assert.deepEqual(inbox.failed, []);
    assert.deepEqual(blamed(), []);
  });

  it("with one password mistyped are two logins: the wrong one is refused once, the other goes on", async () => {
    const { password } = demo.credentials["smart-eu"]!;
    const inbox = await loaded([password!, `${password}!`]);
    await bothRead(inbox);
    await clock.advance(60_000);
    await bothRead(inbox);
    assert.deepEqual(new Set(inbox.failed.map(({ error }) => error.code)), new Set(["SIGN_IN_REJECTED"]));
    assert.deepEqual(new Set(inbox.failed.map(({ topic }) => topic)), new Set(["copy"]));
    assert.equal(inbox.out.length, 6, "three cars, twice");
    assert.equal(logins(), 2);
    assert.deepEqual(blamed(), []);
  });
});
