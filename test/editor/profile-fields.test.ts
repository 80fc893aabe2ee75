import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json";
import { customProfile } from "../../src/platforms/ecarx/profiles/custom";
import { loadPlatform } from "../../src/platforms/registry";
import { aurora } from "../platforms/ecarx/made-up-brand/brand";
import { editorScript } from "../support/editor-script";

interface Field {
  id: string;
  at: string;
  kind: string;
  name?: string;
  reach?: string;
  words?: readonly (string | number | boolean)[];
}
/** Names of endpoints by what an operation may do. */
type Endpoints = Record<string, string[]>;
interface ProfileFields {
  fields: Field[];
  calls(name: string): Field[];
  moreCalls: string[];
  usualCalls: string[];
  textOf(profile: JsonObject, field: Field): string;
  with(profile: JsonObject, field: Field, text: string): JsonObject;
  endpointsFor(rows: readonly object[]): Endpoints;
  faultOf(field: Field, text: string, way: string, endpoints?: Endpoints): string;
  callsOf(profile: JsonObject): string[];
  rest(profile: JsonObject): string[];
}
interface Editor {
  profileFields: ProfileFields;
  profileFault(profile: JsonObject, endpoints?: Endpoints): { field: Field; fault: string } | undefined;
}

const editor = editorScript<Editor>("profile-field-list.js", "profile-fields.js");
const { profileFields: form } = editor;
/** Of this realm. */
const same = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const field = (id: string): Field => form.fields.find((one) => one.id === id)!;
const everyField = (profile: JsonObject): Field[] => [
  ...form.fields,
  ...form.callsOf(profile).flatMap((name) => [...form.calls(name)]),
];

describe("the fields of a custom profile", () => {
  it("show a whole profile, and make it anew from nothing, field by field", () => {
    assert.equal(editor.profileFault(aurora), undefined);
    const shown = everyField(aurora).map((one) => [one, form.textOf(aurora, one)] as const);
    let made: JsonObject = {};
    for (const [one, text] of shown) if (text !== "") made = form.with(made, one, text);
    const expected = customProfile(aurora);
    assert.deepEqual(same(customProfile(same(made))), same(expected));
  });

  it("offer every operation and every word that the runtime knows, and no other", () => {
    for (const one of form.fields) {
      for (const word of one.words ?? []) {
        const profile = form.with(aurora, one, String(word));
        assert.doesNotThrow(() => customProfile(same(profile)), `${one.id} ${word}`);
      }
    }
    const every = Object.fromEntries(
      [...form.usualCalls, ...form.moreCalls].map((name) => [name, "iov.vehicle-status"]),
    );
    assert.doesNotThrow(() => customProfile({ ...aurora, operations: every }));
    const known = /an object of ([^;]+);/.exec(messageOf({ ...aurora, operations: { strange: 1 } }))?.[1]?.split(", ");
    assert.deepEqual(known?.sort(), Object.keys(every).sort());
  });

  const messageOf = (profile: JsonObject): string => {
    try {
      customProfile(profile);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  const rows = loadPlatform("smart-eu").endpoints!();

  it("offer for each operation the endpoints that the runtime takes there, and no other: nothing that writes as a reading", () => {
    const offered = form.endpointsFor(rows);
    for (const name of [...form.usualCalls, ...form.moreCalls]) {
      const path = form.calls(name)[0]!;
      for (const { id } of rows) {
        const taken = messageOf({ ...aurora, operations: { ...(aurora["operations"] as object), [name]: id } }) === "";
        assert.equal(offered[path.reach!]!.includes(id), taken, `${name}: ${id}`);
      }
    }
    assert.ok(offered["read"]!.length > 50);
    const signInPath = field("signInPath");
    for (const { id } of rows) {
      const taken = messageOf(same(form.with(aurora, signInPath, id))) === "";
      assert.equal(offered[signInPath.reach!]!.includes(id), taken, `sign-in: ${id}`);
    }
  });

  it("find wrong what the runtime refuses, at the same place", () => {
    const path = form.calls("status")[0]!;
    const offered = form.endpointsFor(rows);
    const wrong: [Field, string, string, RegExp][] = [
      [field("carsHost"), "http://cars.aurora.example", "http", /vehicleHosts\.usual/],
      [field("carsHost"), "https://cars.aurora.example/x", "origin", /vehicleHosts\.usual/],
      [field("sessionHost"), "https://cаrs.aurora.example", "lookAlike", /session\.origin/],
      [field("signInHost"), "", "empty", /signIn\.origin/],
      [field("seriesHosts"), "AU2 = http://cars2.aurora.example", "http", /vehicleHosts\.bySeries\.AU2/],
      [field("signing"), "sha9", "word", /signing\.scheme/],
      [field("envelope"), "round", "word", /profile\.envelope/],
      [field("success"), "1e3", "whole", /accepted\.code/],
      [field("headers"), "a b = c", "map", /profile\.headers/],
      [path, "remote-control/vehicle/status", "slash", /operations\.status\.path/],
      [path, "GET status", "slash", /operations\.status\.path/],
      [path, "/status?vin={vin}", "path", /operations\.status\.path/],
      [path, "/a/../b", "path", /operations\.status\.path/],
      [path, "/stаtus", "lookAlike", /operations\.status\.path/],
      [path, "no.such", "endpoint", /operations\.status\.endpoint/],
      [path, "iov.tc-diagnostics-command", "endpoint", /operations\.status\.endpoint/],
      [path, "", "empty", /operations\.status/],
    ];
    for (const [one, text, fault, place] of wrong) {
      const profile = form.with(aurora, one, text);
      const found = editor.profileFault(profile, offered);
      assert.deepEqual([found?.field.id, found?.fault], [one.id, fault], `${one.id} ${text}`);
      assert.match(messageOf(same(profile)), place, `${one.id} ${text}`);
      // What was typed stands there as it was.
      if (fault !== "slash") assert.equal(form.textOf(profile, one).replace(/^GET /, ""), text);
    }
  });

  it("keep what no field shows, and the type of what is not touched", () => {
    const given: JsonObject = {
      ...aurora,
      colour: "green",
      operations: {
        status: {
          endpoint: "iov.vehicle-status-query",
          query: { vin: "{vin}" },
          headers: { a: "b" },
          body: { n: 3, yes: true },
        },
      },
    };
    const [path, query, body] = form.calls("status") as [Field, Field, Field];
    let profile = form.with(given, path, "put /own/{vin}");
    profile = form.with(profile, query, "vin={vin}&a=1%262");
    profile = form.with(profile, body, `${form.textOf(profile, body)}&more=x`);
    assert.deepEqual(same((profile["operations"] as JsonObject)["status"]), {
      method: "PUT",
      path: "/own/{vin}",
      query: { vin: "{vin}", a: "1&2" },
      headers: { a: "b" },
      body: { n: 3, yes: true, more: "x" },
    });
    assert.deepEqual(same(form.rest(profile)), ["colour", "operations.status.headers.a"]);
    profile = form.with(profile, path, "iov.vehicle-status");
    profile = form.with(form.with(profile, query, ""), body, "");
    assert.deepEqual(same((profile["operations"] as JsonObject)["status"]), {
      endpoint: "iov.vehicle-status",
      headers: { a: "b" },
    });
    assert.deepEqual(same(form.with({ operations: { list: "iov.user-vehicles" } }, form.calls("list")[1]!, "a=b")), {
      operations: { list: { endpoint: "iov.user-vehicles", query: { a: "b" } } },
    });
  });

  it("lead from one way to sign in to the other and back without losing what was typed", () => {
    const captured = form.with(aurora, field("way"), "captured");
    assert.doesNotThrow(() => customProfile(same(captured)));
    assert.equal(form.textOf(captured, field("signInHost")), "https://id.aurora.example");
    const back = form.with(captured, field("way"), "");
    assert.equal(form.textOf(back, field("signInPath")), "gid.auth-center-login");
    assert.equal(form.textOf(back, field("formBody")), "username={username}&password={password}");
    const bare = form.with({}, field("way"), "captured");
    assert.deepEqual(same(bare), { signIn: { kind: "captured" } });
  });

  it("show any JSON", () => {
    for (const strange of [null, 5, "x", [1], { a: 1 }, true]) {
      const profile = {
        signIn: strange,
        session: strange,
        operations: { status: strange },
        headers: strange,
        models: strange,
      } as JsonObject;
      for (const one of everyField(profile)) assert.equal(typeof form.textOf(profile, one), "string");
      assert.ok(editor.profileFault(profile));
    }
    assert.equal(({} as JsonObject)["polluted"], undefined);
    form.with({}, field("headers"), "__proto__ = x");
    form.with(JSON.parse('{"__proto__": {"polluted": 1}}') as JsonObject, field("title"), "x");
    assert.equal(({} as JsonObject)["polluted"], undefined);
  });
});
