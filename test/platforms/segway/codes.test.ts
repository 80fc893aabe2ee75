import assert from "node:assert/strict";
import fc from "fast-check";
import { createVehicleAccount } from "../../../src/account/create";
import { VehicleCloudError, type ErrorCode } from "../../../src/base/errors";
import { startDemoCloud } from "../../../src/demo";
import { segwayCodes } from "../../../src/platforms/segway/codes";
import type { Reaction } from "../../../src/platforms/platform";
import { callOf, always, bikeId, done, open, stub, tokenAnswer, isTokenCall, vehicle } from "./support";

async function failureOf(work: Promise<unknown>): Promise<VehicleCloudError> {
  const error = await work.then(
    () => assert.fail("was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof VehicleCloudError, String(error));
  return error;
}

describe("segway codes", () => {
  /** code → error, reaction on a read; a command reacts to 15101 only. */
  const expected: Record<string, [ErrorCode, Reaction]> = {
    15001: ["CLOUD_UNAVAILABLE", "wait"],
    15004: ["INPUT_INVALID", "none"],
    15100: ["CONFIG_INVALID", "none"],
    15101: ["SIGN_IN_NEEDED", "refresh"],
    15102: ["VEHICLE_UNKNOWN", "none"],
    15300: ["VEHICLE_UNKNOWN", "none"],
    15301: ["VEHICLE_OFFLINE", "none"],
    15302: ["TIMEOUT", "none"],
    15303: ["VEHICLE_OFFLINE", "wait"],
    15400: ["VEHICLE_OFFLINE", "none"],
    15500: ["VEHICLE_BUSY", "none"],
    15600: ["COMMAND_REJECTED", "none"],
    15601: ["COMMAND_REJECTED", "none"],
    15602: ["TIMEOUT", "none"],
    15603: ["COMMAND_REJECTED", "none"],
    15611: ["COMMAND_REJECTED", "none"],
    15612: ["TIMEOUT", "none"],
    15635: ["COMMAND_REJECTED", "none"],
    15638: ["COMMAND_REJECTED", "none"],
    15707: ["NOT_SUPPORTED", "none"],
    15990: ["NOT_PERMITTED", "none"],
    15996: ["COMMAND_REJECTED", "none"],
    15997: ["COMMAND_REJECTED", "none"],
  };

  it("are all 23 of the vendor's page", () => {
    assert.deepEqual(Object.keys(segwayCodes), Object.keys(expected));
    assert.equal(Object.keys(segwayCodes).length, 23);
  });

  for (const [code, [error, reaction]] of Object.entries(expected)) {
    it(`${code} becomes ${error} on a command and on a read, and is reacted to with ${reaction}`, async () => {
      for (const spelling of [Number(code), code]) {
        const transport = always({ code: spelling, msg: "whatever", data: null, t: 1 });
        const { session } = open(transport);
        await session.signIn();
        const command = await failureOf(session.command(vehicle(bikeId), { command: "lock" }).send());
        assert.equal(command.code, error);
        assert.equal(command.platformCode, code);
        assert.equal(command.host, "eu-api.segwaydiscovery.com");
        assert.equal(session.react(command, { purpose: "command" }), code === "15101" ? "refresh" : "none");
        assert.equal(command.lastReadingServes, undefined);
        // A host that does not know the client id (15100) is not asked again before the next sign-in.
        if (code === "15100") await session.signIn();
        const read = await failureOf(session.read("batteryDetails", vehicle(bikeId), {}));
        assert.equal(read.code, error);
        assert.equal(session.react(read, { purpose: "read" }), reaction);
        assert.ok(!command.message.includes(bikeId), "the full id is not shown");
        if (reaction === "wait") assert.ok(read.retryAfterMs! >= 1000);
        const sent = transport.asked.filter((request) => !isTokenCall(request));
        assert.equal(sent.length, 2, "nothing is sent twice by itself");
      }
    });
  }

  it("with an outcome that is not known say that the command was sent", async () => {
    for (const code of [15302, 15602, 15612]) {
      const { session } = open(always({ code }));
      await session.signIn();
      const error = await failureOf(session.command(vehicle(bikeId), { command: "unlock" }).send());
      assert.equal(error.sent, true);
      assert.match(error.message, /read the vehicle's state before sending it again/);
    }
  });

  it("on a read give the advice of a read, where a command's would make somebody look for a command", async () => {
    // All that the queries answer, docs/protocol/segway.md 4.
    for (const code of [15001, 15004, 15100, 15101, 15102, 15300, 15301, 15302, 15303, 15400]) {
      for (const kind of ["overview", "batteryDetails", "bluetoothKey"] as const) {
        const { session } = open(always({ code }));
        await session.signIn();
        const { message } = await failureOf(session.read(kind, vehicle(bikeId), {}));
        // What stands in brackets are the vendor's own words.
        assert.doesNotMatch(
          message.replace(/\([^)]*\)/, ""),
          /command|carried out|unlock|before sending/,
          String(code),
        );
      }
    }
    const { session } = open(always({ code: 15302 }));
    await session.signIn();
    const { message } = await failureOf(callOf(session, "query.status", { iotCode: bikeId }));
    assert.match(message, /15302.*has not answered.*ask again/);
  });

  it("of a query come from the demo too, where a test wants one", async () => {
    const demo = await startDemoCloud();
    const account = createVehicleAccount({
      platform: "segway",
      credentials: demo.credentials["segway"],
      baseUrls: demo.baseUrls,
      vehicles: demo.vehicles.filter(({ platform }) => platform === "segway").map(({ id }) => ({ id, enabled: true })),
    });
    try {
      const { id } = (await account.vehicles())[0]!;
      for (const [kind, path, code] of [
        ["overview", "current/status", 15301],
        ["batteryDetails", "current/battery-info", 15302],
        ["bluetoothKey", "current/bluetooth-key", 15300],
      ] as const) {
        demo.control.fail({ match: path, code });
        const asked = kind === "overview" ? account.status(id) : account.read(id, kind);
        assert.equal((await failureOf(asked)).platformCode, String(code));
      }
    } finally {
      await account.close();
      await demo.close();
    }
  });

  it("that nobody knows are a cloud's fault on a read, a refusal on a command, and kept", async () => {
    const { session } = open(always({ code: 15777, msg: "call +49 or mail to someone@example.org" }));
    await session.signIn();
    const read = await failureOf(session.read("overview", vehicle(bikeId), {}));
    assert.deepEqual([read.code, read.platformCode, read.retryable], ["CLOUD_UNAVAILABLE", "15777", false]);
    assert.ok(!read.message.includes("someone@"));
    const command = await failureOf(session.command(vehicle(bikeId), { command: "find" }).send());
    assert.deepEqual([command.code, command.platformCode], ["COMMAND_REJECTED", "15777"]);
  });

  it("HTTP 401 on a call is a refused token, whatever the body", async () => {
    for (const answer of [{ json: { error: "invalid_token" } }, { text: "<html>" }]) {
      const transport = stub((request) => (isTokenCall(request) ? tokenAnswer() : { status: 401, ...answer }));
      const { session } = open(transport);
      await session.signIn();
      const error = await failureOf(session.read("overview", vehicle(bikeId), {}));
      assert.equal(error.code, "SIGN_IN_NEEDED");
      assert.equal(session.react(error, { purpose: "command" }), "refresh");
    }
  });

  it("success is told by the code alone", async () => {
    for (const msg of ["Success", "success", undefined, "failed"]) {
      const { session } = open(always({ ...done(), msg }));
      await session.signIn();
      await session.command(vehicle(bikeId), { command: "lock" }).send();
    }
  });

  it("a page or an answer without code is no success", async () => {
    for (const answer of [
      { text: "<html>maintenance</html>" },
      { json: {} },
      { json: [] },
      { json: null },
      { text: "{" },
    ]) {
      const { session } = open(stub((request) => (isTokenCall(request) ? tokenAnswer() : answer)));
      await session.signIn();
      const error = await failureOf(session.command(vehicle(bikeId), { command: "lock" }).send());
      assert.ok(["CLOUD_UNAVAILABLE", "CLOUD_ANSWER_INVALID"].includes(error.code));
    }
  });

  it("no answer makes a reading or a command fail in another way than its own errors", async () => {
    const reply = fc.oneof(
      fc.jsonValue(),
      fc.record({ code: fc.constant(0), data: fc.jsonValue() }),
      fc.record({
        code: fc.constant(0),
        data: fc.dictionary(
          fc.constantFrom("locked", "batteryData", "latitude", "gpsUtcTime", "key", "iotVoltage", "__proto__"),
          fc.jsonValue(),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(reply, async (json) => {
        const { session } = open(always(json), { profile: { burst: 1000 } });
        await session.signIn();
        for (const kind of ["overview", "location", "batteryDetails", "bluetoothKey"] as const) {
          const result = await session.read(kind, vehicle(bikeId), {}).catch((error: unknown) => error);
          if (result instanceof Error) assert.ok(result instanceof VehicleCloudError, String(result));
          else assert.ok(!/NaN|Infinity/.test(JSON.stringify(result)));
        }
        const sent = await session
          .command(vehicle(bikeId), { command: "lock" })
          .send()
          .catch((error: unknown) => error);
        assert.ok(!(sent instanceof Error) || sent instanceof VehicleCloudError, String(sent));
      }),
      { numRuns: 200 },
    );
  });
});
