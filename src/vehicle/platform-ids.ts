/** Every platform that an account may be of, demo accounts included, in the order in which a dialog lists them. */
export const platformIds = [
  "smart-eu",
  "smart-intl",
  "demo-car",
  "lynkco-eu",
  "demo-lynkco-eu",
  "demo-lynkco-cn",
  "lynkco-gkui",
  "lynkco-signed",
  "lynkco-gric",
  "geely-em",
  "custom",
  "segway",
  "demo-ebikes",
] as const;

export type PlatformId = (typeof platformIds)[number];

/** What an account is of that does not say. */
export const usualPlatform: PlatformId = "smart-eu";

/** The brand of its cloud is described by the account's owner, in the profile. */
export const isDescribedByOwner = (id: PlatformId): boolean => id === "custom";
