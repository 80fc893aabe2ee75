import assert from "node:assert/strict";
import { gcj02ToWgs84, wgs84ToGcj02 } from "../../src";
import * as pure from "../../src/vehicle/gcj02";

type Place = ReturnType<typeof gcj02ToWgs84>;

/** Metres on a sphere: enough for differences. */
function metres(one: Place, other: Place): number {
  const north = (one.latitude - other.latitude) * 111_195;
  const east = (one.longitude - other.longitude) * 111_195 * Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** What two public libraries agree on (docs/protocol/brands.md 5.1): longitude and latitude, as it is and shifted. */
const cities: Record<string, [number, number, number, number]> = {
  Beijing: [116.397477, 39.908692, 116.4037206, 39.9100955],
  Shanghai: [121.473701, 31.230416, 121.4782241, 31.2284737],
  Urumqi: [87.616848, 43.825592, 87.619698, 43.8267974],
  Lhasa: [91.140856, 29.645554, 91.1423854, 29.642818],
  Harbin: [126.534967, 45.803775, 126.5410075, 45.8057566],
  Sanya: [109.511909, 18.252847, 109.5159933, 18.2511417],
  Kashgar: [75.989138, 39.467664, 75.9920907, 39.4678882],
};

describe("China's shifted coordinates", () => {
  for (const [city, [longitude, latitude, east, north]] of Object.entries(cities)) {
    it(`shifts ${city} as public libraries do, and back`, () => {
      const shifted = wgs84ToGcj02({ latitude, longitude });
      assert.ok(metres(shifted, { latitude: north, longitude: east }) < 0.02, JSON.stringify(shifted));
      const back = gcj02ToWgs84({ latitude: north, longitude: east });
      assert.ok(metres(back, { latitude, longitude }) < 0.02, JSON.stringify(back));
    });
  }

  it("finds every place of a grid over China again within 1 cm", () => {
    let places = 0;
    let worst = 0;
    let sum = 0;
    const started = process.hrtime.bigint();
    for (let latitude = 4; latitude <= 53.5; latitude += 0.2) {
      for (let longitude = 74; longitude <= 135; longitude += 0.2) {
        const place = { latitude, longitude };
        const error = metres(pure.gcj02ToWgs84(pure.wgs84ToGcj02(place)), place);
        worst = Math.max(worst, error);
        sum += error;
        places++;
      }
    }
    const each = Number(process.hrtime.bigint() - started) / places / 1000;
    console.log(
      `      ${places} places: mean ${(sum / places).toExponential(1)} m, worst ${worst.toExponential(1)} m, ${each.toFixed(2)} µs there and back`,
    );
    assert.ok(places > 70_000);
    assert.ok(worst < 0.01, `${worst} m`);
  });

  it("ends at the places where a search without a limit does not, and at the edge of the rectangle", () => {
    for (const [longitude, latitude] of [
      [72.0041, 35],
      [72.005, 30],
      [72.006, 40],
      [100, 0.8294],
      [73.5, 30],
      [135.1, 53.6],
    ] as [number, number][]) {
      const { latitude: north, longitude: east } = gcj02ToWgs84({ latitude, longitude });
      assert.ok(metres({ latitude: north, longitude: east }, { latitude, longitude }) < 1000);
    }
  });

  it("leaves the rest of the world, and what is no number, as it is", () => {
    for (const place of [
      { latitude: 52.52, longitude: 13.405 },
      { latitude: 1.35, longitude: 103.82 },
      { latitude: -33.87, longitude: 151.21 },
      { latitude: NaN, longitude: 116 },
    ]) {
      assert.deepEqual(gcj02ToWgs84(place), place);
      assert.deepEqual(wgs84ToGcj02(place), place);
    }
  });
});
