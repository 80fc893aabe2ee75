import assert from "node:assert/strict";
import { messageReading, topicOf, valueAt, vehicleSlug } from "../../src/vehicle/message";
import { emptyStatus } from "../../src/vehicle/model";
import { read } from "../platforms/ecarx/status/support";

describe("a reading as it stands in a message", () => {
  it("leaves out what is not known", () => {
    const status = read({ electric: { chargeLevel: "" }, climate: { winStatusDriver: "0", winPosDriver: "101" } });
    const message = messageReading(status);
    assert.equal(status.battery.percent, null);
    assert.equal("percent" in (message.battery as object), false);
    assert.equal(valueAt(message, "openings.windows.driver"), undefined);
    assert.equal(valueAt(message, "locks.locked"), true);
  });

  it("holds every group even if nothing is known", () => {
    assert.deepEqual(messageReading(emptyStatus("2026-02-02T08:10:00.000Z")), {
      readAt: "2026-02-02T08:10:00.000Z",
      stale: true,
      battery: {},
      fuel: {},
      position: {},
      motion: {},
      locks: { doors: {} },
      openings: { doors: {}, windows: {} },
      climate: { seatHeating: {}, seatVentilation: {} },
      tyres: {},
      trips: {},
      service: {},
      lowVoltage: {},
      air: {},
      security: {},
      ride: {},
    });
  });

  it("leaves out speed, power and climate while it is stale", () => {
    const charging = read({
      electric: { chargerState: "2", statusOfChargerConnection: "3", chargeUAct: "230", chargeIAct: "10" },
      basic: { speed: "3", speedValidity: "true" },
    });
    const fresh = messageReading(charging);
    assert.deepEqual([valueAt(fresh, "battery.powerKw"), valueAt(fresh, "motion.speedKmh")], [2.3, 3]);
    const stale = messageReading({ ...charging, stale: true });
    for (const path of ["battery.powerKw", "battery.currentA", "motion.speedKmh", "climate.insideC"]) {
      assert.equal(valueAt(stale, path), undefined, path);
    }
    assert.deepEqual(stale.climate, { seatHeating: {}, seatVentilation: {} });
    assert.equal(valueAt(stale, "battery.percent"), 68);
  });

  it("shares nothing with the status", () => {
    const status = { ...read(), battery: { packs: [{ port: 1 }] } };
    const message = messageReading(status) as { battery: { packs: { port: number }[] } };
    message.battery.packs[0]!.port = 9;
    assert.equal(status.battery.packs[0]!.port, 1);
  });

  it("finds a value by its path, and nothing that is inherited", () => {
    const message = messageReading({ ...read(), battery: { percent: 68, packs: [{ port: 1, percent: 50 }] } });
    assert.equal(valueAt(message, "battery.percent"), 68);
    assert.equal(valueAt(message, "battery.packs.0.percent"), 50);
    for (const path of [
      "",
      "battery.none",
      "battery.percent.x",
      "constructor",
      "battery.packs.length",
      "__proto__.x",
    ]) {
      assert.equal(valueAt(message, path), undefined, path);
    }
    assert.equal(valueAt(null, "battery"), undefined);
  });
});

describe("topic of a vehicle", () => {
  const slug = (name: string, model = "smart #1", id = "HESXTEST0P0000001"): string => vehicleSlug({ id, name, model });

  it("is the own name in plain letters", () => {
    assert.equal(slug("Flitzer"), "flitzer");
    assert.equal(slug("Müllers größter Wagen!"), "mullers-grosster-wagen");
    assert.equal(slug("  Zoë's  car / 2 "), "zoe-s-car-2");
    assert.equal(slug("smart #1 0001"), "smart-1-0001");
    assert.equal(slug("a/b/+/#"), "a-b");
  });

  it("is model and last four where the name has no plain letters", () => {
    assert.equal(slug("我的车"), "smart-1-0001");
    assert.equal(slug("我的 smart"), "smart-1-0001", "half a name could be that of two cars");
    assert.equal(slug(""), "smart-1-0001");
    assert.equal(slug("🚗"), "smart-1-0001");
    assert.equal(slug("🚗", "领克 01"), "vehicle-0001");
    assert.equal(slug("", "", ""), "vehicle");
  });

  it("never holds a VIN or the vehicle's id", () => {
    for (const name of [
      "HESXTEST0P0000001",
      "hesxtest0p0000001",
      "car HESXTEST0P0000001",
      "HESX-TEST-0P00-00001",
      "WME4530931K999999",
      "WME4-5309-31K9-99999",
      "860000000000017",
    ]) {
      assert.equal(
        slug(name, "smart #1", name === "860000000000017" ? name : undefined).includes("smart-1-"),
        true,
        name,
      );
    }
    assert.equal(slug("", "HESXTEST0P0000001"), "vehicle-0001");
  });

  it("is a topic with the kind", () => {
    const vehicle = { id: "HESXTEST0P0000001", name: "Flitzer", model: "smart #1" };
    assert.equal(topicOf(vehicle, "status"), "flitzer/status");
    assert.equal(topicOf(vehicle, "chargeTarget"), "flitzer/charge-target");
    assert.match(topicOf({ ...vehicle, name: "ÄÖ+#/" }, "+/#"), /^[a-z0-9-]+\/[a-z0-9-]+$/);
  });
});
