import { bearing, metresBetween, move, type Bike, type Place } from "./bike";

/** Vehicle seconds per step of a bike's life; the shortest report interval of the vendor. */
export const stepSeconds = 10;

/** Middle of the demo's city: an open field without anybody's address. */
export const cityCentre: Place = { latitude: 52.474, longitude: 13.402 };
const cityRadiusM = 2500;

/** Chance per step that something begins which happens once in `minutes`, on average. */
const onceIn = (minutes: number): number => stepSeconds / (minutes * 60);

/** Below this nobody takes a bike. */
const fitPercent = 15;
/** So many rides do not end with the lock. */
const pauseChance = 0.25;
/** Battery per kilometre: about 60 km with a full one. */
const percentPerKm = 1.65;

/** Lets a bike live for one step: ride, park, run low and be given a new battery, fall over, be meddled with. */
export function live(bike: Bike, now: number): void {
  if (bike.still || !bike.active) return;
  if (bike.speed > 0) ride(bike, now);
  else if (bike.locked) stand(bike, now);
  else if (now >= bike.until) startRide(bike, now);
  if (bike.charging) charge(bike);
  mishap(bike, now);
}

export function startRide(bike: Bike, now: number): void {
  bike.locked = false;
  bike.charging = false;
  bike.fallen = false;
  bike.speed = 12 + Math.round(bike.random() * 6);
  bike.speedMode = bike.random() < 0.3 ? 2 : 3;
  bike.until = now + 240 + bike.random() * 1200;
  bike.headingDeg = bike.random() * 360;
}

/** Locked by its rider; nobody takes it for a while. */
function park(bike: Bike, now: number): void {
  bike.speed = 0;
  bike.locked = true;
  bike.restUntil = now + 120;
  bike.until = 0;
}

function ride(bike: Bike, now: number): void {
  bike.speed = Math.min(25, Math.max(6, Math.round(bike.speed + (bike.random() - 0.5) * 8)));
  const astray = metresBetween(bike, cityCentre) > cityRadiusM;
  bike.headingDeg = astray ? bearing(bike, cityCentre) : (bike.headingDeg + (bike.random() - 0.5) * 70 + 360) % 360;
  const metres = Math.round((bike.speed / 3.6) * stepSeconds);
  move(bike, metres, bike.headingDeg);
  bike.odometerM += metres;
  bike.ridingSeconds += stepSeconds;
  bike.percent = Math.max(0, bike.percent - (metres / 1000) * percentPerKm);
  if (now < bike.until && bike.percent > 2) return;
  if (bike.percent > fitPercent && bike.random() < pauseChance) pause(bike, now);
  else park(bike, now);
}

/** A rider in a shop: the bike stands unlocked for some minutes, and may fall over. Then the ride goes on. */
function pause(bike: Bike, now: number): void {
  bike.speed = 0;
  bike.until = now + 120 + bike.random() * 480;
}

function stand(bike: Bike, now: number): void {
  if (bike.percent < fitPercent && bike.random() < onceIn(90)) {
    // Somebody from the operator comes by with a charged battery.
    bike.percent = 100;
    return;
  }
  const fit = bike.online && !bike.upgrading && !bike.fallen && !bike.moving && !bike.dismantled && !bike.charging;
  if (fit && bike.percent >= fitPercent && now >= bike.restUntil && bike.random() < onceIn(40)) startRide(bike, now);
}

function charge(bike: Bike): void {
  bike.percent = Math.min(100, bike.percent + stepSeconds / 120);
  if (bike.percent >= 100) bike.charging = false;
}

/** Begins with one chance, ends with another: falls are righted after about 20 min, faults clear after 30. */
function mishap(bike: Bike, now: number): void {
  const standing = bike.speed === 0;
  const flip = (is: boolean, beginMinutes: number, endMinutes: number): boolean =>
    is ? bike.random() >= onceIn(endMinutes) : standing && bike.random() < onceIn(beginMinutes);
  // Unlocked, it leans on something.
  bike.fallen = flip(bike.fallen, bike.locked ? 900 : 90, 20);
  bike.moving = bike.locked && flip(bike.moving, 1800, 4);
  if (bike.moving) move(bike, 4 + bike.random() * 8, bike.random() * 360);
  bike.dismantled = flip(bike.dismantled, 9000, 30);
  if (flip(bike.faults.has(21), 4000, 30)) bike.faults.add(21);
  else bike.faults.delete(21);
  if (standing && now >= bike.until)
    bike.online = bike.online ? bike.random() >= onceIn(3000) : bike.random() < onceIn(25);
}
