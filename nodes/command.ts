import type { Node, NodeInitializer } from "node-red";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import type { CommandConfig } from "../src/node-red/shared/types";

/** Vehicle command: sends one command and says what really happened. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudCommand(this: Node, saved: CommandConfig): void {
    RED.nodes.createNode(this, saved);
    const config = upgradeConfig(saved);
    // Loaded with the first such node in a flow, not with the palette.
    const { CommandController } =
      require("../src/node-red/command/controller") as typeof import("../src/node-red/command/controller");
    const { planCommand, readCommandSettings } =
      require("../src/node-red/command/settings") as typeof import("../src/node-red/command/settings");
    const controller = new CommandController(RED, this, {
      kind: "command",
      settings: () => readCommandSettings(config),
      plan: planCommand,
    });
    controller.start();
    this.on("input", (message, send, done) => void controller.answer(message, send, done));
    this.on("close", (done: () => void) => void controller.close().finally(done));
  }

  RED.nodes.registerType("vehicle-cloud-command", VehicleCloudCommand);
};

export = register;
