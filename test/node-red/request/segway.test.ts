/** All that the vendor's page of sharing vehicles has, through the node: its 14 calls are sent, the other five refused with why. */
import assert from "node:assert/strict";
import { segwayRows } from "../../../src/platforms/segway/endpoint-rows";
import { startDemoCloud } from "../../../src/index";
import { unload } from "../support";
import { stages } from "./support";

/** What a call cannot do without (docs/protocol/segway.md 3); objects as the node's body, the rest as its parameters. */
const values: Readonly<Record<string, Record<string, unknown>>> = {
  "control.sound": { controlType: 2 },
  "setting.switch": { alertSensitivity: 2 },
  "setting.ableSwitch": { assistedMode: 1 },
  "setting.ambient": { bright: 1, parkingMode: { mode: 1, color: 1 } },
  "setting.sound": { workMode: 1 },
  "setting.bluetoothKey": { key: "abcd1234" },
  "setting.interval": {
    locationInterval: { unlockStatus: 10, lockStatus: 900 },
    statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 900 },
  },
};

const typeOf = (value: unknown): string => (typeof value === "number" ? "num" : "str");

describe("the request node on a Segway account", () => {
  const stage = stages();

  it("has 19 endpoints: each is sent by its method and path, or refused with the reason and what to take instead", async () => {
    const rows = segwayRows();
    assert.equal(rows.length, 19);
    const said: string[] = [];
    const demo = await startDemoCloud();
    const bike = demo.vehicles.find(({ platform }) => platform === "segway")!.id;
    await demo.close();
    for (const { id, method, path, callable } of rows) {
      const given = Object.entries(values[id] ?? {});
      const isPlain = ([, value]: [string, unknown]): boolean => typeof value !== "object";
      const plain = given.filter(isPlain).map(([name, value]) => [name, { value: String(value), type: typeOf(value) }]);
      const body = Object.fromEntries(given.filter((one) => !isPlain(one)));
      const settings = {
        endpoint: id,
        parameters: Object.fromEntries(plain),
        ...(Object.keys(body).length > 0 ? { bodyFrom: "json", body: JSON.stringify(body) } : {}),
      };
      const scene = await stage(settings, { platform: "segway", vehicles: [{ id: bike, name: "Bike" }] });

      scene.demo.control.set(bike, {
        still: true,
        online: true,
        locked: id === "control.unlock",
        speed: 0,
        fallen: false,
      });
      const { payload, error, endpoint, status } = await scene.ask({ vehicle: bike });
      const seen = scene.way.seen.filter(({ url }) => url.split("?")[0] !== "/oauth/token");
      if (callable === "yes") {
        assert.equal(error, undefined, `${id}: ${error?.message}`);
        assert.deepEqual([endpoint, status], [id, 200]);
        assert.deepEqual(
          seen.map((one) => [one.method, one.url.split("?")[0]]),
          [[method, path]],
        );
        assert.ok(!JSON.stringify(payload ?? null).includes("secret"));
      } else {
        assert.equal(error?.code, "NOT_SUPPORTED", id);
        assert.match(error.message, id === "auth.token" ? /by itself/ : /segway webhook in/);
        assert.equal(scene.way.seen.length, 0, `${id}: nothing was sent`);
      }
      said.push(error ? `refused (${id})` : "sent");
      await unload();
      await scene.close();
    }
    const sent = said.filter((one) => one === "sent").length;
    console.log(`        segway: ${sent} sent · ${19 - sent} refused; ${said.length} in all`);
    assert.equal(sent, 14);
  });
});
