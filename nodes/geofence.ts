import type { Node, NodeInitializer } from "node-red";
import type { GeofenceConfig } from "../src/node-red/geofence/settings";
import { upgradeConfig } from "../src/node-red/shared/migrations";

/**
 * Vehicle geofence: tells once when a vehicle comes into a fence, leaves it, stays in it or drives through it. In its other mode
 * it reads and writes the fences that the cloud keeps.
 */
const register: NodeInitializer = (RED) => {
  function VehicleCloudGeofence(this: Node, saved: GeofenceConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    if (config.mode === "stored") {
      const { StoredFencesController } =
        require("../src/node-red/geofence/stored-controller") as typeof import("../src/node-red/geofence/stored-controller");
      const stored = new StoredFencesController(RED, this, config);
      stored.start();
      this.on("input", (message, send, done) => void stored.answer(message, send, done));
      this.on("close", (done: () => void) => void stored.close().finally(done));
      return;
    }
    // Loaded with the first such node in a flow, not with the palette.
    const { GeofenceController } =
      require("../src/node-red/geofence/controller") as typeof import("../src/node-red/geofence/controller");
    const controller = new GeofenceController(RED, this, config);
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => {
      controller.close();
      done();
    });
  }

  RED.nodes.registerType("vehicle-cloud-geofence", VehicleCloudGeofence);
};

export = register;
