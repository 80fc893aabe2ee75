import { createRandom } from "../random";
import { noHindrances, type Bike, type Intervals } from "./bike";
import { cityCentre } from "./life";

/** The vendor's cadence (docs/protocol/segway.md 5); `nonRiding` and the locked status have none on the page, these are ours. */
export const documentedIntervals: Intervals = {
  locationInterval: { unlockStatus: 10, lockStatus: 900 },
  statusInterval: { ridingStatus: 10, nonRiding: 60, lockStatus: 900 },
};

/** A fleet that has something to show at once: three under way, two low, one fallen, one silent, one charging. */
export function createFleet(seed: number, count: number): Bike[] {
  return Array.from({ length: count }, (_, index) => {
    const bike = createBike(seed, index);
    const role = index % 12;
    if (role < 3) Object.assign(bike, { locked: false, speed: 15 + role, until: 300 + index * 97 });
    if (role === 3) bike.percent = 13.4;
    if (role === 4) bike.percent = 8.2;
    if (role === 5) bike.fallen = true;
    if (role === 6) Object.assign(bike, { online: false, until: 1800 });
    if (role === 7) Object.assign(bike, { charging: true, percent: 41 });
    return bike;
  });
}

function createBike(seed: number, index: number): Bike {
  const random = createRandom(`segway:${seed}:${index}`);
  const number = 101 + index;
  return {
    ...noHindrances,
    // 15 digits, as an IMEI has; made up.
    iotCode: `86000000000${String(number).padStart(4, "0")}`,
    name: `E-bike ${String(index + 1).padStart(2, "0")}`,
    index,
    random,
    latitude: cityCentre.latitude + (random() - 0.5) * 0.03,
    longitude: cityCentre.longitude + (random() - 0.5) * 0.05,
    online: true,
    locked: true,
    charging: false,
    percent: 30 + random() * 65,
    speed: 0,
    speedMode: 2,
    odometerM: Math.round(40_000 + random() * 2_000_000),
    ridingSeconds: Math.round(10_000 + random() * 400_000),
    headingDeg: random() * 360,
    fix: true,
    fallen: false,
    moving: false,
    dismantled: false,
    faults: new Set(),
    still: false,
    until: 0,
    restUntil: 0,
    bluetoothKey: `demo${String(1000 + (number % 9000))}`,
    intervals: structuredClone(documentedIntervals),
    settings: {},
    lowPowerValue: 10,
    executions: {},
  };
}
