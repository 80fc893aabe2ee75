import type { NodeInitializer } from "node-red";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import { registerWebhookRoutes } from "../src/node-red/webhook/admin";
import { webhookType, type WebhookConfig, type WebhookNode } from "../src/node-red/webhook/types";

/** Segway webhook in: receives what Segway's cloud pushes about an operator's vehicles, verified. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudSegwayWebhookIn(this: WebhookNode, config: WebhookConfig): void {
    RED.nodes.createNode(this, config);
    // Loaded with the first such node in a flow, not with the palette.
    const { WebhookController } =
      require("../src/node-red/webhook/webhook-controller") as typeof import("../src/node-red/webhook/webhook-controller");
    const controller = new WebhookController(RED, this, upgradeConfig(config));
    this.probe = (typed) => controller.probe(typed);
    controller.start();
    this.on("close", (done: () => void) => void controller.close().finally(done));
  }

  RED.nodes.registerType<WebhookNode, WebhookConfig, object, object>(webhookType, VehicleCloudSegwayWebhookIn);
  registerWebhookRoutes(RED);
};

export = register;
