import type { EcarxReadingProfile } from "../status/reading-profile";

/** What Lynk & Co cars in China tell (docs/protocol/lynkco-geely.md 7.2). */
export const lynkcoReading: EcarxReadingProfile = {
  // False on a normal parked car.
  positionTrustMeaningful: false,
  gcj02Default: true,
  olderTree: true,
};
