import type { VehicleStatus } from "../../../vehicle/model";
import type { CommandPlan, CommandSpec, Dialect } from "./plan";
import { telematics } from "./telematics";

type Shows = NonNullable<CommandPlan["shows"]>;

/**
 * Windows, roof blind and sunroof, docs/protocol/ecarx-smart.md 6.3. They open or close fully: a position that is sent is
 * ignored. Windows at the gap for airing are closed like open ones.
 */
export const windowCommands: Dialect = {
  windowsOpen: move("window", true, "remote_control_window_2", (status) => all(status, true)),
  windowsClose: move("window", false, "remote_control_window_2", (status) => all(status, false)),
  windowsVent: move("ventilate", true, "remote_control_ventilate_2", (status) => states(status).includes(true)),
  blindOpen: move("sunshade", true, "remote_control_curtain_2", (status) => status.openings.curtain?.open === true),
  blindClose: move("sunshade", false, "remote_control_curtain_2", (status) => status.openings.curtain?.open === false),
  sunroofOpen: move("sunroof", true, "remote_control_skylight_2", (status) => status.openings.sunroof?.open === true),
  sunroofClose: move(
    "sunroof",
    false,
    "remote_control_skylight_2",
    (status) => status.openings.sunroof?.open === false,
  ),
};

function move(target: string, open: boolean, capability: string, shows: Shows): CommandSpec {
  return {
    evidence: "sister",
    functions: [capability],
    plan: () =>
      telematics(
        { serviceId: "RWS_2", command: open ? "start" : "stop", parameters: [["target", target]], duration: 0 },
        { shows, repeatable: !open, bound: true },
      ),
  };
}

/** Open or not, of each window that the car tells of. */
function states({ openings }: VehicleStatus): boolean[] {
  const { driver, passenger, driverRear, passengerRear } = openings.windows;
  return [driver, passenger, driverRear, passengerRear]
    .map((window) => window?.open)
    .filter((open) => typeof open === "boolean");
}

function all(status: VehicleStatus, open: boolean): boolean {
  const told = states(status);
  return told.length > 0 && told.every((one) => one === open);
}
