import type { Node } from "node-red";
import type { AccountEvent, VehicleAccount } from "../../account/types";
import { findAccount } from "./find-account";
import { readProperty, type TypedValue } from "./typed-property";
import type { Red } from "./types";
import { toSelector, toVehicleChoice } from "./vehicle-choice";

/** What a node listens to: its account, and one vehicle or all. */
export interface Source {
  account: string | undefined;
  vehicle: TypedValue;
}

/**
 * Hears what an account comes to know of a node's vehicles, by whatever asks for it; asks for nothing itself. `auto` means all.
 * Rejects with CONFIG_INVALID or INPUT_INVALID. `closed` is asked before it begins.
 */
export async function listen(
  red: Red,
  node: Node,
  { account, vehicle }: Source,
  closed: () => boolean,
  hear: (event: AccountEvent) => void,
): Promise<{ account: VehicleAccount; stop: () => void }> {
  const lent = findAccount(red, account).lend();
  const all = vehicle.type === "auto" || vehicle.type === "all";
  const value = all ? "all" : await readProperty(red, node, vehicle, {});
  const choice = toVehicleChoice(value);
  return {
    account: lent,
    stop: closed() ? () => undefined : lent.subscribe(toSelector(choice), "listen", hear),
  };
}
