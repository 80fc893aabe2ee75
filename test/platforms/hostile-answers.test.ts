/**
 * A cloud whose words are long and mean nothing, in every answer from the sign-in to the reading, on every platform: what comes of
 * it is a reading or an error with a name, cut to a bearable length, and no line of the log is longer.
 */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccountOptions } from "../../src/account/types";
import { ManualClock } from "../../src/base/clock";
import { VehicleCloudError } from "../../src/base/errors";
import { isObject } from "../../src/base/json";
import { startDemoCloud } from "../../src/demo";
import { startDemo } from "../../src/demo/start";
import type { DemoCloud } from "../../src/demo/types";
import { createAxiosTransport } from "../../src/http/axios-transport";
import type { PlatformId } from "../../src/vehicle/model";
import { moving } from "../account/support/accounts";
import { aurora, auroraDemo } from "./ecarx/made-up-brand/brand";

const length = 200_000;
const pieces = ["1", "1.", "a.", "eyJ", "x@", "token=", "%", "a b@c.", '\\"', "\n", " ", "/", "2026-"];
const hostile = pieces.map((piece) => `${piece.repeat(length / piece.length)}!`);
const longest = 16_000;
/** What says that all is well, and whose it is. */
const said = /^(code|errorCode|statusCode|success|status|resultCode|result|vin|iotCode|vehicleId|id|total)$/i;

function replaced(value: unknown, by: () => string, keep: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, by, keep));
  if (!isObject(value)) return by();
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      keep && said.test(key) && !isObject(inner) ? inner : replaced(inner, by, keep),
    ]),
  );
}

describe("200 kB of words in the members of a cloud's answer", function () {
  this.timeout(360_000);
  for (const platform of [
    ...["smart-eu", "smart-intl", "lynkco-gkui", "lynkco-signed", "lynkco-gric", "lynkco-eu", "segway", "custom"],
  ] as PlatformId[]) {
    it(`${platform}: each answer in turn, wholly and all but its code`, async () => {
      const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 4000 });
      const demo: DemoCloud =
        platform === "custom"
          ? await startDemo({ clock, seed: 3 }, false, [auroraDemo])
          : await startDemoCloud({ clock });
      try {
        const lines: string[] = [];
        const say = (line: string): void => void lines.push(line);
        let asked = 0;
        const open = (spoilt: number, keep: boolean) => {
          const real = createAxiosTransport();
          let turn = 0;
          asked = 0;
          const listed = ["lynkco-gkui", "lynkco-signed", "segway"].includes(platform);
          const { id } = demo.vehicles.find((vehicle) => vehicle.platform === platform) ?? {};
          const options: VehicleAccountOptions = {
            ...{ platform, credentials: demo.credentials[platform], baseUrls: demo.baseUrls, clock, random: () => 0 },
            ...(platform === "custom" && { profile: aurora }),
            ...(listed && { vehicles: [{ id: id!, enabled: true }] }),
            logger: { debugs: true, debug: say, info: say, warn: say, error: say },
            transport: {
              close: () => real.close(),
              async send(request) {
                const answer = await real.send(request);
                if (asked++ !== spoilt) return answer;
                let read: unknown;
                try {
                  read = JSON.parse(answer.body.toString("utf8"));
                } catch {
                  return answer;
                }
                const members = JSON.stringify(read).split(":").length;
                const by = (): string => hostile[turn++ % hostile.length]!.slice(members > 30 ? -10_000 : 0);
                return { ...answer, body: Buffer.from(JSON.stringify(replaced(read, by, keep))) };
              },
            },
          };
          return createVehicleAccount(options);
        };
        const reads = async (spoilt: number, keep = false): Promise<VehicleCloudError | undefined> => {
          const account = open(spoilt, keep);
          const read = async (): Promise<void> => {
            const [vehicle] = await account.vehicles();
            const status = await account.status(vehicle?.id);
            assert.ok(JSON.stringify(status).length < longest, "a reading is of a bearable length");
          };
          try {
            await moving(clock, read(), 600_000);
            return undefined;
          } catch (error) {
            assert.ok(error instanceof VehicleCloudError, String(error).slice(0, 300));
            return error;
          } finally {
            const told = JSON.stringify(account.diagnostics());
            assert.ok(told.length < 40_000, `diagnostics of ${told.length}`);
            await account.close();
          }
        };
        assert.equal((await reads(-1))?.message, undefined);
        const answers = asked;
        for (let spoilt = 0; spoilt < answers; spoilt++) {
          for (const keep of [false, true]) {
            const error = await reads(spoilt, keep);
            assert.notEqual(error?.code, "INTERNAL", error?.message);
            for (const told of [error?.message, error?.platformCode, ...lines]) {
              assert.ok((told ?? "").length < longest, `${told?.length}: ${told?.slice(0, 100)}`);
            }
            lines.length = 0;
          }
        }
        assert.equal((await reads(-1))?.message, undefined, "and it goes on");
      } finally {
        await demo.close();
      }
    });
  }
});
