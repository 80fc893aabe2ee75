/** Commands as the dialog groups them; names are those of docs/decisions.md. The platform decides which it offers. */
export const commandGroups = {
  doors: ["lock", "unlock", "trunkLock", "trunkUnlock"],
  climate: [
    "climateOn",
    "climateOff",
    "seatHeating",
    "seatVentilation",
    "steeringWheelHeating",
    "defrost",
    "purge",
    "warmUp",
  ],
  windows: ["windowsOpen", "windowsClose", "windowsVent", "blindOpen", "blindClose", "sunroofOpen", "sunroofClose"],
  find: ["horn", "lights", "hornAndLights", "find", "sendDestination"],
  other: ["engineStart", "engineStop", "positionRefresh", "tripRecordingOn", "tripRecordingOff", "custom"],
} as const;

export const commandNames: readonly string[] = Object.values(commandGroups).flat();

/** Opens or starts something, or is whatever the flow says: needs the message's `confirm` unless the node is told otherwise. */
export const guardedByDefault: readonly string[] = [
  "unlock",
  "trunkUnlock",
  "windowsOpen",
  "windowsVent",
  "sunroofOpen",
  "engineStart",
  "custom",
];

/** No report of a vehicle can show these: they are done when they are accepted. */
export const finalWhenAccepted: readonly string[] = [
  "horn",
  "lights",
  "hornAndLights",
  "find",
  "sendDestination",
  "purge",
  "custom",
];

/** `on` and `off` are the user's choice; anything else is the command's own default. */
export function isGuarded(command: string, guard: unknown): boolean {
  if (guard === "on" || guard === true) return true;
  return guard !== "off" && guard !== false && guardedByDefault.includes(command);
}
