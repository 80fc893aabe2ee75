import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { editorFacts } from "../../src/editor-facts";

/** What scripts of src/editor add to the editor, with the facts that the build gives them. No browser, no jQuery. */
export function editorScript<T>(...names: readonly string[]): T {
  const window = { vehicleCloudEditor: { facts: editorFacts } } as unknown as { vehicleCloudEditor: T };
  for (const name of names) {
    runInNewContext(readFileSync(join(__dirname, "../../src/editor", name), "utf8"), { window });
  }
  return window.vehicleCloudEditor;
}
