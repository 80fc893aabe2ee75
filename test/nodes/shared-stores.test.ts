import assert from "node:assert/strict";
import type { Node } from "node-red";
import { HeldStore } from "../../src/node-red/held-store";
import { storesOf } from "../../src/node-red/stores";
import type { Red } from "../../src/node-red/types";

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
});
