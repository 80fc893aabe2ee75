/** What the demo's cars tell, as an account hears it: never from the future, however fast they live. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import type { Credentials } from "../../src/platforms/platform";
import { moving } from "../account/support/accounts";

describe("a demo car that lives 60 times as fast as the clock", () => {
  for (const platform of ["smart-eu", "lynkco-gkui", "lynkco-eu", "lynkco-gric"] as const) {
    it(`reports the present: ${platform}`, async () => {
      const clock = new ManualClock();
      const demo = await startDemoCloud({ clock, speed: 60 });
      const account = createVehicleAccount({
        platform,
        credentials: demo.credentials[platform] as Credentials,
        baseUrls: demo.baseUrls,
        clock,
      });
      try {
        const { id } = demo.vehicles.find((vehicle) => vehicle.platform === platform) ?? demo.vehicles[0]!;
        const told = new Set<string>();
        for (let minute = 0; minute < 6; minute++) {
          const { reportedAt } = await moving(clock, account.status(id, { fresh: true }));
          assert.ok(Date.parse(reportedAt!) <= clock.now(), `${reportedAt} at ${new Date(clock.now()).toISOString()}`);
          told.add(reportedAt!);
          await clock.advance(60_000);
        }
        assert.ok(told.size > 2, "an hour of its life for each minute: it has told something new");
      } finally {
        await account.close();
        await demo.close();
      }
    });
  }
});
