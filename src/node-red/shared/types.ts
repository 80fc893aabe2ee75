import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import type { VehicleAccount } from "../../account/types";
import type { Credentials } from "../../platforms/platform";
import type { AccountConfig } from "../account/account-settings";

/** The runtime as a node file receives it. */
export type Red = NodeAPI;

export const accountType = "vehicle-cloud-account";
export const eventType = "vehicle-cloud-event";

/** Any message; only the properties that docs/nodes.md names are ever set on it. */
export type Message = NodeMessage & Record<string, unknown>;

/** Settings arrive as they were saved: numbers may be text, and a hand-written flow may leave any of them out. */
export interface StatusConfig extends NodeDef {
  account?: string;
  vehicle?: string;
  vehicleType?: string;
  read?: string;
  when?: string;
  send?: string;
  watch?: string;
  output?: string;
  valuePath?: string;
  many?: string;
  raw?: boolean;
  parkedMinutes?: number | string;
  changedMinutes?: number | string;
  drivingMinutes?: number | string;
  chargingMinutes?: number | string;
  unchangedMinutes?: number | string;
  targetHours?: number | string;
  quietFrom?: string;
  quietTo?: string;
  maxAgeSeconds?: number | string;
  /** Of the kinds beside the overview; empty = the kind's own. */
  everyMinutes?: number | string;
  consent?: boolean;
  images?: string;
  wholeKey?: boolean;
  from?: string;
  fromType?: string;
  to?: string;
  toType?: string;
  configVersion?: number;
}

/** What the two nodes that send commands save. */
interface SendingConfig extends NodeDef {
  account?: string;
  vehicle?: string;
  vehicleType?: string;
  waitFor?: string;
  timeoutSeconds?: number | string;
  expiresSeconds?: number | string;
  wakeFirst?: boolean;
  configVersion?: number;
}

export interface CommandConfig extends SendingConfig {
  command?: string;
  /** `{"temperature": {value: "21", type: "num"}, "seats.driver": …}`. */
  parameters?: unknown;
  /** `on`, `off`, or empty for the command's own default. */
  guard?: string | boolean;
}

export interface ChargeConfig extends SendingConfig {
  operation?: string;
  target?: number | string;
  targetType?: string;
  startTime?: string;
  startTimeType?: string;
  endTime?: string;
  endTimeType?: string;
  pauseMinutes?: number | string;
}

/**
 * The account node as flow nodes and admin routes see it. Nothing on it is called `users` or `status`: Node-RED gives those
 * names a meaning of its own.
 */
export interface AccountNode extends Node<Credentials> {
  readonly accountConfig: AccountConfig;
  /** The account, lent at first use. Throws CONFIG_INVALID. No request is made by asking for it. */
  lend(): VehicleAccount;
  /** Hears whether the account's session is saved, until the returned function is called. Throws as `lend` does. */
  onSaved(listener: (saved: boolean) => void): () => void;
}

/** What a node shows below itself. */
export interface StatusLine {
  fill: "red" | "green" | "yellow" | "blue" | "grey";
  shape: "ring" | "dot";
  text: string;
}

/** Hands the message on; `send` and `done` of an input handler. */
export type Send = (message: Message | Message[]) => void;
export type Done = (error?: Error) => void;
