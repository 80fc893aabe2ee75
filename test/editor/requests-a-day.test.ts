import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";

interface Asked {
  parked: number;
  asleep: number;
  driving: number;
  charging: number;
}

interface Window {
  vehicleCloudEditor: { requestsPerDay(settings: object, perReading?: number): Asked };
}

const window = {} as Window;
runInNewContext(readFileSync(join(__dirname, "../../src/editor/requests-a-day.js"), "utf8"), { window });

/** As a new node has them; a dialog's fields hold text. */
const defaults = {
  when: "autoAndMessage",
  read: "overview",
  parkedMinutes: "20",
  changedMinutes: "5",
  drivingMinutes: "2",
  chargingMinutes: "5",
  unchangedMinutes: "30",
  targetHours: "6",
  quietFrom: "",
  quietTo: "",
};

const asked = (settings: object): Asked => ({
  ...window.vehicleCloudEditor.requestsPerDay({ ...defaults, ...settings }),
});

describe("what a dialog says about requests a day", () => {
  it("is 74 for a parked car with the defaults, as the design promises", () => {
    assert.deepEqual(asked({}), { parked: 74, asleep: 48, driving: 30, charging: 12 });
  });

  it("is twice that where state and position are two questions", () => {
    const two = window.vehicleCloudEditor.requestsPerDay({ ...defaults }, 2);
    assert.deepEqual({ ...two }, { parked: 149, asleep: 96, driving: 60, charging: 24 });
  });

  it("counts the charge target", () => {
    assert.equal(asked({ read: "overviewAndTarget" }).parked, 78);
    assert.equal(asked({ read: "overviewAndTarget", targetHours: "1" }).asleep, 72);
  });

  it("leaves the quiet hours out, over midnight and within a day", () => {
    assert.equal(asked({ quietFrom: "23:00", quietTo: "05:00" }).parked, 56);
    assert.equal(asked({ quietFrom: "12:00", quietTo: "18:00" }).parked, 56);
    assert.equal(asked({ quietFrom: "23:00", quietTo: "" }).parked, 74);
  });

  it("does not count looking closer after a change where that is no closer", () => {
    assert.equal(asked({ changedMinutes: "60" }).parked, 72);
  });

  it("is nothing for a node that never asks by itself", () => {
    const nothing = { parked: 0, asleep: 0, driving: 0, charging: 0 };
    for (const when of ["message", "lastKnown"]) assert.deepEqual(asked({ when }), nothing);
  });

  it("stays a number while somebody is typing", () => {
    for (const parkedMinutes of ["", "0", "-", "1e400"]) {
      for (const value of Object.values(asked({ parkedMinutes }))) assert.ok(Number.isFinite(value), parkedMinutes);
    }
  });
});
