import { lock, unlock } from "../car/routine";
import { corners, type CarState } from "../car/state";
import type { Effect, TelematicsBody } from "./effects";

/** How long an engine that was started from afar runs when nobody gets in; ours, clock seconds. */
const engineSeconds = 600;

/**
 * The services of the generation before (docs/protocol/lynkco-geely.md 8.2): unlocking with its window, locking, engine and
 * horn and lights as owners used them, climate, windows and trunk as sister brands do. undefined = a service or a parameter
 * that the car does not know.
 */
export function classicEffect(body: TelematicsBody): Effect | undefined {
  const { serviceId, command, parameters } = body;
  const start = command === "start";
  const [first, ...more] = parameters;
  const [key, value = ""] = first ?? [];
  const bare = parameters.length === 0;
  const only = (name: string): boolean => key === name && more.length === 0;
  switch (serviceId) {
    case "RDL":
      return start && bare ? { name: "lock", apply: lockIfClosed } : undefined;
    case "RDU":
      return start && only("time.window") && /^[1-3]$/.test(value) ? unlockFor(Number(value)) : undefined;
    case "RES":
      return bare ? engineEffect(start) : undefined;
    case "RHL":
      return start && only("rhl") ? findEffect(value) : undefined;
    case "RCE":
      return climateEffect(start, only("rce") ? Number(value) : undefined, bare);
    case "RWS":
      return only("rws") ? windowEffect(start, value) : undefined;
    case "RTU":
      return start && bare ? { name: "trunkUnlock", apply: (state) => void (state.trunkLocked = false) } : undefined;
    default:
      return undefined;
  }
}

/** An open door cannot be locked: the car does nothing, and its next report says so. Ours. */
function lockIfClosed(state: CarState): void {
  if (!corners.some((corner) => state.doors[corner])) lock(state);
}

/** That the doors lock again when nobody has opened one in the window is what the word says; nobody has recorded it. */
function unlockFor(minutes: number): Effect {
  return {
    name: "unlock",
    apply(state, now) {
      unlock(state);
      state.unlockedAt = now;
    },
    afterwards: {
      seconds: minutes * 60,
      apply(state, since) {
        if (state.unlockedAt !== since || state.trip) return;
        state.unlockedAt = undefined;
        lockIfClosed(state);
      },
    },
  };
}

function engineEffect(start: boolean): Effect {
  if (!start) return { name: "engineStop", apply: (state) => void (state.engineOnSince = undefined) };
  return {
    name: "engineStart",
    apply: (state, now) => void (state.engineOnSince = now),
    afterwards: {
      seconds: engineSeconds,
      apply(state, since) {
        if (state.engineOnSince === since) state.engineOnSince = undefined;
      },
    },
  };
}

function findEffect(what: string): Effect | undefined {
  const names: Record<string, string> = {
    "horn-light-flash": "hornAndLights",
    "light-flash": "lights",
    "horn-flash": "horn",
  };
  return Object.hasOwn(names, what) ? { name: names[what]!, apply: () => undefined } : undefined;
}

function climateEffect(start: boolean, celsius: number | undefined, bare: boolean): Effect | undefined {
  if (!start) {
    const stop: Effect = { name: "climateOff", apply: (state) => void (state.climateOn = false) };
    return bare || celsius !== undefined ? stop : undefined;
  }
  if (celsius === undefined || !(celsius >= 15.5 && celsius <= 30)) return undefined;
  return {
    name: "climateOn",
    apply(state) {
      state.climateOn = true;
      state.climateC = celsius;
    },
  };
}

function windowEffect(start: boolean, value: string): Effect | undefined {
  const percent = { all: start ? 100 : 0, ventilate: start ? 12 : 0 }[value];
  if (percent === undefined) return undefined;
  return {
    name: !start ? "windowsClose" : value === "all" ? "windowsOpen" : "windowsVent",
    apply(state) {
      for (const corner of corners) state.windows[corner] = percent;
    },
  };
}
