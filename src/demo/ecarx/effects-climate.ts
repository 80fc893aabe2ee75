import type { CarModel, CarState, Seat } from "../car/state";
import { allSeats } from "../car/state";
import type { Effect, TelematicsBody } from "./effects";

const seats: Record<string, Seat> = {
  "front-left": "driver",
  "front-right": "passenger",
  "rear-left": "rearLeft",
  "rear-right": "rearRight",
};

/** RCE_2: climate with its places, seats alone, ventilation, wheel, defrost (docs/protocol/ecarx-smart.md 6.2 and 6.3). */
export function climateEffect(
  model: CarModel,
  { command, parameters, durationUnits }: TelematicsBody,
): Effect | "absent" | undefined {
  const on = command === "start";
  const all = (key: string): string[] => parameters.filter(([name]) => name === key).map(([, value]) => value);
  const known = ["rce.conditioner", "rce.temp", "rce.heat", "rce.level", "rce.ventilation"];
  if (parameters.length === 0 || parameters.some(([key]) => !known.includes(key))) return undefined;

  const [conditioner, ...more] = all("rce.conditioner");
  const [temp] = all("rce.temp");
  const heat = levelled(all("rce.heat"), all("rce.level"), on);
  const vent = levelled(all("rce.ventilation"), all("rce.level"), on);
  if (more.length > 0 || !heat || !vent) return undefined;

  const fitted = (place: string): boolean =>
    place === "steering_wheel" ? model.hasWheelHeating : place.startsWith("front-");
  if ([...heat, ...vent].some(([place]) => !fitted(place))) return "absent";
  if (conditioner === "2") return { name: "defrost", apply: (state) => void (state.defrost = on) };
  if (conditioner === "1") {
    const celsius = Number(temp);
    // 15.5 is the lowest of any source, 30 the highest; a tenth of a degree is sent, half a degree is set.
    if (on && !(temp !== undefined && celsius >= 15.5 && celsius <= 30)) return undefined;
    return {
      name: on ? "climateOn" : "climateOff",
      ...(on ? { climateUnits: durationUnits } : {}),
      apply(state) {
        state.climateOn = on;
        if (on) state.climateC = celsius;
        else endComfort(state);
        warm(state, heat);
      },
    };
  }
  if (conditioner !== undefined) return undefined;
  if (vent.length > 0) {
    const apply = (state: CarState): void => {
      for (const [place, level] of vent) if (seats[place]) state.seatVentilation[seats[place]] = level;
    };
    return { name: "seatVentilation", apply };
  }
  if (heat.length === 0) return undefined;
  const wheel = heat.every(([place]) => place === "steering_wheel");
  return { name: wheel ? "steeringWheelHeating" : "seatHeating", apply: (state) => warm(state, heat) };
}

/** Ends pre-conditioning and what was switched on with it. */
export function endComfort(state: CarState): void {
  state.climateOn = false;
  state.defrost = false;
  state.wheelHeating = false;
  state.seatHeating = allSeats();
  state.seatVentilation = allSeats();
}

function warm(state: CarState, places: readonly (readonly [string, number])[]): void {
  for (const [place, level] of places) {
    const seat = seats[place];
    if (seat) state.seatHeating[seat] = level;
    else state.wheelHeating = level > 0;
  }
}

/**
 * Places with their levels: one each, in either order, or one for all, as the apps send them; the wheel needs none.
 * undefined = a place or a level the car does not know.
 */
function levelled(places: string[], levels: string[], on: boolean): [string, number][] | undefined {
  if (places.some((place) => place !== "steering_wheel" && !Object.hasOwn(seats, place))) return undefined;
  if (levels.some((level) => !/^[0-3]$/.test(level))) return undefined;
  if (places.length === 0) return [];
  if (!on) return places.map((place) => [place, 0]);
  if (levels.length === 0)
    return places.every((place) => place === "steering_wheel") ? places.map((place) => [place, 1]) : undefined;
  if (levels.length === 1) return places.map((place) => [place, Number(levels[0])]);
  if (levels.length === places.length) return places.map((place, index) => [place, Number(levels[index])]);
  // A wheel among seats may come without a level of its own.
  const rest = [...levels];
  if (levels.length !== places.filter((place) => place !== "steering_wheel").length) return undefined;
  return places.map((place) => [place, place === "steering_wheel" ? 1 : Number(rest.shift())]);
}
