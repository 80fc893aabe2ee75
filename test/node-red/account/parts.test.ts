import assert from "node:assert/strict";
import { BrowserSignIns } from "../../../src/account/browser-sign-in";
import { ManualClock } from "../../../src/base/clock";
import { settleAccount } from "../../../src/node-red/account/account-settings";
import { HeldStore } from "../../../src/node-red/account/held-store";
import { noteDeparted, removeLeftBehind } from "../../../src/node-red/account/left-behind";
import { finishLink } from "../../../src/node-red/account/link-sign-in";
import { ownedIds } from "../../../src/node-red/account/owners";
import { LoginStore } from "../../../src/node-red/account/shared-logins";
import { checkTokenStore } from "../../../src/node-red/account/token-store";
import { readTyped } from "../../../src/node-red/account/typed-account";
import { upgradeConfig } from "../../../src/node-red/shared/migrations";
import { accountType, type Red } from "../../../src/node-red/shared/types";

/** Node-RED with these nodes in its flows. */
const redWith = (nodes: object[], more: object = {}): Red =>
  ({
    settings: {},
    nodes: {
      eachNode: (each: (node: object) => void) => nodes.forEach(each),
      getCredentials: () => undefined,
      ...more,
    },
    ...more,
  }) as unknown as Red;

class Store {
  text: string | undefined;
  removed = 0;
  load = async (): Promise<string | undefined> => this.text;
  save = async (text: string): Promise<void> => void (this.text = text);
  remove = async (): Promise<void> => void (this.removed++, (this.text = undefined));
}

describe("the parts of an account node", () => {
  it("which kind of store a name of Node-RED's settings means, or that it means none", () => {
    const disk = { module: "localfilesystem" };
    const memory = { module: "memory" };
    const table: [unknown, string, string | RegExp][] = [
      [undefined, "", "file"],
      [undefined, "default", "memory"],
      ["odd", "memory", "memory"],
      [{}, "redis", /no context store "redis" \(they name none\)/],
      [{ a: memory, b: disk }, "default", "memory"],
      [{ b: disk, a: memory }, "default", "store"],
      [{ default: "b", a: memory, b: disk }, "default", "store"],
      [{ default: "c", a: memory }, "default", /no context store "default" \(there are default, a\)/],
      [{ a: memory }, "b", /no context store "b" \(there are a\)/],
      [{ a: 5 }, "a", /no context store "a"/],
    ];
    for (const [contextStorage, name, expected] of table) {
      const check = (): string => checkTokenStore({ settings: { contextStorage } } as never, name);
      if (typeof expected === "string") assert.equal(check(), expected);
      else assert.throws(check, { code: "CONFIG_INVALID", message: expected });
    }
  });

  it("settings that cannot be used are refused, each by its name", () => {
    const table: [object, RegExp][] = [
      [{ platform: "other" }, /the platform is not one that this version knows/],
      [{ budget: 0 }, /the requests per vehicle and day must be a number from 1/],
      [{ requestsPerSecond: 0 }, /the requests per second must be a number from 0\.1 to 1000/],
      [{ requestsPerSecond: "fast" }, /the requests per second/],
      [{ burst: 1001 }, /the requests at once must be a number from 1 to 1000/],
      [{ routing: "moon" }, /where requests of the catalogue go/],
      [{ takeover: "fight" }, /must be giveWay, takeBack or wait/],
      [{ timeZone: "Europe/Nowhere" }, /not an IANA name/],
      [{ baseUrls: "https://a.example" }, /each base URL is a line/],
      [{ baseUrls: "https://a.example = http://${HOST}" }, /a base URL is \$\{HOST\}/],
      [{ credentials: { password: "${NOBODY}" } }, /the password is \$\{NOBODY\}/],
    ];
    for (const [settings, message] of table)
      assert.throws(() => settleAccount({ credentials: {}, ...settings }), { code: "CONFIG_INVALID", message });
    const whole = {
      requestsPerSecond: "0.5",
      burst: 2,
      batteryFamily: "kickscooters",
      coordinates: "gcj02",
      routing: "urlname",
    };
    const { profile, allow } = settleAccount({ credentials: {}, ...whole, allowCapture: "true", allowSister: "yes" });
    assert.deepEqual(profile, { ...whole, requestsPerSecond: 0.5 });
    assert.deepEqual(allow, { sisterBrand: false, deletions: false, captures: true });
  });

  it("what a dialog types: a secret goes where it is deployed to go, a variable is what the process or the node has for it", () => {
    const saved = { id: "acc", type: accountType, timeZone: "${VC_TEST_ZONE}" };
    const red = redWith([saved], { getCredentials: () => ({ password: "kept", username: "a" }) });
    const typed = {
      platform: "smart-eu",
      timeZone: "${VC_TEST_ZONE}",
      credentials: { password: "__PWRD__", username: "b" },
    };
    const read = (body: object, deployed?: object): ReturnType<typeof readTyped> =>
      readTyped(red, "acc", body, deployed as never);
    const alone = read(typed);
    assert.deepEqual([alone.timeZone, alone.credentials], ["${VC_TEST_ZONE}", { password: "kept", username: "b" }]);
    process.env["VC_TEST_ZONE"] = "UTC";
    try {
      assert.equal(read(typed).timeZone, "UTC");
    } finally {
      delete process.env["VC_TEST_ZONE"];
    }
    const running = read(typed, { accountConfig: { budget: 5 }, credentials: {} });
    assert.deepEqual([running.timeZone, running.budget], ["", 5]);
    const elsewhere = /used only with the platform and addresses it was deployed for/;
    for (const other of [{ platform: "smart-intl" }, { baseUrls: "https://a.example = http://b.example" }])
      assert.throws(() => read({ ...typed, ...other }), { code: "CONFIG_INVALID", message: elsewhere });
    assert.throws(() => read({ timeZone: "${HOME}" }), { code: "CONFIG_INVALID", message: /only once it is deployed/ });
    for (const [id, body] of [
      ["acc", "text"],
      ["", typed],
      ["x".repeat(101), typed],
    ] as const)
      assert.throws(() => readTyped(red, id, body, undefined), { code: "INPUT_INVALID" });
  });

  it("a sign-in by a link that nobody has begun, or that 50 others came after, says that it is too old", async () => {
    for (const body of [undefined, "x", {}, { attempt: "none", pasted: "x" }]) {
      const { ok, code, reason } = await finishLink("acc", body);
      assert.deepEqual([ok, code, reason], [false, "INPUT_INVALID", "oldLink"]);
    }
    const signIns = new BrowserSignIns(new ManualClock());
    const [first, second] = [signIns.begin("acc", "lynkco-eu"), signIns.begin("acc", "lynkco-eu")];
    for (let i = 0; i < 49; i++) signIns.begin("other", "lynkco-eu");
    await assert.rejects(signIns.finish("acc", first.attempt, "x"), { code: "INPUT_INVALID", field: "oldLink" });
    await assert.rejects(
      signIns.finish("acc", second.attempt, "x"),
      (error: { field?: string }) => error.field !== "oldLink",
    );
    assert.throws(() => signIns.begin("acc", "segway"), {
      code: "NOT_SUPPORTED",
      message: /not signed in to by a link/,
    });
  });

  it("who owns what is stored: accounts of all instances, however deep; of no flows nothing is said", () => {
    assert.equal(ownedIds(redWith([])), undefined);
    const nodes = [
      { id: "a", type: accountType },
      { id: "b", type: accountType, z: "sub" },
      { id: "i1", type: "subflow:sub", z: "tab" },
      { id: "i2", type: "subflow:sub", z: "outer" },
      { id: "o", type: "subflow:outer", z: "tab" },
      { id: "n", type: "inject", z: "tab" },
    ];
    assert.deepEqual([...ownedIds(redWith(nodes))!].sort(), ["a", "b", "i1-b", "i2-b", "o-i2-b"]);
    const circle = [
      { id: "c", type: accountType, z: "self" },
      { id: "s", type: "subflow:self", z: "self" },
    ];
    assert.equal(ownedIds(redWith(circle))!.size, 11, "it ends");
  });

  it("what a departed account has stored goes, unless projects share the directory: others' flows are not at hand", async () => {
    const store = new Store();
    noteDeparted("gone", { session: store });
    const settings = (enabled: boolean): object => ({ settings: { editorTheme: { projects: { enabled } } } });
    await removeLeftBehind(redWith([{ id: "x", type: accountType }], settings(true)));
    assert.equal(store.removed, 0);
    await removeLeftBehind(redWith([{ id: "gone", type: accountType }], settings(false)));
    assert.equal(store.removed, 0, "it is only disabled");
    await removeLeftBehind(redWith([{ id: "x", type: accountType }], settings(false)));
    assert.equal(store.removed, 1);
  });

  it("a tried session is written once its settings are deployed, once; what is removed meanwhile is not", async () => {
    const target = new Store();
    const held = new HeldStore(target, { holding: true, ready: Promise.resolve() });
    await held.save("tried");
    assert.deepEqual([target.text, await held.load(), held.log], [undefined, "tried", undefined]);
    await held.release();
    assert.equal(target.text, "tried");
    target.text = "newer";
    await held.release();
    assert.equal(target.text, "newer");
    await held.save("again");
    await held.remove();
    assert.deepEqual([target.text, target.removed], [undefined, 1]);
    const other = new HeldStore(target, { holding: true, ready: Promise.resolve() });
    await other.save("tried");
    await other.remove();
    await other.release();
    assert.deepEqual([target.text, target.removed], [undefined, 1]);
  });

  it("accounts of one login share what one has saved until the last has left, each once", async () => {
    const stores = [new Store(), new Store(), new Store()];
    const [one, two, three] = stores.map((store) => new LoginStore(store, "login")) as [
      LoginStore,
      LoginStore,
      LoginStore,
    ];
    await one.save("session");
    assert.equal(await two.load(), "session");
    three.leave();
    three.leave();
    assert.equal(await two.load(), "session", "two are still there");
    one.leave();
    assert.equal(await two.load(), undefined, "its own, since it is alone");
    two.leave();
    const next = new LoginStore(new Store(), "login");
    const fifth = new LoginStore(new Store(), "login");
    assert.equal(await next.load(), undefined, "nothing is left of them");
    next.leave();
    fifth.leave();
  });

  it("an upgrade of settings is run for what is older, whatever is written as their version", () => {
    const lists = {
      n: [
        { to: 1, apply: (config: object) => void Object.assign(config, { one: true }) },
        { to: 2, apply: (config: object) => void Object.assign(config, { two: true }) },
      ],
    };
    for (const [configVersion, expected] of [
      [undefined, { one: true, two: true, configVersion: 2 }],
      ["odd", { one: true, two: true, configVersion: 2 }],
      ["1", { two: true, configVersion: 2 }],
      [2, { configVersion: 2 }],
      [7, { configVersion: 7 }],
    ] as const)
      assert.deepEqual(upgradeConfig({ type: "n", configVersion } as never, lists), { type: "n", ...expected });
    assert.deepEqual(upgradeConfig({ type: "other" } as never, lists), { type: "other", configVersion: 1 });
  });
});
