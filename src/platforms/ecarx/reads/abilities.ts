import type { Abilities, Ability, PictureView } from "../../../vehicle/read-data";
import { isObject, objects, own, text } from "../../../base/json";
import { given } from "../../../vehicle/values";

export const pictureViews = ["side", "top", "interior", "battery"] as const satisfies readonly PictureView[];

/** The spelling mistakes are the cloud's. */
const features: Readonly<Record<string, string>> = {
  remote_control_window: "windows",
  remote_control_doorlock: "doors",
  remote_control_honk_flash: "findMe",
  remote_control_hrunklock: "trunk",
  remote_contro_AC: "climate",
  remote_contro_seat_heating: "seatHeating",
  remote_contro_steeringwheel_heating: "steeringWheelHeating",
  remote_contro_seat_ventilating: "seatVentilation",
  remote_control_parkcomfort: "parkingComfort",
  remote_control_chargeplan: "chargingSchedule",
  "condition_PM2.5": "airQuality",
};

const pictureKeys: Readonly<Record<PictureView, string>> = {
  side: "imagesPath",
  top: "topImagesPath",
  interior: "interiorImagesPath",
  battery: "batteryImagesPath",
};

/**
 * Reads the `result` of an ability answer. `imageOrigin` completes a picture's address that has none. Number plates and
 * owners are left where they are. Takes any JSON value without throwing.
 */
export function readAbilities(result: unknown, imageOrigin: string): Abilities {
  const look = own(result, "vscData");
  const abilities = objects(own(result, "abilities")).flatMap((row): Ability[] => {
    const code = text(own(row, "abilityCode"));
    if (!code) return [];
    const ways = own(row, "controlWays");
    const feature = Object.hasOwn(features, code) ? features[code] : undefined;
    return [given<Ability>({ code, feature, remote: Array.isArray(ways) && ways.includes("REMOTE") })];
  });
  const pictures: Abilities["pictures"] = {};
  for (const view of pictureViews) {
    const url = isObject(look) ? address(text(look[pictureKeys[view]]), imageOrigin) : undefined;
    if (url) pictures[view] = { url };
  }
  return given<Abilities>({
    abilities,
    remote: [...new Set(abilities.flatMap(({ feature, remote }) => (feature && remote ? [feature] : [])))],
    model: text(own(result, "modelName")),
    trim: text(own(result, "saleName")),
    nickname: text(own(look, "vehicleNickname")),
    colour: text(own(look, "colorNameMss")),
    interiorColour: text(own(look, "interiorColorNameMss")),
    pictures,
  });
}

function address(found: string | undefined, origin: string): string | undefined {
  if (!found) return undefined;
  try {
    const url = new URL(found, origin);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
