import assert from "node:assert/strict";
import { controlOperations, guardedOperations } from "../../../src/node-red/segway-control/control-settings";
import { wordsOf } from "../../../src/platforms/segway/codings";
import { editorScript } from "../../support/editor-script";
import { segwayOperations } from "../../../src/platforms/segway/operations";

interface Field {
  name: string;
  words?: string;
  from?: number;
  to?: number;
  required?: true;
  value?: unknown;
}
interface Editor {
  segwayGroups: Record<string, string[]>;
  segwayWords: Record<string, string[]>;
  segwayFields(operation: string): Field[];
  segwayOpens(operation: string): boolean;
  segwayShows(operation: string): boolean;
  segwaySeconds(count: number, rate: number, burst: number): number;
  segwayFieldsValid(): (this: object, value: unknown, options?: object) => unknown;
}

const editor = editorScript<Editor>("segway-operations.js");
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("the dialog of segway control and the platform", () => {
  it("have the same operations, fields, words and ranges", () => {
    const shown = Object.values(editor.segwayGroups).flat();
    assert.deepEqual(plain(shown).sort(), Object.keys(segwayOperations).sort());
    assert.deepEqual([...controlOperations].sort(), [...shown].sort());
    for (const operation of Object.values(segwayOperations)) {
      const fields = editor.segwayFields(operation.name);
      assert.deepEqual(
        plain(fields.map(({ name }) => name)),
        operation.fields.map(({ name }) => name),
      );
      operation.fields.forEach((field, place) => {
        const own = fields[place]!;
        if (field.range) assert.deepEqual([own.from, own.to], field.range);
        // What is not chosen is left as it is: `keep` needs no word of its own.
        const words = field.coding && wordsOf(field.coding).filter((word) => word !== "keep");
        if (words) assert.deepEqual(plain(editor.segwayWords[own.words!]!).sort(), words.sort(), field.name);
      });
      assert.equal(editor.segwayOpens(operation.name), guardedOperations.includes(operation.name));
      assert.equal(editor.segwayShows(operation.name), operation.locked !== undefined);
    }
  });

  it("a new node's fields are valid, and what is out of range is not", () => {
    const valid = editor.segwayFieldsValid();
    const check = (operation: string, fields: object): unknown => valid.call({ operation }, fields);
    for (const name of controlOperations) {
      const fresh = editor.segwayFields(name).flatMap((field) => (field.value ? [[field.name, field.value]] : []));
      assert.equal(check(name, Object.fromEntries(fresh)), true, name);
    }
    assert.equal(check("switch", { lowPowerValue: "31" }), false);
    assert.equal(check("switch", { alertSensitivity: "loud" }), false);
    assert.equal(check("ambient", { bright: "low", "parkingMode.mode": "on" }), false);
    assert.equal(check("ambient", { bright: "low", "parkingMode.mode": "off" }), true);
    assert.equal(check("bluetoothKey", { key: "1234567" }), false);
    assert.equal(check("interval", {}), false);
  });

  it("say how long a thousand vehicles take at 5 a second: a little over three minutes", () => {
    assert.equal(editor.segwaySeconds(1000, 5, 10), 198);
    assert.equal(editor.segwaySeconds(7, 5, 10), 0);
  });
});
