/** What an account knows as its own secret is shown nowhere, whatever a cloud says and whatever the owner has called things. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccount } from "../../src/account/types";
import { hideKnown } from "../../src/base/known-secrets";
import { redact, redactForeign } from "../../src/base/logger";
import { cloudError, type VehicleCloudError } from "../../src/base/errors";
import type { Logger } from "../../src/base/logger";
import type { Transport } from "../../src/http/transport";
import type { Credentials } from "../../src/platforms/platform";
import { StatusDisplay } from "../../src/node-red/status/status-display";

const vin = "HESXTEST0P0000042";
const opened: VehicleAccount[] = [];

function account(
  platform: "smart-intl" | "segway",
  credentials: Credentials,
  reply: { status?: number; body: object },
  vehicles: { id: string; name?: string; enabled: boolean }[] = [],
): { account: VehicleAccount; lines: string[] } {
  const lines: string[] = [];
  const line = (text: string): void => void lines.push(text);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const transport: Transport = {
    send: async () => ({ status: reply.status ?? 200, headers: {}, body: Buffer.from(JSON.stringify(reply.body)) }),
    close: () => undefined,
  };
  const made = createVehicleAccount({ platform, credentials, vehicles, logger, transport });
  opened.push(made);
  return { account: made, lines };
}

const failure = (work: Promise<unknown>): Promise<VehicleCloudError> =>
  work.then(
    () => assert.fail("it was expected to fail"),
    (error: unknown) => error as VehicleCloudError,
  );

/** Everything that a user or a bug report gets to see. */
const allOf = (error: VehicleCloudError, made: VehicleAccount, lines: string[]): string =>
  [error.message, error.stack, error.platformCode, JSON.stringify(made.diagnostics()), ...lines].join("\n");

describe("the secrets an account knows", () => {
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  for (const password of ["Tr0ub4dor", "sunshine", 'a "b" & ü@x', "pass.word+1"]) {
    it(`are taken out of a cloud's sentence: a password like ${password}`, async () => {
      for (const said of [
        password,
        password.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
        encodeURIComponent(password),
      ]) {
        const message = `Refused, pw was ${said}! Good bye`;
        const { account: made, lines } = account(
          "smart-intl",
          { username: "driver one", password },
          { status: 400, body: { code: "1001", message } },
        );
        const error = await failure(made.signIn({ force: true }));
        assert.match(error.message, /pw was \*\*\*! Good bye/);
        assert.equal(allOf(error, made, lines).includes(said), false);
        await made.close();
      }
    });
  }

  it("are taken out of a code", async () => {
    const body = { code: "Tr0ub4dor", message: "no" };
    const { account: made } = account(
      "smart-intl",
      { username: "a@example.com", password: "Tr0ub4dor" },
      { status: 400, body },
    );
    assert.equal((await failure(made.signIn({ force: true }))).platformCode, "***");
  });

  it("are hidden whole if they are long, and cost no more than their text, whatever stands beside them", () => {
    const token = `eyx.${"Ab9-".repeat(200)}`;
    const endless = "a1".repeat(150_000);
    const show = hideKnown([token, endless, "o/u".repeat(3000)]);
    try {
      assert.equal(redact(`refused ${token}, good bye`), "refused ***, good bye");
      assert.doesNotMatch(redact(`refused ${endless}, good bye`), /a1a1/);
      // Its first thousand characters, as a cloud may cut it.
      assert.doesNotMatch(redact(`refused ${token.slice(0, 500)} … cut`), /Ab9/);
      // Nearly all of it, from each place: 10^10 steps would not end here.
      for (const piece of ["a1", "o/u"]) {
        for (let count = 0; count < 20; count++) redactForeign(`${piece.repeat(149_000)}b `.repeat(3));
      }
    } finally {
      show();
    }
    assert.match(redact("a1".repeat(100)), /a1a1/);
  });

  it("that are short or a word of every text leave our sentences whole", async () => {
    for (const password of ["is", "a", "password", "Most"]) {
      const body = { code: "1001", message: "no" };
      const { account: made } = account("smart-intl", { username: "a@example.com", password }, { status: 400, body });
      const { message } = await failure(made.signIn({ force: true }));
      assert.match(message, /Most likely the e-mail address or password is wrong/);
      await made.close();
    }
  });

  it("are shown again once no account has them", async () => {
    const { account: made } = account("smart-intl", { username: "a@example.com", password: "Tr0ub4dor" }, { body: {} });
    assert.equal(cloudError("TIMEOUT", "about Tr0ub4dor").message, "about ***");
    await made.close();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(cloudError("TIMEOUT", "about Tr0ub4dor").message, "about Tr0ub4dor");
  });

  it("are no matter what they are called: names and selectors that hold an e-mail address, a VIN or an iotCode", async () => {
    const rows = [
      { id: "860000000000001", name: `Car of bob@example.com`, enabled: true },
      { id: "8600000001", name: `Bike ${vin}`, enabled: true },
      { id: "8600000002", name: "Bike 8600000002", enabled: true },
    ];
    const { account: made, lines } = account(
      "segway",
      { clientId: "E00001", clientSecret: "s" },
      { body: { code: 0 } },
      rows,
    );
    for (const selector of ["eve@example.com", vin, `the ${vin}`, "8600000009"]) {
      const error = await failure(made.resolve(selector));
      const all = allOf(error, made, lines);
      for (const secret of ["bob@", "eve@", vin, "8600000002", "860000000000001"]) {
        assert.equal(all.includes(secret), false, `${secret} in ${error.message}`);
      }
    }
  });

  it("are not in a platform's code that is a VIN", () => {
    const error = cloudError("COMMAND_REJECTED", `refused ${vin}`, { platformCode: vin });
    assert.deepEqual([error.platformCode, error.message], ["…0042", "refused …0042"]);
  });

  it("are not below a node: a name that holds an e-mail address or a VIN", () => {
    const shown: string[] = [];
    const node = { type: "vehicle-cloud-status", status: ({ text = "" }) => void shown.push(text) };
    const display = new StatusDisplay({ _: (key: string) => key } as never, node as never);
    display.failed("message", { fill: "red", shape: "ring", text: `bob@example.com ${vin}` });
    assert.equal(shown.at(-1), "***@*** …0042");
  });
});
