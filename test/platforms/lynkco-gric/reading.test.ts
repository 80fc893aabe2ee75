/** The gateway's status, signature and list, as pure functions. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readStatus } from "../../../src/platforms/ecarx/status/read-status";
import { identify, readIdentifier } from "../../../src/platforms/lynkco-gric/identifier";
import { readGricStatus } from "../../../src/platforms/lynkco-gric/read-status";
import { signGric } from "../../../src/platforms/lynkco-gric/signing";
import { readVehicles } from "../../../src/platforms/lynkco-gric/vehicles";

const readAt = Date.parse("2026-11-01T08:00:00Z");
const options = { readAt, gcj02: true };

describe("lynkco-gric status", () => {
  /** The shape of docs/protocol/brands.md 1.2 with an invented place. */
  const recorded = {
    basic: { distanceToEmpty: "260", usageMode: "1", position: { latitude: 30.31, longitude: 119.05 } },
    runningStatus: {
      fuelLevelPct: "67",
      fuelLevel: "35.8",
      engineCoolantTemperature: "40",
      aveFuelConsumption: "7.9",
    },
    climateStatus: { interiorTemp: "24", winPosDriver: "0", winPosPassenger: "0", sunroofPos: "0" },
    drivingSafetyStatus: {
      centralLockingStatus: "1",
      electricParkBrakeStatus: "1",
      doorOpenStatusDriver: "0",
      trunkOpenStatus: "0",
      engineHoodOpenStatus: "0",
    },
    additionalMaintenanceStatus: {
      odometer: "23456",
      voltage: "12.4",
      daysToService: "211",
      distanceToService: "6544",
      tyreStatusDriver: "236",
      tyreTempDriver: "19",
    },
    updateTime: String(readAt - 90_000),
  };

  it("reads the recorded shape whole, and nothing that it does not hold", () => {
    const status = readGricStatus(readStatus, recorded, options);
    assert.equal(status.reportedAt, "2026-11-01T07:58:30.000Z");
    assert.equal(status.ageSeconds, 90);
    assert.deepEqual(status.battery, {});
    assert.deepEqual(status.fuel, { litres: 35.8, percent: 67, rangeKm: 260, averageLPer100Km: 7.9 });
    assert.deepEqual(status.locks, { locked: true, doors: {} });
    assert.deepEqual(status.openings.doors, { driver: false });
    assert.deepEqual([status.openings.trunk, status.openings.hood], [false, false]);
    assert.deepEqual(status.openings.windows.driver, { percent: 0 });
    assert.deepEqual(status.openings.sunroof, { open: false, percent: 0 });
    assert.equal(status.climate.insideC, 24);
    assert.deepEqual(status.motion, { parkBrake: true });
    assert.deepEqual(status.tyres, { driver: { pressureBar: 2.36, temperatureC: 19 } });
    assert.deepEqual(status.lowVoltage, { voltageV: 12.4 });
    assert.deepEqual([status.service.days, status.service.km, status.odometerKm], [211, 6544, 23_456]);
    assert.deepEqual(status.position.reported, { latitude: 30.31, longitude: 119.05, system: "GCJ-02" });
  });

  it("takes no word of the central lock but the recorded one for an answer", () => {
    for (const word of ["0", "2", "9", "", null]) {
      const safety = { ...recorded.drivingSafetyStatus, centralLockingStatus: word };
      const { locks } = readGricStatus(readStatus, { ...recorded, drivingSafetyStatus: safety }, options);
      assert.notEqual(locks.locked, true, String(word));
      assert.notEqual(locks.locked, false, String(word));
    }
  });

  it("takes any JSON value, and gives no number that is none", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        for (const data of [
          a,
          { ...recorded, basic: a, additionalMaintenanceStatus: b },
          { ...recorded, runningStatus: b },
        ]) {
          const text = JSON.stringify(readGricStatus(readStatus, data, options), (_key, value: unknown) =>
            typeof value === "number" && !Number.isFinite(value) ? "NO NUMBER" : value,
          );
          assert.doesNotMatch(text, /NO NUMBER/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("lynkco-gric signature", () => {
  it("signs language, token and x- headers by name, then method and path; computed with openssl of the lines below", () => {
    const headers = {
      accept: "application/json",
      "x-timestamp": "1750000000000",
      "X-App-Id": "GEELYCNCH001M0001",
      "accept-language": "zh_CN",
      authorization: "tok",
      "x-signature": "old",
      "x-empty": "",
    };
    const lines = "accept-language:zh_CN\nauthorization:tok\nx-app-id:GEELYCNCH001M0001\nx-timestamp:1750000000000";
    // printf '<lines>\nGET\n/a/b' | openssl dgst -sha256 -hmac invented-key -binary | base64
    const expected = "7HOLo9dCMrd+YyH5/TbPO7O3qljVE/XN/wij8SZHcI4=";
    assert.equal(signGric({ method: "GET", path: "/a/b", headers }, "invented-key"), expected, lines);
    // … '<lines>\n<base64 of the MD5 of {"a":1}>\nPOST\n/a/b'
    const posted = "X1gtNrt31aL6TLqztcSotEb6XdBzF5Uezt81Hdm+86I=";
    assert.equal(signGric({ method: "POST", path: "/a/b", headers, body: '{"a":1}' }, "invented-key"), posted);
  });

  it("makes the identifier of a VIN with the pair, or takes the captured one as it is", () => {
    const pair = readIdentifier("0123456789abcdef:fedcba9876543210")!;
    // printf L6TTEST0000000001 | openssl enc -aes-128-cbc -K <hex of the key> -iv <hex of the iv> | base64
    assert.equal(identify(pair, "L6TTEST0000000001"), "lM4S8+M0Fa+dPXtyE77U8VO0S8v71xJd89YQgZfMK50=");
    const captured = "lM4S8+M0Fa+dPXtyE77U8VO0S8v71xJd89YQgZfMK50=";
    assert.equal(identify(readIdentifier(captured)!, "L6TTEST0000000001"), captured);
    for (const none of ["", ":", "a:b", "AAAA", `${captured}A`, "0123456789abcdef:", "x".repeat(400)]) {
      assert.equal(readIdentifier(none), undefined, none);
    }
  });
});

describe("lynkco-gric list", () => {
  const vin = "LYNKDEM01GR000001";

  it("takes data.list or data, fills an entry from its bizVehicleJson, and asks no host that is none of the gateway's", () => {
    const host = "https://gric-hf-api.geely.com";
    const biz = JSON.stringify({ vin, seriesCode: "CX11", tspHost: "gric-zhf-api.geely.com" });
    const cases: [unknown, string | undefined, string][] = [
      [{ list: [{ vin, seriesCode: "CX11", tspHost: host }] }, "CX11", host],
      [[{ vin, tspHost: `${host}/` }], undefined, host],
      [[{ vin: "", bizVehicleJson: biz }], "CX11", "https://gric-zhf-api.geely.com"],
      [[{ vin, tspHost: "https://gric-hf-api.geely.com.evil.example" }], undefined, host],
      [[{ vin, tspHost: "https://u:p@gric-hf-api.geely.com" }], undefined, host],
      [[{ vin, seriesCode: "A\r\nx-evil: 1", tspHost: 7 }], undefined, host],
    ];
    for (const [data, series, wanted] of cases) {
      const [vehicle] = readVehicles(data);
      assert.deepEqual([vehicle?.id, vehicle?.facts.series, vehicle?.facts.host], [vin, series, wanted]);
    }
  });

  it("leaves out what is no vehicle", () => {
    for (const data of [null, {}, { list: null }, [null, 1, {}, { vin: "../x" }, { vin: {} }], "text"]) {
      assert.deepEqual(readVehicles(data), []);
    }
    assert.equal(readVehicles([{ vin }, { vin: "a/../b" }]).length, 1);
  });
});
