import { text, type JsonObject } from "../../../base/json";
import type { DemoCar } from "../../car/car";
import type { DemoRequest } from "../../types";
import { jsonOf, queryOf } from "../parse";

/**
 * What calls of the catalogue change in the demo, so that a deletion can be seen to delete: stored fences, favourite places and
 * the journal. Bodies are kept as they were sent, since none is known (docs/protocol/ecarx-smart.md 6.4); all of it is ours.
 */

/** Ids of the calls that list, make, change and delete one kind of thing, and the member that names one of them. */
interface Family {
  lists: readonly string[];
  makes: string;
  changes?: string;
  deletes: string;
  /** In an answer, and the placeholder of the path that deletes. */
  key: string;
}

const families: readonly Family[] = [
  ...["geofence", "electric-fence", "authorized-geofence"].map((name) => ({
    lists: [`iov.${name}s-all`, ...(name === "geofence" ? ["iov.geofence-latest"] : [])],
    makes: `iov.${name}-create`,
    changes: `iov.${name}-update`,
    deletes: `iov.${name}-delete`,
    key: name === "electric-fence" ? "id" : "geofenceId",
  })),
  { lists: ["iov.poi-favorites"], makes: "iov.poi-save", deletes: "iov.poi-delete", key: "collectionId" },
];

/** Of one kind and one car. */
const mostThings = 20;

type Things = Map<string, JsonObject>;
const kept = new WeakMap<DemoCar, Map<Family, Things>>();

function thingsOf(car: DemoCar, family: Family): Things {
  const all = kept.get(car) ?? new Map<Family, Things>();
  kept.set(car, all);
  const things = all.get(family) ?? new Map<string, JsonObject>();
  all.set(family, things);
  return things;
}

/** The car that a call is about: of its path, its query, its body or its header, else the first of the account. */
export function carOf(request: DemoRequest, inPath: string | undefined, cars: readonly DemoCar[]): DemoCar | undefined {
  const { headers } = request;
  const vin =
    inPath ?? queryOf(request).get("vin") ?? text(jsonOf(request)?.["vin"]) ?? headers["x-vehicle-identifier"];
  return cars.find(({ model }) => model.vin === vin) ?? cars[0];
}

/** Carries a call out, and gives what its answer tells of it; a list instead of it where the endpoint lists. */
export function effectOf(id: string, request: DemoRequest, car: DemoCar, last: string): JsonObject | JsonObject[] {
  if (id === "iov.journal-log-delete") return { removed: car.journal.clear() };
  const family = families.find(({ lists, makes, changes, deletes }) =>
    [...lists, makes, changes, deletes].includes(id),
  );
  if (!family) return {};
  const things = thingsOf(car, family);
  const rows = [...things.values()];
  if (family.lists.includes(id)) return id === "iov.geofence-latest" ? { ...rows.at(-1) } : rows;
  if (id === family.deletes) return { removed: Number(things.delete(decodeURIComponent(last))) };
  const body = jsonOf(request) ?? {};
  const known = text(body[family.key]);
  if (id === family.changes && (known === undefined || !things.has(known))) return { changed: 0 };
  const key = known ?? String(1 + Math.max(0, ...[...things.keys()].map((name) => Number(name) || 0)));
  if (things.size >= mostThings && !things.has(key)) things.delete(String(things.keys().next().value));
  things.set(key, { ...body, [family.key]: key });
  return { [family.key]: key };
}
