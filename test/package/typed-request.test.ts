/** What a program may write: the compiler knows the path parameters of each endpoint. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../support/package-facts";

/** What the compiler says of each line, in the body of a function that has an `account`; "" = nothing. */
function complaints(lines: readonly string[]): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const file = join(root, "test", `typed-request-${process.pid}.snippet.ts`);
  const head = 'import type { VehicleAccount } from "../src/index";\ndeclare const account: VehicleAccount;\n';
  writeFileSync(file, head + lines.map((line) => `void ${line};`).join("\n"));
  try {
    const program = ts.createProgram([file], { ...options, noEmit: true });
    const found = lines.map(() => "");
    const source = program.getSourceFile(file)!;
    for (const { start, messageText } of program.getSemanticDiagnostics(source)) {
      const line = source.getLineAndCharacterOfPosition(start!).line - 2;
      found[line] += ts.flattenDiagnosticMessageText(messageText, " ");
    }
    return found;
  } finally {
    rmSync(file);
  }
}

describe("request, as the compiler sees it", () => {
  it("wants every path parameter of an endpoint that it knows, and takes ids that come from elsewhere", function () {
    this.timeout(180_000);
    const [good, missing, several, oneOfTwo, free, foreign, dynamic, wrongMethod] = complaints([
      'account.request("iov.soc", { vin: "X", query: { setting: "charging" } })',
      'account.request("iov.soc", {})',
      'account.request("gsv.ability", { modelCode: "M", vin: "X" })',
      'account.request("gsv.ability", { vin: "X" })',
      'account.request("iov.vehicle-list", {})',
      'account.request("query.status", { iotCode: "1" })',
      'account.request("iov." + String(Math.random()), {})',
      'account.request("iov.vehicle-list", { method: "PATCH" })',
    ]);
    assert.deepEqual([good, several, free, foreign, dynamic], ["", "", "", "", ""]);
    assert.match(missing!, /vin/);
    assert.match(oneOfTwo!, /modelCode/);
    assert.match(wrongMethod!, /PATCH/);
  });
});
