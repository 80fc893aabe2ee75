/** The sign-in by a link: where it leads, and what is said of an address that is pasted and holds no code. */
import assert from "node:assert/strict";
import { lynkcoBrowserSignIn } from "../../../src/platforms/lynkco-eu/sign-in";

describe("the sign-in by a link at Lynk & Co in Europe", () => {
  it("a link leads to where the account's base URL says", () => {
    const origin = "https://login.lynkco.com";
    assert.ok(lynkcoBrowserSignIn.begin().url.startsWith(`${origin}/lynkcoprod`));
    const { url } = lynkcoBrowserSignIn.begin({ [origin]: "http://127.0.0.1:9/x" });
    assert.ok(url.startsWith("http://127.0.0.1:9/x/lynkcoprod"), url);
  });

  const app = "msauth://prod.lynkco.app.crisp.prod/2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D";
  const pasted: [string, string, string, string | undefined][] = [
    ["a page's refusal", `${app}?error=access_denied`, "SIGN_IN_REJECTED", "access_denied"],
    ["a refusal in a sentence", `${app}?error=No%20Way`, "SIGN_IN_REJECTED", undefined],
    ["an address without a code", `${app}?state=1`, "INPUT_INVALID", undefined],
    ["another app's address", "msauth://else?code=x", "INPUT_INVALID", undefined],
  ];
  for (const [what, text, code, word] of pasted) {
    it(`${what} is ${code}`, () => {
      assert.throws(
        () => lynkcoBrowserSignIn.codeIn(text),
        (error: { code: string; platformCode?: string; sent?: boolean }) => {
          assert.deepEqual([error.code, error.platformCode, error.sent], [code, word, false]);
          return true;
        },
      );
    });
  }
});
