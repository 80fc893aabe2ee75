import type { Node, NodeInitializer } from "node-red";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import { segwayControlType, type SegwayControlConfig } from "../src/node-red/segway-control/types";

/** Segway control: one control or setting to one vehicle, or to a fleet. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudSegwayControl(this: Node, saved: SegwayControlConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    // Loaded with the first such node in a flow, not with the palette.
    const { SegwayControlController } =
      require("../src/node-red/segway-control/control-controller") as typeof import("../src/node-red/segway-control/control-controller");
    const controller = new SegwayControlController(RED, this, config);
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => void controller.close().finally(done));
  }

  RED.nodes.registerType(segwayControlType, VehicleCloudSegwayControl);
};

export = register;
