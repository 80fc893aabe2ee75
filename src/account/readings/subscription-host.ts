import type { Logger } from "../../base/logger";
import type { Vehicle } from "../../vehicle/model";
import type { ScheduleHost } from "./schedule";
import type {
  AccountEvent,
  AlertEvent,
  FaultEvent,
  KindEvent,
  KindPolicy,
  ListenPolicy,
  SessionEvent,
  VehicleSelector,
} from "../types";

export interface SubscriptionHost extends Omit<ScheduleHost, "tell" | "silent"> {
  logger: Logger;
  /** The vehicles a selector means; may ask the cloud for its list. */
  select(selector: VehicleSelector): Promise<Vehicle[]>;
  /** Those of them that are known without asking the cloud. */
  selectKnown(selector: VehicleSelector): Promise<Vehicle[]>;
  /** Alerts and faults that are open at a vehicle, as they were told when they began. */
  open(vehicle: Vehicle): (AlertEvent | FaultEvent)[];
  /** How the session stands, as far as that is known. */
  session(): SessionEvent | undefined;
}

/** Hears what its policy is about. A method: it takes no more than that. */
export interface Listener {
  hear(event: AccountEvent | KindEvent): void;
}

/** Whether it is about another kind than the overview. */
export function isOfKind(policy: ListenPolicy | KindPolicy): policy is KindPolicy {
  return typeof policy === "object" && "kind" in policy;
}
