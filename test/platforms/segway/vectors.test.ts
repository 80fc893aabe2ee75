import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verifySegwayPush, type SegwayPushReason } from "../../../src/platforms/segway/push-signature";
import type { SegwayPushKind } from "../../../src/platforms/segway/push-fields";
import { reasonOf, secret } from "./pushes";

interface Vector {
  name: string;
  push: SegwayPushKind;
  form: string;
  clientSecret: string;
  md5: string;
  expect: "accept" | "reject" | "verify-ok-but-reject-on-type" | "accept-if-json-mode-on";
  alternates: { reading: string; md5: string; verdict: "wrong" | "also-possible" | "same-digest" }[];
}

const isWrong = ({ verdict }: { verdict: string }): boolean => verdict === "wrong";
const vectors = JSON.parse(readFileSync(join(__dirname, "../../fixtures/segway-push.json"), "utf8")) as Vector[];

const refusedFor: Record<string, SegwayPushReason> = {
  "duplicate-key": "repeatedKey",
  "tampered-value": "signature",
  "delimiter-injection": "delimiter",
  "json-flat": "notForm",
  "json-array-and-dict": "notForm",
};

describe("Segway push signature: vectors", () => {
  for (const vector of vectors) {
    const reason = refusedFor[vector.name];
    it(`${reason ? `refuses (${reason})` : "accepts"} ${vector.name}`, () => {
      const verdict = verifySegwayPush(Buffer.from(vector.form, "utf8"), vector.clientSecret, { kind: vector.push });
      assert.equal(verdict.ok, vector.expect === "accept");
      assert.equal(verdict.reason, reason);
      if (reason !== "notForm") assert.equal(verdict.digest, vector.md5);
    });
  }

  it("covers each vector that is to be refused", () => {
    const refused = vectors.filter(({ expect }) => expect !== "accept").map(({ name }) => name);
    assert.deepEqual(refused.sort(), Object.keys(refusedFor).sort());
  });

  for (const vector of vectors.filter((each) => each.expect === "accept" && each.alternates.some(isWrong))) {
    it(`does not take a wrong reading of ${vector.name} for right, in any mode`, () => {
      for (const { md5, reading } of vector.alternates.filter(isWrong)) {
        const forged = vector.form.replace(/(signature|signatrue)=[0-9A-Fa-f]{32}/, `$1=${md5}`);
        assert.notEqual(forged, vector.form, reading);
        assert.equal(
          verifySegwayPush(Buffer.from(forged), vector.clientSecret, { signatureMode: "auto" }).reason,
          "signature",
          reading,
        );
      }
    });
  }

  it("takes the raw reading, or the one without empty values, only where it is asked to", () => {
    const raw = vectors.find(({ name }) => name === "space-as-plus")!;
    const rawForm = raw.form.replace(raw.md5, raw.alternates[0]!.md5);
    assert.equal(reasonOf(rawForm), "signature");
    assert.deepEqual(
      [
        verifySegwayPush(rawForm, secret, { signatureMode: "raw" }).mode,
        verifySegwayPush(rawForm, secret, { signatureMode: "auto" }).mode,
      ],
      ["raw", "raw"],
    );
    assert.equal(verifySegwayPush(raw.form, secret, { signatureMode: "raw" }).reason, "signature");
    assert.equal(verifySegwayPush(raw.form, secret, { signatureMode: "auto" }).mode, "decoded");

    const empty = vectors.find(({ name }) => name === "empty-value")!;
    const emptyForm = empty.form.replace(empty.md5, empty.alternates[0]!.md5);
    assert.equal(reasonOf(emptyForm, { signatureMode: "raw" }), "signature");
    const verdict = verifySegwayPush(emptyForm, secret, { signatureMode: "auto" });
    assert.deepEqual([verdict.ok, verdict.mode, verdict.digest], [true, "withoutEmpty", empty.alternates[0]!.md5]);
  });
});
