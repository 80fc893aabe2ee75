/** Successes that are no reading of this vehicle, on every platform: what was known stays, with its own age, and no command is confirmed by them. */
import assert from "node:assert/strict";
import type { VehicleAccount } from "../../src/account/types";
import type { VehicleCloudError } from "../../src/base/errors";
import { isObject, own } from "../../src/base/json";
import type { PlatformId, VehicleStatus } from "../../src/vehicle/model";
import { moving } from "../account/support/accounts";
import { spoiltPlatforms, withSpoiltCloud } from "./spoilt-cloud";

const otherVin = "HESXDEM01P0000999";
const otherCode = "860000000000999";

/** Each leaf as `by` gives it; undefined takes it out. */
function leaves(value: unknown, by: (name: string, value: unknown) => unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((inner) => leaves(inner, by, name));
  if (!isObject(value)) return by(name, value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, leaves(inner, by, key)]));
}
const inData = (answer: unknown, data: unknown): unknown =>
  own(answer, "data") === undefined ? data : { ...(answer as object), data };

/** What an answer of success may be that tells nothing of the vehicle. */
const empty: Record<string, (answer: unknown) => unknown> = {
  "{}": () => ({}),
  null: () => null,
  "no data": (answer) => ({ code: own(answer, "code") ?? 0, message: "success", success: true }),
  "data: {}": (answer) => inData(answer, {}),
  "data: null": (answer) => inData(answer, null),
  "data: []": (answer) => inData(answer, []),
  "an empty status": (answer) => inData(answer, { vehicleStatus: {} }),
  "members that nobody knows": (answer) => inData(answer, { novelty: 1, vehicleStatus: { novelty: { of: "2027" } } }),
  "members that nobody knows, flat": (answer) => inData(answer, { novelty: 1 }),
  "every text empty": (answer) =>
    leaves(answer, (name, value) => (/^(code|success|statusCode|message)$/.test(name) ? value : "")),
};
const time = /time|stamp|utc|date/i;

/** Where the recorded answers of a reading name their vehicle. */
const names: readonly PlatformId[] = ["smart-eu", "smart-intl", "lynkco-gkui", "lynkco-signed", "segway", "custom"];

for (const platform of spoiltPlatforms) {
  describe(`${platform}: a success that is no reading of this vehicle`, () => {
    /** Reads twice, ten minutes apart; of the second all answers are spoilt. */
    const spoiling = (
      spoil: (answer: unknown) => unknown,
      look: (now: {
        error?: VehicleCloudError;
        status?: VehicleStatus;
        before: VehicleStatus;
        last: VehicleStatus;
        account: VehicleAccount;
      }) => void,
    ) =>
      withSpoiltCloud(platform, async ({ clock, open }) => {
        let spoilt = false;
        const account = open((answer) => (spoilt ? spoil(answer) : undefined));
        const [vehicle] = await moving(clock, account.vehicles());
        const id = vehicle!.id;
        const before = await moving(clock, account.status(id));
        assert.notEqual(before.locks.locked, undefined);
        await clock.advance(600_000);
        spoilt = true;
        const [outcome] = await Promise.allSettled([moving(clock, account.status(id, { fresh: true }))]);
        spoilt = false;
        const last = await account.status(id, { lastKnown: true });
        look({
          ...(outcome.status === "fulfilled"
            ? { status: outcome.value }
            : { error: outcome.reason as VehicleCloudError }),
          ...{ before, last, account },
        });
      });

    for (const [what, spoil] of Object.entries(empty)) {
      it(what, () =>
        spoiling(spoil, ({ error, before, last }) => {
          assert.match(
            error?.code ?? "told as a reading",
            /^(VEHICLE_OFFLINE|CLOUD_ANSWER_INVALID|CLOUD_UNAVAILABLE)$/,
          );
          for (const part of ["battery", "fuel", "locks", "odometerKm", "reportedAt"] as const) {
            assert.deepEqual(last[part], before[part], part);
          }
        }),
      );
    }

    it("one that names another vehicle at its top", () =>
      spoiling(
        (answer) => ({ ...(answer as object), vin: otherVin, iotCode: otherCode }),
        ({ error, before, last }) => {
          assert.equal(error?.code, "CLOUD_ANSWER_INVALID", error?.message);
          assert.match(error.message, /another vehicle/);
          assert.doesNotMatch(error.message, /999/);
          assert.deepEqual(last.locks, before.locks);
        },
      ));

    if (names.includes(platform)) {
      it("one that names another vehicle where the cloud names it", () =>
        spoiling(
          (answer) =>
            leaves(answer, (name, value) => (name === "vin" ? otherVin : name === "iotCode" ? otherCode : value)),
          ({ error, before, last }) => {
            assert.equal(error?.code, "CLOUD_ANSWER_INVALID", error?.message);
            assert.deepEqual(last.battery, before.battery);
          },
        ));
    }

    it("one without a time is a reading of unknown age, which is not fresh", () =>
      spoiling(
        (answer) => leaves(answer, (name, value) => (time.test(name) || name === "updatedAt" ? undefined : value)),
        ({ status, last, error }) => {
          assert.ok(status, error?.message);
          for (const told of [status, last]) {
            assert.deepEqual([told.reportedAt, told.ageSeconds, told.stale], [null, null, true]);
          }
          assert.notEqual(status.locks.locked, undefined);
        },
      ));
  });
}
