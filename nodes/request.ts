import type { Node, NodeInitializer } from "node-red";
import type { RequestConfig } from "../src/node-red/request/settings";
import { upgradeConfig } from "../src/node-red/shared/migrations";

/** Vehicle request: calls one endpoint of the cloud's catalogue. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudRequest(this: Node, saved: RequestConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    // Loaded with the first such node in a flow, not with the palette.
    const { RequestController } =
      require("../src/node-red/request/controller") as typeof import("../src/node-red/request/controller");
    const controller = new RequestController(RED, this, config);
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (removed: boolean, done: () => void) => void controller.close(removed).finally(done));
  }

  RED.nodes.registerType("vehicle-cloud-request", VehicleCloudRequest);
};

export = register;
