import assert from "node:assert/strict";
import { lintTree } from "../support/lint-tree";

const lint = (files?: Record<string, string>) => lintTree("check-arrows", files);

const tree = {
  "src/base/errors.ts": "export const a = 1;",
  "src/vehicle/model.ts": "export const a = 1;",
  "src/http/client.ts": "export const a = 1;",
  "src/platforms/platform.ts": "export interface Platform { id: string }",
  "src/platforms/registry.ts": "export const a = 1;",
  "src/platforms/ecarx/signing.ts": "export const a = 1;",
  "src/platforms/ecarx/session.ts": "export const a = 1;",
  "src/platforms/segway/session.ts": "export const a = 1;",
  "src/account/create.ts": "export const a = 1;",
  "src/account/presets.ts": "export const a = 1;",
  "src/demo/index.ts": "export const a = 1;",
  "src/editor-facts.ts": "export const a = 1;",
  "src/node-red/accounts.ts": "export const a = 1;",
  "nodes/status.ts": "export const a = 1;",
};
describe("the arrows between layers", () => {
  it("are kept by this package", () => {
    assert.deepEqual(lint(), { status: 0, lines: [] });
  });

  it("let a layer import what lies to its right", () => {
    assert.deepEqual(
      lint({
        ...tree,
        "src/account/create.ts": 'import { a } from "../http/client"; import { a as b } from "../platforms/registry";',
        "src/platforms/ecarx/session.ts": 'import { a } from "./signing"; import { a as b } from "../../http/client";',
        "src/node-red/accounts.ts":
          'import type { a } from "../account/create"; export const f = () => require("../account/create");',
        "src/platforms/registry.ts": 'export const f = () => import("./ecarx/session");',
        "src/account/presets.ts": 'export const f = () => import("../demo");',
        "src/index.ts": 'export { a } from "./platforms/ecarx/signing"; export { a as b } from "./demo";',
      }),
      { status: 0, lines: [] },
    );
  });

  it("refuse every other import, each by itself", () => {
    const wrong: [why: string, file: string, text: string][] = [
      ["may not import account/", "src/http/a.ts", 'import { a } from "../account/create";'],
      ["may not import platforms/", "src/vehicle/a.ts", 'import type { Platform } from "../platforms/platform";'],
      ["may not import node-red/", "src/account/a.ts", 'import { a } from "../node-red/accounts";'],
      ["loaded at first use", "nodes/a.ts", 'import { a } from "../src/account/create";'],
      ["loaded at first use", "src/node-red/a.ts", 'const a = require("../http/client");'],
      ["through platforms/registry.ts", "src/account/b.ts", 'const f = () => import("../platforms/ecarx/session");'],
      ["through platforms/registry.ts", "src/platforms/ecarx/a.ts", 'import type { a } from "../segway/session";'],
      ["is loaded lazily", "src/platforms/registry.ts", 'import { a } from "./ecarx/session";'],
      ["account/presets.ts only", "src/account/c.ts", 'const f = () => import("../demo");'],
      ["is loaded lazily", "src/account/presets.ts", 'export * from "../demo";'],
      ["only the pure parts", "src/demo/a.ts", 'import { a } from "../platforms/ecarx/session";'],
      ["only the build reads", "src/node-red/accounts.ts", 'import { a } from "../editor-facts";'],
      ["knows nothing of Node-RED", "src/index.ts", 'export { a } from "./node-red/accounts";'],
      ["axios is loaded at first use", "src/http/b.ts", 'import axios from "axios";'],
      ["handed in, never imported", "src/node-red/b.ts", 'const f = () => require("node-red");'],
      ["no such file", "src/account/d.ts", 'import { a } from "./nowhere";'],
    ];
    const { status, lines } = lint({ ...tree, ...Object.fromEntries(wrong.map(([, file, text]) => [file, text])) });
    assert.equal(status, 1);
    for (const [why, file] of wrong) {
      assert.ok(
        lines.some((line) => line.startsWith(`${file}:1  `) && line.includes(why)),
        `${file}: ${why}\n${lines.join("\n")}`,
      );
    }
    assert.equal(lines.length, wrong.length);
  });
});
