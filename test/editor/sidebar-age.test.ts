/** Why a reading may be old, as the sidebar says it below a vehicle: one reason, the one that explains it best. */
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { read } from "../support/package-facts";

type AgeReason = (card: object, head: object, now: number) => string | undefined;

const window: { vehicleCloudEditor?: { ageReason: AgeReason } } = {};
runInNewContext(read("src/editor/sidebar-state.js"), { window });
const { ageReason } = window.vehicleCloudEditor!;

const minute = 60_000;
const now = Date.parse("2026-06-01T12:00:00Z");
const told = (ago: number, more: object = {}): object => ({
  status: { reportedAt: new Date(now - ago * minute).toISOString(), ...more },
  heardAt: now - ago * minute,
  staleAt: now + 60 * minute,
});
const kept = { session: { state: "kept" } };

describe("why a reading may be old", () => {
  it("is not said of one of the last quarter of an hour, whatever else is wrong", () => {
    for (const head of [kept, { session: { state: "refused" } }, { ...kept, trouble: { open: true } }])
      assert.equal(ageReason(told(14), head, now), undefined);
  });

  for (const [reason, card, head] of [
    ["none", { status: undefined }, kept],
    ["session", told(20), { session: { state: "refused" } }],
    ["session", told(20), { session: { state: "taken" } }],
    ["session", told(20), { session: { state: "paused" } }],
    ["session", told(20), { session: { state: "waiting" } }],
    ["trouble", told(20), { ...kept, trouble: { open: true } }],
    ["stored", { ...told(20), source: "stored" }, { ...kept, trouble: { open: false } }],
    ["offline", told(20, { online: false }), kept],
    ["untold", { status: {}, heardAt: now - minute }, kept],
    ["silent", { ...told(20), staleAt: now - 1 }, kept],
    ["asleep", { ...told(300), heardAt: now - 2 * minute }, kept],
    ["unasked", told(20), kept],
    ["unasked", { ...told(300), heardAt: now - 90 * minute }, kept],
  ] as const) {
    const state = (head as { session: { state: string } }).session.state;
    it(`is "${reason}" where the session is ${state}`, () => {
      assert.equal(ageReason(card, head, now), reason);
      const words = JSON.parse(read("nodes/locales/en-US/sidebar.json")) as Record<string, { reason: object }>;
      assert.ok(
        Object.values(words).some((one) => reason in one.reason),
        "in words",
      );
    });
  }
});
