import { DemoCar } from "../car/car";
import { patchCar } from "../car/patch";
import { CarTime } from "../car/time";
import type { DemoContext, DemoPart } from "../part";
import type { DemoRequest } from "../types";
import { hostsOf, operationOf, type DemoBrand, type DemoService } from "./brand";
import { Commands } from "./commands";
import { refused, sessionRefusal, vehicleRefusal } from "./envelope";
import { signInByForm } from "./form";
import { People } from "./people";
import { Sessions } from "./session";
import { VehicleApi } from "./vehicle-api";
import { Verifier } from "./verify";

/** The ECARX half of the demo: the hosts, people and cars of its brands. */
export function createEcarxPart({ clock, seed, speed, link }: DemoContext, brands: readonly DemoBrand[]): DemoPart {
  const now = (): number => clock.now();
  const time = new CarTime(clock, speed);
  const made = brands.flatMap((brand) =>
    brand.fleet.map(({ model, state, plan }) => ({ brand, car: new DemoCar(model, state(now()), plan, time, seed) })),
  );
  const cars = made.map(({ car }) => car);
  const people = new People(seed, now, brands);
  const verifier = new Verifier(now, people, brands);
  const sessions = new Sessions(people, verifier);
  const commands = new Commands(seed, people.minter);
  const vehicles = new VehicleApi(people, verifier, cars, commands);
  const services = brands.flatMap((brand) => brand.services({ brand, people, cars, link, now }));
  const entrances = brands.flatMap((brand) => brand.opens?.({ brand, people, cars, link, now }) ?? []);
  const entryOf = (request: DemoRequest) => {
    const key = `${request.method} ${request.host}${request.path}`;
    return entrances.map(({ entries }) => entries[key]).find((entry) => entry !== undefined);
  };
  const serviceOf = (host: string): DemoService | undefined => services.find(({ hosts }) => hosts.includes(host));
  const formOf = (request: DemoRequest): DemoBrand | undefined =>
    brands.find(({ form }) => form?.at === `${request.method} ${request.host}${request.path}`);
  /** What is asked, whoever asks: for the session's own form of answers. */
  const operation = (request: DemoRequest) => {
    const brand = verifier.brandOf(request) ?? brands.find((one) => hostsOf(one).includes(request.host));
    return brand && operationOf(brand, request)?.operation;
  };
  const carOf = (id: string): DemoCar => cars.find(({ model }) => model.vin === id)!;
  const tick = (extraSeconds = 0): void => {
    time.moveOn(extraSeconds);
    for (const car of cars) car.tick();
  };

  return {
    hosts: [
      ...new Set([
        ...services.flatMap(({ hosts }) => hosts),
        ...brands.flatMap(({ form }) => form?.at.split(/[ /]/)[1] ?? []),
        ...entrances.flatMap(({ entries }) => Object.keys(entries).map((at) => at.split(/[ /]/)[1] ?? "")),
        ...brands.flatMap(hostsOf),
        ...brands.flatMap(({ catalogue }) => catalogue?.hosts ?? []),
      ]),
    ],
    credentials: Object.fromEntries(
      [...brands, ...entrances].flatMap(({ credentials }) =>
        Object.entries(credentials).map(([id, one]) => [id, { ...one }]),
      ),
    ),
    otherAccounts: Object.assign(
      {},
      ...[...brands, ...entrances].map(({ otherAccounts }) => otherAccounts),
    ) as DemoPart["otherAccounts"],
    vehicles: made.map(({ brand, car: { model } }) => ({
      id: model.vin,
      model: model.model,
      name: model.name,
      ...(brand.named ? { platform: brand.platform } : {}),
    })),
    tick: () => tick(),
    handle(request) {
      // A region's service may be named like the host of another brand's cars: that brand's own app means its cars.
      const own = verifier.brandOf(request);
      for (const { catalogue } of own ? [] : brands) {
        const catalogued = catalogue?.answer(request, { people, verifier, now });
        if (catalogued) return catalogued;
      }
      const service = serviceOf(request.host);
      if (service) return service.handle(request);
      const form = formOf(request);
      if (form) return signInByForm(request, form, people);
      const entry = entryOf(request);
      if (entry) return entry(request);
      const asked = operation(request);
      return (asked && sessions.handle(request, asked)) ?? vehicles.handle(request);
    },
    refusal(request, code) {
      const service = serviceOf(request.host);
      if (service?.refusal) return service.refusal(code);
      const reason = refused(code, "refused by the demo");
      const asked = operation(request);
      return entryOf(request) || asked === "exchange" || asked === "renew" || asked === "signOut"
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
    expire(what) {
      people.expire(what);
      for (const entrance of entrances) entrance.expire(what);
    },
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
