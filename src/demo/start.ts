import { systemClock } from "../base/clock";
import { cloudError } from "../base/errors";
import { createControl } from "./control";
import { Faults } from "./faults";
import { DemoLog } from "./log";
import { createLynkcoPart } from "./lynkco-eu/hosts";
import { createGricPart } from "./lynkco-gric/hosts";
import type { DemoContext, DemoPart } from "./part";
import { createSegwayPart } from "./segway/hosts";
import { DemoServer } from "./server";
import type { DemoBrand } from "./ecarx/brand";
import { createEcarxPart } from "./ecarx/hosts";
import { lynkcoBrands } from "./ecarx/lynkco/brands";
import { smartBrands } from "./ecarx/smart/brands";
import type { DemoCloud, DemoOptions } from "./types";

/** Starts a demo cloud; `background` = it does not keep the process alive. `brands`: other ones of the ECARX cloud than usual. */
export async function startDemo(
  options: DemoOptions,
  background: boolean,
  brands: readonly DemoBrand[] = [...smartBrands, ...lynkcoBrands],
): Promise<DemoCloud> {
  const { port = 0, seed = 1, clock = systemClock, speed = 1, latencyMs = 0 } = options;
  check("port", port, Number.isInteger(port) && port >= 0 && port <= 65535, "a whole number from 0 to 65535");
  check("seed", seed, Number.isFinite(seed), "a number");
  check("speed", speed, speed > 0 && speed <= 10_000, "above 0 and at most 10000");
  check("latencyMs", latencyMs, latencyMs >= 0 && latencyMs <= 600_000, "from 0 to 600000");

  let url = "";
  const context: DemoContext = {
    clock,
    seed,
    speed,
    link: (request, host, path) => (request.prefixed ? `${url}/${host}${path}` : `https://${host}${path}`),
  };
  const segway = createSegwayPart(context);
  const parts: readonly DemoPart[] = [
    createEcarxPart(context, brands),
    segway,
    createLynkcoPart(context),
    createGricPart(context),
  ];
  const faults = new Faults(seed, options.faults);
  const log = new DemoLog();
  const server = await DemoServer.listen({ port, latencyMs, background, faults, log, clock, parts });
  url = server.url;
  const hosts = parts.flatMap((part) => part.hosts);
  if (options.pushTo) segway.startPushing({ to: options.pushTo });
  return {
    url,
    baseUrls: Object.fromEntries(hosts.map((host) => [`https://${host}`, `${url}/${host}`])),
    credentials: Object.assign({}, ...parts.map((part) => part.credentials)) as DemoCloud["credentials"],
    otherAccounts: Object.assign({}, ...parts.map((part) => part.otherAccounts)) as DemoCloud["otherAccounts"],
    vehicles: parts.flatMap((part) => part.vehicles),
    control: createControl(parts, faults, log),
    startPushing: (pushing) => segway.startPushing(pushing),
    async close() {
      for (const part of parts) part.close();
      await server.close();
    },
  };
}

function check(name: string, value: unknown, good: boolean, wanted: string): void {
  if (good) return;
  throw cloudError("CONFIG_INVALID", `The demo cloud's ${name} must be ${wanted}, not ${String(value)}.`, {
    sent: false,
  });
}
