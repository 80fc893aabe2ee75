import { own } from "../../base/json";
import { emptyStatus, type BatteryPack, type VehicleStatus } from "../../vehicle/model";
import { given, group, ranged, yesNo } from "../../vehicle/values";

/**
 * Reads the battery query (docs/protocol/segway.md 3.1) from the envelope or its `data`. Never throws. It carries no time of
 * the vehicle. `currentPower` stays out: the page does not say whether drawing or charging is positive. `batteryCount` too:
 * it differs from the length of the list in the page's own example.
 */
export function readSegwayBattery(reply: unknown, readAt: string): VehicleStatus {
  const data = group(own(reply, "data") ?? reply);
  const status = emptyStatus(readAt);
  status.battery = given<VehicleStatus["battery"]>({
    percent: ranged(data.vehiclePercent, 0, 100),
    charging: yesNo(data.charging),
    voltageV: ranged(data.drivingVoltage, 0, 200, 1),
    packs: Array.isArray(data.batteryData) ? data.batteryData.slice(0, 10).map(readPack) : undefined,
  });
  const hundredths = ranged(data.iotVoltage, 0, 10_000, 2);
  status.lowVoltage = given<VehicleStatus["lowVoltage"]>({
    percent: ranged(data.iotPercent, 0, 100),
    voltageV: typeof hundredths === "number" ? hundredths / 100 : hundredths,
  });
  return status;
}

function readPack(value: unknown): BatteryPack {
  const pack = group(value);
  const port = ranged(pack.batteryPort, 0, 99);
  return given<BatteryPack>({
    port: typeof port === "number" ? port : undefined,
    percent: ranged(pack.batteryPercent, 0, 100),
    voltageV: ranged(pack.batteryVoltage, 0, 200, 1),
    // Spelled so in the vendor's table and example; the right spelling may come one day.
    temperatureC: ranged(pack.temperatrue ?? pack.temperature, -60, 150, 1),
    cycles: ranged(pack.cycleTimes, 0, 100_000),
  });
}
