/**
 * 300 kB of a stranger's words, by every way in that there is: the outcome is a named error or an answer, and it
 * comes: what grew with the square of the length took 14 s of everybody's time, and more, for a quarter of these.
 */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import { VehicleCloudError } from "../../src/base/errors";
import { ManualClock } from "../../src/base/clock";
import type { Logger } from "../../src/base/logger";
import { startDemoCloud } from "../../src/demo";
import { createAxiosTransport } from "../../src/http/axios-transport";
import type { Transport, WireRequest, WireResponse } from "../../src/http/transport";
import { receive, unload } from "./support";
import { blue, DemoScene, loadSending } from "./command/support";
import { Stage, until as untilStaged } from "./webhook/stage";
import { alertFields, signed } from "./webhook/support";

const length = 300_000;
const hostile = ["1", "1.", "a.", "eyJ", "x@", "token=", "%", "a b@c.", '\\"', "\n"].map(
  // What looks like a number, an address or a token to its last character, and is none.
  (piece) => `${piece.repeat(length / piece.length)}!`,
);

/** Each word is borne: at its length the square (14 s for a quarter of it) outlasts the minutes that mocha grants a test. */
async function bearable(work: (words: string) => Promise<unknown>, words = hostile): Promise<void> {
  for (const text of words) await work(text);
}

function assertBounded(error: unknown, code: string | RegExp): void {
  assert.ok(error instanceof VehicleCloudError, String(error).slice(0, 200));
  assert.match(error.code, typeof code === "string" ? new RegExp(`^${code}$`) : code);
  // Cut at 8,000 characters, of which each e-mail address then becomes seven.
  assert.ok(error.message.length < 16_000, `${error.message.length}`);
  assert.ok((error.platformCode ?? "").length < 16_000, `${error.platformCode?.length}`);
}

const answer = (body: unknown, status = 200): WireResponse => ({
  ...{ status, headers: {} },
  body: Buffer.from(JSON.stringify(body)),
});

function speaking(answerTo: (request: WireRequest) => WireResponse): Transport {
  return { send: (request) => Promise.resolve(answerTo(request)), close: () => undefined };
}

const bike = "860000000000017";
const isToken = ({ url }: WireRequest): boolean => /token/.test(new URL(url).pathname);

describe("300 kB of a stranger's words", function () {
  this.timeout(120_000);

  function operator(transport: Transport, logger?: Logger) {
    return createVehicleAccount({
      ...{ platform: "segway", credentials: { clientId: "E00001", clientSecret: "a-secret" } },
      vehicles: [{ id: bike, enabled: true }],
      ...{ transport, logger, clock: new ManualClock() },
    });
  }

  it("as the life of a token: the sign-in holds", () =>
    bearable(async (words) => {
      const account = operator(speaking(() => answer({ access_token: "good", expires_in: words })));
      assert.deepEqual(
        (await account.signIn({ force: true })).map(({ id }) => id),
        [bike],
      );
      await account.close();
    }));

  it("as the code of a sign-in that is refused", () =>
    bearable(async (words) => {
      const account = operator(speaking(() => answer({ error: words, error_description: words }, 400)));
      await assert.rejects(account.signIn({ force: true }), (error) => {
        assertBounded(error, "CLOUD_ANSWER_INVALID");
        return true;
      });
      await account.close();
    }));

  it("as a cloud's code and text, all of it also told in detail", () =>
    bearable(async (words) => {
      const said: string[] = [];
      const say = (text: string): void => void said.push(text);
      const account = operator(
        speaking((request) =>
          isToken(request)
            ? answer({ access_token: "good", expires_in: 7200 })
            : answer({ code: words, message: words, msg: words }),
        ),
        { debugs: true, debug: say, info: say, warn: say, error: say },
      );
      await assert.rejects(account.status(bike), (error) => {
        assertBounded(error, /^[A-Z_]+$/);
        assert.notEqual((error as VehicleCloudError).code, "INTERNAL");
        return true;
      });
      await account.close();
      assert.ok(said.every((line) => line.length < 16_000));
    }));

  it("as the sign-in error of a car's cloud: text and code", async () => {
    const clock = new ManualClock(Date.now());
    const demo = await startDemoCloud({ clock });
    try {
      await bearable(async (words) => {
        const real = createAxiosTransport();
        const account = createVehicleAccount({
          ...{ platform: "smart-eu", credentials: demo.credentials["smart-eu"], baseUrls: demo.baseUrls, clock },
          transport: {
            send: (request) =>
              request.url.includes("/accounts.login")
                ? Promise.resolve(answer({ errorCode: words, errorMessage: words, errorDetails: words }))
                : real.send(request),
            close: () => real.close(),
          },
        });
        await assert.rejects(account.signIn({ force: true }), (error) => {
          assertBounded(error, /^(CLOUD_|SIGN_IN_)/);
          return true;
        });
        await account.close();
      });
    } finally {
      await demo.close();
    }
  });

  it("as a mark that another instance has stored: the push is taken", async () => {
    const stage = new Stage();
    await stage.begin();
    try {
      const hook = await stage.deploy({ sharedStore: "shared" });
      await bearable(async (words) => {
        const at = stage.store.asked;
        const posted = stage.post("/segway/v2/vehicle/alert", signed(alertFields()));
        await untilStaged("the store to be asked", () => stage.store.asked > at);
        for (const name of stage.store.values.keys()) stage.store.values.set(name, { by: words, at: words });
        assert.equal((await posted).status, 200);
        stage.store.values.clear();
        await stage.clock.advance(120_000);
      });
      assert.equal(hook.take().length, hostile.length);
    } finally {
      await stage.end();
    }
  });

  for (const [type, settings, message] of [
    ["charge", {}, (words: string) => ({ payload: words })],
    [
      "charge",
      { operation: "target", target: "level", targetType: "msg" },
      (words: string) => ({ payload: "x", level: words }),
    ],
    [
      "command",
      { command: "climateOn", parameters: { temperature: { value: "degrees", type: "msg" } } },
      (words: string) => ({ payload: "x", degrees: words }),
    ],
  ] as const) {
    it(`as what a flow gives a ${type} node, ${JSON.stringify(settings)}: refused by name`, async () => {
      const scene = new DemoScene();
      await scene.start();
      try {
        const outcomes = await loadSending(type, { ...settings, vehicle: blue, vehicleType: "str" });
        await bearable(async (words) => {
          const before = outcomes.failed.length;
          receive("car", message(words));
          await scene.passing("a refusal", () => outcomes.failed.length === before + 1);
          const { error } = outcomes.failed.at(-1)!;
          assert.equal(error.code, "INPUT_INVALID");
          assert.ok(error.message.length < 16_000);
        });
        assert.deepEqual([outcomes.counts.done, outcomes.counts.unsure, scene.commandsSent()], [0, 0, 0]);
      } finally {
        await unload();
        await scene.stop();
      }
    });
  }
});
