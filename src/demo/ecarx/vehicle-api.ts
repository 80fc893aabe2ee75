import { text } from "../../base/json";
import type { DemoCar } from "../car/car";
import type { DemoAnswer, DemoRequest } from "../types";
import { envelopeOf, hostOf, operationOf, type DemoBrand, type DemoOperation } from "./brand";
import type { Commands } from "./commands";
import { isRefused, refused, vehicleAnswer, vehicleRefusal, type Refused } from "./envelope";
import { sendDestination, setCharge, setRecording } from "./other-writes";
import { jsonOf, queryOf } from "./parse";
import type { ApiSession, People } from "./people";
import { capabilities } from "./vehicle-list";
import { measured, planOf, reservations, stateFlags, statusData, targetData } from "./vehicle-reads";
import { grant, journal, track } from "./trips";
import type { Verifier } from "./verify";

interface Call {
  brand: DemoBrand;
  request: DemoRequest;
  car: DemoCar;
  session: ApiSession;
  sessionId: string;
}

/** Undefined: this part does not play it. */
type Result = object | null | undefined | Refused;

/** What is answered about a car; the inventory answers what is not played here, and what a brand has no route for is 1405. */
const answers: Partial<Record<DemoOperation, (api: VehicleApi, call: Call) => Result>> = {
  status: (_api, { brand, car, sessionId }) => statusData(brand, car, sessionId),
  chargeTarget: (_api, { car, request }) =>
    queryOf(request).get("setting") === "charging" ? targetData(car) : refused("1400", "setting is not charging"),
  stateFlags: (_api, { car }) => stateFlags(car),
  reservations: () => reservations,
  readCharge: (_api, { car, request }) => planOf(car, queryOf(request).get("bizType")),
  setCharge: (api, { car, request }) => setCharge(api.commands, car, jsonOf(request), request.fate),
  measured: (_api, { car }) => measured(car),
  capabilities: (_api, { car }) => capabilities(car.model),
  tripGrant: (api, { car, request, session }) => grant(api.people, session, jsonOf(request), car.model.vin),
  trips: (api, { car, request, session }) => journal(api.people, session, car, queryOf(request)),
  tripTrack: (_api, { car, request }) => track(car, queryOf(request)),
  climateSchedule: () => [],
  totalDistance: (_api, { car }) => ({ totalDistance: car.report.state.odometerKm, updateTime: car.report.at }),
  setRecording: (api, { car, request }) => setRecording(api.commands, car, jsonOf(request), request.fate),
  destination: (api, { car, request }) => sendDestination(api.commands, car, jsonOf(request), request.fate),
};

/** The vehicle hosts of all brands: verification, selection, list, reads and commands. */
export class VehicleApi {
  constructor(
    readonly people: People,
    readonly verifier: Verifier,
    readonly cars: readonly DemoCar[],
    readonly commands: Commands,
  ) {}

  handle(request: DemoRequest): DemoAnswer {
    const sessionId = this.people.minter.hex("answer");
    const brand = this.verifier.brandOf(request);
    const operation = brand && operationOf(brand, request)?.operation;
    // The one answer that is recorded of it has no envelope, whatever is accepted.
    const envelope = operation === "simData" ? "flat" : envelopeOf(brand, request);
    const wrong = this.verifier.signature(request) ?? (operation && brand.demands?.(request, operation));
    if (wrong) return vehicleRefusal(sessionId, wrong, envelope);
    const session = this.verifier.session(request);
    if (isRefused(session)) return vehicleRefusal(sessionId, session, envelope);
    const result = this.#answer(brand!, request, session, sessionId);
    if (isRefused(result)) return vehicleRefusal(sessionId, result, envelope);
    const { data, note } = result;
    return vehicleAnswer(sessionId, data, note, envelope);
  }

  #answer(
    brand: DemoBrand,
    request: DemoRequest,
    session: ApiSession,
    sessionId: string,
  ): { data: unknown; note?: string } | Refused {
    const { userId } = session.person;
    const { operation, names = {} } = operationOf(brand, request) ?? {};
    const told = names["userId"] ?? queryOf(request).get("userId");
    // Left out by some clients; a wrong one is refused. Ours.
    if (told !== null && told !== userId) return refused("8006", "userId of somebody else");
    const named = names["vin"];
    const noCar = named !== undefined && !this.cars.some(({ model }) => model.vin === named);
    if (operation === undefined || (noCar && brand.catalogue?.isLiteral(request))) {
      return this.#unplayed(brand, request, session);
    }
    if (operation === "list") {
      return { data: { list: this.#carsOf(session).map((car, index) => brand.listRow(car.model, index + 1)) } };
    }
    if (operation === "simData" && brand.simData) {
      const data = brand.simData(queryOf(request), session.person.cars.length, this.people.now());
      return isRefused(data) ? data : { data };
    }
    if (operation === "select") return this.#select(request, session);
    const vin = named ?? queryOf(request).get("vin") ?? text(jsonOf(request)?.["vin"]) ?? "";
    const car = this.#carFor(brand, request, session, vin, operation);
    if (isRefused(car)) return car;
    if (operation === "command") return this.#command(brand, request, session, car);
    const code = brand.refuses?.[operation];
    if (code !== undefined) return refused(code, "this brand's cloud refuses it");
    const data = answers[operation]?.(this, { brand, request, car, session, sessionId });
    if (data === undefined) return this.#unplayed(brand, request, session);
    return isRefused(data) ? data : { data };
  }

  #unplayed(brand: DemoBrand, request: DemoRequest, session: ApiSession): { data: unknown; note: string } | Refused {
    return brand.catalogue?.unplayed(request, this.#carsOf(session)) ?? refused("1405", "not a path of the demo");
  }

  #command(
    brand: DemoBrand,
    request: DemoRequest,
    session: ApiSession,
    car: DemoCar,
  ): { data: object; note: string } | Refused {
    const body = jsonOf(request);
    const userId = body?.["userId"];
    // Some clients send it; a wrong one is refused as in a query. Ours.
    if (userId !== undefined && userId !== session.person.userId) return refused("8006", "userId of somebody else");
    return this.commands.accept(car, body, this.people.now(), { fate: request.fate, dialect: brand.commands });
  }

  #carsOf(session: ApiSession): DemoCar[] {
    return this.cars.filter(({ model }) => session.person.cars.includes(model.vin));
  }

  /** Binds the account, all its clients, to one car (4.2). */
  #select(request: DemoRequest, session: ApiSession): { data: object; note: string } | Refused {
    const body = jsonOf(request);
    const vin = text(body?.["vin"]);
    if (vin === undefined) return refused("1400", "vin missing");
    // Ours: whether the cloud compares the two is not known.
    if (body?.["sessionToken"] !== request.headers["authorization"])
      return refused("1400", "sessionToken is not the API token");
    const car = this.#owned(session.person.brand, request, session, vin, false);
    if (isRefused(car)) return car;
    this.people.select(session.person, vin);
    session.selected = true;
    return { data: { result: 1 }, note: "selected" };
  }

  #owned(
    brand: DemoBrand,
    request: DemoRequest,
    session: ApiSession,
    vin: string,
    command: boolean,
  ): DemoCar | Refused {
    const car = this.#carsOf(session).find(({ model }) => model.vin === vin);
    if (!car) return refused("8006", "no car of this account");
    const host = hostOf(brand, car.model);
    // Recorded of a car of the second host on the first: 8063, and 8060 to a command. That it is so the other way round is ours.
    if (request.host !== host) return refused(command ? "8060" : "8063", "the car is on the other host");
    return car;
  }

  /** The car a call is for: the one its header names, the account's only one, or the selected one (4.2, 4.4). */
  #carFor(
    brand: DemoBrand,
    request: DemoRequest,
    session: ApiSession,
    vin: string,
    operation: DemoOperation,
  ): DemoCar | Refused {
    const car = this.#owned(brand, request, session, vin, operation === "command");
    if (isRefused(car) || operation === "capabilities" || !brand.selects) return car;
    const named = request.headers["x-vehicle-identifier"];
    // Ours: that a header which names another car is worth no more than none.
    if (named === vin) return car;
    if (this.#carsOf(session).length === 1 && !named) return car;
    if (!session.selected) return refused("8006", "no car was selected with this token");
    return this.people.selectedBy(session.person) === vin ? car : refused("4038", "another car is selected");
  }
}
