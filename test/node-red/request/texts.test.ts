/** What a request node makes of templates, bodies and pages, at the functions: nothing here leaves the machine. */
import assert from "node:assert/strict";
import type { AnsweredCall } from "../../../src/account/types";
import { bodyFor } from "../../../src/node-red/request/body";
import { deepestJson, jsonFault } from "../../../src/base/json-fault";
import { withPages } from "../../../src/node-red/request/paging";
import type { RequestSettings } from "../../../src/node-red/request/settings";
import { renderTemplate } from "../../../src/node-red/request/template";
import { masked } from "../../../src/node-red/request/masked";

const invalid = (message: RegExp): object => ({ code: "INPUT_INVALID", sent: false, message });

describe("the template of a body", () => {
  it("keeps a text within its quotes whatever it holds, writes objects as JSON, and escapes nothing for HTML", () => {
    const name = `a"b\\c\nd<&'{{x}}`;
    const made = renderTemplate('{"n":"{{name}}","o":{{{list}}},"z":{{missing.deep}}1}', { name, list: [1] }, "json");
    assert.deepEqual(JSON.parse(made), { n: name, o: [1], z: 1 });
    assert.equal(renderTemplate("{{a}} & {{b.c}}", { a: "<b>", b: { c: true } }, "plain"), "<b> & true");
    assert.equal(renderTemplate("no tag", {}, "json"), "no tag");
  });

  it("repeats sections, takes the other one where there is nothing, and looks outwards for a name", () => {
    const text =
      "{{#rows}}{{n}}{{unit}};{{/rows}}{{^none}}-{{/none}}{{#yes}}{{unit}}{{/yes}}{{! a comment }}{{#.}}!{{/.}}";
    assert.equal(
      renderTemplate(text, { rows: [{ n: 1 }, { n: 2 }], unit: "km", none: [], yes: true }, "json"),
      "1km;2km;-km!",
    );
    assert.equal(renderTemplate("{{#a}}{{.}},{{/a}}", { a: ["x", 2] }, "json"), "x,2,");
  });

  it("calls nothing, knows nothing inherited, and says what is wrong", () => {
    let called = 0;
    const trap = { now: () => called++ };
    assert.throws(() => renderTemplate("{{now}}", trap, "json"), invalid(/"now", which is a function/));
    assert.equal(called, 0);
    assert.equal(renderTemplate("{{constructor}}{{__proto__}}{{toString}}", {}, "json"), "");
    assert.throws(() => renderTemplate("{{#open}}", {}, "json"), invalid(/is not Mustache/));
    assert.throws(() => renderTemplate("{{> other}}", {}, "json"), invalid(/includes another one \("other"\)/));
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    assert.throws(() => renderTemplate("{{self}}", circle, "json"), invalid(/cannot be written as JSON/));
  });

  it("never runs long: repetitions, length and depth end in a sentence", () => {
    const many = Array.from({ length: 400 }, () => 0);
    const nested = "{{#m}}{{#m}}{{#m}}x{{/m}}{{/m}}{{/m}}";
    assert.throws(() => renderTemplate(nested, { m: many }, "json"), invalid(/too many repetitions/));
    assert.throws(
      () => renderTemplate("{{a}}{{a}}", { a: "x".repeat(600_000) }, "plain"),
      invalid(/more than 1000000/),
    );
    assert.throws(() => renderTemplate(`{{a}}${"x".repeat(1_000_001)}`, {}, "plain"), invalid(/longer than/));
    const deep = "{{#a}}".repeat(25) + "{{/a}}".repeat(25);
    assert.throws(() => renderTemplate(deep, { a: true }, "json"), invalid(/more than 20 sections/));
  });
});

describe("the body of a request", () => {
  const from = (bodyFrom: string, body = ""): RequestSettings => ({ bodyFrom, body }) as RequestSettings;

  it("is none, the template, or the payload as text or object", () => {
    assert.equal(bodyFor(from("none"), { payload: 1 } as never), undefined);
    assert.deepEqual(bodyFor(from("template", '{"a":"{{topic}}"}'), { topic: 'x"y' } as never), { a: 'x"y' });
    assert.deepEqual(bodyFor(from("payload"), { payload: '[{"b":1}]' } as never), [{ b: 1 }]);
    assert.deepEqual(bodyFor(from("payload"), { payload: { c: { d: 2 } } } as never), { c: { d: 2 } });
  });

  it("that is no JSON is refused with line and field", () => {
    const text = '{\n  "poi": {\n    "name": "Home",\n    "lat": {{payload.lat}}\n  }\n}';
    assert.throws(() => bodyFor(from("template", text), { payload: {} } as never), {
      ...invalid(/The body is no JSON: line 5, field "poi\.lat"/),
      field: "poi.lat",
    });
    assert.throws(() => bodyFor(from("template", " "), {} as never), invalid(/body is empty/));
    assert.throws(() => bodyFor(from("payload"), { payload: 5 } as never), invalid(/body is empty/));
    assert.throws(() => bodyFor(from("payload"), { payload: '"text"' } as never), invalid(/object or a list/));
    assert.throws(
      () => bodyFor(from("payload"), { payload: "{]" } as never),
      invalid(/msg\.payload is no JSON: line 1/),
    );
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    assert.throws(() => bodyFor(from("payload"), { payload: circle } as never), invalid(/cannot be written as JSON/));
  });

  it("is looked at to a depth that somebody needs, and no further", () => {
    const levels = (count: number): string => "[".repeat(count) + "]".repeat(count);
    assert.equal(jsonFault(levels(deepestJson)), undefined);
    assert.ok(jsonFault(levels(deepestJson + 1)));
    assert.ok(jsonFault("[".repeat(100_000)));
  });

  it("is JSON exactly where the engine says so", () => {
    const texts = [
      ...['{"a":1}', "[]", "{}", '{"a":[1,-2.5e+3,true,false,null,"\\u00e4\\n"]}', " 1 ", '"x"'],
      ...[
        "",
        "{",
        "}",
        "[1,]",
        "{,}",
        '{"a"}',
        '{"a":}',
        "{a:1}",
        "01",
        "1.",
        ".5",
        "+1",
        "nul",
        "[1 2]",
        '"\n"',
        '"\\x"',
      ],
      ...['{"a":1,}', "[[]", "[]]", '{"a":1]', "1 1", "'a'", "NaN", "-", '{"a":1 "b":2}', "[,1]", ":", ","],
    ];
    for (const text of texts) {
      let good = true;
      try {
        JSON.parse(text);
      } catch {
        good = false;
      }
      assert.equal(jsonFault(text) === undefined, good, text);
    }
  });
});

describe("pages of an answer", () => {
  const { signal } = new AbortController();
  function cloud(
    pages: unknown[][],
    total: number,
  ): { asked: (number | undefined)[]; ask: (index?: number) => Promise<AnsweredCall> } {
    const asked: (number | undefined)[] = [];
    return {
      asked,
      ask: (index) => {
        asked.push(index);
        const list = pages[(index ?? 1) - 1] ?? [];
        const data = { list, pagination: { pageIndex: String(index ?? 1), pageSize: "2", totleSize: String(total) } };
        return Promise.resolve({ data, raw: {}, status: 200 } as unknown as AnsweredCall);
      },
    };
  }
  const listOf = (answer: AnsweredCall): unknown => (answer.data as { list: unknown }).list;
  const more = (answer: AnsweredCall): unknown => (answer.data as { more?: unknown }).more;

  it("are followed to the end, in one list", async () => {
    const { ask, asked } = cloud([[1, 2], [3, 4], [5]], 5);
    const answer = await withPages(ask, { most: 10, delayMs: 0, signal });
    assert.deepEqual([listOf(answer), asked, more(answer)], [[1, 2, 3, 4, 5], [undefined, 2, 3], undefined]);
  });

  it("end at the number that the node allows, and say that there are more", async () => {
    const { ask, asked } = cloud([[1], [2], [3]], 3);
    const answer = await withPages(ask, { most: 2, delayMs: 0, signal });
    assert.deepEqual([listOf(answer), asked.length, more(answer)], [[1, 2], 2, true]);
    const one = await withPages(cloud([[1]], 9).ask, { most: 1, delayMs: 0, signal });
    assert.deepEqual([listOf(one), more(one)], [[1], undefined]);
  });

  it("that never end are refused, and one that is empty ends it", async () => {
    const same = cloud([[1], [1], [1]], 99);
    await assert.rejects(withPages(same.ask, { most: 50, delayMs: 0, signal }), {
      code: "CLOUD_ANSWER_INVALID",
      message: /paging never ends/,
    });
    assert.equal(same.asked.length, 2);
    const short = await withPages(cloud([[1, 2]], 9).ask, { most: 50, delayMs: 0, signal });
    assert.deepEqual(listOf(short), [1, 2]);
  });
});

describe("an answer that is shown in the dialog", () => {
  it("tells its shape and nothing of a person, a place, a car or what opens it", () => {
    const answer = {
      code: 1000,
      ok: true,
      data: {
        vin: "HESXTEST0P0000009",
        position: { latitude: "176000000", longitude: 1, marsCoordinates: false },
        list: [{ ownerName: "A. Body", soc: "63", accessToken: "x", empty: "", none: null }],
        note: "mail to somebody@example.org",
      },
    };
    const shown = JSON.stringify(masked(answer));
    assert.doesNotMatch(shown, /HESXTEST|176000000|A\. Body|"x"|somebody@/);
    const { code, data } = masked(answer) as { code: number; data: { list: { soc: string; none: null }[] } };
    assert.deepEqual([code, data.list[0]?.soc, data.list[0]?.none], [1000, "63", null]);
  });

  it("nor under names that nobody has foreseen, within texts, lists and addresses", () => {
    const secrets = {
      location: "52.51631, 13.37770",
      homeLocation: { x: 13.4, y: "52.5" },
      destination: ["Unter den Linden 1", 52.5],
      center: [13.377701, 52.516312],
      shape: [[{ a: 13.377701 }, { b: "52.516312" }]],
      where: "at 52.5163,13.3777 since noon",
      owner: "A. Body",
      contact: { alias: "Mum", remark: "behind the house" },
      city: "Berlin",
      msisdn: "0049170",
      engineNo: "TESTENGINE",
      data: "aGVsbG8gd29ybGQgdGhpcyBpcyBhIGZhY2U=".repeat(3),
      parameters: '{"plateNo":"B-XY 1","list":[{"lat":52.5}]}',
      icon: "https://cdn.example/a.png?Expires=1&Signature=opens",
      note: "HESXTEST0P0000009",
    };
    const shown = JSON.stringify(masked({ data: secrets }));
    assert.doesNotMatch(
      shown,
      /52[.]5|13[.]|Linden|A\. Body|Mum|behind|Berlin|0049|TESTENGINE|aGVs|B-XY|opens|HESXTEST/,
    );
    const plain = {
      status: { tyreTempDriver: "14.000", winStatusDriver: "2", seatBeltStatusDriver: "false", odometer: "18342.600" },
      position: { posCanBeTrusted: "true", altitude: "105" },
      message: "operation succeed",
      list: [1, 2.5, true, "two words"],
      picture: "https://cdn.example/a.png",
    };
    assert.deepEqual(masked(plain), plain, "what says how a car is stays");
  });

  it("hides what is nested deeper than anybody reads, also within a text, and ends", () => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000);
    const shown = JSON.stringify(masked({ soc: 71, state: deep }));
    assert.match(shown, /"soc":71/);
    assert.ok(shown.length < 1000, shown.slice(0, 200));
  });
});
