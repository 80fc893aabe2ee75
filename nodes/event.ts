import type { Node, NodeInitializer } from "node-red";
import type { EventConfig } from "../src/node-red/event/settings";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import { eventType } from "../src/node-red/shared/types";

/** Vehicle event: tells once when something happens to a vehicle, in a sentence and in values. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudEvent(this: Node, saved: EventConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    // Loaded with the first such node in a flow, not with the palette.
    const { EventController } =
      require("../src/node-red/event/controller") as typeof import("../src/node-red/event/controller");
    const controller = new EventController(RED, this, config);
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => {
      controller.close();
      done();
    });
  }

  RED.nodes.registerType(eventType, VehicleCloudEvent);
};

export = register;
