/** Where calls go by the account's choice, and that none goes, with or without a token, where the inventory names no host. */
import assert from "node:assert/strict";

import { settleAccount } from "../../../src/node-red/account/account-settings";
import { stages } from "./support";

describe("the routing of requests", () => {
  const stage = stages();

  const service = "iov.journal-log-long-term";
  for (const [routing, host] of [
    [undefined, "api.ecloudeu.com"],
    ["model", "api.ecloudeu.com"],
    ["urlname", "vlog-api.ecloudeu.com"],
    ["urlname-apac", "vlog-api.ecloudkr.com"],
    ["urlname-na", "vlog-api.ecloudus.com"],
    ["urlname-cn", "vlog-api.xchanger.cn"],
  ] as const) {
    it(`${routing ?? "not chosen"}: a call with a service of its own goes to ${host}, any other to the car's`, async () => {
      const scene = await stage({ endpoint: service, fromMessage: true }, { routing });
      const vehicle = scene.demo.vehicles[0]!.id;
      for (const [endpoint, wanted] of [
        [service, host],
        ["iov.geofences-all", "api.ecloudeu.com"],
      ] as const) {
        const from = scene.way.seen.length;
        const { error } = await scene.ask({ endpoint, vehicle });
        assert.equal(error, undefined, error?.message);
        const last = scene.way.seen.slice(from).at(-1)!;
        assert.equal(last.host, wanted);
        assert.ok(last.headers["x-signature"], "signed as on the car's host");
      }
    });
  }

  it("anything else is a fault of the settings: a host cannot be typed here", () => {
    for (const routing of ["evil.example", "https://evil.example", "constructor", 7, {}]) {
      assert.throws(() => settleAccount({ platform: "smart-eu", credentials: {}, routing }), {
        code: "CONFIG_INVALID",
        message: /where requests of the catalogue go/,
      });
    }
  });
});
