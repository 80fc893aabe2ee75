/** Every platform that has a demo cloud, and its answers as a test changes them. */
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccount, VehicleAccountOptions } from "../../src/account/types";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import { startDemo } from "../../src/demo/start";
import type { DemoCloud } from "../../src/demo/types";
import { createAxiosTransport } from "../../src/http/axios-transport";
import type { PlatformId } from "../../src/vehicle/model";
import { aurora, auroraDemo } from "./ecarx/made-up-brand/brand";

/** `custom` is a brand that nobody makes, with flat answers. */
export const spoiltPlatforms = [
  ...["smart-eu", "smart-intl", "lynkco-gkui", "lynkco-signed", "lynkco-gric", "lynkco-eu", "segway", "custom"],
] as PlatformId[];

export interface SpoiltCloud {
  clock: ManualClock;
  demo: DemoCloud;
  /** `spoil` gives another body for the answer with this number, from 0; undefined leaves it. */
  open(spoil: (answer: unknown, turn: number) => unknown, more?: Partial<VehicleAccountOptions>): VehicleAccount;
  /** How many answers the account that was opened last has had. */
  answers(): number;
}

/** Begins and ends a demo cloud around some work. */
export async function withSpoiltCloud(
  platform: PlatformId,
  work: (cloud: SpoiltCloud) => Promise<void>,
): Promise<void> {
  const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
  const demo = await (platform === "custom"
    ? startDemo({ clock, seed: 3 }, false, [auroraDemo])
    : startDemoCloud({ clock }));
  const opened: VehicleAccount[] = [];
  let answers = 0;
  const open: SpoiltCloud["open"] = (spoil, more = {}) => {
    const real = more.transport ?? createAxiosTransport();
    answers = 0;
    const listed = ["lynkco-gkui", "lynkco-signed", "segway"].includes(platform);
    const { id } = demo.vehicles.find((vehicle) => vehicle.platform === platform) ?? {};
    const account = createVehicleAccount({
      ...{ platform, credentials: demo.credentials[platform], baseUrls: demo.baseUrls, clock, random: () => 0 },
      ...(platform === "custom" && { profile: aurora }),
      ...(listed && { vehicles: [{ id: id!, enabled: true }] }),
      ...more,
      transport: {
        close: () => real.close(),
        async send(request) {
          const answer = await real.send(request);
          const turn = answers++;
          let read: unknown;
          try {
            read = JSON.parse(answer.body.toString("utf8"));
          } catch {
            return answer;
          }
          const other = spoil(read, turn);
          return other === undefined ? answer : { ...answer, body: Buffer.from(JSON.stringify(other)) };
        },
      },
    });
    opened.push(account);
    return account;
  };
  try {
    await work({ clock, demo, open, answers: () => answers });
  } finally {
    for (const account of opened) await account.close();
    await demo.close();
  }
}
