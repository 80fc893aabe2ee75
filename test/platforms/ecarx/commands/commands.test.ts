import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../../../../src/platforms/platform";
import { emptyStatus, type VehicleStatus } from "../../../../src/vehicle/model";
import { api, apiv2, failure, five, ok, one, openSession } from "../support";

const telematics = `/remote-control/vehicle/telematics/${one.id}`;
const taken = ok({ serviceResult: { error: null, operationResult: 1 }, serviceId: "x", taskId: null });

const { vectors } = JSON.parse(readFileSync(join(__dirname, "../../../fixtures/ecarx-signing.json"), "utf8")) as {
  vectors: { name: string; inputs: { body: string } }[];
};

/** A recorded body with its timestamp taken out. */
const timeless = (body: string): string => body.replace(/"(time[Ss]tamp)":"\d+"/, '"$1":"-"');
const recorded = (name: string): string => timeless(vectors.find((vector) => vector.name === name)?.inputs.body ?? "");

/** What a command puts on the wire. */
async function sent(command: Command): Promise<string> {
  const { session, network } = openSession();
  network.on(telematics, taken).on("/send/to/car", ok()).on(`/journalLog/${one.id}`, ok());
  await session.command(one, command).send();
  assert.equal(network.lines.length, 1);
  return network.asked[0]?.body ?? "";
}

function pairs(body: string): string[] {
  const { serviceParameters } = JSON.parse(body) as { serviceParameters: { key: string; value: string }[] };
  return serviceParameters.map(({ key, value }) => `${key}=${value}`);
}

describe("commands to a smart", () => {
  it("sends climate with the driver's seat as it was recorded", async () => {
    const body = await sent({ command: "climateOn", temperature: 21.5, seats: { driver: 3 } });
    assert.equal(timeless(body), recorded("eu-10-put-climate-start"));
  });

  it("stops charging as it was recorded", async () => {
    assert.equal(timeless(await sent({ command: "chargeStop" })), recorded("eu-11-put-charging-stop"));
  });

  it("locks as it was recorded", async () => {
    assert.equal(timeless(await sent({ command: "lock" })), recorded("eu-12-put-lock"));
  });

  it("unlocks as it was recorded", async () => {
    assert.equal(timeless(await sent({ command: "unlock" })), recorded("intl-05-put-unlock"));
  });

  it("puts all seats and the wheel into one climate command, heat before level, level 0 left out", async () => {
    const seats = { driver: "2", passenger: 0 };
    const body = await sent({ command: "climateOn", temperature: "16", seats, steeringWheel: 1 });
    assert.deepEqual(pairs(body), [
      "rce.conditioner=1",
      "rce.temp=16.0",
      "rce.heat=front-left",
      "rce.level=2",
      "rce.heat=steering_wheel",
      "rce.level=1",
    ]);
    assert.deepEqual(pairs(await sent({ command: "climateOn" })), ["rce.conditioner=1", "rce.temp=21.0"]);
  });

  it("turns the climate off", async () => {
    const body = await sent({ command: "climateOff" });
    const { command, serviceId, operationScheduling } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([command, serviceId], ["stop", "RCE_2"]);
    assert.equal((operationScheduling as { duration: number }).duration, 180);
    assert.deepEqual(pairs(body), ["rce.conditioner=1"]);
  });

  it("starts charging and sets the target in tenths of a percent, parameters in their order", async () => {
    assert.deepEqual(pairs(await sent({ command: "chargeStart" })), ["operation=1", "rcs.restart=1"]);
    const target = await sent({ command: "chargeTarget", percent: 85 });
    assert.deepEqual(pairs(target), ["soc=850", "operation=4", "rcs.setting=1"]);
    assert.match(target, /"timeStamp":"\d{13}"/);
    assert.match(target, /"recurrentOperation":0/);
  });

  it("sends a destination with its spaces, as numbers, to the vehicle in the query", async () => {
    const { session, network } = openSession();
    network.on("POST api.ecloudeu.com/geelyTCAccess/tcservices/ihu/send/to/car", ok());
    const place = { latitude: 48.137154, longitude: "11.576124", name: "  Marienplatz 1, Café ü " };
    await session.command(one, { command: "sendDestination", ...place }).send();
    const [asked] = network.asked;
    assert.equal(asked?.query, `vin=${one.id}`);
    assert.equal(asked?.headers["x-vehicle-identifier"], one.id);
    assert.equal(asked?.body, '{"lat":48.137154,"lon":11.576124,"name":"Marienplatz 1, Café ü","address":""}');
  });

  it("switches trip recording with a body of its own", async () => {
    const body = JSON.parse(await sent({ command: "tripRecordingOff" })) as Record<string, unknown>;
    assert.match(String(body["timestamp"]), /^\d{13}$/);
    delete body["timestamp"];
    assert.deepEqual(body, {
      creator: "tc",
      latest: false,
      command: "stop",
      serviceId: "JOU",
      serviceParameters: [{ key: "jou", value: "disable" }],
      operationScheduling: { scheduledTime: 0, interval: 0, occurs: 0, recurrentOperation: true, duration: 60 },
    });
  });

  it("goes to the vehicle's host with its headers, and makes time, nonce and signature anew for each sending", async () => {
    const { session, network, clock } = openSession();
    network.on(`PUT ${apiv2}/remote-control/vehicle/telematics/${five.id}`, taken);
    const prepared = session.command(five, { command: "lock" });
    await prepared.send();
    await clock.advance(5000);
    await prepared.send();
    const [first, second] = network.asked;
    assert.equal(first?.headers["x-vehicle-identifier"], five.id);
    for (const header of ["x-timestamp", "x-api-signature-nonce", "x-signature"]) {
      assert.notEqual(first?.headers[header], second?.headers[header], header);
    }
    assert.notEqual(first?.body, second?.body);
  });

  const refused: [string, Command][] = [
    ["a temperature that is too low", { command: "climateOn", temperature: 15.5 }],
    ["a temperature between two steps", { command: "climateOn", temperature: 21.3 }],
    ["a temperature that is no number", { command: "climateOn", temperature: "warm" }],
    ["a level above 3", { command: "climateOn", seats: { driver: 4 } }],
    ["a seat that cannot be heated", { command: "climateOn", seats: { rearLeft: 1 } }],
    ["seats that are no object", { command: "climateOn", seats: 3 }],
    ["half a level", { command: "climateOn", steeringWheel: 1.5 }],
    ["a target below 50", { command: "chargeTarget", percent: 45 }],
    ["a target between two steps", { command: "chargeTarget", percent: 82 }],
    ["no target", { command: "chargeTarget" }],
    ["a destination without a name", { command: "sendDestination", latitude: 1, longitude: 2, name: " " }],
    ["a place off the map", { command: "sendDestination", latitude: 91, longitude: 2, name: "x" }],
    ["a name of two lines", { command: "sendDestination", latitude: 1, longitude: 2, name: "a\nb" }],
    ["an address that is no text", { command: "sendDestination", latitude: 1, longitude: 2, name: "a", address: 7 }],
  ];
  for (const [what, command] of refused) {
    it(`refuses ${what} before anything is sent`, () => {
      const { session, network } = openSession();
      assert.throws(() => session.command(one, command), { code: "INPUT_INVALID", sent: false });
      assert.equal(network.lines.length, 0);
    });
  }

  it("does not know commands that were only seen on other cars, nor ones of the language", () => {
    const { session } = openSession();
    for (const command of ["windowsOpen", "horn", "trunkUnlock", "constructor", ""]) {
      assert.throws(() => session.command(one, { command }), { code: "NOT_SUPPORTED" });
    }
  });

  it("does not lock or unlock a car it cannot name by its VIN", () => {
    const { session } = openSession();
    for (const command of ["lock", "unlock"]) {
      assert.throws(() => session.command({ ...one, id: "SHORT1" }, { command }), { code: "INPUT_INVALID" });
    }
  });

  const notTaken: [string, object][] = [
    [
      "success is false",
      { code: "1000", success: false, data: { serviceResult: { operationResult: 1, error: null } } },
    ],
    ["the unit's result is not 1", { code: "1000", success: true, data: { serviceResult: { operationResult: 0 } } }],
    [
      "the unit names an error",
      { code: 1000, success: true, data: { serviceResult: { operationResult: 1, error: "E7" } } },
    ],
    ["there is no result", { code: "1000", success: true, data: null }],
  ];
  for (const [what, body] of notTaken) {
    it(`is not accepted when ${what}`, async () => {
      const { session, network } = openSession();
      network.on(telematics, { body });
      const error = await failure(session.command(one, { command: "lock" }).send());
      assert.deepEqual([error.code, error.retryable], ["COMMAND_REJECTED", false]);
      assert.equal(network.lines.length, 1);
    });
  }

  it("is sent once, whatever the weather", async () => {
    for (const answer of [{ status: 503, body: "<html>" }, { body: '{"code":"10' }]) {
      const { session, network } = openSession();
      network.on(telematics, answer);
      await failure(session.command(one, { command: "unlock" }).send());
      assert.equal(network.lines.length, 1);
    }
  });

  it("says what shows that it was carried out, and what may be repeated", () => {
    const { session } = openSession();
    const look = (patch: object): VehicleStatus => ({ ...emptyStatus("2026-06-01T08:00:00Z"), ...patch });
    const shown: [Command, object, object, boolean][] = [
      [{ command: "lock" }, { locks: { locked: true, doors: {} } }, { locks: { locked: null, doors: {} } }, true],
      [{ command: "unlock" }, { locks: { locked: false, doors: {} } }, { locks: { doors: {} } }, false],
      [{ command: "climateOn" }, { climate: { preconditioning: true } }, { climate: {} }, false],
      [{ command: "climateOff" }, { climate: { preconditioning: false } }, { climate: {} }, true],
      [{ command: "chargeStart" }, { battery: { charging: true } }, { battery: { charging: false } }, false],
      [{ command: "chargeStop" }, { battery: { charging: false } }, { battery: {} }, true],
      [{ command: "tripRecordingOn" }, { tripRecording: true }, { tripRecording: null }, false],
      [{ command: "tripRecordingOff" }, { tripRecording: false }, {}, true],
    ];
    for (const [command, yes, no, repeatable] of shown) {
      const prepared = session.command(one, command);
      assert.equal(prepared.shows?.(look(yes)), true, command.command);
      assert.equal(prepared.shows?.(look(no)), false, command.command);
      assert.equal(prepared.repeatable, repeatable, command.command);
    }
    // What can be read back of it is the cloud's own setting.
    assert.equal("shows" in session.command(one, { command: "chargeTarget", percent: 80 }), false);
    assert.equal(session.command(one, { command: "tripRecordingOn" }).confirmedBy, "stateFlags");
    const place = { latitude: 0, longitude: 0, name: "x" };
    assert.equal("shows" in session.command(one, { command: "sendDestination", ...place }), false);
  });

  it("sends to the usual host for a #1", async () => {
    const { session, network } = openSession();
    network.on(`PUT ${api}${telematics}`, taken);
    await session.command(one, { command: "climateOff" }).send();
    assert.equal(network.asked[0]?.headers["authorization"], "T0");
  });
});
