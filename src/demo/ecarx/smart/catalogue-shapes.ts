import type { JsonObject } from "../../../base/json";

/** Pages as recorded of the journal (docs/protocol/ecarx-smart.md 5.8); that others have the same is ours. */
function page(rows: readonly JsonObject[], query: JsonObject): JsonObject {
  const size = Math.max(1, Number(query["pageSize"]) || 20);
  const pageIndex = Math.max(1, Number(query["pageIndex"]) || 1);
  const list = rows.slice((pageIndex - 1) * size, pageIndex * size);
  return { pagination: { pageIndex, pageSize: size, totleSize: rows.length }, list };
}

const records = Array.from({ length: 45 }, (_, at) => ({
  startTime: Date.UTC(2026, 5, 1) - at * 86_400_000,
  energyKwh: 8 + ((at * 7) % 25),
  kind: at % 3 === 0 ? "dc" : "ac",
}));

const dealers = [
  { dealerName: "Demo dealer north", distanceKm: 3.2 },
  { dealerName: "Demo dealer south", distanceKm: 11.9 },
];

/** Content of the few endpoints that examples look at. Every member of it is ours: no real answer is known. */
const shapes: Readonly<Record<string, (query: JsonObject) => JsonObject>> = {
  "iov.ecarx-charge-record": (query) => page(records, query),
  "iov.dealers-search": () => ({ list: dealers }),
  "weather.observe": () => ({ weather: "light rain", temperatureC: 14 }),
};

export function shapeOf(id: string, query: JsonObject): JsonObject {
  return Object.hasOwn(shapes, id) ? shapes[id]!(query) : {};
}
