import { cloudError } from "../../base/errors";
import { DemoCar } from "../car/car";
import { fleet } from "../car/fleet";
import { patchCar } from "../car/patch";
import { CarTime } from "../car/time";
import type { DemoContext, DemoPart } from "../part";
import { Commands } from "./commands";
import { refused, sessionRefusal, vehicleRefusal } from "./envelope";
import { Identity, identityHosts } from "./identity";
import { demoSignIn, People } from "./people";
import { sessionPath, Sessions } from "./session";
import { ability, firmware, sideHosts } from "./side-services";
import { VehicleApi, vehicleHosts } from "./vehicle-api";
import { Verifier } from "./verify";

/** The smart (Europe) half of the demo: its eight hosts, and three cars. */
export function createSmartPart({ clock, seed, speed, link }: DemoContext): DemoPart {
  const now = (): number => clock.now();
  const time = new CarTime(clock, speed);
  const cars = fleet.map(({ model, state, plan }) => new DemoCar(model, state(now()), plan, time, seed));
  const people = new People(
    seed,
    now,
    cars.map(({ model }) => model.vin),
  );
  const verifier = new Verifier(now, people);
  const identity = new Identity(people, link);
  const sessions = new Sessions(people, verifier);
  const commands = new Commands(seed, people.minter);
  const vehicles = new VehicleApi(people, verifier, cars, commands);
  const isIdentity = (host: string): boolean => (identityHosts as readonly string[]).includes(host);
  const carOf = (id: string): DemoCar => {
    const car = cars.find(({ model }) => model.vin === id);
    if (!car) throw cloudError("VEHICLE_UNKNOWN", "The demo cloud has no such car.");
    return car;
  };
  const tick = (extraSeconds = 0): void => {
    time.moveOn(extraSeconds);
    for (const car of cars) car.tick();
  };

  return {
    hosts: [...identityHosts, ...Object.values(vehicleHosts), ...Object.values(sideHosts)],
    credentials: { "smart-eu": { ...demoSignIn }, "demo-car": { ...demoSignIn } },
    vehicles: cars.map(({ model }) => ({ id: model.vin, model: model.model, name: model.name })),
    tick: () => tick(),
    handle(request) {
      if (isIdentity(request.host)) return identity.handle(request);
      if (request.host === sideHosts.firmware) return firmware(request, people, cars);
      if (request.host === sideHosts.ability) return ability(request, people, cars);
      return request.path === sessionPath ? sessions.handle(request) : vehicles.handle(request);
    },
    refusal(request, code) {
      if (isIdentity(request.host)) return identity.refusal(code);
      const reason = refused(code, "refused by the demo");
      return request.path === sessionPath
        ? sessionRefusal(reason)
        : vehicleRefusal(people.minter.hex("answer"), reason);
    },
    set(id, patch) {
      tick();
      patchCar(carOf(id), patch);
    },
    advance(seconds) {
      tick();
      tick(seconds);
    },
    expire: (what) => people.expire(what),
    select(id) {
      people.selectAnywhere(carOf(id).model.vin);
    },
    executions(id) {
      tick();
      return commands.executions(carOf(id));
    },
    close: () => undefined,
  };
}
