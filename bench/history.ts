import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createVehicleAccount } from "../src/account/create";
import { RecentPast } from "../src/account/glance/recent-past";
import { systemClock } from "../src/base/clock";
import type { VehicleStatus } from "../src/vehicle/model";
import { secret } from "../test/platforms/segway/pushes";
import { statusBodies } from "./webhook/bodies";

export interface HistoryBench {
  /** Processor time of noting a push in the recent past, over that of receiving it with all there is: at most 0.03. */
  share: number;
  spread: [least: number, most: number];
  pushMicros: number;
  noteMicros: number;
  /** Of a vehicle whose past is full, heap and buffers: at most 4,096. */
  bytesPerVehicle: number;
  rounds: number;
}

const vehicles = 1000;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** What the recent past of a thousand vehicles costs beside receiving their pushes, each in turns with the other. */
export async function benchHistory({ rounds = 21, perRound = 10_000 } = {}): Promise<HistoryBench> {
  const bodies = statusBodies(vehicles).map((body) => Buffer.from(body));
  const account = createVehicleAccount({
    platform: "segway",
    credentials: { clientId: "E00001", clientSecret: secret },
  });
  await account.vehicles();
  const statuses: [string, VehicleStatus][] = [];
  for (const body of bodies) {
    const { vehicle } = await account.receivePush("status", body);
    statuses.push([vehicle.id, await account.status(vehicle.id, { lastKnown: true })]);
  }
  const past = new RecentPast(systemClock);
  const pushes: number[] = [];
  const notes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let begun = performance.now();
    for (let i = 0; i < perRound; i++) await account.receivePush("status", bodies[i % vehicles]!);
    pushes.push(((performance.now() - begun) * 1000) / perRound);
    begun = performance.now();
    for (let i = 0; i < perRound; i++) past.note(...statuses[i % vehicles]!, "push");
    notes.push(((performance.now() - begun) * 1000) / perRound);
  }
  const shares = notes.map((value, index) => value / pushes[index]!).sort((a, b) => a - b);
  await account.close();
  return {
    share: median(shares),
    spread: [shares[0]!, shares.at(-1)!],
    pushMicros: median(pushes),
    noteMicros: median(notes),
    bytesPerVehicle: bytesOfFull(),
    rounds,
  };
}

/** Places and ten commands of each of a thousand vehicles, as far apart as they can be. */
function bytesOfFull(): number {
  const status = { battery: { percent: 50 }, position: { latitude: 50, longitude: 8 } };
  const ids = Array.from({ length: vehicles }, (_, i) => `HESXTEST0P${String(i).padStart(7, "0")}`);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const past = new RecentPast(systemClock);
  for (let i = 0; i < 50; i++) {
    status.position.latitude += 0.01;
    for (const id of ids) past.note(id, status as unknown as VehicleStatus, "push");
  }
  for (let i = 0; i < 10; i++)
    for (const id of ids) past.command(id, `command ${i} ${id}`)("unknown", `reason ${i} ${id}`);
  const bytes = (used() - before) / vehicles;
  return past.kept ? bytes : NaN;
}
