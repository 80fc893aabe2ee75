import assert from "node:assert/strict";
import { shown } from "../support";
import { stages } from "./support";

describe("the request node on the demo cloud", () => {
  const with_ = stages();

  it("reads an endpoint of one car: data, endpoint, status, vehicle and topic; the rest of the message stays", async () => {
    const { ask, demo } = await with_({
      endpoint: "iov.soc",
      vehicle: "smart #1 0001",
      vehicleType: "str",
      parameters: { setting: { value: "charging", type: "str" } },
    });
    const { model, id } = demo.vehicles[0]!;
    const message = await ask({ vehicle: undefined, mine: 1 });
    assert.match(String(message.payload?.soc), /^\d+$/, JSON.stringify(message.error));
    assert.deepEqual(
      [message["endpoint"], message["status"], message["mine"], message["raw"]],
      ["iov.soc", 200, 1, undefined],
    );
    assert.equal(message["topic"], `${model.replace(" #", "-")}-${id.slice(-4)}/soc`.toLowerCase());
    assert.deepEqual(shown("ask"), { fill: "green", shape: "dot", text: "vehicle-cloud-request.status.answered" });
  });

  it("takes the vehicle of the message, and adds the whole answer if ticked", async () => {
    const { ask, demo } = await with_({ endpoint: "iov.vehicle-state", raw: true });
    const [car] = demo.vehicles;
    const { payload, raw } = await ask({ vehicle: { id: car!.id, platform: "smart-eu" } });
    assert.equal((raw as { code: string }).code, "1000");
    assert.deepEqual((raw as { data: unknown }).data, payload);
    const stranger = await ask({ vehicle: { id: "HESXTEST0P0000099", platform: "smart-eu" } });
    assert.equal(stranger.error.code, "VEHICLE_UNKNOWN");
  });

  it("lets msg.endpoint name another read where the node allows it, and nothing but a read", async () => {
    const { ask, demo } = await with_(
      { endpoint: "iov.vehicle-list", fromMessage: true },
      { allowSister: true, allowDelete: true },
    );
    const { vehicles } = demo;
    const cars = await ask();
    assert.equal(cars["endpoint"], "iov.vehicle-list");
    assert.ok(Array.isArray(cars.payload.list));
    const other = await ask({ endpoint: "iov.geofences-all", vehicle: vehicles[0]!.id });
    assert.equal(other["endpoint"], "iov.geofences-all", JSON.stringify(other.error));
    const asked = demo.control.log.length;
    for (const [endpoint, code] of [
      ["iov.geofence-create", "NOT_PERMITTED"],
      ["no.such", "INPUT_INVALID"],
      [{}, "INPUT_INVALID"],
      ["iov.session-logout", "NOT_SUPPORTED"],
    ]) {
      assert.equal((await ask({ endpoint, vehicle: vehicles[0]!.id })).error.code, code);
    }
    assert.equal(demo.control.log.length, asked, "nothing was sent");
  });

  it("stops at the day's budget of the node", async () => {
    const { ask } = await with_({ endpoint: "iov.vehicle-list", requestsPerDay: 2 });
    await ask();
    await ask();
    const { error } = await ask();
    assert.equal(error.code, "BUDGET_SPENT");
  });
});
