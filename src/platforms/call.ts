import type { ListedVehicle } from "../vehicle/model";

/** A call of the catalogue: what the account must see to before it is sent. */
export interface PreparedCall {
  /** The vehicle that the parameters name, by id or own name. The account finds it in its list. */
  vehicle?: string;
  /** `command`: what may have been carried out is not sent again, and the day's budget does not stop it. */
  purpose: "read" | "command";
  /** It is about a vehicle, and the parameters name none: the account's only one is meant. */
  wantsVehicle?: boolean;
  /** Builds and signs anew each time. `vehicle` is the named one, as the list has it. */
  send(vehicle: ListedVehicle | undefined, signal?: AbortSignal): Promise<CallAnswer>;
}

/** Whether an account of this platform can call an endpoint, and if not, what would be needed. */
export type Callable = "yes" | "secret" | "hostUnknown" | "endsSession" | "otherRegion" | "notHere";

/** One endpoint as a dialog shows it. */
export interface EndpointRow {
  id: string;
  service: string;
  domain: string;
  /** null: not known, to be chosen. */
  method: string | null;
  path: string;
  kind: "read" | "write" | "command" | "destructive";
  summary: string;
  callable: Callable;
  /** How the path is known. */
  certainty: string;
  /** A public client calls it. */
  used: boolean;
  parameters: readonly EndpointParameter[];
}

export interface EndpointParameter {
  name: string;
  in: "path" | "query" | "body";
  required: boolean;
  /** What is sent where nothing is said. */
  value?: string;
}

/** What an endpoint answered. */
export interface CallAnswer {
  /** The envelope's content; of an answer without envelope the whole; a Buffer where it is no text. */
  data: unknown;
  /** The whole answer: parsed JSON, else text or a Buffer. */
  raw: unknown;
  /** HTTP. */
  status: number;
}
