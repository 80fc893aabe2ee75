import { text } from "../../base/json";
import type { DemoCar } from "../car/car";
import type { DemoAnswer, DemoRequest } from "../types";
import type { Commands } from "./commands";
import { isRefused, refused, vehicleAnswer, vehicleRefusal, type Refused } from "./envelope";
import { sendDestination, setCharge, setRecording } from "./other-writes";
import { jsonOf, queryOf } from "./parse";
import type { ApiSession, People } from "./people";
import { capabilities, listRow } from "./vehicle-list";
import { measured, planOf, reservations, stateFlags, statusData, targetData } from "./vehicle-reads";
import { grant, journal, track } from "./trips";
import { vehicleHosts } from "./vehicle-hosts";
import type { Verifier } from "./verify";

interface Call {
  request: DemoRequest;
  car: DemoCar;
  session: ApiSession;
  sessionId: string;
}

type Result = object | null | Refused;

/** `METHOD path` with `:vin` for the car's; what is not here answers 1405. */
const routes: Record<string, (api: VehicleApi, call: Call) => Result> = {
  "GET /remote-control/vehicle/status/:vin": (_api, { car, sessionId }) => statusData(car, sessionId),
  "GET /remote-control/vehicle/status/soc/:vin": (_api, { car, request }) =>
    queryOf(request).get("setting") === "charging" ? targetData(car) : refused("1400", "setting is not charging"),
  "GET /remote-control/vehicle/status/state/:vin": (_api, { car }) => stateFlags(car),
  "GET /remote-control/charging/reservation/:vin": () => reservations,
  "GET /charge-server/ecarx_charge_set/:vin": (_api, { car, request }) => planOf(car, queryOf(request).get("bizType")),
  "POST /charge-server/ecarx_charge_set/:vin": (api, { car, request }) =>
    setCharge(api.commands, car, jsonOf(request), request.fate),
  "GET /geelyTCAccess/tcservices/vehicle/status/qrvs/:vin": (_api, { car }) => measured(car),
  "GET /geelyTCAccess/tcservices/capability/:vin": (_api, { car }) => capabilities(car.model),
  "POST /remote-control/user/authorization/insert": (api, { car, request, session }) =>
    grant(api.people, session, jsonOf(request), car.model.vin),
  "GET /geelyTCAccess/tcservices/vehicle/status/journalLogV4/:vin": (api, { car, request, session }) =>
    journal(api.people, session, car, queryOf(request)),
  "GET /vehicle-history-service/journal-service/vehicle/status/history/:vin": (_api, { car, request }) =>
    track(car, queryOf(request)),
  // Nobody has made any; that the list form is this one was seen by one client.
  "GET /geelyTCAccess/tcservices/vehicle/geofence/all/:vin": () => [],
  "GET /remote-control/schedule/:vin": () => [],
  "GET /remote-control/vehicle/status/history/diagnostic/:vin": notAbroad,
  "GET /geelyTCAccess/tcservices/vehicle/status/getTotalDistanceByLabel/:vin": notAbroad,
  "PUT /remote-control/vehicle/status/journalLog/:vin": (api, { car, request }) =>
    setRecording(api.commands, car, jsonOf(request), request.fate),
  "POST /geelyTCAccess/tcservices/ihu/send/to/car": (api, { car, request }) =>
    sendDestination(api.commands, car, jsonOf(request), request.fate),
};

/** Abroad 8153 is recorded (5.10). What Europe answers nobody has seen. */
function notAbroad(_api: VehicleApi, { session }: Call): Refused {
  return session.person.market === "intl"
    ? refused("8153", "not told abroad")
    : refused("1405", "not a path of the demo in Europe");
}

const telematicsRoute = "PUT /remote-control/vehicle/telematics/:vin";

/** The two vehicle hosts: verification, selection, list, reads and commands. */
export class VehicleApi {
  constructor(
    readonly people: People,
    readonly verifier: Verifier,
    readonly cars: readonly DemoCar[],
    readonly commands: Commands,
  ) {}

  handle(request: DemoRequest): DemoAnswer {
    const sessionId = this.people.minter.hex("answer");
    const wrong = this.verifier.signature(request);
    if (wrong) return vehicleRefusal(sessionId, wrong);
    const session = this.verifier.session(request);
    if (isRefused(session)) return vehicleRefusal(sessionId, session);
    const result = this.#answer(request, session, sessionId);
    if (isRefused(result)) return vehicleRefusal(sessionId, result);
    const { data, note } = result;
    return vehicleAnswer(sessionId, data, note);
  }

  #answer(request: DemoRequest, session: ApiSession, sessionId: string): { data: unknown; note?: string } | Refused {
    const userId = queryOf(request).get("userId");
    // Left out by some clients; a wrong one is refused. Ours.
    if (userId !== null && userId !== session.person.userId) return refused("8006", "userId of somebody else");
    switch (`${request.method} ${request.path}`) {
      case "GET /device-platform/user/vehicle/secure":
        return { data: { list: this.#carsOf(session).map((car, index) => listRow(car.model, index + 1)) } };
      case "POST /device-platform/user/session/update":
        return this.#select(request, session);
    }
    const [route, vin] = routeOf(request);
    const handler = Object.hasOwn(routes, route) ? routes[route] : undefined;
    const command = route === telematicsRoute;
    if (!handler && !command) return refused("1405", "not a path of the demo");
    const car = this.#carFor(request, session, vin, command, route.includes("/capability/"));
    if (isRefused(car)) return car;
    if (command) return this.#command(request, session, car);
    const data = handler!(this, { request, car, session, sessionId });
    return isRefused(data) ? data : { data };
  }

  #command(request: DemoRequest, session: ApiSession, car: DemoCar): { data: object; note: string } | Refused {
    const body = jsonOf(request);
    const userId = body?.["userId"];
    // Some clients send it; a wrong one is refused as in a query. Ours.
    if (userId !== undefined && userId !== session.person.userId) return refused("8006", "userId of somebody else");
    return this.commands.accept(car, body, this.people.now(), request.fate);
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
    const car = this.#owned(request, session, vin, false);
    if (isRefused(car)) return car;
    this.people.select(session.person, vin);
    session.selected = true;
    return { data: { result: 1 }, note: "selected" };
  }

  #owned(request: DemoRequest, session: ApiSession, vin: string, command: boolean): DemoCar | Refused {
    const car = this.#carsOf(session).find(({ model }) => model.vin === vin);
    if (!car) return refused("8006", "no car of this account");
    const host = car.model.series.startsWith("HY") ? vehicleHosts.five : vehicleHosts.others;
    // Recorded for a #5 on the first host: 8063, and 8060 to a command. That it is so the other way round is ours.
    if (request.host !== host) return refused(command ? "8060" : "8063", "the car is on the other host");
    return car;
  }

  /** The car a call is for: the one its header names, the account's only one, or the selected one (4.2, 4.4). */
  #carFor(request: DemoRequest, session: ApiSession, vin: string, command: boolean, free: boolean): DemoCar | Refused {
    const car = this.#owned(request, session, vin, command);
    if (isRefused(car) || free) return car;
    const named = request.headers["x-vehicle-identifier"];
    // Ours: that a header which names another car is worth no more than none.
    if (named === vin) return car;
    if (this.#carsOf(session).length === 1 && !named) return car;
    if (!session.selected) return refused("8006", "no car was selected with this token");
    return this.people.selectedBy(session.person) === vin ? car : refused("4038", "another car is selected");
  }
}

/** The route's name, and the VIN: the last part of the path, or of the query or body where the path has none. */
function routeOf(request: DemoRequest): [string, string] {
  const { method, path } = request;
  if (path.endsWith("/send/to/car")) return [`${method} ${path}`, queryOf(request).get("vin") ?? ""];
  if (path.endsWith("/authorization/insert")) return [`${method} ${path}`, text(jsonOf(request)?.["vin"]) ?? ""];
  const mark = path.lastIndexOf("/");
  return [`${method} ${path.slice(0, mark)}/:vin`, path.slice(mark + 1)];
}
