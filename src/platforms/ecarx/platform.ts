import { cloudError } from "../../base/errors";
import type { Credentials, Platform } from "../platform";
import { wayOf } from "./sign-in/ways";
import { commandNames, lackingCommands, ownParameters } from "./commands/brand-commands";
import { KnownOfCar } from "./commands/known";
import { originsOf } from "./catalogue/access";
import type { Operation } from "./catalogue/operation";
import type { EcarxProfile } from "./profiles/profile";
import { readsOf } from "./reads/reads";
import { EcarxSession } from "./session";

/** The platform that a profile describes. */
export function ecarxPlatform(profile: EcarxProfile): Platform {
  const { session, signIn, operations, vehicleHosts, abilities, firmware } = profile;
  const origins = [
    ...wayOf(signIn).origins(signIn),
    session.origin,
    ...Object.values(operations).flatMap(({ origin }: Operation) => origin ?? []),
    vehicleHosts.usual,
    ...Object.values(vehicleHosts.bySeries),
    ...(abilities ? [abilities.origin, ...abilities.imageOrigins] : []),
    ...(firmware ? [firmware.origin] : []),
    ...originsOf(profile),
  ];
  return {
    id: profile.id,
    hosts: [...new Set(origins)],
    offers: {
      ...(profile.dialog && { dialog: profile.dialog }),
      reads: readsOf(profile),
      commands: commandNames(profile),
      sisterCommands: commandNames(profile, "sister"),
      parameters: ownParameters(profile),
      lacking: (known) => lackingCommands(profile, new KnownOfCar(known)),
      pushes: [],
      lists: profile.operations.list !== undefined,
      ...(signIn.kind === "captured" ? { captures: true } : {}),
    },
    endpoints: () => {
      const { endpointRows } = require("./catalogue/rows") as typeof import("./catalogue/rows");
      return endpointRows(profile);
    },
    check: (credentials) => check(profile, credentials),
    open: (context) => new EcarxSession(profile, context),
  };
}

function check(profile: EcarxProfile, credentials: Credentials): void {
  const way = wayOf(profile.signIn);
  const { signing } = profile;
  const needs = typeof way.needs === "function" ? way.needs(credentials) : way.needs;
  const broughtSecret = signing.scheme !== "none" && signing.secret === undefined;
  const missing = Object.entries(broughtSecret ? { ...needs, signingSecret: "signing secret" } : needs)
    .filter(([name]) => !credentials[name as keyof Credentials]?.trim())
    .map(([, called]) => `no ${called}`);
  const fault = missing.length === 0 ? way.faultOf?.(credentials) : undefined;
  if (fault) throw cloudError("CONFIG_INVALID", `The account for ${profile.title}: ${fault}`, { sent: false });
  if (missing.length === 0) return;
  const it = missing.length === 1 ? "it" : "them";
  throw cloudError(
    "CONFIG_INVALID",
    `The account for ${profile.title} has ${missing.join(" and ")}. Enter ${it} in the account, as for the app "${profile.signIn.appName}"; nothing was sent.`,
    { sent: false },
  );
}
