/** How often a Lynk & Co in Europe is asked for over a day, as the status node asks: counted at the demo's gateway. */
import assert from "node:assert/strict";
import { defaultPolicy } from "../../../src/account/types";
import { scene } from "./support";

const day = 24 * 3600_000;

interface Counts {
  reads: number;
  session: number;
}

/** `during` is told the hour before it passes. */
async function count(during: (hour: number, set: (patch: object) => void) => void): Promise<Counts> {
  const at = await scene({ random: () => 0, budget: 5000 });
  const { account, clock, demo, id } = at;
  const set = (patch: object): void => demo.control.set(id, { ...patch });
  set({ still: true });
  const stop = account.subscribe(id, { ...defaultPolicy }, () => undefined);
  await clock.advance(1000);
  const from = demo.control.log.length;
  for (let hour = 0; hour < 24; hour++) {
    during(hour, set);
    await clock.advance(day / 24);
  }
  const asked = demo.control.log.slice(from);
  stop();
  await at.close();
  const reads = asked.filter(({ path }) => path.includes("/vehicle/")).length;
  return { reads, session: asked.length - reads };
}

describe("a day of a lynkco-eu car, at the intervals of a new status node", () => {
  const tell = (what: string, { reads, session }: Counts): void =>
    console.log(
      `      ${what}: ${reads} requests for the car, ${session} for the session (a token lives an hour here)`,
    );

  it("costs at most 100 requests while it is parked", async () => {
    const counts = await count(() => undefined);
    tell("parked", counts);
    assert.ok(counts.reads <= 100 && counts.reads >= 50, String(counts.reads));
    assert.ok(counts.session <= 50, String(counts.session));
  });

  it("costs at most 50 more an hour of driving", async () => {
    const counts = await count((hour, set) => {
      if (hour === 8 || hour === 17) set({ driving: true, locked: false });
      if (hour === 9 || hour === 18) set({ driving: false, locked: true, latitude: 58.5 });
    });
    tell("two hours of driving", counts);
    assert.ok(counts.reads > 100 && counts.reads <= 200, String(counts.reads));
  });

  it("costs at most 10 more an hour of charging", async () => {
    const counts = await count((hour, set) => {
      if (hour === 20) set({ plugged: true, charging: true, percent: 20, locked: false });
      if (hour === 21) set({ locked: true });
    });
    tell("plugged in at eight in the evening", counts);
    assert.ok(counts.reads > 90 && counts.reads <= 160, String(counts.reads));
  });

  it("finds out within half an hour that something has happened, by vehicle_data alone", async () => {
    const at = await scene({ random: () => 0 });
    const { account, clock, demo, id } = at;
    demo.control.set(id, { still: true });
    const heard: (boolean | undefined)[] = [];
    const stop = account.subscribe(id, { ...defaultPolicy }, (event) => {
      if (event.type === "reading") heard.push(event.status?.openings.trunk ?? undefined);
    });
    await clock.advance(60_000);
    demo.control.set(id, { locked: false, trunk: "OPEN" });
    await clock.advance(1800_000);
    assert.equal(heard.at(-1), true);
    stop();
    await at.close();
  });
});
