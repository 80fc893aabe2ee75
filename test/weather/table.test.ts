import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/package-facts";
import { cells } from "./cells";
import { weather, type Asked } from "./line";
import { report, type Measured } from "./report";

const file = join(root, "docs", "weather.md");

/** Every fault of a line, at sign-in and at a read: docs/weather.md is what came of it. */
describe("weather on the line", function () {
  this.timeout(180_000);
  const measured: Measured[] = [];

  for (const cell of cells) {
    it(cell.name, async () => {
      const outcome = {} as Measured["outcome"];
      for (const asked of ["sign-in", "read"] as Asked[]) {
        const expected = cell[asked];
        const came = await weather(asked, cell.fault, expected.result === "value");
        const { result, left, arrived } = came;
        assert.deepEqual({ result, left, arrived }, expected, asked);
        assert.equal(came.afterwards, "value", `${asked}, once the line is good`);
        // The password arrives once more only if the first time gave nothing.
        const again = asked === "sign-in" && result !== "value" ? 1 : 0;
        assert.equal(came.signIns, (asked === "sign-in" ? arrived : 0) + again);
        // Nothing but the way to the password goes out with it; a read has its session.
        if (asked === "read") assert.equal(came.beside, 0);
        else if (result !== "value") assert.equal(came.beside, 3, "the steps before the password, once");
        outcome[asked] = came;
      }
      measured.push({ ...cell, outcome });
    });
  }

  it("is as docs/weather.md says (WRITE_DOCS=1 writes it)", async () => {
    assert.equal(measured.length, cells.length, "a weather above has failed");
    const text = await report(measured);
    if (process.env["WRITE_DOCS"] === "1") writeFileSync(file, text);
    assert.equal(existsSync(file) && readFileSync(file, "utf8"), text);
  });
});
