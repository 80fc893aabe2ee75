import type { Node, NodeInitializer } from "node-red";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import type { ChargeConfig } from "../src/node-red/shared/types";

/** Vehicle charging: start, stop, target and schedule, with a pause between start and stop. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudCharge(this: Node, saved: ChargeConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    // Loaded with the first such node in a flow, not with the palette.
    const { CommandController } =
      require("../src/node-red/command/controller") as typeof import("../src/node-red/command/controller");
    const { charging } =
      require("../src/node-red/command/charging") as typeof import("../src/node-red/command/charging");
    const controller = new CommandController(RED, this, charging(config));
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => void controller.close().finally(done));
  }

  RED.nodes.registerType("vehicle-cloud-charge", VehicleCloudCharge);
};

export = register;
