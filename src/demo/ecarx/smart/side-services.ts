import type { DemoAnswer, DemoRequest } from "../../types";
import type { DemoService, DemoWorld } from "../brand";
import { gatewayCheck } from "./gateway-check";
import { pictureHost, picturePath } from "./pictures";

/** Firmware and ability of Europe: two hosts beside the vehicle hosts, unsigned, each with its own form of answer. */
const sideHosts = { firmware: "ota.srv.smart.com", ability: "vehicle.vbs.srv.smart.com" } as const;

/** Firmware (docs/protocol/ecarx-smart.md 5.6): no envelope, and the sign-in token, not the API token. */
function tellFirmware(request: DemoRequest, { brand, people, cars }: DemoWorld): DemoAnswer {
  const vin = /^\/app\/info\/([^/]+)$/.exec(request.path)?.[1];
  const token = request.headers["access_token"] ?? "";
  const person = people.oauthOf(token);
  // Recorded of a client that sent the API token: outside Europe it is 403 whatever is sent.
  const known = person ?? people.apiOf(token)?.person;
  if (known && known.brand !== brand) return plain(403, "no firmware abroad");
  // Ours: the answers to a dead token and to a stranger's car are not recorded.
  if (!person) return plain(401, "sign-in token missing or expired");
  const car = cars.find(({ model }) => model.vin === vin && person.cars.includes(model.vin));
  if (!car || request.method !== "GET") return plain(403, "no firmware of such a car");
  const notes = [{ language: "en-GB", description: "Improvements and corrections." }];
  return {
    status: 200,
    note: "firmware",
    body: {
      currentVersion: car.model.firmware,
      targetVersion: car.model.firmware,
      currentReleaseNotes: notes,
      targetReleaseNotes: notes,
      hasNewAssignment: false,
      newStatus: "",
    },
  };
}

/** The service lies below this path at the international gateway. */
export const gatewayService = "/vc";

export function firmware(world: DemoWorld): DemoService {
  return { hosts: [sideHosts.firmware], handle: (request) => tellFirmware(request, world) };
}

export function ability(world: DemoWorld): DemoService {
  return { hosts: [sideHosts.ability], handle: (request) => tellAbility(request, world) };
}

/** Ability behind the international gateway, which verifies its own signature first. */
export function gatewayAbility(request: DemoRequest, world: DemoWorld): DemoAnswer {
  return gatewayCheck(request, world.now()) ?? tellAbility(request, world, gatewayService);
}

/** Ability: recorded at the international host only; the European one is taken to answer in the same shape (5.21). */
function tellAbility(request: DemoRequest, { people, cars, link }: DemoWorld, base = ""): DemoAnswer {
  const path = request.path.slice(base.length);
  const [, modelCode, vin] = /^\/vehicle\/v1\/ability\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const session = people.apiOf(request.headers["authorization"] ?? "");
  if (!session) return plain(401, "API token missing or expired");
  // Ours: whether the two are compared is not known.
  if (request.headers["x-smart-id"] !== session.person.userId) return plain(401, "x-smart-id of somebody else");
  const car = cars.find(({ model }) => model.vin === vin && session.person.cars.includes(model.vin));
  if (!car || modelCode === undefined || decoded(modelCode) !== car.model.modelCode) return plain(404, "no such car");
  const abilities = abilityCodes.map((abilityCode) => ({
    abilityCode,
    name: abilityCode,
    controlWays: ["BLUETOOTH", "REMOTE"],
    limitSettings: null,
    extras: null,
  }));
  const { model } = car;
  const image = (view: string): string => link(request, pictureHost, picturePath(car, view));
  return {
    status: 200,
    code: "200",
    note: "abilities",
    body: {
      code: "200",
      message: "success",
      result: {
        vehicleName: model.model,
        modelCode: model.modelCode,
        modelName: model.modelCode,
        saleName: model.modelCode.includes("BRABUS") ? "BRABUS" : "Premium",
        abilityCount: abilities.length,
        abilities,
        vscData: {
          imagesPath: image("1"),
          topImagesPath: image("2"),
          interiorImagesPath: image("3"),
          batteryImagesPath: image("4"),
          colorNameMss: model.colorName,
          interiorColorNameMss: "BLACK",
          vehicleNickname: model.name,
          licensePlateNumber: "",
        },
      },
    },
  };
}

/** The eleven of an Australian #3. The spelling is the cloud's. */
const abilityCodes = [
  "remote_control_window",
  "remote_control_doorlock",
  "remote_control_honk_flash",
  "remote_control_hrunklock",
  "remote_contro_AC",
  "remote_contro_seat_heating",
  "remote_contro_steeringwheel_heating",
  "remote_contro_seat_ventilating",
  "remote_control_parkcomfort",
  "remote_control_chargeplan",
  "condition_PM2.5",
];

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function plain(status: number, note: string): DemoAnswer {
  return { status, body: { message: note }, note };
}
