import { cloudError } from "../../base/errors";
import { cell, harmless, linked, rowsOf } from "./csv-text";
import { factsOf, type TripList, type TripFacts } from "./trip-facts";

export interface TripCsvOptions {
  /** Of the headers and the decimal sign; usual: `en`. */
  language?: "en" | "de";
  /** Usual: `,` in English, `;` in German. */
  separator?: "," | ";";
  /** Goes on after the last row of a file: no header, the next number, the same chain. `number` 0 or more. */
  after?: { number: number; hash: string };
}

export interface TripCsvVerdict {
  ok: boolean;
  /** Rows without the header that hold. */
  rows: number;
  /** Hash of the last of them, of the header if there is none: kept elsewhere, it shows that rows are missing at the end. */
  lastHash?: string;
  /** The first row that does not hold, 1 = the first below the header, 0 = the header. */
  brokenRow?: number;
  /** `form`: no row of such a file; `number`: not the next number; `hash`: changed, or the one before; `end`: rows are missing. */
  reason?: "header" | "form" | "number" | "hash" | "end";
}

const headers = {
  en: "Number,Start (UTC),End (UTC),Minutes,Distance km,Distance estimated,Odometer start km,Odometer end km,Battery used %,Fuel used l,Energy kWh,From,From latitude,From longitude,To,To latitude,To longitude,Label,Remark,Hash",
  de: "Nummer,Beginn (UTC),Ende (UTC),Minuten,Strecke km,Strecke geschätzt,Kilometerstand Beginn,Kilometerstand Ende,Batterie verbraucht %,Kraftstoff verbraucht l,Energie kWh,Von,Von Breite,Von Länge,Nach,Nach Breite,Nach Länge,Bezeichnung,Bemerkung,Hash",
};

/**
 * Trips as CSV (RFC 4180, UTF-8), a basis for a logbook: a running number, and in the last column SHA-256 (hex) over a JSON list
 * of the hash before and the row's other cells; the first row's "before" is that of the header after "". It shows accidents
 * and edits, but is no signature: whoever knows it can write a new chain. Unknown = empty cell. Pure. INPUT_INVALID for no
 * trips, CONFIG_INVALID for options that do not exist.
 */
export function tripsToCsv(trips: TripList, options: TripCsvOptions = {}): string {
  const { language = "en", after } = options;
  const { separator = language === "de" ? ";" : "," } = options;
  if (!Object.hasOwn(headers, language)) throw wrong("language");
  if (separator !== "," && separator !== ";") throw wrong("separator");
  if (after && !(Number.isSafeInteger(after.number) && after.number >= 0 && /^[0-9a-f]{64}$/.test(after.hash))) {
    throw wrong("after");
  }
  const header = headers[language].split(",");
  let hash = after?.hash ?? linked("", header);
  const lines = after ? [] : [header];
  for (const [index, facts] of factsOf(trips).entries()) {
    const cells = cellsOf(facts, (after?.number ?? 0) + index + 1, language);
    hash = linked(hash, cells);
    lines.push([...cells, hash]);
  }
  return lines.map((line) => `${line.map(cell).join(separator)}\r\n`).join("");
}

/**
 * Whether the chain of such a CSV holds, and the first row that broke it. Takes either language and separator.
 * `expected`: the last hash, kept elsewhere: without it rows cut off at the end are not seen. Pure. INPUT_INVALID for no text.
 */
export function verifyTripCsv(text: string, expected?: { lastHash?: string }): TripCsvVerdict {
  if (typeof text !== "string") throw cloudError("INPUT_INVALID", "The CSV is no text.", { field: "text" });
  const known = Object.values(headers).map((header) => header.split(","));
  const head = (separator: string) => {
    const [header] = rowsOf(text.slice(0, 2000), separator);
    return header && known.some((one) => JSON.stringify(one) === JSON.stringify(header)) ? header : undefined;
  };
  const separator = [",", ";"].find((one) => head(one));
  const header = separator && head(separator);
  if (!header) return { ok: false, rows: 0, brokenRow: 0, reason: "header" };
  let lastHash = linked("", header);
  let rows = 0;
  const broken = (reason: TripCsvVerdict["reason"]): TripCsvVerdict => ({
    ok: false,
    rows,
    lastHash,
    brokenRow: rows + 1,
    reason,
  });
  for (const row of rowsOf(text, separator).slice(1)) {
    if (row?.length !== header.length) return broken("form");
    if (row[0] !== String(rows + 1)) return broken("number");
    if (linked(lastHash, row.slice(0, -1)) !== row.at(-1)) return broken("hash");
    lastHash = row.at(-1)!;
    rows += 1;
  }
  if (expected?.lastHash !== undefined && expected.lastHash !== lastHash) return broken("end");
  return { ok: true, rows, lastHash };
}

function cellsOf(facts: TripFacts, number: number, language: "en" | "de"): string[] {
  const figure = (value: number | undefined): string =>
    value === undefined ? "" : language === "de" ? String(value).replace(".", ",") : String(value);
  const words = (value: string | undefined): string => (value === undefined ? "" : harmless(value));
  const { start, end } = facts;
  return [
    String(number),
    facts.startedAt ?? "",
    facts.endedAt ?? "",
    figure(facts.minutes),
    figure(facts.km),
    facts.kmEstimated ? (language === "de" ? "ja" : "yes") : "",
    figure(facts.startOdometerKm),
    figure(facts.endOdometerKm),
    figure(facts.percentUsed),
    figure(facts.litresUsed),
    figure(facts.energyKwh),
    words(facts.from),
    figure(start?.latitude),
    figure(start?.longitude),
    words(facts.to),
    figure(end?.latitude),
    figure(end?.longitude),
    words(facts.label),
    words(facts.remark),
  ];
}

function wrong(field: string): Error {
  return cloudError("CONFIG_INVALID", `The CSV has no such ${field}.`, { field });
}
