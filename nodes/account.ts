import type { NodeInitializer } from "node-red";
import type { AccountConfig } from "../src/node-red/account/account-settings";
import { registerAdminRoutes } from "../src/node-red/account/admin";
import { credentialFields } from "../src/node-red/account/credential-fields";
import { watchLeftBehind } from "../src/node-red/shared/flows-started";
import { upgradeConfig } from "../src/node-red/shared/migrations";
import { accountType, type AccountNode } from "../src/node-red/shared/types";
import type { Credentials } from "../src/platforms/platform";

/** The vehicle account: credentials and settings of one cloud. Does nothing until a flow node uses it. */
const register: NodeInitializer = (RED) => {
  function VehicleCloudAccount(this: AccountNode, config: AccountConfig): void {
    RED.nodes.createNode(this, config);
    // Loaded with the first account in a flow, not with the palette.
    const { holdAccount } =
      require("../src/node-red/account/account-node") as typeof import("../src/node-red/account/account-node");
    holdAccount(RED, this, upgradeConfig(config));
  }

  RED.nodes.registerType<AccountNode, AccountConfig, object, Credentials>(accountType, VehicleCloudAccount, {
    credentials: credentialFields,
  });
  registerAdminRoutes(RED);
  watchLeftBehind(RED);
};

export = register;
