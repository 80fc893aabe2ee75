/** The sign-in by a link, through the editor's routes, on the demo cloud: what is taken, and what is said of the rest. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import { startDemoCloud, type DemoCloud } from "../../../src/demo";
import { redirectUri } from "../../../src/platforms/lynkco-eu/endpoints";
import { editorRequest, load, ourNodes, unload } from "../support";

describe("the sign-in by a link", () => {
  let demo: DemoCloud;
  let baseUrls: string;

  beforeEach(async () => {
    demo = await startDemoCloud();
    baseUrls = Object.entries(demo.baseUrls)
      .map(([real, replacement]) => `${real} = ${replacement}`)
      .join("\n");
    await load([], ourNodes);
  });
  afterEach(async () => {
    await unload();
    await demo.close();
  });

  const post = async (action: string, body: object, id = "acc"): Promise<Record<string, string>> =>
    (await editorRequest("post", `/vehicle-cloud/accounts/${id}/${action}`).send(body)).body as never;
  const link = (id?: string): Promise<Record<string, string>> => post("link", { platform: "lynkco-eu", baseUrls }, id);
  /** What a person copies after the SMS code. */
  const address = async ({ url }: Record<string, string>): Promise<string> =>
    (await fetch(url!, { redirect: "manual" })).headers.get("location")!;
  const asked = (): number => demo.control.log.filter(({ path }) => path.endsWith("/token")).length;

  it("gives what an account needs, and the address works once", async () => {
    const opened = await link();
    assert.match(opened.url!, /code_challenge_method=S256/);
    const pasted = await address(opened);
    const { ok, refreshToken } = await post("code", { attempt: opened.attempt, pasted });
    assert.equal(ok, true);
    const account = createVehicleAccount({
      platform: "lynkco-eu",
      credentials: { refreshToken },
      baseUrls: demo.baseUrls,
    });
    assert.equal((await account.signIn()).length, 1);
    await account.close();
    const again = await post("code", { attempt: opened.attempt, pasted });
    assert.deepEqual([again.code, again.reason], ["INPUT_INVALID", "oldLink"]);
    const other = await link();
    const refused = await post("code", { attempt: other.attempt, pasted });
    assert.deepEqual([refused.code, refused.reason], ["SIGN_IN_REJECTED", "refused"]);
    assert.match(refused.message!, /used already.*Open the link again/);
    const twice = await post("code", { attempt: other.attempt, pasted });
    assert.deepEqual([twice.code, twice.reason], ["INPUT_INVALID", "used"]);
  });

  it("refuses the code of another dialog's link", async () => {
    const [mine, theirs] = [await link(), await link("other")];
    const refused = await post("code", { attempt: mine.attempt, pasted: await address(theirs) });
    assert.deepEqual([refused.code, refused.reason], ["SIGN_IN_REJECTED", "refused"]);
    const foreign = await post("code", { attempt: theirs.attempt, pasted: await address(mine) });
    assert.deepEqual([foreign.code, foreign.reason], ["INPUT_INVALID", "oldLink"]);
  });

  it("takes the response's header lines, and the code alone", async () => {
    for (const form of [
      (whole: string) => `HTTP/2 302\nLocation: ${whole}\nCache-Control: no-store`,
      (whole: string) => whole.slice(whole.indexOf("code=") + 5),
      (whole: string) => `  ${whole}\n`,
    ]) {
      const opened = await link();
      const answer = await post("code", { attempt: opened.attempt, pasted: form(await address(opened)) });
      assert.equal(answer.ok, true, answer.message);
    }
  });

  for (const [what, change, reason, sentence] of [
    ["an address that Firefox has cut", (whole: string) => whole.slice(0, 1025), "cut", /looks cut.*Chrome or Edge/],
    ["the page's own address", () => "https://login.lynkco.com/x?code=abc", "webPage", /begins with msauth/],
    ["another app's address", (whole: string) => whole.replace("lynkco", "evil"), "otherAddress", /not the one/],
    [
      "an address with a line break sewn in",
      (whole: string) => whole.replace("code=", "code=%0d%0a"),
      "characters",
      /./,
    ],
    ["300 kB", (whole: string) => whole + "a".repeat(300_000), "tooLong", /much longer/],
    ["nothing", () => "  ", "empty", /Paste the address/],
    ["an end without a sign-in", () => `${redirectUri}?error=access_denied`, "ended", /Open the link again/],
  ] as const) {
    it(`says what is wrong with ${what}, and sends nothing`, async () => {
      const opened = await link();
      const pasted = change(await address(opened));
      const answer = await post("code", { attempt: opened.attempt, pasted });
      assert.deepEqual([answer.ok, answer.reason], [false, reason]);
      assert.match(answer.message!, sentence);
      assert.equal(asked(), 0);
      assert.ok(!JSON.stringify(answer).includes(pasted.slice(-40)) || pasted.trim() === "", "it is not repeated");
    });
  }

  it("is of platforms that have one", async () => {
    const { ok, code } = await post("link", { platform: "smart-eu", baseUrls: "" });
    assert.deepEqual([ok, code], [false, "NOT_SUPPORTED"]);
  });
});
