/** One account behind a line that fails for one kind of request: what came of it, and what was asked meanwhile. */
import { createVehicleAccount } from "../../src/account/create";
import { ManualClock } from "../../src/base/clock";
import { startDemoCloud } from "../../src/demo";
import { createAxiosTransport } from "../../src/http/axios-transport";
import type { Transport } from "../../src/http/transport";
import { moving } from "../account/support/accounts";
import { TcpProxy, type LineFault } from "../support/tcp-proxy";

export type Asked = "sign-in" | "read";

/** Which request the spoiled line carries; all others go straight to the cloud. */
const carried: Record<Asked, RegExp> = {
  "sign-in": /\/accounts\.login$/,
  read: /\/remote-control\/vehicle\/status\//,
};

/** The client's patience where it is to end, in the place of half a minute. */
export const patienceMs = 700;
/** And where it is not: a busy machine must not look like bad weather. */
const amplePatienceMs = 20_000;

export interface Outcome {
  /** `value`, or the error's code. */
  result: string;
  /** Of that request: times it left the client, and times it arrived at the cloud. */
  left: number;
  arrived: number;
  /** Sign-ins the cloud saw, whatever the line did. */
  signIns: number;
  /** The same asked again once the line is good: `value`, or the error's code. */
  afterwards: string;
  /** Requests of the other kinds that were made while the line was bad. */
  beside: number;
}

/** `passes`: the request is expected to get through. */
export async function weather(asked: Asked, fault: LineFault, passes: boolean): Promise<Outcome> {
  const clock = new ManualClock("2026-06-01T08:00:00Z", { patienceMs: 30_000 });
  const demo = await startDemoCloud({ clock });
  const proxy = await TcpProxy.to(demo.url);
  const wire = createAxiosTransport();
  const count = { left: 0, beside: 0 };
  let timeoutMs = passes ? amplePatienceMs : patienceMs;
  const transport: Transport = {
    send(request) {
      const spoiled = carried[asked].test(new URL(request.url).pathname);
      if (spoiled) count.left++;
      else count.beside++;
      const url = spoiled ? request.url.replace(demo.url, proxy.url) : request.url;
      return wire.send({ ...request, url, timeoutMs: spoiled ? timeoutMs : amplePatienceMs });
    },
    close: () => wire.close(),
  };
  const account = createVehicleAccount({
    platform: "smart-eu",
    baseUrls: demo.baseUrls,
    credentials: demo.credentials["smart-eu"],
    clock,
    transport,
    random: () => 0,
  });
  const car = demo.vehicles[0]!.id;
  const arrivals = (): number => demo.control.log.filter(({ path }) => carried[asked].test(path)).length;
  const result = async (): Promise<string> => {
    const work = asked === "sign-in" ? account.vehicles() : account.status(car, { maxAgeSeconds: 5 });
    return moving(
      clock,
      work.then(() => "value"),
    ).catch((error: { code?: string }) => error.code ?? "no error of ours");
  };
  try {
    if (asked === "read") {
      await account.status(car);
      await clock.advance(120_000);
    }
    demo.control.log.length = 0;
    Object.assign(count, { left: 0, beside: 0 });
    await proxy.set(fault);
    const first = await result();
    const { left, beside } = count;
    const arrived = arrivals();
    await proxy.set({ kind: "none" });
    timeoutMs = amplePatienceMs;
    // A sign-in that failed is not tried again within a minute.
    await clock.advance(60_000);
    const afterwards = await result();
    const signIns = demo.control.log.filter(({ path }) => carried["sign-in"].test(path)).length;
    return { result: first, left, arrived, signIns, afterwards, beside };
  } finally {
    await account.close();
    await proxy.close();
    await demo.close();
  }
}
