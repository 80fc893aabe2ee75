import assert from "node:assert/strict";
import { fleetRow, vehicleCard } from "../../../src/node-red/sidebar/vehicle-rows";
import { emptyStatus } from "../../../src/vehicle/model";

describe("a fleet's row and a vehicle's card in the sidebar", () => {
  const bike = { id: "1", name: "Anna", model: "ES", platform: "segway" } as never;
  const facts = { alerts: [], faults: [], requests: 0 };

  it("tell what is known in few characters, and that nothing is", () => {
    const status = { ...emptyStatus(""), reportedAt: "2026-06-01T08:00:00Z" };
    const told = Date.parse(status.reportedAt) / 1000;
    const busy = {
      ...{ battery: { percent: 55.55, rangeKm: null, charging: true }, locks: { doors: {}, locked: true } },
      ...{ motion: { driving: true }, online: true },
    };
    const table: [object, unknown[]][] = [
      [facts, [-1, -1, 0, 0, 0]],
      [{ ...facts, faults: [{}] }, [-1, -1, 128, 0, 0]],
      [{ ...facts, status, staleAt: (told + 60) * 1000 }, [-1, -1, 1, told, told + 60]],
      [{ ...facts, alerts: [{}], status: { ...status, ...busy } }, [55.6, -1, 255, told, 0]],
      [{ ...facts, status: { ...status, online: false, locks: { doors: {}, locked: false } } }, [-1, -1, 11, told, 0]],
      [{ ...facts, status: { ...status, reportedAt: null } }, [-1, -1, 1, 0, 0]],
      [{ ...facts, status: { ...status, reportedAt: "soon" } }, [-1, -1, 1, 0, 0]],
    ];
    for (const [given, expected] of table) assert.deepEqual(fleetRow(bike, given as never), ["1", "Anna", ...expected]);
    const glance = (of: object, history?: object): never => ({ facts: () => of, history: () => history }) as never;
    assert.deepEqual(vehicleCard(glance(facts), bike, 5), { id: "1", name: "Anna", model: "ES", ...facts });
    const card = vehicleCard(glance({ ...facts, status }, { charge: [] }), bike, 5);
    assert.deepEqual(
      [card["history"], Object.keys(card["status"] as object).includes("air")],
      [{ charge: [], until: 5 }, false],
    );
  });
});
