import { Agent, get } from "node:http";
import { createVehicleAccount } from "../src/account/create";
import { startDemoCloud, type DemoCloud } from "../src/demo";
import { MemoryStore } from "../test/account/support/accounts";

/** A figure of several rounds. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export interface FirstValueBench {
  latencyMs: number;
  rounds: number;
  /** From the deploy to the first reading, the stored session being alive. Milliseconds. */
  storedMs: Spread;
  /** The same with nothing stored: sign-in, list, selection and reading. Milliseconds. */
  coldMs: Spread;
  /** Requests of both, and how many of the cold ones come before the vehicle list. */
  storedRequests: number;
  coldRequests: number;
  signInRequests: number;
  /** Our time over that of four and of twenty calls one after the other, as two known clients make them at each update. */
  storedToFour: Spread;
  storedToTwenty: Spread;
  /** The same where those calls follow the same number of requests for a sign-in. */
  coldToFour: Spread;
  coldToTwenty: Spread;
}

/**
 * How long the first value takes on a cloud that answers after 100 ms, beside plain requests to the same cloud in a row. Those
 * are neither signed nor read: what is compared is the order of the calls, and the comparison is in their favour.
 */
export async function benchFirstValue({ latencyMs = 100, rounds = 5 } = {}): Promise<FirstValueBench> {
  const demo = await startDemoCloud({ latencyMs });
  const times: Record<"cold" | "stored" | "four" | "twenty" | "coldFour" | "coldTwenty", number[]> = {
    cold: [],
    stored: [],
    four: [],
    twenty: [],
    coldFour: [],
    coldTwenty: [],
  };
  const requests = { cold: 0, stored: 0, signIn: 0 };
  try {
    // Code and connections are warm for all or for none.
    await firstValue(demo, new MemoryStore());
    for (let round = 0; round < rounds; round++) {
      const store = new MemoryStore();
      demo.control.log.length = 0;
      times.cold.push(await firstValue(demo, store));
      requests.cold = demo.control.log.length;
      requests.signIn = demo.control.log.findIndex(({ path }) => path.endsWith("/user/vehicle/secure"));
      demo.control.log.length = 0;
      times.stored.push(await firstValue(demo, store));
      requests.stored = demo.control.log.length;
      times.four.push(await inARow(demo, 4));
      times.twenty.push(await inARow(demo, 20));
      times.coldFour.push(await inARow(demo, requests.signIn + 4));
      times.coldTwenty.push(await inARow(demo, requests.signIn + 20));
    }
  } finally {
    await demo.close();
  }
  const ratio = (ours: number[], theirs: number[]): Spread => spread(ours.map((value, i) => value / theirs[i]!));
  return {
    latencyMs,
    rounds,
    storedMs: spread(times.stored),
    coldMs: spread(times.cold),
    storedRequests: requests.stored,
    coldRequests: requests.cold,
    signInRequests: requests.signIn,
    storedToFour: ratio(times.stored, times.four),
    storedToTwenty: ratio(times.stored, times.twenty),
    coldToFour: ratio(times.cold, times.coldFour),
    coldToTwenty: ratio(times.cold, times.coldTwenty),
  };
}

/** What a deploy does: an account is made, somebody listens, and the first reading of the car comes. */
async function firstValue(demo: DemoCloud, tokenStore: MemoryStore): Promise<number> {
  const start = performance.now();
  const account = createVehicleAccount({
    platform: "smart-eu",
    baseUrls: demo.baseUrls,
    credentials: demo.credentials["smart-eu"],
    tokenStore,
  });
  const took = await new Promise<number>((resolve, reject) => {
    account.subscribe(demo.vehicles[0]!.id, {}, (event) => {
      if (event.type === "reading") resolve(performance.now() - start);
      else if (event.type === "problem") reject(event.error);
    });
  });
  await account.close();
  return took;
}

async function inARow(demo: DemoCloud, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const url = `${demo.baseUrls["https://api.ecloudeu.com"]}/remote-control/vehicle/status/${demo.vehicles[0]!.id}`;
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    await new Promise<void>((resolve, reject) => {
      const request = get(url, { agent }, (answer) => answer.resume().on("end", resolve));
      request.on("error", reject);
    });
  }
  const took = performance.now() - start;
  agent.destroy();
  return took;
}

function spread(values: number[]): Spread {
  const sorted = values.map((value) => Math.round(value * 100) / 100).sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]!, most: sorted[sorted.length - 1]! };
}
