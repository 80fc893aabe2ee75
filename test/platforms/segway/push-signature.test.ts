import assert from "node:assert/strict";
import fc from "fast-check";
import { longestPushBytes, signSegwayPush, verifySegwayPush } from "../../../src/platforms/segway/push-signature";
import type { SegwayPushKind } from "../../../src/platforms/segway/push-fields";
import { alert, fault, location, reasonOf, secret, signed, status, without, type Fields } from "./pushes";

describe("Segway push signature: signing", () => {
  it("signs a record or pairs, in any order, without the signature itself", () => {
    const digest = "14468c7485cc6c7580d8982abfbff561";
    assert.equal(signSegwayPush(alert, secret), digest);
    assert.equal(signSegwayPush(Object.entries(alert).reverse(), secret), digest);
    assert.equal(signSegwayPush({ ...alert, signature: "x" }, secret), digest);
    assert.equal(signSegwayPush({ ...alert, signatrue: "x" }, secret), digest);
    const both = (signature: string, signatrue: string): string =>
      signSegwayPush({ ...alert, signature, signatrue }, secret);
    assert.notEqual(both("x", "y"), digest);
    assert.equal(both("x", "y"), both("z", "y"), "the one spelled right is the signature");
    assert.notEqual(both("x", "y"), both("x", "z"), "the other is a field then");
    // md5("&client_secret=11112222-3333-4444-5555-666677778888")
    assert.equal(signSegwayPush({}, secret), "0fa45179b0b270794cfe6519c2cd20bf");
    assert.equal(signSegwayPush({ ...alert, code: 1, alertStatus: 0 }, secret), digest);
  });
});

describe("Segway push signature: refusals", () => {
  it("refuses what has no signature, an empty one, or one of another form", () => {
    const body = new URLSearchParams(alert).toString();
    assert.equal(reasonOf(body), "signatureMissing");
    assert.equal(reasonOf(`${body}&signature=`), "signatureMissing");
    for (const odd of ["0", "z".repeat(32), "ä".repeat(32), "0".repeat(33), "0".repeat(32)]) {
      assert.equal(reasonOf(`${body}&signature=${encodeURIComponent(odd)}`), "signature");
    }
  });

  it("refuses everything while there is no secret", () => {
    const body = new URLSearchParams({ ...alert, signature: signSegwayPush(alert, "") }).toString();
    assert.equal(verifySegwayPush(body, "").reason, "signature");
  });

  it("refuses repeated and nested keys, however they are spelled", () => {
    const body = signed(alert);
    assert.equal(reasonOf(`${body}&code=1`), "repeatedKey");
    assert.equal(reasonOf(`${body}&c%6Fde=1`), "repeatedKey");
    assert.equal(reasonOf(`${body}&signature=0`), "repeatedKey");
    assert.equal(reasonOf(`${body}&a[b]=1`), "nested");
    assert.equal(reasonOf(`${body}&a%5B%5D=1`), "nested");
    for (const half of ["a[", "a]"]) assert.equal(reasonOf(`${body}&${half}=1`), "nested", half);
  });

  it("refuses a re-cut of a good push", () => {
    const good = signed({ ...alert, statusUtcTime: "1763791200" });
    const recut = good.replace("&platformCode=E00001", "%26platformCode%3DE00001");
    assert.equal(reasonOf(good), "accepted");
    assert.equal(reasonOf(recut), "delimiter");
    assert.equal(reasonOf(good.replace("alertStatus=0&code=1", "alertStatus%3D0%26code=1")), "delimiter");
    for (const odd of ["a&b", "a=b"]) {
      assert.equal(reasonOf(signed({ ...alert, note: odd })), "delimiter", `value ${odd}`);
      assert.equal(reasonOf(signed({ ...alert, [odd]: "1" })), "delimiter", `key ${odd}`);
    }
  });

  it("refuses what is no form: bad UTF-8, JSON, nothing", () => {
    assert.equal(reasonOf(Buffer.from([0x61, 0x3d, 0xff, 0xfe])), "notForm");
    assert.equal(reasonOf("a=%FF"), "notForm");
    assert.equal(reasonOf("a=\ud800"), "notForm");
    assert.equal(reasonOf(' {"signature":"0"}'), "notForm");
    assert.equal(reasonOf("[]"), "notForm");
    assert.equal(reasonOf(""), "notForm");
    assert.equal(
      reasonOf(signed({ ...alert, note: "100% of it" }).replaceAll("%25", "%")),
      "accepted",
      "a lone percent",
    );
  });

  it("refuses what is larger than 64 kB, before it looks into it", () => {
    const body = signed({ ...alert, padding: "x".repeat(longestPushBytes) });
    assert.equal(reasonOf(body), "tooLarge");
    assert.equal(reasonOf(Buffer.from(body)), "tooLarge");
    assert.equal(reasonOf(`a=${"ä".repeat(longestPushBytes / 2)}`), "tooLarge", "bytes count, not characters");
    assert.equal(verifySegwayPush(body, secret).digest, "", "unread");
    assert.equal(longestPushBytes, 65_536);
    const rest = longestPushBytes - signed({ ...alert, padding: "" }).length;
    assert.equal(reasonOf(signed({ ...alert, padding: "x".repeat(rest) })), "accepted", "as long as may be");
    assert.equal(reasonOf(signed({ ...alert, padding: "x".repeat(rest + 1) })), "tooLarge", "a byte more");
  });

  it("does not even digest what is larger than 2 kB and shows no signature", () => {
    const digestOf = (body: string): string => verifySegwayPush(body, secret).digest;
    const large = (bytes: number): string => `a=${"x".repeat(bytes - 2)}`;
    assert.match(digestOf(large(2048)), /^[0-9a-f]{32}$/);
    assert.equal(digestOf(large(2049)), "");
    assert.equal(reasonOf(large(2049)), "signatureMissing");
    for (const key of ["signature", "signatrue"]) {
      assert.equal(reasonOf(signed({ ...alert, padding: "x".repeat(4000) }, key)), "accepted", key);
    }
  });

  it("refuses more than 200 pairs before it decodes them, and shows nothing of them", () => {
    const pairs = (count: number): string => Array.from({ length: count }, (_, index) => `&k${index}=%41`).join("");
    assert.equal(reasonOf(signed(alert) + pairs(200)), "tooLarge");
    assert.equal(reasonOf(signed(alert) + pairs(10)), "signature");
    const many = Object.fromEntries(Array.from({ length: 180 }, (_, index) => [`k${index}`, "A"]));
    assert.equal(reasonOf(signed({ ...alert, ...many })), "accepted");
    const hostile = ["a&".repeat(32_000), "%41&".repeat(16_000), "&".repeat(65_000)].map((text) => Buffer.from(text));
    for (const body of hostile) {
      const { reason, fields } = verifySegwayPush(body, secret, { signatureMode: "auto" });
      assert.deepEqual([reason, Object.keys(fields)], ["tooLarge", []]);
    }
  });

  it("reads percent signs that code nothing as they stand, beside all that does", () => {
    const pieces = ["%", "%2", "%41", "%zz", "%C3%A4", "ä", "+", "x", "%e4%BD%a0", "你", "%25", "%%41"];
    for (let seed = 1; seed < 400; seed++) {
      let state = seed * 7919;
      const next = (): string => pieces[(state = (state * 48271) % 2147483647) % pieces.length]!;
      const note = Array.from({ length: 12 }, next).join("");
      const { fields } = verifySegwayPush(`note=${note}`, secret);
      const expected = decodeURIComponent(note.replaceAll("+", " ").replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
      assert.equal(fields["note"], expected, note);
    }
    for (const broken of ["%C3", "%C3ä", "%80", "%ED%A0%80"]) assert.equal(reasonOf(`a=${broken}`), "notForm", broken);
  });

  it("refuses a fault as an alert: nothing that is signed names the kind", () => {
    for (const faultStatus of ["0", "1", ""]) {
      const body = signed({ ...fault, faultStatus });
      assert.equal(reasonOf(body, { kind: "alert" }), "fieldType", `faultStatus=${faultStatus}`);
    }
    assert.equal(reasonOf(signed(fault), { kind: "fault" }), "accepted");
    assert.equal(reasonOf(signed(alert), { kind: "fault" }), "fieldMissing");
  });

  it("refuses the platform code of another secret", () => {
    assert.equal(reasonOf(signed(alert), { platformCode: "E00002" }), "platform");
    assert.equal(reasonOf(signed(alert), { platformCode: "E00001" }), "accepted");
    assert.equal(reasonOf(signed(without(alert, "platformCode")), { platformCode: "E00001" }), "platform");
  });

  it("refuses what is older than the replay window, if there is one", () => {
    const now = 1763791200_000 + 301_000;
    assert.equal(reasonOf(signed(alert), { now }), "accepted");
    assert.equal(reasonOf(signed(alert), { now, replayWindowSeconds: 300 }), "replay");
    assert.equal(reasonOf(signed(alert), { now: new Date(now - 1000), replayWindowSeconds: 300 }), "accepted");
    assert.equal(reasonOf(signed(location), { now, replayWindowSeconds: 300 }), "replay");
    assert.equal(
      reasonOf(signed({ ...alert, statusUtcTime: "1763791200000" }), { now, replayWindowSeconds: 302 }),
      "accepted",
    );
    const spelled = { ...without(location, "gpsUtcTime"), gpsUTCTime: location["gpsUtcTime"]! };
    assert.equal(reasonOf(signed(spelled), { now, replayWindowSeconds: 300 }), "replay");
    assert.equal(reasonOf(signed(spelled), { now, replayWindowSeconds: 301 }), "accepted");
    const missing = (fields: Fields, kind?: SegwayPushKind): (string | undefined)[] => {
      const { reason, field } = verifySegwayPush(signed(fields), secret, { now, replayWindowSeconds: 9, kind });
      return [reason, field];
    };
    assert.deepEqual(missing(without(alert, "statusUtcTime")), ["fieldMissing", "statusUtcTime"]);
    assert.deepEqual(missing({ ...alert, statusUtcTime: "0" }, "alert"), ["fieldMissing", "statusUtcTime"]);
    assert.deepEqual(missing({ ...location, gpsUtcTime: "0" }, "location"), ["fieldMissing", "gpsUtcTime"]);
  });

  it("measures the window with the machine's clock when it is told no time", () => {
    const at = (seconds: number): string => signed({ ...alert, statusUtcTime: String(Math.floor(seconds)) });
    const now = Date.now() / 1000;
    assert.equal(reasonOf(at(now), { replayWindowSeconds: 3600 }), "accepted");
    assert.equal(reasonOf(at(now - 7200), { replayWindowSeconds: 3600 }), "replay");
  });

  it("checks no fields of a kind that it does not know", () => {
    assert.equal(reasonOf(signed(alert), { kind: "another" as SegwayPushKind }), "accepted");
  });

  it("lets a location without a fix and without a time through the replay window, and nothing else without one", () => {
    const window = { now: 1763791200_000, replayWindowSeconds: 300, kind: "location" as const };
    const lost = { ...location, locationStatus: "invalid", latitude: "0.0", longitude: "0.0" };
    for (const gpsUtcTime of ["", "0"]) {
      assert.equal(reasonOf(signed({ ...lost, gpsUtcTime }), window), "accepted", `gpsUtcTime=${gpsUtcTime}`);
      assert.equal(reasonOf(signed({ ...location, gpsUtcTime }), window), "fieldMissing", "with a fix");
    }
    assert.equal(reasonOf(signed({ ...lost, gpsUtcTime: "1763790000" }), window), "replay", "it has a time");
    const odd = { ...alert, statusUtcTime: "0", locationStatus: "invalid" };
    assert.equal(reasonOf(signed(odd), { ...window, kind: "alert" }), "fieldMissing", "another kind");
  });

  const kinds = { alert, fault, location, status };
  for (const [kind, fields] of Object.entries(kinds) as [SegwayPushKind, Fields][]) {
    it(`demands every field of the ${kind} table, after the signature`, () => {
      assert.equal(reasonOf(signed(fields), { kind }), "accepted");
      for (const name of Object.keys(fields)) {
        const expected = name === "alertStatus" ? "accepted" : "fieldMissing";
        assert.equal(reasonOf(signed(without(fields, name)), { kind }), expected, name);
        assert.equal(reasonOf(signed(without(fields, name))), "accepted", "no kind, no table");
      }
    });

    it(`demands the type of every field of the ${kind} table`, () => {
      for (const name of Object.keys(fields)) {
        const odd = name === "platformCode" ? "" : "0x12";
        const verdict = verifySegwayPush(signed({ ...fields, [name]: odd }), secret, { kind });
        // Optional: a word that nobody knows is as if it were not there.
        if (name === "alertStatus") assert.ok(verdict.ok, name);
        else assert.deepEqual([verdict.reason, verdict.field], ["fieldType", name]);
      }
    });
  }

  it("knows both spellings of range, time and signature", () => {
    const remainder = { ...without(status, "remainingRange"), remainderRange: "1230" };
    assert.equal(reasonOf(signed(remainder), { kind: "status" }), "accepted");
    const gps = { ...without(location, "gpsUtcTime"), gpsUTCTime: "1763791200" };
    assert.equal(reasonOf(signed(gps, "signatrue"), { kind: "location" }), "accepted");
  });

  it("takes words in any case, 1 and 0, and an optional word that nobody knows", () => {
    for (const word of ["True", "FALSE", "1", "0"]) {
      for (const name of ["online", "locked", "charging"]) {
        assert.equal(reasonOf(signed({ ...status, [name]: word }), { kind: "status" }), "accepted", `${name}=${word}`);
      }
    }
    for (const word of ["VALID", "Invalid", "1", "0", ""]) {
      const body = signed({ ...location, locationStatus: word });
      assert.equal(reasonOf(body, { kind: "location" }), "accepted", `locationStatus=${word}`);
    }
    assert.equal(reasonOf(signed({ ...status, speedMode: "x" }), { kind: "status" }), "accepted");
    const missing = verifySegwayPush(signed(without(status, "locked")), secret, { kind: "status" });
    assert.deepEqual([missing.reason, missing.field], ["fieldMissing", "locked"]);
  });

  it("gives the fields as text, without the signature, whatever their names", () => {
    const body = signed({ ...alert, note: "é +" });
    assert.deepEqual(verifySegwayPush(body, secret).fields, { ...alert, note: "é +" });
    const odd = Object.fromEntries<string>([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    const { ok, fields } = verifySegwayPush(signed(odd), secret);
    assert.deepEqual([ok, Object.keys(fields)], [true, ["__proto__", "constructor"]]);
  });
});

describe("Segway push signature: whatever is posted", () => {
  it("never throws, and accepts nothing that was not signed", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary", maxLength: 300 }));
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom("decoded" as const, "raw" as const, "auto" as const),
        (body, signatureMode) => {
          const verdict = verifySegwayPush(body, secret, { signatureMode, kind: "status" });
          assert.equal(verdict.ok, false);
          assert.equal(typeof verdict.reason, "string");
        },
      ),
      { numRuns: 500 },
    );
  });

  const text = fc
    .string({ unit: "grapheme", maxLength: 12 })
    .filter((value) => !/[&=[\]]/.test(value) && value.isWellFormed());
  const anyFields = fc.dictionary(
    text.filter((key) => key !== "signature" && key !== "signatrue"),
    text,
    { maxKeys: 8, noNullPrototype: true },
  );

  it("accepts what was signed, and not one changed value of it", () => {
    fc.assert(
      fc.property(anyFields, text, (fields, other) => {
        assert.equal(reasonOf(signed(fields)), "accepted");
        assert.deepEqual(verifySegwayPush(signed(fields), secret).fields, fields);
        for (const key of Object.keys(fields)) {
          if (fields[key] === other) continue;
          const changed = Object.fromEntries(
            Object.entries(fields).map(([k, value]) => [k, k === key ? other : value]),
          );
          const forged = new URLSearchParams({ ...changed, signature: signSegwayPush(fields, secret) }).toString();
          assert.equal(reasonOf(forged), "signature");
        }
      }),
      { numRuns: 300 },
    );
  });
});
