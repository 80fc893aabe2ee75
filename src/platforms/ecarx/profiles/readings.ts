import type { PlatformId } from "../../../vehicle/model";
import type { EcarxReadingProfile } from "../status/reading-profile";
import { lynkcoReading } from "./lynkco-reading";
import { smartReading } from "./smart";

const readings: Partial<Record<PlatformId, EcarxReadingProfile>> = {
  "lynkco-gkui": lynkcoReading,
  "lynkco-signed": lynkcoReading,
};

/** What is known of a brand's cars; what is left open, or not known at all, is as with those that most is recorded of. */
export function readingOf(profile: EcarxReadingProfile | PlatformId | undefined): EcarxReadingProfile {
  if (typeof profile !== "string") return { ...smartReading, ...profile };
  return (Object.hasOwn(readings, profile) ? readings[profile] : undefined) ?? smartReading;
}
