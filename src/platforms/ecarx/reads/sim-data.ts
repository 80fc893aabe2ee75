import { cloudError } from "../../../base/errors";
import { dig, finite, isObject, objects, own, text, type JsonObject } from "../../../base/json";
import type { ListedVehicle } from "../../../vehicle/model";
import type { SimAmount, SimData, SimPackage } from "../../../vehicle/read-data";
import type { ReadOptions, ReadResult } from "../../platform";
import { withDatum, type ReadDeps } from "./read-deps";

const kibibytes = { least: 0, most: 1e12 };
const china = "+08:00";

/**
 * Reads the answer of `flowinfo`, of which one is recorded (docs/protocol/lynkco-geely.md 9.1): amounts of data are KiB by
 * its arithmetic, times of a package in China's time by inference. Takes any JSON value without throwing.
 */
export function readSimData(reply: unknown): SimData {
  // One without an envelope stands below `data` where the platform's answers are flat.
  const source = isObject(own(reply, "data")) ? own(reply, "data") : reply;
  const basic = own(source, "basic_package");
  const seconds = number(own(source, "timestamp"), { least: 0, most: 1e11 });
  return {
    dataKiB: amount(own(source, "sum"), own(source, "left"), own(source, "used")),
    authenticatedAt: time(own(basic, "auth_time")),
    startAt: time(own(basic, "start_time")),
    endAt: time(own(basic, "limit_time")),
    daysLeft: number(own(basic, "available_days"), { least: -100_000, most: 100_000 }),
    packages: objects(own(own(source, "increase_package"), "package"))
      .slice(0, mostPackages)
      .map(readPackage),
    // Seconds, where all other times are milliseconds.
    toldAt: seconds === null ? null : time(seconds * 1000),
  };
}

/** An account with more is none that was seen. */
const mostPackages = 50;

function readPackage(row: JsonObject): SimPackage {
  const of = (total: string, used: string, left: string): SimAmount => amount(row[total], row[left], row[used]);
  return {
    productId: text(row["productId"])?.slice(0, 100) ?? null,
    orderId: text(row["orderId"])?.slice(0, 100) ?? null,
    dataKiB: of("dataVolume_init", "usedDataVolume", "dataVolume"),
    voiceMinutes: of("voiceMinute_init", "usedVoiceMinute", "voiceMinute"),
    messages: of("SMSNumber_init", "usedSMSNumber", "SMSNumber"),
    startAt: stamp(row["activeDate"]),
    endAt: stamp(row["expireDate"]),
  };
}

/** Nothing is worked out: of the recorded answer two totals do not fit the rest. */
function amount(total: unknown, left: unknown, used: unknown): SimAmount {
  const told = { total: number(total), left: number(left), used: number(used) };
  const whole = told.total !== null && told.left !== null && told.used !== null;
  return whole && told.total !== told.left! + told.used! ? { ...told, doubtful: true } : told;
}

function number(value: unknown, { least, most } = kibibytes): number | null {
  const read = finite(value);
  return read !== undefined && read >= least && read <= most ? read : null;
}

/** Milliseconds since 1970. */
function time(value: unknown): string | null {
  const ms = number(value, { least: 1, most: 4e12 });
  return ms === null ? null : new Date(ms).toISOString();
}

/** `yyyyMMddHHmmss`. */
function stamp(value: unknown): string | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text(value) ?? "");
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${china}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** What is left of the SIM card of a car. The number of the card is the message's, else the list's, and kept nowhere else. */
export class SimReads {
  readonly #deps: ReadDeps;
  readonly #cards = new Map<string, string>();

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** `params.iccid` = number of the SIM card. Rejects with INPUT_INVALID if it is wrong, or nobody tells it. */
  async read(vehicle: ListedVehicle, { params = {}, signal }: ReadOptions): Promise<ReadResult<"simData">> {
    const given = own(params, "iccid") ?? "";
    const iccid = given === "" ? await this.#listed(vehicle, signal) : String(text(given) ?? "").trim();
    if (!isCard(iccid)) throw noCard(given !== "");
    const asking = this.#deps.caller.askVehicle(vehicle, "simData", { values: { iccid }, signal });
    const raw = await withDatum(asking, (reply) => tells(readSimData(reply)));
    return { data: readSimData(raw), raw };
  }

  async #listed(vehicle: ListedVehicle, signal?: AbortSignal): Promise<string> {
    const { profile, caller } = this.#deps;
    const { list } = profile.operations;
    const known = this.#cards.get(vehicle.id);
    if (known !== undefined || !list) return known ?? "";
    const origin = list.origin ?? profile.session.origin;
    const reply = await caller.ask(list, { origin }, { use: "list", purpose: "list", signal });
    for (const row of objects(dig(reply, "data", "list"))) {
      if (own(row, "vin") !== vehicle.id) continue;
      const card = text(own(row, "iccid")) ?? "";
      if (isCard(card)) this.#cards.set(vehicle.id, card);
      return card;
    }
    return "";
  }
}

/** In China they hold letters, too. */
function isCard(value: string): boolean {
  return /^[0-9A-F]{18,22}$/i.test(value);
}

function tells({ dataKiB, daysLeft, packages }: SimData): boolean {
  return dataKiB.left !== null || dataKiB.total !== null || daysLeft !== null || packages.length > 0;
}

function noCard(given: boolean): Error {
  const why = given
    ? "The number of the SIM card (ICCID) must have 18 to 22 digits or letters A to F"
    : "The cloud's list does not tell the number of the car's SIM card (ICCID), and none was given: put it into msg.iccid (params.iccid in a program)";
  return cloudError("INPUT_INVALID", `${why}. The app shows it beside the car's data; SIM data were not asked for.`, {
    sent: false,
    field: "iccid",
  });
}
