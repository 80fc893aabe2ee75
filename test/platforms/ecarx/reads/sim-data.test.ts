import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSimData } from "../../../../src/platforms/ecarx/reads/sim-data";

/** The one answer that a forum thread has recorded, order and product invented. */
const recorded = JSON.parse(readFileSync(join(__dirname, "../../../fixtures/lynkco-flowinfo.json"), "utf8")) as object;

describe("reading SIM data", () => {
  it("reads the whole recorded answer, and marks its two totals that do not add up", () => {
    const wanted = {
      dataKiB: { total: 3145728, left: 3074339, used: 71389 },
      authenticatedAt: "2018-07-05T06:09:04.000Z",
      startAt: "2018-07-05T06:09:04.000Z",
      endAt: "2023-07-05T06:09:04.000Z",
      daysLeft: 1058,
      packages: [
        {
          productId: "800001",
          orderId: "R2F000000000000000000TEST",
          dataKiB: { total: 31415728, left: 3074339, used: 71389, doubtful: true },
          voiceMinutes: { total: 700, left: 700, used: 0 },
          messages: { total: 450, left: 49, used: 21, doubtful: true },
          startAt: "2020-07-30T18:47:24.000Z",
          endAt: "2020-08-31T15:59:59.000Z",
        },
      ],
      toldAt: "2020-08-10T14:45:24.000Z",
    };
    assert.deepEqual(readSimData(recorded), wanted);
    assert.deepEqual(readSimData({ data: recorded }), wanted);
  });

  it("takes anything else without a throw, and makes nothing up", () => {
    const nothing = { total: null, left: null, used: null };
    for (const reply of [
      null,
      "x",
      [],
      7,
      {},
      { sum: "many", increase_package: { package: "none" }, timestamp: 1e300 },
    ]) {
      const { dataKiB, daysLeft, packages, toldAt } = readSimData(reply);
      assert.deepEqual([dataKiB, daysLeft, packages, toldAt], [nothing, null, [], null]);
    }
    const odd = { increase_package: { package: [null, { activeDate: "20201399999999", dataVolume: -1 }] } };
    assert.deepEqual(
      readSimData(odd).packages.map(({ startAt, dataKiB }) => [startAt, dataKiB]),
      [[null, nothing]],
    );
    const many = Array.from({ length: 60 }, () => ({ productId: "1" }));
    assert.equal(readSimData({ increase_package: { package: many } }).packages.length, 50);
  });
});
