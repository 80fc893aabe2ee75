import type { JsonObject } from "../../base/json";
import type { DemoAnswer } from "../types";
import type { Bike } from "./bike";
import type { Envelope } from "./envelope";
import { spellsOldStyle } from "./reports";
import { applySetting, settingChecks } from "./settings";
import type { SegwayWorld } from "./world";

export interface HandlerContext {
  world: SegwayWorld;
  envelope: Envelope;
}

/** Answers a query from what the cloud knows, or from the bike itself where it is asked for the present. */
export function answerQuery(
  context: HandlerContext,
  endpointId: string,
  bike: Bike,
  query: URLSearchParams,
): DemoAnswer {
  const { world, envelope } = context;
  const { iotCode } = bike;
  switch (endpointId) {
    case "query.status": {
      const { remainingRange, ...report } = world.status(iotCode) ?? {};
      // The page's example spells it remainderRange, its table remainingRange: old and new firmware in the demo.
      const range = spellsOldStyle(bike) ? { remainderRange: remainingRange } : { remainingRange };
      return envelope.success({ iotCode, ...report, ...range });
    }
    case "query.location": {
      if (query.get("realTimeLocation") === "true") {
        const refusal = deviceRefusal(context, bike);
        if (refusal) return refusal;
        world.report(iotCode, true);
      }
      const report = world.location(iotCode);
      if (!report?.valid) return envelope.failure(15400);
      const { valid: _valid, gpsUtcTime, ...place } = report;
      // Declared a number, shown as text.
      return envelope.success({ iotCode, ...place, gpsUtcTime: String(gpsUtcTime) }, { msg: "success" });
    }
    case "query.batteryInfo":
      return envelope.success(batteryInfo(bike), { msg: "success", idName: "resId" });
    default:
      return envelope.success({ iotCode, key: bike.bluetoothKey }, { msg: "success" });
  }
}

function batteryInfo(bike: Bike): JsonObject {
  const percent = Math.floor(bike.percent);
  return {
    iotCode: bike.iotCode,
    charging: bike.charging,
    vehiclePercent: percent,
    // The page's example has 2 and a list of one.
    batteryCount: 2,
    drivingVoltage: 40 + Math.round(percent / 8),
    currentPower: bike.speed * 12,
    iotPercent: 100,
    iotVoltage: 412,
    batteryData: [
      {
        batteryPort: 1,
        batteryPercent: percent,
        batteryVoltage: 40 + Math.round(percent / 8),
        cycleTimes: 20 + bike.index,
        temperatrue: 19 + (bike.index % 7),
      },
    ],
  };
}

/** Why the device cannot be asked just now. A command that is not answered is carried out all the same (see `carryOut`). */
function deviceRefusal({ envelope }: HandlerContext, bike: Bike): DemoAnswer | undefined {
  if (!bike.online) return envelope.failure(15301);
  if (bike.undeliverable) return envelope.failure(15303);
  if (bike.unresponsive) return envelope.failure(15302);
  return undefined;
}

/** Checks and carries out a control or setting. The order of the checks is ours; the codes are the page's. */
export function carryOut(context: HandlerContext, endpointId: string, bike: Bike, body: JsonObject): DemoAnswer {
  const { world, envelope } = context;
  const check = settingChecks[endpointId];
  if (check && !check(body)) return envelope.failure(15004);
  if (bike.upgrading) return envelope.failure(15500);
  if (!bike.online || bike.undeliverable) return envelope.failure(bike.online ? 15303 : 15301);
  const refusal = refusalOf(endpointId, bike);
  if (refusal !== undefined) return envelope.failure(refusal);
  perform(endpointId, bike, body, world.vehicleNow);
  bike.executions[endpointId] = (bike.executions[endpointId] ?? 0) + 1;
  world.report(bike.iotCode);
  if (bike.unresponsive) return envelope.failure(15302, "carried out, but the device's answer did not come");
  if (bike.networkLost && endpointId === "control.lock") return envelope.failure(15602, "carried out");
  if (bike.networkLost && endpointId === "control.unlock") return envelope.failure(15612, "carried out");
  return envelope.success(null);
}

function refusalOf(endpointId: string, bike: Bike): number | undefined {
  const locking = endpointId === "control.lock";
  if (bike.restricted && (locking || endpointId === "control.unlock")) return 15990;
  if (locking) {
    if (bike.speed > 0) return 15600;
    if (bike.handlebarBlocked) return 15603;
    if (bike.parkingForbidden) return 15996;
    if (bike.lockFails) return 15601;
  }
  if (endpointId === "control.unlock" && bike.unlockFails) return 15611;
  if (endpointId === "control.batteryCover") return bike.locked ? 15635 : bike.coverFails ? 15638 : undefined;
  return endpointId === "setting.interval" && bike.oldFirmware ? 15707 : undefined;
}

function perform(endpointId: string, bike: Bike, body: JsonObject, vehicleNow: number): void {
  if (endpointId === "control.lock") {
    bike.locked = true;
    bike.restUntil = vehicleNow + 7200;
  } else if (endpointId === "control.unlock") {
    if (bike.locked) bike.until = vehicleNow + 900;
    bike.locked = false;
    bike.charging = false;
    bike.moving = false;
  } else if (endpointId.startsWith("setting.")) applySetting(bike, endpointId, body);
}
