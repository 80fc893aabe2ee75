import { cloudError } from "../../base/errors";
import { DemoCar } from "../car/car";
import { fleet, intlFleet } from "../car/fleet";
import { patchCar } from "../car/patch";
import { CarTime } from "../car/time";
import type { DemoContext, DemoPart } from "../part";
import { Commands } from "./commands";
import { refused, sessionRefusal, vehicleRefusal } from "./envelope";
import { Identity, identityHosts } from "./identity";
import { gatewayHost, iam, iamRefusal } from "./iam";
import { accountWithoutVehicles, demoSignIn, intlSignIn, oneCarSignIn, People } from "./people";
import { picture, pictureHost } from "./pictures";
import { sessionPath, Sessions } from "./session";
import { ability, firmware, gatewayAbility, gatewayService, sideHosts } from "./side-services";
import { VehicleApi } from "./vehicle-api";
import { vehicleHosts } from "./vehicle-hosts";
import { Verifier } from "./verify";

/** The smart half of the demo: eight hosts of Europe and two of the international markets, with three cars and one. */
export function createSmartPart({ clock, seed, speed, link }: DemoContext): DemoPart {
  const now = (): number => clock.now();
  const time = new CarTime(clock, speed);
  const cars = [...fleet, ...intlFleet].map(
    ({ model, state, plan }) => new DemoCar(model, state(now()), plan, time, seed),
  );
  const vins = (list: typeof fleet): string[] => list.map(({ model }) => model.vin);
  const people = new People(seed, now, { eu: vins(fleet), intl: vins(intlFleet) });
  const verifier = new Verifier(now, people);
  const identity = new Identity(people, link);
  const sessions = new Sessions(people, verifier);
  const commands = new Commands(seed, people.minter);
  const vehicles = new VehicleApi(people, verifier, cars, commands);
  const world = { people, cars, link, now };
  const abroad = new Set(vins(intlFleet));
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
    hosts: [...identityHosts, ...Object.values(vehicleHosts), ...Object.values(sideHosts), gatewayHost, pictureHost],
    credentials: {
      "smart-eu": { ...demoSignIn },
      "smart-intl": { ...intlSignIn },
      "demo-car": { ...demoSignIn },
    },
    otherAccounts: {
      oneCar: { platform: "smart-eu", credentials: { ...oneCarSignIn } },
      noCars: { platform: "smart-eu", credentials: { ...accountWithoutVehicles } },
    },
    vehicles: cars.map(({ model }) => ({
      id: model.vin,
      model: model.model,
      name: model.name,
      ...(abroad.has(model.vin) ? { platform: "smart-intl" } : {}),
    })),
    tick: () => tick(),
    handle(request) {
      if (isIdentity(request.host)) return identity.handle(request);
      if (request.host === sideHosts.firmware) return firmware(request, people, cars);
      if (request.host === sideHosts.ability) return ability(request, world);
      if (request.host === pictureHost) return picture(request);
      if (request.host === gatewayHost) {
        return request.path.startsWith(`${gatewayService}/`) ? gatewayAbility(request, world) : iam(request, people);
      }
      return request.path === sessionPath ? sessions.handle(request) : vehicles.handle(request);
    },
    refusal(request, code) {
      if (isIdentity(request.host)) return identity.refusal(code);
      if (request.host === gatewayHost) return iamRefusal(code, "refused by the demo", "refused by the demo");
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
