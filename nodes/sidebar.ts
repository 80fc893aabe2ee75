import type { NodeInitializer } from "node-red";
import { registerSidebarRoutes } from "../src/node-red/sidebar/sidebar-routes";

/** The sidebar "Vehicles" of the editor: a plugin, so it has no node; here is what it asks the runtime. */
const register: NodeInitializer = (RED) => registerSidebarRoutes(RED);

export = register;
