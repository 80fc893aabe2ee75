/** What of Lynk & Co is promised. `node --import tsx bench/lynkco.ts` prints it alone. */
import { defaultPolicy } from "../src/account/types";
import { createVehicleAccount } from "../src/account/create";
import { ManualClock } from "../src/base/clock";
import { startDemoCloud } from "../src/demo";
import { adminHandlers } from "../src/node-red/account/admin-handlers";
import type { Red } from "../src/node-red/shared/types";
import { gcj02ToWgs84, wgs84ToGcj02 } from "../src/vehicle/gcj02";
import type { Row } from "./rows";

const hour = 3600_000;
const longest = 262_144;

interface Days {
  parked: number;
  twoHoursDriven: number;
  charged: number;
  session: number;
}

/** Requests of one car in Europe in a day, at the intervals of a new status node; `during` is told the hour before it passes. */
async function day(during: (hour: number) => object | undefined): Promise<{ reads: number; session: number }> {
  const clock = new ManualClock();
  const demo = await startDemoCloud({ clock });
  const { id } = demo.vehicles.find(({ platform }) => platform === "lynkco-eu")!;
  const account = createVehicleAccount({
    platform: "lynkco-eu",
    credentials: demo.credentials["lynkco-eu"],
    baseUrls: demo.baseUrls,
    clock,
    budget: 5000,
    random: () => 0,
  });
  demo.control.set(id, { still: true });
  const stop = account.subscribe(id, { ...defaultPolicy }, () => undefined);
  await clock.advance(1000);
  const from = demo.control.log.length;
  for (let at = 0; at < 24; at++) {
    const change = during(at);
    if (change) demo.control.set(id, { ...change });
    await clock.advance(hour);
  }
  const asked = demo.control.log.slice(from);
  stop();
  await account.close();
  await demo.close();
  const reads = asked.filter(({ path }) => path.includes("/vehicle/")).length;
  return { reads, session: asked.length - reads };
}

async function days(): Promise<Days> {
  const parked = await day(() => undefined);
  const driven = await day((at) => {
    if (at === 8 || at === 17) return { driving: true, locked: false };
    return at === 9 || at === 18 ? { driving: false, locked: true, latitude: 58.5 } : undefined;
  });
  const charged = await day((at) =>
    at === 20
      ? { plugged: true, charging: true, percent: 20, locked: false }
      : at === 21
        ? { locked: true }
        : undefined,
  );
  return { parked: parked.reads, twoHoursDriven: driven.reads, charged: charged.reads, session: parked.session };
}

/** 256 kB of a browser's or proxy's record, with one request of the car among a thousand others. */
function har(): string {
  const entry = (url: string, headers: Record<string, string>) => ({
    request: { method: "GET", url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
    response: { content: { text: '{"a":1}' } },
  });
  const others = Array.from({ length: 1000 }, (_, at) =>
    entry(`https://example.org/${at}/${"x".repeat(85)}`, { accept: "*/*" }),
  );
  const car = entry("https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/L6T7TEST000000001?userId=7", {
    authorization: "tok-invented",
    "x-app-id": "xiaokanl",
  });
  return JSON.stringify({ log: { entries: [...others, car] } }).padEnd(longest, " ");
}

/** From the body as it comes from the dialog to the answer as it goes there, over `JSON.parse` of the pasted text alone. */
async function paste({ rounds = 31, runs = 5 } = {}): Promise<{ ratios: number[]; routeMs: number; parseMs: number }> {
  const text = har();
  const body = JSON.stringify({ text });
  const { paste: answer } = adminHandlers({} as Red);
  const parses: number[] = [];
  const routes: number[] = [];
  // Of the processor: single runs of milliseconds, which a busy machine would draw out.
  const time = async (work: () => unknown): Promise<number> => {
    const before = process.cpuUsage();
    for (let run = 0; run < runs; run++) await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / runs;
  };
  for (let round = -3; round < rounds; round++) {
    const parse = await time(() => JSON.parse(text) as unknown);
    const route = await time(async () =>
      JSON.stringify(await answer({ id: "new", body: JSON.parse(body) as unknown })),
    );
    if (round >= 0) {
      parses.push(parse);
      routes.push(route);
    }
  }
  const ratios = routes.map((route, at) => route / parses[at]!).sort((a, b) => a - b);
  return { ratios, routeMs: median(routes), parseMs: median(parses) };
}

/** There and back over China: metres of error, microseconds of the way back. */
function conversion(): { places: number; worstMm: number; micros: number } {
  const shifted: [ReturnType<typeof wgs84ToGcj02>, number, number][] = [];
  for (let latitude = 4; latitude <= 53.5; latitude += 0.2)
    for (let longitude = 74; longitude <= 135; longitude += 0.2)
      shifted.push([wgs84ToGcj02({ latitude, longitude }), latitude, longitude]);
  let worst = 0;
  const started = performance.now();
  const back = shifted.map(([place]) => gcj02ToWgs84(place));
  const micros = ((performance.now() - started) * 1000) / shifted.length;
  back.forEach((place, at) => {
    const [, latitude, longitude] = shifted[at]!;
    const north = (place.latitude - latitude) * 111_195;
    const east = (place.longitude - longitude) * 111_195 * Math.cos((latitude * Math.PI) / 180);
    worst = Math.max(worst, Math.hypot(north, east));
  });
  return { places: shifted.length, worstMm: worst * 1000, micros };
}

export async function lynkcoRows(): Promise<Row[]> {
  const { parked, twoHoursDriven, charged, session } = await days();
  const { ratios, routeMs, parseMs } = await paste();
  const { places, worstMm, micros } = conversion();
  const exact = "exact count, at the intervals of a new status node";
  const count = (what: string, figure: number, limit?: number, note = exact): Row => ({
    ...{ what, figure, unit: "", note },
    ...(limit === undefined ? {} : { limit }),
  });
  return [
    count(
      "Europe, requests of a parked day",
      parked,
      100,
      `${exact}; and ${session} for the session, whose token lives an hour in the demo`,
    ),
    count("the same with two hours of driving", twoHoursDriven, 200),
    count("the same, plugged in at eight in the evening", charged, 160),
    {
      what: "a HAR of 256 kB that is pasted: body to answer in the runtime's route, over `JSON.parse` of it",
      figure: round(median(ratios)),
      unit: "times",
      limit: 15,
      note: `processor time, median of ${ratios.length} alternating rounds, ${round(ratios[0]!)} to ${round(ratios.at(-1)!)}; ${round(routeMs)} ms against ${round(parseMs)} ms`,
    },
    {
      what: "GCJ-02 to WGS-84 over China: largest error",
      figure: Math.ceil(worstMm * 1000) / 1000,
      unit: "mm",
      limit: 10,
      note: `${places} places of a grid of 0.2°, shifted and found again; ${round(micros)} µs each`,
    },
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (require.main === module) {
  void lynkcoRows().then((rows) => {
    for (const { what, figure, unit, limit, note } of rows)
      console.log(`| ${what} | ${figure} ${unit} | ${limit} | ${note} |`);
  });
}
