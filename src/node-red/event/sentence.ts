import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dig, parseJson, text as textOf } from "../../base/json";
import type { VehicleEvent } from "../../vehicle/events/event-types";
import type { Red } from "../shared/types";
import { eventType } from "../shared/types";

const languages = ["en-US", "de", "zh-CN"] as const;
type Language = (typeof languages)[number];

/** The language of the sentences: the setting's, else Node-RED's own, else English. */
export function languageOf(setting: unknown, red: Red): Language {
  const wanted = textOf(setting) ?? textOf((red.settings as { lang?: unknown }).lang) ?? "";
  const short = wanted.slice(0, 2).toLowerCase();
  return languages.find((each) => each.slice(0, 2).toLowerCase() === short) ?? "en-US";
}

const loaded = new Map<Language, unknown>();

function textsOf(language: Language): unknown {
  let texts = loaded.get(language);
  if (texts === undefined) {
    // The same file that the editor has, beside the built nodes.
    const path = join(__dirname, "../../../nodes/locales", language, "event.json");
    texts = dig(parseJson(readFileSync(path, "utf8")), eventType);
    loaded.set(language, texts);
  }
  return texts;
}

function text(language: Language, key: string): string {
  return dig(textsOf(language), ...key.split(".")) as string;
}

/** Which sentence tells an event: some say more where more is known. */
function keyOf({ event, value, trip }: VehicleEvent): string {
  if (event === "chargingStarted" && value !== undefined) return "chargingStartedAt";
  if (event === "chargingFinished" && value !== undefined) return "chargingFinishedAt";
  if (event === "parked" && trip?.km !== undefined) return "parkedAfter";
  return event;
}

/** What has happened, for people: `Van: charging finished at 80 %.` */
export function sentenceOf(told: VehicleEvent, name: string, language: Language): string {
  const figure = (value: number | string | undefined): string =>
    typeof value === "number" ? value.toLocaleString(language) : (value ?? "");
  const what = [...new Set((told.what ?? []).map((part) => partOf(part, language)))];
  const values: Record<string, string> = {
    name,
    value: warningOf(told, language) ?? figure(told.value),
    km: figure(told.trip?.km),
    place: told.place ?? "",
    what: what.join(", "),
  };
  return text(language, "sentence." + keyOf(told)).replace(/__([a-z]{1,10})__/g, (_whole, key: string) => values[key]!);
}

const knownParts = new Set(["doors", "windows", "trunk", "hood", "sunroof"]);

/** `doors.driver` as "door". */
function partOf(part: string, language: Language): string {
  const key = part.split(".")[0]!;
  return knownParts.has(key) ? text(language, "part." + key) : part;
}

/** `tyres.driver` as "tyre pressure"; a word of Segway's, or a code, as it is. */
function warningOf({ event, value }: VehicleEvent, language: Language): string | undefined {
  if ((event !== "warning" && event !== "alarm") || typeof value !== "string") return undefined;
  const key = value.split(".")[0]!;
  return knownWarnings.has(key) ? text(language, "part." + key) : value;
}

const knownWarnings = new Set<string>(["service", "brakeFluid", "washerFluid", "tyres", "alarm", "crash"]);
