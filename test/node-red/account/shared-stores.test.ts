import assert from "node:assert/strict";
import type { Node } from "node-red";
import { ManualClock } from "../../../src/base/clock";
import { HeldStore } from "../../../src/node-red/account/held-store";
import { runtime } from "../../../src/node-red/shared/runtime";
import { storesOf } from "../../../src/node-red/account/stores";
import type { Red } from "../../../src/node-red/shared/types";

describe("whether an account's store is shared with other instances", () => {
  const red = { settings: { userDir: "/nowhere" } } as Red;
  const node = { context: () => ({ global: {} }) } as unknown as Node;

  it("is so for a context store only, also behind the store that Test sign-in works with", () => {
    const files = storesOf(red, node, "a", "");
    const context = storesOf(red, node, "a", "redis");
    assert.deepEqual(
      [files.session?.shared, files.state?.shared, context.session?.shared, context.state?.shared],
      [undefined, undefined, true, undefined],
    );
    for (const holding of [true, false]) {
      const held = new HeldStore(context.session!, { holding, ready: Promise.resolve() });
      assert.equal(held.shared, true);
      assert.equal(new HeldStore(files.session!, { holding, ready: Promise.resolve() }).shared, undefined);
    }
  });

  it("a store that never answers is one that failed, after 5 s", async () => {
    const clock = new ManualClock();
    const usual = runtime.clock;
    runtime.clock = clock;
    try {
      const silent = { get: () => undefined, set: () => undefined };
      const { session } = storesOf(red, { context: () => ({ global: silent }) } as unknown as Node, "a", "redis");
      for (const work of [() => session!.load(), () => session!.save("x"), () => session!.remove()]) {
        const failed = assert.rejects(work(), /did not answer within 5 s/);
        await clock.advance(5000);
        await failed;
      }
      assert.equal(clock.pending, 0);
    } finally {
      runtime.clock = usual;
    }
  });
});
