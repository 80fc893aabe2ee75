/** The examples of the request node as they are, in a Node-RED as a user starts it: each button gives what the example promises. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort, listen, startNodeRed } from "../../support/node-red-process";
import { example, root } from "../../support/package-facts";

describe("the examples of the request node", function () {
  this.timeout(270_000);

  /** Presses the example's button, and gives what its two debug nodes showed: the answer, or what failed. */
  async function pressed(file: string, allowSister: boolean): Promise<{ name: string; text: string }> {
    const userDir = mkdtempSync(join(tmpdir(), "vehicle-cloud-requests-"));
    const flow = example(file);
    for (const node of flow) if (node.type === "vehicle-cloud-account") node["allowSister"] = allowSister;
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(flow));
    const port = await freePort();
    const env = { PORT: String(port), VEHICLE_CLOUD_USERDIR: userDir };
    const red = await startNodeRed({ args: ["scripts/start.mjs"], port, cwd: root, env });
    const editor = await listen(red.url);
    try {
      const button = flow.find(({ type }) => type === "inject")!.id;
      // The flows may start a moment after the editor answers.
      await eventually("the button", async () => {
        return (await fetch(`${red.url}/inject/${button}`, { method: "POST" })).ok;
      });
      const shown = await eventually("an answer", () =>
        editor.debug.find(({ id }) => flow.some((node) => node.id === id && node.type === "debug")),
      );
      return { name: String(shown.name), text: String(shown.msg) };
    } finally {
      editor.close();
      await red.stop();
      rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  for (const [file, name, holds] of [
    ["20 Weather where the car is.json", "The weather", /temperatureC/],
    ["21 Charging records as a table.json", "The table", /\[/],
    ["23 Dealers nearby.json", "The dealers", /list/],
  ] as const) {
    it(`${file.slice(0, 2)} gives what it promises, as it is`, async () => {
      const shown = await pressed(file, false);
      assert.equal(shown.name, name, shown.text);
      assert.match(shown.text, holds);
    });
  }

  it("22 sends nothing until the account's switch is ticked, and then the place", async () => {
    const file = "22 Send a place to the car.json";
    const refused = await pressed(file, false);
    assert.equal(refused.name, "What failed, and its code");
    assert.match(refused.text, /NOT_SUPPORTED/);
    const sent = await pressed(file, true);
    assert.equal(sent.name, "Answer of the cloud", sent.text);
  });
});
