import assert from "node:assert/strict";
import { basename } from "node:path";
import { nodeHtml, registrations } from "../support/editor-html";
import {
  example,
  exampleNames,
  examplesWithMore,
  filesBelow,
  nodeSets,
  packageJson,
  read,
  type FlowNode,
} from "../support/package-facts";

const ours = new Map(nodeSets.flatMap((set) => registrations(nodeHtml(set))).map((entry) => [entry.type, entry]));
const coreTypes = new Set(
  filesBelow("node_modules/@node-red/nodes/core", ".html").flatMap((file) =>
    [...read(file).matchAll(/registerType\(\s*['"]([^'"]+)['"]/g)].map(([, type]) => String(type)),
  ),
);
const structure = new Set(["tab", "group"]);
/** What packages that are not part of Node-RED bring, for the examples in folders that name them. */
const foreignTypes: Record<string, string[]> = { "node-red-contrib-web-worldmap": ["worldmap"] };
const allNames = [...exampleNames.map((name) => ({ name, needs: "" })), ...examplesWithMore];
/** So that imports of several examples do not pile up accounts. */
const sharedAccounts: Record<string, [string, string]> = {
  vehiclecloud0001: ["Demo car", "demo-car"],
  vehiclecloud0002: ["Demo e-bikes", "demo-ebikes"],
};

/** About what the editor draws: 30 high, as wide as the name needs. */
function box(node: FlowNode): { left: number; right: number; top: number; bottom: number } {
  const width = Math.max(100, 20 * Math.ceil(((node.name?.length ?? 0) * 7.5 + 57) / 20));
  const [x, y] = [node.x ?? 0, node.y ?? 0];
  return { left: x - width / 2, right: x + width / 2, top: y - 15, bottom: y + 15 };
}

describe("the examples", () => {
  it("are those that the README names", () => {
    for (const { name } of allNames) assert.ok(read("README.md").includes(basename(name, ".json")), name);
  });

  it("need nothing but Node-RED and this package, unless their folder, a comment and the README name what they need", () => {
    for (const { name, needs } of examplesWithMore) {
      const used = example(name).map(({ type }) => type);
      assert.ok(
        foreignTypes[needs]?.some((type) => used.includes(type)),
        `${name} needs ${needs}`,
      );
      const comments = example(name).filter(({ type }) => type === "comment");
      assert.ok(
        comments.some((comment) => comment.name?.includes(needs) && comment.info?.includes(needs)),
        name,
      );
      assert.ok(read("README.md").includes(needs), needs);
    }
  });

  for (const { name, needs } of allNames) {
    describe(name, () => {
      const flow = example(name);
      const drawn = flow.filter((node) => node.x !== undefined && node.type !== "group");

      it("is a list of core nodes, ours and what its folder names, wired to each other", () => {
        assert.ok(Array.isArray(flow));
        const ids = new Set(flow.map(({ id }) => id));
        assert.equal(ids.size, flow.length);
        for (const node of flow) {
          const known = structure.has(node.type) || coreTypes.has(node.type) || ours.has(node.type);
          assert.ok(known || foreignTypes[needs]?.includes(node.type), node.type);
          for (const target of (node.wires ?? []).flat()) assert.ok(ids.has(target), `${node.name} → ${target}`);
        }
      });

      it("uses one of the demo accounts that all examples share", () => {
        const accounts = flow.filter(({ type }) => type === "vehicle-cloud-account");
        assert.equal(accounts.length, 1);
        const { id, name: label, platform } = accounts[0]!;
        assert.deepEqual([label, platform], sharedAccounts[id]);
        for (const node of flow) {
          if (node.type.startsWith("vehicle-cloud-") && node.z) assert.equal(node["account"], id);
        }
      });

      it("holds every setting of our nodes, and no other", () => {
        for (const node of flow) {
          const registration = ours.get(node.type);
          if (!registration) continue;
          const { id: _id, type: _type, z: _z, g: _g, x: _x, y: _y, wires: _wires, ...settings } = node;
          assert.deepEqual(Object.keys(settings).sort(), Object.keys(registration.defaults).sort(), node.name);
        }
      });

      it("holds nothing of a person: no credentials, VIN, e-mail address or foreign host", () => {
        const text = JSON.stringify(flow);
        assert.doesNotMatch(text, /"(credentials|password|username|accessToken|refreshToken)"/);
        assert.doesNotMatch(text, /\b(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}\b/);
        assert.doesNotMatch(text, /[\w.]+@[\w-]+\.\w+/);
        for (const [, host] of text.matchAll(/https?:\/\/([^/:"\s]+)/g)) assert.equal(host, "127.0.0.1");
        const modules = flow.map((node) => node["modules"]).find(Boolean);
        if (modules) assert.deepEqual(modules, { [packageJson.name]: packageJson.version });
      });

      it("is explained, shows failures, and names its nodes", () => {
        const comments = flow.filter(({ type }) => type === "comment");
        assert.ok(comments.length > 0 && comments.every(({ info }) => (info ?? "").length > 80));
        const caught = flow.find(({ type }) => type === "catch");
        const target = flow.find(({ id }) => id === caught?.wires?.flat()[0]);
        assert.equal(target?.type, "debug");
        for (const node of drawn) assert.ok(node.name, `${node.type} ${node.id} has no name`);
      });

      it("is drawn on the grid, clear of the tab bar, and nothing covers anything", () => {
        for (const node of drawn) {
          assert.ok((node.y ?? 0) >= 100, node.name);
          assert.equal((node.y ?? 0) % 20, 0, node.name);
          assert.equal((node.x ?? 0) % 10, 0, node.name);
          const group = flow.find(({ id }) => id === node.g);
          if (group) {
            assert.ok(group.nodes?.includes(node.id));
            const { left, right, top, bottom } = box(node);
            assert.ok(
              left >= (group.x ?? 0) && right <= (group.x ?? 0) + (group.w ?? 0),
              `${node.name} leaves its group`,
            );
            assert.ok(
              top >= (group.y ?? 0) && bottom <= (group.y ?? 0) + (group.h ?? 0),
              `${node.name} leaves its group`,
            );
          }
          for (const other of drawn) {
            if (other === node) continue;
            const [a, b] = [box(node), box(other)];
            const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            assert.ok(apart, `${node.name} covers ${other.name}`);
          }
        }
      });
    });
  }
});
