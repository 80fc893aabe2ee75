/** The pages that the examples serve, as somebody with a phone sees them. */
import assert from "node:assert/strict";
import { example } from "../support/package-facts";
import { deploy, startEditor, watch, type Editor } from "./support";

describe("the examples' pages on a phone", function () {
  let editor: Editor;

  before(async () => {
    editor = await startEditor();
  });
  after(() => editor?.close());
  afterEach(() => assert.deepEqual(editor.problems.splice(0), []));

  for (const [file, path, holds] of [
    ["03 Range on a gauge, charge to MQTT.json", "/range", /\d+ km, as of \d\d:\d\d/],
    ["05 Fleet work list.json", "/fleet", /as of/],
  ] as const) {
    it(`${path} fits its width, and says as of when`, async () => {
      await editor.page.evaluate(
        `RED.view.importNodes(${JSON.stringify(example(file))}.filter(({ id }) => !RED.nodes.node(id)), { generateIds: false, touchImport: true })`,
      );
      await deploy(editor.page);
      const phone = await editor.page
        .context()
        .browser()!
        .newPage({ viewport: { width: 360, height: 700 }, isMobile: true, locale: "en-US" });
      watch(phone, editor.address, editor.problems);
      const text = async (): Promise<string> => {
        await phone.goto(editor.address + path);
        return phone.innerText("body");
      };
      let seen = await text();
      while (!holds.test(seen)) {
        await phone.waitForTimeout(500);
        seen = await text();
      }
      assert.ok((await phone.evaluate<number>("document.documentElement.scrollWidth")) <= 360);
      assert.ok((await phone.evaluate<number>("innerWidth")) <= 360, "no wider than the phone");
      await phone.close();
    });
  }
});
