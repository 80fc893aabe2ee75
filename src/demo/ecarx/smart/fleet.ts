import type { FleetCar } from "../../car/routine";
import { midTrip } from "../../car/physics";
import { parkedAt, type Place } from "../../car/state";

const place = (latitude: number, longitude: number, altitudeM: number): Place => ({ latitude, longitude, altitudeM });

const home = place(49.6528, 8.5547, 105);
const work = place(49.7011, 8.4702, 98);
const shop = place(49.6689, 8.5891, 102);
const lake = place(49.5993, 8.6248, 118);
const fastCharger = place(49.6215, 8.5079, 96);

const one: FleetCar = {
  model: {
    vin: "HESXDEM01P0000001",
    model: "smart #1",
    name: "Blue #1",
    series: "HX11",
    modelCode: "HX11_EUL_Premium+_RWD_000",
    matCode: "HX1H2D2B6213001257",
    colorName: "SPECTRUM BLUE",
    colorCode: "087",
    usableKwh: 62,
    ratedKm: 420,
    voltageFactor: 1,
    acKw: 11,
    dcKw: 150,
    hasBlind: true,
    hasWheelHeating: true,
    firmware: "smart OS 1.5.2 EU",
  },
  state: (now) =>
    parkedAt(home, {
      socPercent: 63.4,
      plug: "ac",
      charging: true,
      stationKw: 11,
      odometerKm: 18_342.6,
      parkedSince: now - 47 * 60_000,
      targetSetAt: now - 12 * 86_400_000,
    }),
  plan: {
    activities: [
      { kind: "charge", how: "ac", stationKw: 11, stayMinutes: 20 },
      { kind: "drive", to: work, cruiseKmh: 58 },
      { kind: "park", minutes: 150 },
      { kind: "drive", to: shop, cruiseKmh: 52 },
      { kind: "park", minutes: 25, forgottenMinutes: 7 },
      { kind: "drive", to: home, cruiseKmh: 44 },
      { kind: "park", minutes: 45 },
      { kind: "drive", to: lake, cruiseKmh: 66 },
      { kind: "park", minutes: 70 },
      { kind: "drive", to: home, cruiseKmh: 62 },
      { kind: "charge", how: "ac", stationKw: 11, stayMinutes: 240 },
    ],
    repeatFrom: 1,
  },
};

const three: FleetCar = {
  model: {
    vin: "HESCDEM03P0000002",
    model: "smart #3",
    name: "White #3",
    series: "HC11",
    modelCode: "HC11_EUL_BRABUS_AWD_000",
    matCode: "HC1H2D3B6213000412",
    colorName: "DIGITAL WHITE",
    colorCode: "012",
    usableKwh: 62,
    ratedKm: 415,
    voltageFactor: 1,
    acKw: 11,
    dcKw: 150,
    hasBlind: false,
    hasWheelHeating: true,
    firmware: "smart OS 1.5.2 EU",
  },
  // Left unlocked a minute ago; somebody remembers in four.
  state: (now) =>
    parkedAt(shop, {
      socPercent: 41.2,
      odometerKm: 7854.2,
      locked: false,
      trunkLocked: false,
      insideC: 20.5,
      parkedSince: now - 60_000,
      targetPercent: 90,
      targetSetAt: now - 3 * 86_400_000,
    }),
  plan: {
    activities: [
      { kind: "park", minutes: 22, forgottenMinutes: 4 },
      { kind: "drive", to: fastCharger, cruiseKmh: 72 },
      { kind: "charge", how: "dc", stationKw: 150, stayMinutes: 4 },
      { kind: "drive", to: home, cruiseKmh: 61 },
      { kind: "park", minutes: 180 },
      { kind: "drive", to: work, cruiseKmh: 57 },
      { kind: "park", minutes: 95, forgottenMinutes: 11 },
      { kind: "drive", to: shop, cruiseKmh: 55 },
      { kind: "park", minutes: 35 },
    ],
    repeatFrom: 1,
  },
};

const five: FleetCar = {
  model: {
    vin: "HESYDEM05R0000003",
    model: "smart #5",
    name: "Green #5",
    series: "HY11",
    measuresDc: true,
    hasExtras: true,
    modelCode: "HY11_EUL_Premium_AWD_000",
    matCode: "HY1H2D2B6213000077",
    colorName: "CHIMERA GREEN",
    colorCode: "031",
    usableKwh: 94,
    ratedKm: 540,
    voltageFactor: 1.8,
    acKw: 22,
    dcKw: 400,
    hasBlind: false,
    hasWheelHeating: true,
    firmware: "smart OS 2.0.1 EU",
  },
  // On the road, some four minutes before a fast charger.
  state: (now) => {
    const state = parkedAt(lake, {
      socPercent: 28.6,
      odometerKm: 3120.4,
      locked: false,
      trunkLocked: false,
      insideC: 21,
      tyreWarmthC: 9,
      parkedSince: now - 30 * 60_000,
      targetSetAt: now - 40 * 86_400_000,
    });
    midTrip(state, fastCharger, 88, 5.5);
    return state;
  },
  plan: {
    activities: [
      { kind: "drive", to: fastCharger, cruiseKmh: 88 },
      { kind: "charge", how: "dc", stationKw: 150, stayMinutes: 5 },
      { kind: "drive", to: home, cruiseKmh: 64 },
      { kind: "park", minutes: 130 },
      { kind: "drive", to: work, cruiseKmh: 60 },
      { kind: "charge", how: "ac", stationKw: 22, stayMinutes: 60 },
      { kind: "drive", to: lake, cruiseKmh: 74 },
      { kind: "park", minutes: 50, forgottenMinutes: 6 },
    ],
    repeatFrom: 0,
  },
};

const farm = place(-35.1482, 149.0617, 590);
const town = place(-35.2031, 149.1184, 575);

/** Of the international markets: a model code with their suffix, and no firmware service. */
const threeIntl: FleetCar = {
  model: {
    vin: "HESCDEM07P0000004",
    model: "smart #3",
    name: "Red #3",
    series: "HC11_IL",
    measuresDc: true,
    hasExtras: true,
    modelCode: "HC1H2D3B6213-01_IL",
    matCode: "HC1H2D3B6213000904",
    colorName: "PHOTON RED",
    colorCode: "044",
    usableKwh: 62,
    ratedKm: 415,
    voltageFactor: 1,
    acKw: 7.4,
    dcKw: 150,
    hasBlind: false,
    hasWheelHeating: true,
    firmware: "",
  },
  state: (now) =>
    parkedAt(farm, {
      socPercent: 71.8,
      odometerKm: 9_204.3,
      parkedSince: now - 26 * 60_000,
      insideC: 24,
      outsideC: 22,
      targetSetAt: now - 20 * 86_400_000,
    }),
  plan: {
    activities: [
      { kind: "park", minutes: 8 },
      { kind: "drive", to: town, cruiseKmh: 70 },
      { kind: "park", minutes: 90, forgottenMinutes: 5 },
      { kind: "drive", to: farm, cruiseKmh: 68 },
      { kind: "charge", how: "ac", stationKw: 7.4, stayMinutes: 120 },
      { kind: "park", minutes: 60 },
    ],
    repeatFrom: 1,
  },
};

/** The demo's cars, each invented: VIN, name, places and habits. */
export const fleet: readonly FleetCar[] = [one, three, five];
/** Those of the international account. */
export const intlFleet: readonly FleetCar[] = [threeIntl];
