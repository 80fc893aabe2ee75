/** One call of the vendor's cloud. Queries carry their values in the query string, the others a JSON body. */
export interface SegwayEndpoint {
  id: string;
  method: "GET" | "POST";
  path: string;
  /** Values it takes besides `iotCode`, top level, as the vendor spells them. */
  values: readonly string[];
}

const query = (id: string, path: string, values: readonly string[] = []): SegwayEndpoint => ({
  id: `query.${id}`,
  method: "GET",
  path,
  values,
});
const control = (id: string, tail: string, values: readonly string[] = []): SegwayEndpoint => ({
  id: `control.${id}`,
  method: "POST",
  path: `/api/v2/vehicle/control/${tail}`,
  values,
});
const setting = (id: string, path: string, values: readonly string[]): SegwayEndpoint => ({
  id: `setting.${id}`,
  method: "POST",
  path,
  values,
});

/**
 * The 14 calls of the vendor's page, by the paths of its headings: its example for the status says `mebike`, which no client
 * uses (docs/protocol/segway.md 3, 6).
 */
export const segwayEndpoints: readonly SegwayEndpoint[] = [
  query("status", "/api/v2/vehicle/query/current/status"),
  query("location", "/api/v2/vehicle/query/current/location", ["realTimeLocation"]),
  query("batteryInfo", "/api/v2/mopeds/query/current/battery-info"),
  query("bluetoothKey", "/api/v2/vehicle/query/current/bluetooth-key"),
  control("unlock", "unlock"),
  control("lock", "lock"),
  control("batteryCover", "battery-cover"),
  control("sound", "sound", ["controlType"]),
  setting("switch", "/api/v2/mopeds/setting/switch", ["alertSensitivity", "lowPowerValue"]),
  setting("ableSwitch", "/api/v2/mopeds/setting/able-switch", ["assistedMode", "kickstandCheck", "lowPowerSwitch"]),
  setting("ambient", "/api/v2/vehicle/setting/ambient", [
    "bright",
    "parkingMode",
    "cruiseMode",
    "readyMode",
    "faultMode",
  ]),
  setting("sound", "/api/v2/vehicle/setting/sound", ["workMode", "volume", "ebcqMask"]),
  setting("bluetoothKey", "/api/v2/vehicle/setting/bluetooth-key", ["key"]),
  setting("interval", "/api/v2/vehicle/setting/interval", ["locationInterval", "statusInterval"]),
];

/** Kickscooters answer the battery query here (seen in public code; docs/protocol/segway.md 3.1). */
export const kickscooterBatteryPath = "/api/v2/vehicle/query/current/battery-info";

export const tokenPath = "/oauth/token";

export function findSegwayEndpoint(id: string): SegwayEndpoint | undefined {
  return segwayEndpoints.find((endpoint) => endpoint.id === id);
}

/** Why there is no such call, and what to take instead where the vendor's page has it. */
export function notCallable(id: string): string {
  if (id === "auth.token") return "The account fetches Segway's token by itself; it is not called. Nothing was sent.";
  if (/^push\.(?:alert|fault|location|status)$/.test(id))
    return "Segway's cloud sends pushes, nobody calls them: the node segway webhook in receives them. Nothing was sent.";
  return `Segway's cloud has no call "${id.slice(0, 60)}". Nothing was sent.`;
}
