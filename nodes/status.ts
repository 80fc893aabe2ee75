import type { Node, NodeInitializer } from "node-red";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import type { StatusConfig } from "../src/node-red/shared/types";

/** Vehicle status: reads a vehicle by itself and on message, and sends what it says. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudStatus(this: Node, config: StatusConfig): void {
    RED.nodes.createNode(this, config);
    // Loaded with the first such node in a flow, not with the palette.
    const { StatusController } =
      require("../src/node-red/status/status-controller") as typeof import("../src/node-red/status/status-controller");
    const controller = new StatusController(RED, this, upgradeConfig(config));
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => void controller.close().finally(done));
  }

  RED.nodes.registerType("vehicle-cloud-status", VehicleCloudStatus);
};

export = register;
