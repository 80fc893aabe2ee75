import assert from "node:assert/strict";
import { ManualClock, systemClock } from "../../../src/base/clock";
import { RequestController } from "../../../src/node-red/request/controller";
import { withPages } from "../../../src/node-red/request/paging";
import { readRequestSettings, type RequestConfig } from "../../../src/node-red/request/settings";
import { renderTemplate } from "../../../src/node-red/request/template";
import { runtime } from "../../../src/node-red/shared/runtime";
import { readProperty } from "../../../src/node-red/shared/typed-property";
import { accountType } from "../../../src/node-red/shared/types";
import { toSelector, toVehicleChoice } from "../../../src/node-red/shared/vehicle-choice";

const endpoint = "iov.vehicle-list";
const read = (config: object): ReturnType<typeof readRequestSettings> => readRequestSettings(config as RequestConfig);
const red = {
  util: {
    evaluateNodeProperty: (
      value: string,
      _type: string,
      _node: object,
      message: Record<string, unknown>,
      done: (error: unknown, value?: unknown) => void,
    ) => done(null, message[value]),
  },
};

describe("the settings of a request node", () => {
  it("that cannot be used are refused, each by its name; nothing is sent", () => {
    const fifty = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`p${i}`, "1"]));
    const table: [object, RegExp][] = [
      [{}, /no endpoint is chosen/],
      [{ endpoint: "  " }, /no endpoint is chosen/],
      [{ endpoint, method: "PATCH" }, /the method must be GET, POST, PUT or DELETE/],
      [{ endpoint, bodyFrom: "air" }, /where the body comes from must be one of none, json, payload/],
      [{ endpoint, pages: 101 }, /the pages to follow must be a number from 1 to 100/],
      [{ endpoint, pageDelaySeconds: "x" }, /the seconds between pages/],
      [{ endpoint, requestsPerDay: 0 }, /the requests a day must be a number from 1/],
      [{ endpoint, parameters: fifty }, /at most 50 parameters/],
      ...["query", "confirm", "constructor", "1a", "a b", "", "x".repeat(61)].map((name): [object, RegExp] => [
        { endpoint, parameters: { [name]: "1" } },
        /a parameter has no proper name/,
      ]),
    ];
    for (const [config, message] of table)
      assert.throws(() => read(config), { code: "CONFIG_INVALID", sent: false, message }, JSON.stringify(config));
  });

  it("parameters written by hand are taken as their text; empty ones only where empty says something", () => {
    const parameters = {
      ...{ a: "x", b: 5, c: true, d: "", e: { value: "" }, f: { value: "", type: "num" }, g: null },
      ...{ h: { value: "", type: "msg" }, i: { value: 7, type: "num" }, j: { value: {}, type: 5 } },
    };
    assert.deepEqual(Object.fromEntries(read({ endpoint, parameters }).parameters), {
      a: { value: "x", type: "str" },
      b: { value: "5", type: "str" },
      c: { value: "true", type: "str" },
      h: { value: "", type: "msg" },
      i: { value: "7", type: "num" },
    });
    for (const none of [undefined, null, "x", [], 5])
      assert.equal(read({ endpoint, parameters: none }).parameters.size, 0);
    const { method, body, vehicle } = read({ fromMessage: true, body: 5, method: "" });
    assert.deepEqual([method, body, vehicle], [undefined, "", { value: "", type: "auto" }]);
  });
});

describe("what a message makes of a request", () => {
  const car = { id: "VIN1", name: "Blue", model: "#1", platform: "smart-eu" };

  /** What a node of these settings asks of its account for a message, or the error. */
  async function ask(settings: object, message: object): Promise<unknown> {
    const asked: unknown[] = [];
    const account = {
      platform: "smart-eu",
      checkRequest: async () => undefined,
      vehicles: async () => [car],
      resolve: async (text: string) => (asked.push(text), car),
      requestWithRaw: async (id: string, params: object) => (
        asked.push([id, params]),
        { data: {}, status: 200, vehicle: car }
      ),
    };
    const getNode = (): object => ({ type: accountType, lend: () => account });
    const node = { id: "ask", type: "vehicle-cloud-request", status: () => undefined };
    const config = { account: "acc", endpoint, ...settings } as RequestConfig;
    const controller = new RequestController({ ...red, nodes: { getNode } } as never, node as never, config);
    let ended: unknown;
    const sent: { topic?: string }[] = [];
    await controller.answer(
      message as never,
      ((one: object) => void sent.push(one)) as never,
      (error) => (ended = error),
    );
    await controller.close(true);
    if (ended) throw ended as Error;
    assert.equal(sent[0]?.topic, "blue/vehicle-list");
    return asked;
  }

  it("the vehicle: the message's, a name filled from it, a property of it; the word all is a name like any other", async () => {
    const plain = [endpoint, { query: {} }];
    const of = [endpoint, { query: {}, vin: "VIN1" }];
    assert.deepEqual(await ask({}, {}), [plain]);
    assert.deepEqual(await ask({}, { vehicle: car }), [of]);
    assert.deepEqual(await ask({}, { vehicle: "all" }), ["all", of]);
    assert.deepEqual(await ask({ vehicle: "", vehicleType: "str" }, {}), [plain]);
    assert.deepEqual(await ask({ vehicle: "{{who}}", vehicleType: "str" }, { who: "Blue" }), ["Blue", of]);
    assert.deepEqual(await ask({ vehicle: "who", vehicleType: "msg" }, { who: "all" }), ["all", of]);
    await assert.rejects(ask({ vehicle: "{{who}}", vehicleType: "str" }, {}), { code: "INPUT_INVALID" });
    await assert.rejects(ask({ vehicle: "who", vehicleType: "msg" }, {}), {
      code: "INPUT_INVALID",
      message: /gives no vehicle/,
    });
  });

  it("the endpoint: the message's where it may name one, refused where nobody names any", async () => {
    const named = await ask({ endpoint: "x.vehicle-list", fromMessage: true }, { endpoint, confirm: "yes" });
    assert.deepEqual(named, [[endpoint, { query: {}, confirm: "yes" }]]);
    for (const message of [{}, { endpoint: "" }])
      await assert.rejects(ask({ endpoint: "", fromMessage: true }, message), {
        code: "INPUT_INVALID",
        message: /msg.endpoint names no endpoint; nothing was sent/,
      });
    for (const odd of [5, null, {}, "x".repeat(101)])
      await assert.rejects(ask({ fromMessage: true }, { endpoint: odd }), {
        message: /must be the id of an endpoint, as text/,
      });
  });

  it("a vehicle by what it is given as", () => {
    const bad: [unknown, RegExp][] = [
      [2 ** 60, /a number too large to be exact/],
      [NaN, /a number too large to be exact/],
      [true, /must be a VIN/],
      ["x".repeat(101), /must be a VIN/],
      ["a\nb", /must be a VIN/],
      [{}, /no id/],
      [{ id: "" }, /no id/],
      ["  ", /gives no vehicle/],
    ];
    for (const [value, message] of bad) assert.throws(() => toVehicleChoice(value), { code: "INPUT_INVALID", message });
    assert.deepEqual(toVehicleChoice(4711), { kind: "named", text: "4711" });
    const exact = toVehicleChoice({ id: 5, platform: 7 });
    assert.deepEqual(exact, { kind: "exact", id: "5", platform: undefined });
    const choices = [exact, toVehicleChoice("all"), toVehicleChoice("Blue"), toVehicleChoice(null, { kind: "only" })];
    assert.deepEqual(choices.map(toSelector), ["5", "all", "Blue", undefined]);
  });

  it("an expression that fails, with an error or with an object as JSONata's, is told with its words", async () => {
    const failing = (evaluate: (done: (error: unknown) => void) => void): Promise<unknown> => {
      const util = { evaluateNodeProperty: (...given: unknown[]) => evaluate(given[4] as never) };
      return readProperty({ util } as never, {} as never, { value: "$x(", type: "jsonata" }, {});
    };
    const told = (words: string): object => ({
      code: "INPUT_INVALID",
      message: `The setting "$x(" (jsonata) cannot be evaluated: ${words}.`,
    });
    await assert.rejects(
      failing((done) => done(new Error("no end"))),
      told("no end"),
    );
    await assert.rejects(
      failing(() => {
        throw { code: "S0203", message: "expected )" };
      }),
      told("expected )"),
    );
    await assert.rejects(
      failing((done) => done("odd")),
      told("undefined"),
    );
  });

  it("a template's other section is left out where there is something", () => {
    const template = "{{^none}}no{{/none}}{{^some}}no{{/some}}{{#list}}{{.}};{{/list}}";
    assert.equal(renderTemplate(template, { some: 1, none: [], list: [1, 2] }, "plain"), "no1;2;");
    assert.throws(() => renderTemplate("{{#a}}", {}, "plain"), {
      code: "INPUT_INVALID",
      message: /is not Mustache: Unclosed/,
    });
  });
});

describe("pages of an answer", () => {
  const rule = { most: 5, delayMs: 1, signal: new AbortController().signal };
  const page = (index: unknown, list: unknown, pagination: object = { totleSize: 4 }): object => ({
    list,
    pagination: { pageIndex: index, ...pagination },
  });
  const pages = async (...answers: unknown[]): Promise<{ data: unknown; asked: unknown[] }> => {
    const clock = new ManualClock();
    runtime.clock = clock;
    const asked: unknown[] = [];
    const ask = async (index: number | undefined): Promise<never> => (
      asked.push(index),
      { data: answers[asked.length - 1] } as never
    );
    const work = withPages(ask, rule);
    await clock.advance(10);
    runtime.clock = systemClock;
    return { data: (await work).data, asked };
  };

  it("are followed by either name of the total, and end with one that is empty or none", async () => {
    for (const total of [{ totleSize: 4 }, { totalSize: "4" }]) {
      const { data, asked } = await pages(page(1, ["a", "b"], total), page(2, ["c", "d"], total));
      assert.deepEqual(
        [(data as { list: unknown }).list, asked],
        [
          ["a", "b", "c", "d"],
          [undefined, 2],
        ],
      );
    }
    for (const odd of [page(2, []), {}, null, "none"]) {
      const { data, asked } = await pages(page(1, ["a"]), odd);
      assert.deepEqual([(data as { list: unknown }).list, asked], [["a"], [undefined, 2]]);
    }
  });

  it("an answer that is no page is given as it is", async () => {
    for (const odd of [page(1, []), page(undefined, ["a"]), page(1, "x"), page(1, ["a"], {}), {}, null, "text", [1]]) {
      const { data, asked } = await pages(odd);
      assert.deepEqual([data, asked], [odd, [undefined]]);
    }
  });
});
