import type { FleetCar } from "../../car/routine";
import { parkedAt, type CarModel, type Place } from "../../car/state";

const place = (latitude: number, longitude: number, altitudeM: number): Place => ({ latitude, longitude, altitudeM });

const house = place(30.2514, 119.3127, 46);
const office = place(30.2986, 119.4018, 31);
const station = place(30.2741, 119.3569, 38);
const lake = place(30.3342, 119.2785, 64);

/**
 * What the electric cars' physics make of a tank: 85 kWh give about 9 L per 100 km of its 54 litres, and the pump is a charger
 * that fills it in minutes.
 */
const combustion = {
  matCode: "",
  colorName: "MIDNIGHT BLACK",
  colorCode: "03",
  usableKwh: 85,
  ratedKm: 600,
  tankLitres: 54,
  voltageFactor: 1,
  acKw: 1000,
  dcKw: 1000,
  hasBlind: false,
  hasWheelHeating: false,
  firmware: "",
} as const satisfies Partial<CarModel>;

const plan = (park: number): FleetCar["plan"] => ({
  activities: [
    { kind: "park", minutes: park },
    { kind: "drive", to: office, cruiseKmh: 54 },
    { kind: "park", minutes: 190 },
    { kind: "drive", to: station, cruiseKmh: 48 },
    { kind: "charge", how: "dc", stationKw: 1000, stayMinutes: 2 },
    { kind: "drive", to: house, cruiseKmh: 50 },
    { kind: "park", minutes: 160, forgottenMinutes: 6 },
    { kind: "drive", to: lake, cruiseKmh: 61 },
    { kind: "park", minutes: 80 },
    { kind: "drive", to: house, cruiseKmh: 57 },
  ],
  repeatFrom: 0,
});

/** One that tells its place in the shifted coordinates of China's maps, and says so. */
const zeroOne: FleetCar = {
  model: {
    ...combustion,
    vin: "LYNKDEM01CN000001",
    model: "Lynk & Co 01",
    name: "Black 01",
    series: "CX11",
    modelCode: "CX11-DEMO",
  },
  state: (now) =>
    parkedAt(house, {
      socPercent: 72,
      targetPercent: 100,
      odometerKm: 33_253,
      outsideC: 21,
      shifted: true,
      parkedSince: now - 54 * 60_000,
    }),
  plan: plan(25),
};

/** One that says that its place is not shifted, as the one of which a report is public. */
const zeroThree: FleetCar = {
  model: {
    ...combustion,
    vin: "LYNKDEM03CN000002",
    model: "Lynk & Co 03",
    name: "Grey 03",
    series: "CC11",
    modelCode: "CC11-DEMO",
  },
  state: (now) =>
    parkedAt(lake, {
      socPercent: 48,
      targetPercent: 100,
      odometerKm: 12_806,
      outsideC: 19,
      parkedSince: now - 80 * 60_000,
    }),
  plan: plan(40),
};

/** The demo's cars in China, each invented: VIN, name, places and habits. */
export const gkuiFleet: readonly FleetCar[] = [zeroOne];
export const signedFleet: readonly FleetCar[] = [zeroThree];
