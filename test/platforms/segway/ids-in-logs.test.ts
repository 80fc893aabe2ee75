import assert from "node:assert/strict";
import { redact } from "../../../src/base/logger";

describe("ids of vehicles in a log", () => {
  it("an iotCode of 13 to 20 digits keeps its last four; shorter numbers, which are times and counts, stay", () => {
    for (let digits = 13; digits <= 20; digits++) {
      const id = "86".padEnd(digits - 4, "0") + "1234";
      assert.equal(redact(`vehicle ${id} said`), "vehicle …1234 said", `${digits} digits`);
    }
    const times = "at 1763791200, for 123456789012 ms, port 1880";
    assert.equal(redact(times), times);
  });
});
