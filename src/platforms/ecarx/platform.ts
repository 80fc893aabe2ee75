import { cloudError } from "../../base/errors";
import type { Credentials, Platform } from "../platform";
import { commandNames } from "./commands/dialects";
import type { EcarxProfile } from "./profiles/profile";
import { smartEu } from "./profiles/smart-eu";
import { ecarxReads } from "./reads";
import { EcarxSession } from "./session";

/** The platform that a profile describes. */
export function ecarxPlatform(profile: EcarxProfile): Platform {
  const { signIn, session, vehicleHosts } = profile;
  const origins = [
    signIn.start.origin,
    signIn.proxyOrigin,
    signIn.bootstrapOrigin,
    signIn.authOrigin,
    session.origin,
    vehicleHosts.usual,
    ...Object.values(vehicleHosts.bySeries),
  ];
  return {
    id: profile.id,
    hosts: [...new Set(origins)],
    offers: { reads: ecarxReads, commands: commandNames(profile.dialect), pushes: [], lists: true },
    check: (credentials) => check(profile, credentials),
    open: (context) => new EcarxSession(profile, context),
  };
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
