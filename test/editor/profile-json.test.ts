/** A custom profile as JSON in the account dialog: read, and where it stops being JSON, in words of our own. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { jsonFault } from "../../src/base/json-fault";
import { aurora } from "../platforms/ecarx/made-up-brand/brand";
import { editorScript } from "../support/editor-script";

interface Place {
  line: number;
  column: number;
  ended?: true;
}
interface Editor {
  jsonFault(text: string): Place | undefined;
  readProfileJson(text: string): { profile?: object; fault?: string; values?: Record<string, unknown> };
  profileOrEmpty(): (this: object, value: string, options?: object) => true | false | string;
}

const editor = editorScript<Editor>(...["shared.js", "profile-field-list.js", "profile-fields.js", "profile-json.js"]);
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("the JSON of a custom profile", () => {
  it("is told where it stops being JSON", () => {
    const faults: [string, Place][] = [
      ['{ "a": 1,\n  "b": tru }', { line: 2, column: 8 }],
      ['{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3 }],
      ['{ "a": 1, }', { line: 1, column: 11 }],
      ["{ 'a': 1 }", { line: 1, column: 3 }],
      ['{ "a": “b” }', { line: 1, column: 8 }],
      ['{ "a": { "b": 1 }', { line: 1, column: 18, ended: true }],
      ['{ "a": "b }', { line: 1, column: 8 }],
      ["[1}", { line: 1, column: 3 }],
      ["{} x", { line: 1, column: 4 }],
    ];
    for (const [text, place] of faults) assert.deepEqual(plain(editor.jsonFault(text)), place, text);
  });

  it("is one wherever the browser takes it, and none wherever the runtime finds a fault, on the same line", () => {
    const whole = JSON.stringify(aurora, null, 2);
    assert.equal(editor.jsonFault(whole), undefined);
    const sign = fc.constantFrom(...'{}[],:"\\ue0-.1 \n', "tru", "null", "");
    const change = fc.tuple(fc.nat({ max: whole.length }), fc.nat({ max: 3 }), sign);
    fc.assert(
      fc.property(change, ([at, cut, put]) => {
        const text = whole.slice(0, at) + put + whole.slice(at + cut);
        const found = editor.jsonFault(text);
        assert.equal(found === undefined, isJson(text), text);
        assert.equal(found?.line, jsonFault(text)?.line);
      }),
      { numRuns: 400 },
    );
    for (const text of ["", " ", "nul", "01", "1.", "\u00a0{}", "[[1,2],{}]", '"a\tb"', '"\\x"', "{}{}", "-", "1e5"]) {
      assert.equal(editor.jsonFault(text) === undefined, isJson(text), text);
    }
  });

  it("may be empty, an object, or a variable whose value the runtime alone knows", () => {
    assert.deepEqual(plain(editor.readProfileJson(" ")), { profile: {} });
    assert.deepEqual(plain(editor.readProfileJson('{"a": 1}')), { profile: { a: 1 } });
    for (const name of ["${PROFILE}", "$(PROFILE)"]) {
      assert.deepEqual(plain(editor.readProfileJson(` ${name}`)), { fault: "variable", values: { name } });
    }
    for (const text of ["[1]", "null", "5"]) assert.equal(editor.readProfileJson(text).fault, "noObject");
    assert.deepEqual(plain(editor.readProfileJson("{")), { fault: "ended", values: { line: 1, column: 2 } });
  });

  const texts = (language: string): Record<string, string> => {
    const file = join(__dirname, "../../nodes/locales", language, "account.json");
    const all = JSON.parse(readFileSync(file, "utf8")) as { [node: string]: { profileJson: Record<string, string> } };
    return all["vehicle-cloud-account"]!.profileJson;
  };
  for (const language of ["en-US", "de", "zh-CN"]) {
    it(`marks the account in ${language} with the place, and leaves one with a variable to the runtime`, () => {
      const node = {
        ...{ type: "vehicle-cloud-account", platform: "custom" },
        _: (key: string, values: Record<string, unknown>) =>
          Object.entries(values).reduce(
            (said, [name, value]) => said.replace(`__${name}__`, String(value)),
            texts(language)[key.split(".").at(-1)!] ?? key,
          ),
      };
      const check = editor.profileOrEmpty();
      const said = check.call(node, '{\n "a": tru\n}', {}) as string;
      assert.match(said, /2\D+7/);
      assert.doesNotMatch(said, /Unexpected|__|profileJson/);
      assert.equal(check.call(node, '{\n "a": tru\n}'), false);
      assert.equal(check.call(node, "${PROFILE}", {}), true);
      assert.match(check.call(node, "[1]", {}) as string, /\{/);
    });
  }
});
