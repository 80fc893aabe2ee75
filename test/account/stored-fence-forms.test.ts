import assert from "node:assert/strict";
import { callStoredFences, fenceRequest, readStoredFences, watchableFences } from "../../src/account/stored-fences";

describe("a call about fences that the cloud keeps", () => {
  it("that cannot be made is refused in a sentence, and nothing is sent", async () => {
    const table: [unknown, RegExp][] = [
      [undefined, /is an object with its operation/],
      ["list", /is an object with its operation/],
      [{ operation: "list", family: "garden" }, /"garden" is no family of stored fences/],
      [{ operation: "list", family: { long: 1 } }, /is no family of stored fences/],
      [{ operation: "draw" }, /"draw" is no operation of stored fences/],
      [{}, /"undefined" is no operation of stored fences/],
      [{ operation: "latest", family: "electric" }, /Only the vehicle's own fences have a latest one/],
      [{ operation: "delete" }, /its id is needed/],
      [{ operation: "delete", id: "  " }, /its id is needed/],
      [{ operation: "create" }, /To create a stored fence its body is needed/],
      [{ operation: "update", body: {} }, /To update a stored fence its body is needed/],
      [{ operation: "update", body: "all" }, /To update a stored fence its body is needed/],
    ];
    for (const [call, message] of table) {
      const refused = { code: "INPUT_INVALID", sent: false, message };
      assert.throws(() => fenceRequest(call as never), refused, JSON.stringify(call));
      const send = (): never => assert.fail("sent");
      await assert.rejects(callStoredFences(send, "VIN", call as never), refused);
    }
  });

  it("takes an id as text or number, and a confirmation only where one is given", () => {
    const endpoint = "iov.authorized-geofence-delete";
    const of = (more: object): unknown => fenceRequest({ operation: "delete", family: "authorized", ...more } as never);
    assert.deepEqual(of({ id: 17 }), { endpoint, params: { id: "17" } });
    assert.deepEqual(of({ id: " a ", confirm: "yes" }), { endpoint, params: { id: "a", confirm: "yes" } });
  });
});

describe("fences that the cloud keeps, as they are read", () => {
  it("from a list, a list inside or a single one; values only where they are some", () => {
    const raw = {
      geofenceId: 5,
      name: "Yard",
      centerLatitude: "52.5",
      centerLongitude: 13.4,
      radius: "200",
      enabled: "1",
    };
    const yard = { id: "5", name: "Yard", lat: 52.5, lon: 13.4, radiusM: 200, enabled: true, raw };
    for (const data of [[raw], { geofences: [raw] }, { list: [raw, null, 5] }, raw])
      assert.deepEqual(readStoredFences(data), [yard]);
    for (const data of [undefined, null, "x", {}, { list: "x" }, []]) assert.deepEqual(readStoredFences(data), []);
    const switched = [true, "true", 1, "1", false, "false", 0, "0", "on", null, 2].map(
      (enabled) => readStoredFences([{ id: 1, enabled }])[0]?.enabled,
    );
    const [yes, no] = [true, false];
    assert.deepEqual(switched, [yes, yes, yes, yes, no, no, no, no, undefined, undefined, undefined]);
    assert.deepEqual(
      readStoredFences([{ centerLatitude: 1 }]),
      [{ raw: { centerLatitude: 1 } }],
      "half a place is none",
    );
  });

  it("those that can be watched, each under a name of its own", () => {
    const at = { lat: 52.5, lon: 13.4, radiusM: 200, raw: {} };
    const names = (...stored: object[]): string[] =>
      watchableFences(stored.map((one) => ({ ...at, ...one }))).map(({ name }) => name);
    assert.deepEqual(
      names({ name: "Yard" }, { name: " Yard ", id: "7" }, { name: "Yard", id: "7" }, { name: "Yard", id: "7" }),
      ["Yard", "Yard (7)", "Yard (#3)", "Yard (#4)"],
    );
    assert.deepEqual(names({}, { id: "9" }, { name: "Yard" }, { name: "Yard" }), [
      "Fence 1",
      "Fence 9",
      "Yard",
      "Yard (4)",
    ]);
    const none = [
      { enabled: false },
      { lat: undefined },
      { lon: undefined },
      { radiusM: undefined },
      { lat: 0, lon: 0 },
    ];
    assert.deepEqual(names(...none, { radiusM: -5 }, { lat: 91 }, { name: "Last", enabled: true }), ["Last"]);
    const taken = [{ name: "A" }, { name: "A (2)" }, { name: "A (#3)" }, { name: "A (3)" }];
    assert.deepEqual(names(...taken, { name: "A", id: "2" }), [...taken.map(({ name }) => name), "A (#5)"]);
    assert.deepEqual(names({ name: "A" }, { name: "A (3)" }, { name: "A" }), ["A", "A (3)", "A (#3)"]);
    assert.deepEqual(names({ name: "A" }, { name: "A (#4)" }, { name: "A (4)" }, { name: "A" }), [
      "A",
      "A (#4)",
      "A (4)",
    ]);
  });
});
