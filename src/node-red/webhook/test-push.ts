import { cloudError } from "../../base/errors";
import type { Red } from "../shared/types";
import { localAddress } from "./local-address";
import { readPath, segwayPushWords } from "./paths";
import type { ProbeCatcher } from "./probe-catcher";
import { sendProbe } from "./send-probe";
import type { Probe, ProbeOutcome } from "./types";
import { readPublicAddress, type WebhookSettings } from "./webhook-settings";

/** From good to bad. */
const ranks: ProbeOutcome["outcome"][] = ["reached", "altered", "other", "notReached"];

/**
 * Sends test pushes to a node on this machine, and to its public address if there is one, each on all four paths: a proxy may
 * let only some of them through. `settings` as served. Throws CONFIG_INVALID.
 */
export async function testPush(
  red: Red,
  settings: WebhookSettings | undefined,
  probes: ProbeCatcher,
  typed: { path: string; publicAddress: string },
): Promise<{ local: Probe; public?: Probe }> {
  if (!settings || readPath(typed.path) !== settings.path) {
    throw cloudError("CONFIG_INVALID", "This path is not being served: deploy first, and look at the node's text.");
  }
  const outside = readPublicAddress(typed.publicAddress);
  const local = localAddress(red, settings);
  // With requireHttps Node-RED turns plain HTTP away; on this machine the push comes as from the proxy that ends HTTPS.
  const { requireHttps } = red.settings as { requireHttps?: unknown };
  const asProxy: Record<string, string> = requireHttps === true ? { "x-forwarded-proto": "https" } : {};
  const [here, there] = await Promise.all([
    local === undefined ? undefined : worstOf(local, probes, asProxy),
    outside === "" ? undefined : worstOf(publicBase(red, settings, outside), probes),
  ]);
  return { local: here ?? { outcome: "notReached", reason: "NO_SERVER" }, ...(there && { public: there }) };
}

async function worstOf(base: string, probes: ProbeCatcher, headers?: Record<string, string>): Promise<Probe> {
  const results = await Promise.all(
    segwayPushWords.map(async (path) => {
      const probe = probes.make();
      return { path, met: await sendProbe(base, probe, path, headers).finally(() => probes.forget(probe)) };
    }),
  );
  const rank = (one: { met: ProbeOutcome }): number => ranks.indexOf(one.met.outcome);
  const worst = results.reduce((bad, one) => (rank(one) > rank(bad) ? one : bad));
  const agreed = results.every(({ met }) => JSON.stringify(met) === JSON.stringify(worst.met));
  return { ...worst.met, ...(agreed ? {} : { path: worst.path }) };
}

/** What Segway is given: the public address with the path, and with Node-RED's root for HTTP nodes if it serves. */
function publicBase(red: Red, { own, path }: WebhookSettings, address: string): string {
  const root: unknown = own ? "" : red.settings.httpNodeRoot;
  const whole = `/${typeof root === "string" ? root : ""}/${path}`.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  return address + whole;
}
