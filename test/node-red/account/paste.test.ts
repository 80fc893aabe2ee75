/** A captured request that is pasted into the account's dialog: read by the runtime, kept and logged nowhere. */
import assert from "node:assert/strict";
import type { SinonSpy } from "sinon";
import { editorRequest, helper, load, made, ourNodes, stubRuntime, unload } from "../support";

const token = "tok-invented-0001";
const capture = `GET https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/L6T7TEST000000001?userId=7
x-app-id: xiaokanl
authorization: ${token}`;

const paste = async (text: unknown): Promise<{ status: number; body: Record<string, unknown> }> =>
  (await editorRequest("post", "/vehicle-cloud/accounts/new/paste").send({ text })) as never;

describe("pasting a captured request", () => {
  beforeEach(() => stubRuntime());
  afterEach(unload);

  it("is answered without an account, and leaves no trace of the token", async () => {
    await load([], ourNodes);
    const { status, body } = await paste(capture);
    assert.deepEqual([status, body.ok, body.generation, body.platform], [200, true, "gkui", "lynkco-gkui"]);
    assert.deepEqual(body.credentials, { accessToken: token });
    assert.equal(made.length, 0, "no account was made");
    const logged = (helper.log() as unknown as SinonSpy).args;
    assert.ok(!JSON.stringify(logged).includes(token));
  });

  it("that cannot be used is refused in a sentence that holds nothing of it", async () => {
    await load([], ourNodes);
    const hostile = [
      `${capture}\n__proto__: ${token}`,
      `{"a": "${token}`,
      `${"x\n".repeat(100_000)}${token}`,
      capture.replace("L6T7TEST000000001", `L6T7TEST000000001/../${token}`),
      capture.replace("api.xchanger.cn", `${token}@api.xchanger.cn`),
      `${capture}\n\n${capture}`,
      `${capture}\nauthorization: another`,
      capture.replace("userId=7", `userId=${token}%20${token}`),
      `curl 'https://api.xchanger.cn/x' -H $'authorization: ${token}\\r\\nx: y'`,
    ];
    for (const text of [...hostile, 7, undefined]) {
      const { status, body } = await paste(text);
      assert.deepEqual([status, body.ok, body.code], [400, false, "INPUT_INVALID"]);
      assert.match(String(body.message), /Nothing was changed\.$/);
      assert.ok(!JSON.stringify(body).includes(token));
    }
    const look = await paste(capture.replace("xchanger.cn", "xchanger.cn.evil.example"));
    assert.deepEqual([look.body.generation, look.body.credentials], ["unknown", {}]);
    assert.ok(!JSON.stringify((helper.log() as unknown as SinonSpy).args).includes(token));
  });
});
