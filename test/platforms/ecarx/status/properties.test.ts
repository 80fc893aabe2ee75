import assert from "node:assert/strict";
import fc from "fast-check";
import { readChargeTarget, readEcarxStatus } from "../../../../src/platforms/ecarx/status/read-status";
import { changesBetween, mergeStatus, sparseChanges } from "../../../../src/vehicle/changes";
import { messageReading } from "../../../../src/vehicle/message";
import type { VehicleStatus } from "../../../../src/vehicle/model";
import { assertForm, envelope, read } from "./support";

type Path = (string | number)[];

const odd: unknown[] = [
  "",
  " ",
  "-0",
  "-0.0",
  "NaN",
  "Infinity",
  "-Infinity",
  "1e308",
  "1e-320",
  "0x10",
  "0b1",
  "1e999",
  "9".repeat(400),
  "٣",
  "true",
  "TRUE",
  "null",
  "101",
  "2047",
  "2048",
  -0,
  1e308,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  true,
  null,
  [],
  {},
  ["1"],
  { toString: "1", valueOf: 1, length: -1 },
];
const anyJson = fc.oneof(
  fc.constantFrom(...odd),
  fc.jsonValue({ maxDepth: 3 }),
  fc.double().map(String),
  fc.integer().map(String),
);

const pathsOf = (value: unknown, path: Path = []): Path[] =>
  typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))]
    : [path];
const paths = pathsOf(envelope()).filter((path) => path.length > 0);

type Mutation = { path: Path; how: "replace" | "remove" | "retype"; value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.constantFrom(...paths),
  how: fc.constantFrom("replace" as const, "replace" as const, "remove" as const, "retype" as const),
  value: anyJson,
});

function retype(value: unknown): unknown {
  if (typeof value === "string")
    return value !== "" && Number.isFinite(Number(value)) ? Number(value) : value === "true";
  if (typeof value === "boolean") return value ? 1 : "0";
  return [value];
}

function mutate(tree: Record<string, unknown>, { path, how, value }: Mutation): void {
  let target: unknown = tree;
  for (const key of path.slice(0, -1)) {
    target = typeof target === "object" && target !== null ? (target as Record<string, unknown>)[key] : undefined;
  }
  if (typeof target !== "object" || target === null) return;
  const holder = target as Record<string, unknown>;
  const key = path[path.length - 1]!;
  if (how === "remove") delete holder[key];
  else holder[key] = how === "retype" ? retype(holder[key]) : value;
}

const mutated = fc.array(mutation, { minLength: 1, maxLength: 25 }).map((mutations) => {
  const tree = envelope();
  for (const each of mutations) mutate(tree, each);
  return tree;
});

const readAt = "2026-02-02T08:10:00.000Z";
const options = fc.record(
  {
    series: fc.constantFrom("HX11", "HC11", "HY11", "hy", ""),
    qrvs: anyJson,
    profile: fc.record({ positionTrustMeaningful: fc.boolean(), gcj02Default: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

describe("reading a car: whatever the cloud answers", () => {
  it("gives a status of the model's form for any mutation of an answer, twice the same", () => {
    fc.assert(
      fc.property(mutated, mutated, options, (first, second, with_) => {
        const frozen = JSON.stringify(second);
        const previous = readEcarxStatus(first, { ...with_, readAt });
        assertForm(previous);
        const status = readEcarxStatus(second, { ...with_, previous, readAt });
        assertForm(status);
        assert.deepEqual(readEcarxStatus(second, { ...with_, previous, readAt }), status);
        assert.deepEqual(readEcarxStatus(second, { ...with_, previous: status, readAt }), status, "over itself");
        assert.equal(JSON.stringify(second), frozen, "the answer is left as it was");
      }),
      { numRuns: 1500 },
    );
  });

  it("gives a status of the model's form for any JSON at all", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        assertForm(readEcarxStatus(value));
        assertForm(readEcarxStatus({ data: value }));
        assertForm(readEcarxStatus({ vehicleStatus: value }));
        assertForm(readEcarxStatus({ additionalVehicleStatus: value, basicVehicleStatus: value }));
        for (const target of [readChargeTarget(value), readChargeTarget({ data: { soc: value, socTime: value } })]) {
          const { targetPercent: percent, setAt } = target;
          assert.ok(percent === undefined || percent === null || (percent >= 0 && percent <= 100));
          assert.ok(setAt === undefined || setAt === null || !Number.isNaN(Date.parse(setAt)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("survives an answer nested thousands deep", () => {
    const deep = JSON.parse(`${'{"data":'.repeat(5000)}{}${"}".repeat(5000)}`) as unknown;
    assertForm(readEcarxStatus(deep));
    assertForm(
      readEcarxStatus({ vehicleStatus: { updateTime: deep, additionalVehicleStatus: { climateStatus: deep } } }),
    );
  });
});

describe("comparing and telling readings, whatever they hold", () => {
  const statuses = mutated.map((tree) => readEcarxStatus(tree, { readAt }));

  it("tells changes that lead from one reading to the other", () => {
    fc.assert(
      fc.property(statuses, statuses, (from, to) => {
        const changes = changesBetween(from, to);
        assert.deepEqual(changesBetween(from, structuredClone(from)), []);
        assert.deepEqual(
          changes.map(({ path }) => path),
          [...changes.map(({ path }) => path)].sort(),
        );
        const back = changesBetween(to, from).map(({ path, from: a, to: b }) => ({ path, from: b, to: a }));
        assert.deepEqual(
          back.map((change) => [change.path, change.from, change.to]),
          changes.map((change) => [change.path, change.from, change.to]),
        );
        const told = flatten(sparseChanges(changes));
        assert.deepEqual(
          told,
          Object.fromEntries(
            changes.filter(({ to: value }) => value !== undefined).map(({ path, to: value }) => [path, value]),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("leaves no unknown value in a message, and every group in it", () => {
    fc.assert(
      fc.property(statuses, fc.boolean(), (status, stale) => {
        const message = messageReading({ ...status, stale });
        assertForm(message);
        assert.ok(!JSON.stringify(message).includes("null"));
        for (const key of Object.keys(read())) {
          const group = (status as unknown as Record<string, unknown>)[key];
          if (typeof group === "object" && group !== null) assert.equal(typeof message[key], "object", key);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("merges to the same however often", () => {
    fc.assert(
      fc.property(statuses, statuses, (older, newer) => {
        const merged: VehicleStatus = mergeStatus(older, newer);
        assertForm(merged);
        assert.deepEqual(mergeStatus(merged, newer), merged);
      }),
      { numRuns: 200 },
    );
  });
});

function flatten(value: unknown, path = ""): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { [path]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, member]) => flatten(member, path ? `${path}.${key}` : key)),
  ) as Record<string, unknown>;
}
