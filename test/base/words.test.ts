import assert from "node:assert/strict";
import { readJwt } from "../../src/base/jwt";
import { hideKnown, withoutKnown } from "../../src/base/known-secrets";
import { Turnstile } from "../../src/base/lanes";

describe("small things that many rely on", () => {
  it("a turnstile lets so many in at a time, in order, also after one that failed", async () => {
    const gate = new Turnstile(2);
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const go = (name: string): Promise<void> =>
      gate.through(async () => {
        log.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (name === "a") throw new Error("a fails");
      });
    const all = ["a", "b", "c", "d"].map((name) => go(name).catch((error: Error) => void log.push(error.message)));
    assert.deepEqual(log, ["a", "b"]);
    ends.shift()!();
    await all[0];
    assert.deepEqual(log, ["a", "b", "c", "a fails"]);
    for (const waiting of [1, 2, 3]) {
      while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
      ends.shift()!();
      await all[waiting];
    }
    assert.deepEqual(log.slice(4), ["d"]);
    const late = go("e");
    assert.equal(log.at(-1), "e", "it is free again");
    ends.shift()!();
    await late;
  });

  it("what two owners hide stays hidden until both have gone, also where another begins like it", () => {
    const one = hideKnown(["secret-of-one", "secret-of-two"]);
    const other = hideKnown(["secret-of-one"]);
    const text = "a secret-of-one, SECRET-of-two and xabcd1";
    assert.equal(withoutKnown(text), "a ***, *** and xabcd1");
    one();
    one();
    assert.equal(withoutKnown(text), "a ***, SECRET-of-two and xabcd1");
    other();
    assert.equal(withoutKnown(text), text);
    const short = hideKnown(["abcd1"]);
    assert.equal(withoutKnown("xabcd1 abcd1 abcd12 (abcd1)"), "xabcd1 *** abcd12 (***)");
    short();
  });

  it("a JWT is read with or without its algorithm; what is none is none", () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const made = (head: unknown, payload: unknown): string => `${part(head)}.${part(payload)}.x`;
    assert.deepEqual(readJwt(made({ alg: "RS256" }, { a: 1 })), { algorithm: "RS256", payload: { a: 1 } });
    assert.deepEqual(readJwt(made({ typ: "JWT" }, { a: 1 })), { algorithm: "", payload: { a: 1 } });
    for (const none of ["", "eyJ", "eyJ.eyJ", made({ alg: "x" }, 5), made({ alg: "x".repeat(9000) }, {})])
      assert.equal(readJwt(none), undefined);
  });
});
