import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Stage } from "./stage";
import { alertFields, secret, signed } from "./support";

/** Signed over the values as they stand on the wire. */
function signedRaw(): string {
  const pairs = Object.entries({ ...alertFields(), note: "a b" }).map(
    ([key, value]) => `${key}=${encodeURIComponent(value)}`,
  );
  const text = `${[...pairs].sort((a, b) => (a.split("=")[0]! < b.split("=")[0]! ? -1 : 1)).join("&")}&client_secret=${secret}`;
  return `${pairs.join("&")}&signature=${createHash("md5").update(text).digest("hex")}`;
}
const path = "/segway/v2/vehicle/alert";

describe("over what the signature of pushes holds", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = new Stage();
    await stage.begin();
  });
  afterEach(() => stage.end());

  it("is logged when it is another form than before, and not more than that", async () => {
    const hook = await stage.deploy({ signatureMode: "auto" });
    const push = async (body: string): Promise<void> => assert.equal((await stage.post(path, body)).status, 200);
    for (let i = 0; i < 3; i++) await push(signed(alertFields()));
    assert.deepEqual(hook.logs, []);
    for (let i = 0; i < 5; i++) await push(signedRaw());
    assert.equal(hook.logs.length, 1);
    assert.match(hook.logs[0]!, /as on the wire/);
    await push(`${signed(alertFields())}&empty=`);
    assert.match(hook.logs[1] ?? "", /without the empty ones/);
    // Vehicles of two firmwares in turns: the log would have a line per push.
    for (let i = 0; i < 5; i++) {
      await push(signedRaw());
      await push(signed(alertFields()));
    }
    assert.equal(hook.logs.length, 3);
    assert.match(hook.logs[2]!, /the decoded values \(/);
    await stage.clock.advance(600_000);
    await push(signedRaw());
    assert.equal(hook.logs.length, 4);
  });

  it("is no news where it was chosen", async () => {
    const hook = await stage.deploy({ signatureMode: "raw" });
    assert.equal((await stage.post(path, signedRaw())).status, 200);
    assert.deepEqual(hook.logs, []);
  });
});
