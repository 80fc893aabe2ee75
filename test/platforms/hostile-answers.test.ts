/**
 * A cloud whose words are long and mean nothing, in every answer from the sign-in to the reading, on every platform: what comes of
 * it is a reading or an error with a name, cut to a bearable length, and no line of the log is longer.
 */
import assert from "node:assert/strict";
import { VehicleCloudError } from "../../src/base/errors";
import { isObject } from "../../src/base/json";
import { moving } from "../account/support/accounts";
import { spoiltPlatforms, withSpoiltCloud } from "./spoilt-cloud";

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
  for (const platform of spoiltPlatforms) {
    it(`${platform}: each answer in turn, wholly and all but its code`, () =>
      withSpoiltCloud(platform, async ({ clock, open, answers }) => {
        const lines: string[] = [];
        const say = (line: string): void => void lines.push(line);
        const reads = async (spoilt: number, keep = false): Promise<VehicleCloudError | undefined> => {
          let turn = 0;
          const account = open(
            (read, at) => {
              if (at !== spoilt) return undefined;
              const members = JSON.stringify(read).split(":").length;
              const by = (): string => hostile[turn++ % hostile.length]!.slice(members > 30 ? -10_000 : 0);
              return replaced(read, by, keep);
            },
            { logger: { debugs: true, debug: say, info: say, warn: say, error: say } },
          );
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
        const all = answers();
        for (let spoilt = 0; spoilt < all; spoilt++) {
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
      }));
  }
});
