/**
 * What saved settings need when a later version of this package reads them. A node's settings carry `configVersion`; each
 * upgrade leads to one version and is run once, in order. A version is never removed: flows are imported years later.
 */

export interface Upgrade {
  to: number;
  apply(config: Record<string, unknown>): void;
}

export const currentVersion = 1;

/** By node type; a type whose settings have always meant the same has no row. Version 1 is the first. */
export const upgrades: Readonly<Record<string, readonly Upgrade[]>> = {};

/** The settings as this version reads them; what was saved is not touched. A version newer than ours is taken as it is. */
export function upgradeConfig<T extends { type: string; configVersion?: number }>(
  saved: T,
  lists: Readonly<Record<string, readonly Upgrade[]>> = upgrades,
): T {
  const config = { ...saved };
  for (const upgrade of lists[config.type] ?? []) {
    if (upgrade.to <= (Number(config.configVersion) || 0)) continue;
    upgrade.apply(config);
    config.configVersion = upgrade.to;
  }
  config.configVersion = Math.max(Number(config.configVersion) || 0, currentVersion);
  return config;
}
