import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVehicleAccount } from "../../../src/account/create";
import { fileStore, sessionPaths } from "../../../src/account/storage/file-store";
import type { AccountNotice } from "../../../src/account/types";
import { failure, scene, type Scene } from "../support/accounts";
import { carA } from "../support/stub-cloud";

describe("files of an account", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "vehicle-cloud-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("are named by a hash of the node's id, whatever it holds", () => {
    const { session, state } = sessionPaths(folder, "../../etc/passwd");
    assert.match(session, /vehicle-cloud[\\/][0-9a-f]{64}\.session\.json$/);
    assert.match(state, /vehicle-cloud[\\/][0-9a-f]{64}\.state\.json$/);
    assert.ok(session.startsWith(folder));
  });

  it("can be read by their owner only", async () => {
    const { session } = sessionPaths(folder, "a");
    await fileStore(session).save("text");
    assert.equal((await stat(session)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, "vehicle-cloud"))).mode & 0o777, 0o700);
    assert.equal(await fileStore(session).load(), "text");
  });

  it("hold the last of many texts saved at once, and nothing is left beside them", async () => {
    const { session } = sessionPaths(folder, "a");
    const store = fileStore(session);
    await Promise.all(Array.from({ length: 30 }, (_, i) => store.save(`text ${i} ${"x".repeat(10_000)}`)));
    assert.match((await store.load()) ?? "", /^text 29 /);
    assert.equal((await readdir(join(folder, "vehicle-cloud"))).length, 1);
  });

  it("hold the old text when the process was killed before the rename", async () => {
    const { session } = sessionPaths(folder, "a");
    await fileStore(session).save("old");
    // What a kill between writing and renaming leaves: half a new file beside the old one.
    await writeFile(`${session}.${process.pid}-1.tmp`, '{"header":{"v":1,');
    assert.equal(await fileStore(session).load(), "old");
    await fileStore(session).save("new");
    assert.equal(await fileStore(session).load(), "new");
  });

  it("are absent, not an error, before the first save and after removal", async () => {
    const store = fileStore(join(folder, "none", "s.json"));
    assert.equal(await store.load(), undefined);
    await store.remove();
    await store.save("x");
    await store.remove();
    assert.equal(await store.load(), undefined);
  });

  it("that cannot be read or written reject with the system's code", async () => {
    const directory = join(folder, "is-a-directory");
    await mkdir(directory);
    await assert.rejects(fileStore(directory).load(), { code: "EISDIR" });
    await writeFile(join(folder, "file"), "");
    await assert.rejects(fileStore(join(folder, "file", "s.json")).save("x"), { code: /ENOTDIR|EEXIST/ });
  });

  it("serve an account from one start to the next", async () => {
    const s = scene();
    const { session, state } = sessionPaths(folder, "a");
    const files = () => ({ tokenStore: fileStore(session), stateStore: fileStore(state) });
    const first = s.account(files());
    await first.status(carA);
    await first.close();
    const requests = s.cloud.log.length;
    const next = s.account(files());
    assert.equal((await next.status(carA, { lastKnown: true })).battery.percent, 63);
    assert.equal(s.cloud.log.length, requests);
    await next.status(carA, { maxAgeSeconds: 5 });
    await s.closeAll();
    assert.equal(s.cloud.count("POST /sign-in"), 1);
  });
});

describe("a demo account's stores", () => {
  it("know after a restart what was last known, by the names that the list has", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vehicle-cloud-"));
    const { session, state } = sessionPaths(folder, "a");
    const open = () =>
      createVehicleAccount({ platform: "demo-car", tokenStore: fileStore(session), stateStore: fileStore(state) });
    const first = open();
    try {
      await assert.rejects(first.status(undefined, { lastKnown: true }), { code: "VEHICLE_OFFLINE" });
      const vehicles = await first.vehicles();
      const [one, two] = vehicles;
      const before = await first.status(one!.id);
      await first.close();
      const next = open();
      try {
        const known = await next.status(one!.name, { lastKnown: true });
        assert.equal(known.battery.percent, before.battery.percent);
        assert.deepEqual(next.known(), vehicles);
        await assert.rejects(next.status(two!.id, { lastKnown: true }), { code: "VEHICLE_OFFLINE" });
        assert.equal(next.usage().total, first.usage().total, "nothing was asked");
        await next.status(one!.id);
        assert.deepEqual(await next.vehicles(), vehicles);
        assert.ok(next.usage().total > first.usage().total, "the first use reads the list");
      } finally {
        await next.close();
      }
    } finally {
      await first.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("a stored session", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  const restart = async (options = {}) => {
    await s.closeAll();
    return s.account(options);
  };

  it("holds nothing that can be read without the credentials", async () => {
    await s.account().vehicles();
    const text = s.store.text ?? "";
    assert.match(text, /^\{"header":\{"v":1,"salt":/);
    for (const secret of ["token-1", "refresh-1", "right", "driver@example.org", carA]) {
      assert.ok(!text.includes(secret), secret);
      assert.ok(!text.includes(Buffer.from(secret).toString("base64").replace(/=+$/, "")), secret);
    }
  });

  it("spares the sign-in after a restart", async () => {
    await s.account().status(carA);
    const requests = s.cloud.log.length;
    await (await restart()).status(carA, { maxAgeSeconds: 5 });
    assert.deepEqual(s.cloud.log.slice(requests), []);
    await s.clock.advance(10_000);
    await (await restart()).status(carA, { maxAgeSeconds: 5 });
    assert.deepEqual(s.cloud.log.slice(requests), [`GET /status/${carA}`]);
  });

  it("of other credentials is dropped; the device id stays", async () => {
    await s.account().vehicles();
    await (await restart({ credentials: { username: "other@example.org", password: "right" } })).vehicles();
    assert.equal(s.cloud.count("POST /sign-in"), 2);
    assert.equal(s.cloud.deviceIds.size, 1);
    assert.deepEqual(s.logger.warnings(), []);
  });

  it("that is damaged is dropped with a warning; the device id stays as long as its head can be read", async () => {
    await s.account().vehicles();
    const text = s.store.text ?? "";
    const at = text.indexOf('"body":"') + 20;
    s.store.text = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    await (await restart()).vehicles();
    assert.equal(s.cloud.count("POST /sign-in"), 2);
    assert.equal(s.cloud.deviceIds.size, 1);
    assert.match(s.logger.warnings().join(), /damaged/);
    for (const rubbish of ["", "{", "[]", "null", '{"header":5}', text.slice(0, 40), "\u0000".repeat(99)]) {
      s.store.text = rubbish;
      assert.equal((await (await restart()).vehicles()).length, 2, JSON.stringify(rubbish));
    }
  });

  it("with a changed head is not believed", async () => {
    await s.account().vehicles();
    s.store.text = (s.store.text ?? "").replace(/"deviceId":"[0-9a-f]{32}"/, `"deviceId":"${"0".repeat(32)}"`);
    await (await restart()).vehicles();
    assert.equal(s.cloud.count("POST /sign-in"), 2);
  });

  it("that cannot be read costs a sign-in and a warning, and is not written over before that", async () => {
    s.store.failLoad = failure("EACCES");
    s.store.text = "not ours to lose";
    const account = s.account();
    account.subscribe(carA, {}, () => undefined);
    assert.equal((await account.vehicles()).length, 2);
    assert.equal(s.cloud.count("POST /sign-in"), 1);
    assert.match(s.logger.warnings().join(), /could not be read \(EACCES\)/);
    assert.ok(!s.logger.lines.join().includes("/secret/path"));
  });

  it("that cannot be written is used all the same: one warning, a notice, and one when it is over", async () => {
    const notices: AccountNotice[] = [];
    s.store.failSave = failure("EROFS");
    const account = s.account({ onNotice: (notice) => notices.push(notice) });
    assert.equal((await account.status(carA)).battery.percent, 63);
    s.cloud.expire();
    await account.request("thing", {});
    assert.equal(s.logger.warnings().length, 1);
    assert.match(s.logger.warnings()[0] ?? "", /could not be saved \(EROFS\)/);
    assert.deepEqual(notices, [{ type: "sessionNotSaved", error: "EROFS" }]);
    assert.equal(account.diagnostics().sessionSaved, false);
    s.store.failSave = undefined;
    await s.clock.advance(11 * 60_000);
    s.cloud.expire();
    await account.request("thing", {});
    assert.deepEqual(notices[1], { type: "sessionSaved" });
    assert.equal(account.diagnostics().sessionSaved, true);
  });

  it("is removed by Forget session; the device id stays and the next call signs in", async () => {
    const account = s.account();
    await account.vehicles();
    await account.forget();
    const next = await restart();
    await next.vehicles();
    assert.equal(s.cloud.count("POST /sign-in"), 2);
    assert.equal(s.cloud.deviceIds.size, 1);
    await next.forget();
    await next.status(carA);
    assert.equal(s.cloud.count("POST /sign-in"), 3);
  });
});

describe("stored readings and counts", () => {
  let s: Scene;

  beforeEach(() => {
    s = scene();
  });
  afterEach(() => s.closeAll());

  it("are written half a minute after a change, not at each", async () => {
    const account = s.account();
    for (let i = 0; i < 5; i++) await account.request(`thing${i}`, {});
    assert.equal(s.state.saves, 0);
    await s.clock.advance(30_000);
    assert.equal(s.state.saves, 1);
    await s.clock.advance(3600_000);
    assert.equal(s.state.saves, 1);
  });

  it("are written when the account closes", async () => {
    const account = s.account();
    await account.status(carA);
    await account.close();
    assert.match(s.state.text ?? "", /"percent":63/);
  });

  it("that cannot be read or written cost one warning, and are written when that works again", async () => {
    s.state.failLoad = failure("EIO");
    s.state.failSave = failure("EROFS");
    const account = s.account();
    for (let i = 0; i < 3; i++) {
      assert.equal((await account.status(carA)).battery.percent, 63);
      await s.clock.advance(61_000);
    }
    assert.equal(s.logger.warnings().length, 1);
    s.state.failSave = undefined;
    await s.clock.advance(31_000);
    assert.equal(s.state.saves, 0, "what cannot be read is not written over");
    s.state.failLoad = undefined;
    await account.close();
    assert.match(s.state.text ?? "", /"percent":63/);
  });

  it("that are damaged are dropped", async () => {
    for (const rubbish of ["{", "[]", '{"readings":[{"id":5}],"usage":{"day":[]}}', '{"readings":{}}']) {
      s.state.text = rubbish;
      const account = s.account();
      assert.equal((await account.status(carA)).battery.percent, 63);
      await account.close();
    }
  });
});
