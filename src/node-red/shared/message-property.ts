import type { Message } from "./types";

/** Sets a property, or takes it away if it has no value: an upstream one of that name would be mistaken for ours. */
export function put(message: Message, name: string, value: unknown): void {
  if (value === undefined) delete message[name];
  else message[name] = value;
}
