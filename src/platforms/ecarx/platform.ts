import { cloudError } from "../../base/errors";
import type { Credentials, Platform } from "../platform";
import { commandNames, lackingCommands } from "./commands/dialects";
import { KnownOfCar } from "./commands/known";
import type { EcarxProfile } from "./profiles/profile";
import { smartEu } from "./profiles/smart-eu";
import { smartIntl } from "./profiles/smart-intl";
import { readsOf } from "./reads/reads";
import { EcarxSession } from "./session";

/** The platform that a profile describes. */
export function ecarxPlatform(profile: EcarxProfile): Platform {
  const { session, vehicleHosts, abilities, firmware } = profile;
  const origins = [
    ...signInOrigins(profile),
    session.origin,
    vehicleHosts.usual,
    ...Object.values(vehicleHosts.bySeries),
    ...(abilities ? [abilities.origin, ...abilities.imageOrigins] : []),
    ...(firmware ? [firmware.origin] : []),
  ];
  return {
    id: profile.id,
    hosts: [...new Set(origins)],
    offers: {
      reads: readsOf(profile),
      commands: commandNames(profile.dialect),
      sisterCommands: commandNames(profile.dialect, "sister"),
      lacking: (known) => lackingCommands(profile.dialect, new KnownOfCar(known)),
      pushes: [],
      lists: true,
    },
    check: (credentials) => check(profile, credentials),
    open: (context) => new EcarxSession(profile, context),
  };
}

function signInOrigins({ signIn }: EcarxProfile): string[] {
  if (signIn.kind === "iam") return [signIn.origin];
  return [signIn.start.origin, signIn.proxyOrigin, signIn.bootstrapOrigin, signIn.authOrigin];
}

function check(profile: EcarxProfile, { username, password }: Credentials): void {
  const missing = [!username?.trim() && "e-mail address", !password && "password"].filter(Boolean).join(" and ");
  if (missing === "") return;
  throw cloudError(
    "CONFIG_INVALID",
    `The account for ${profile.title} has no ${missing}. Enter the one of the app "${profile.signIn.appName}" in the account; nothing was sent.`,
    { sent: false },
  );
}

export function smartEuPlatform(): Platform {
  return ecarxPlatform(smartEu);
}

export function smartIntlPlatform(): Platform {
  return ecarxPlatform(smartIntl);
}
