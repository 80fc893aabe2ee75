/** Odd answers to a captured authCode of Lynk & Co's app 3.0: what the sign-in says, and whether it is tried again. */
import assert from "node:assert/strict";
import { ecarxPlatform } from "../../../../src/platforms/ecarx/platform";
import { lynkcoSigned } from "../../../../src/platforms/ecarx/profiles/lynkco";
import { failure, openSession, type Answer, type Opened } from "../support";

const exchange = "POST api.xchanger.cn/auth/account/token";
const open = (): Opened =>
  openSession({
    platform: ecarxPlatform(lynkcoSigned),
    stored: null,
    context: { credentials: { authCode: "123456", signingSecret: "s" } },
  });
const whole = { accessToken: "T1", userId: "7", refreshToken: "R1", clientId: "C" };

describe("odd answers to a captured authCode", () => {
  const answers: [string, Answer, string, RegExp, number][] = [
    ["a code that is used", { body: { code: 1501 } }, "SIGN_IN_REJECTED", /code 1501\): it works once/, 1],
    ["404", { status: 404, body: {} }, "SIGN_IN_REJECTED", /HTTP 404\): it works once/, 1],
    ["success without a token", { body: { code: 1000, data: { userId: "7" } } }, "SIGN_IN_REJECTED", /code 1000/, 1],
    ["success without a user", { body: { code: 1000, data: { accessToken: "T" } } }, "SIGN_IN_REJECTED", /1000/, 1],
    ["a session with another code", { body: { code: 1001, data: whole } }, "SIGN_IN_REJECTED", /code 1001/, 1],
    ["403", { status: 403, body: {} }, "SIGN_IN_BLOCKED", /./, 2],
  ];
  for (const [what, answer, code, message, asked] of answers) {
    it(`${what} is ${code}`, async () => {
      const { session, network } = open();
      network.on(exchange, answer);
      const error = await failure(session.signIn());
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.equal(session.usable, false);
      await failure(session.signIn());
      assert.equal(network.count("/auth/account/token"), asked, "a code that is over is not sent again");
    });
  }

  it("takes the session that it is given", async () => {
    const { session, network } = open();
    network.on(exchange, { body: { code: "1000", data: whole } });
    await session.signIn();
    assert.equal(session.usable, true);
    assert.equal(network.asked[0]?.query, "identity_type=lid");
  });
});
