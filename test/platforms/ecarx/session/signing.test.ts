import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  encodeRfc3986,
  signCanonical,
  signEcarxRequest,
  signGatewayRequest,
} from "../../../../src/platforms/ecarx/session/signing";

interface Vector {
  name: string;
  variant: string;
  inputs: Record<string, string | null>;
  bodyMd5?: string;
  stringToSign: string;
  signature: string;
}

const { vectors } = JSON.parse(readFileSync(join(__dirname, "../../../fixtures/ecarx-signing.json"), "utf8")) as {
  vectors: Vector[];
};

const input = (vector: Vector, key: string): string => vector.inputs[key] ?? "";

function secretOf(vector: Vector): string {
  const base64 = input(vector, "secretBase64");
  return base64 ? Buffer.from(base64, "base64").toString("latin1") : input(vector, "secretAscii");
}

/** The query as plain pairs, as a caller gives it. */
function plainQuery(vector: Vector): [string, string][] {
  const query = input(vector, "query");
  return query === ""
    ? []
    : query.split("&").map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]);
}

function common(vector: Vector) {
  return {
    method: input(vector, "method"),
    path: input(vector, "path"),
    body: vector.inputs["body"],
    accept: input(vector, "accept"),
    nonce: input(vector, "nonce"),
    timestamp: input(vector, "timestamp"),
    secret: secretOf(vector),
  };
}

const nineLines = vectors.filter(({ variant }) => variant.startsWith("ecarx-"));
const gateway = vectors.filter(({ variant }) => variant === "x-ca-hmac-sha256");

describe("signing a request to the ECARX cloud", () => {
  it("has vectors of Europe, the international market and the gateway", () => {
    assert.deepEqual([nineLines.length, gateway.length, vectors.length], [24, 2, 27]);
  });

  for (const vector of nineLines.filter(({ name }) => !name.includes("TRAP"))) {
    it(`gives ${vector.name} from plain keys and values`, () => {
      const signed = signEcarxRequest({ ...common(vector), query: plainQuery(vector) });
      assert.equal(signed.canonicalQuery, vector.inputs["query"]);
      assert.equal(signed.bodyMd5, vector.bodyMd5);
      assert.equal(signed.stringToSign, vector.stringToSign);
      assert.equal(signed.signature, vector.signature);
    });
  }

  it("never signs a bare comma: the trap's query gives eu-03 instead", () => {
    const trap = vectors.find(({ name }) => name === "eu-18-TRAP-raw-comma");
    const right = vectors.find(({ name }) => name === "eu-03-get-status-lower-true");
    assert.ok(trap && right);
    const signed = signEcarxRequest({ ...common(trap), query: plainQuery(trap) });
    assert.equal(signed.signature, right.signature);
    assert.notEqual(signed.signature, trap.signature);
    // The vector itself is true: whoever sends the comma as it stands must sign it so.
    const literal = signCanonical({ ...common(trap), canonicalQuery: input(trap, "query") });
    assert.equal(literal.signature, trap.signature);
  });

  for (const vector of gateway) {
    it(`gives ${vector.name}`, () => {
      const url = new URL(input(vector, "url"));
      const signed = signGatewayRequest({
        method: input(vector, "method"),
        path: url.pathname,
        query: url.search.slice(1),
        accept: input(vector, "accept"),
        contentType: input(vector, "contentType"),
        contentMd5: input(vector, "contentMd5"),
        date: input(vector, "date"),
        key: input(vector, "xCaKey"),
        nonce: input(vector, "nonce"),
        timestamp: input(vector, "timestamp"),
        secret: secretOf(vector),
      });
      assert.equal(signed.stringToSign, vector.stringToSign);
      assert.equal(signed.signature, vector.signature);
    });
  }

  it("sorts by key, encodes each part once and keeps the sign of an empty value", () => {
    const base = { method: "GET", path: "/p", nonce: "n", timestamp: 1, secret: "s" };
    const { canonicalQuery } = signEcarxRequest({ ...base, query: { b: "x y", a: "", "c'": "a'(b)*~!+/:ü%" } });
    assert.equal(canonicalQuery, "a=&b=x%20y&c%27=a%27%28b%29%2A~%21%2B%2F%3A%C3%BC%25");
  });

  it("encodes half of a surrogate pair instead of throwing", () => {
    assert.equal(encodeRfc3986("\ud83d"), "%EF%BF%BD");
  });

  it("takes an empty body for none", () => {
    const base = { method: "GET", path: "/p", nonce: "n", timestamp: 1, secret: "s" };
    assert.equal(signEcarxRequest({ ...base, body: "" }).signature, signEcarxRequest(base).signature);
    assert.equal(signEcarxRequest(base).bodyMd5, "1B2M2Y8AsgTpgAmY7PhCfg==");
  });
});
