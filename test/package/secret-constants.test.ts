/** What is packed, and every page of the docs, holds nothing that a brand keeps secret: what a way in needs, the owner of a car brings. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { filesBelow, read, root } from "../support/package-facts";
import { secretConstants } from "../support/secret-constants";
import vectors from "../fixtures/segway-push.json";

const inSmartApps =
  "every app of smart carries it, and all published clients of it: a driver's password opens the car, not this";
const asVector = "a digest of docs/protocol/brands.md: computed with invented words, for whoever writes a client";
const invented = "invented, in an example";

/** What is allowed to stand in a packed file, and why. */
const allowed: Readonly<Record<string, string>> = {
  "74e7469aff5042bbbed7bbb1b36c15e9": inSmartApps,
  "NzRlNzQ2OWFmZjUwNDJiYmJlZDdiYmIxYjM2YzE1ZTk=": `${inSmartApps} (the same, as it stands in the app)`,
  "30fb4a7b7fab4e2e8b52120d0087efdd": inSmartApps,
  vxnzkHbpQrkKKQKmFBZlOnL780rjXLFT: inSmartApps,
  "3_L94eyQ-wvJhWm7Afp1oBhfTGXZArUfSHHW9p9Pncg513hZELXsxCfMWHrF8f5P5a":
    "the public key of smart's tenant at Gigya, part of its web page",
  SeQMUFqDOSuEF0Iqi5bB2Dco: "the public client id of smart's sign-in, part of its redirects",
  "xOaWPhRTb7gy-6-GUW6cxQVf_t7LhbmeabBNXqqqsT6dpLJLOWCGWZM07EkmfM4j":
    "names the app's browser, which published clients share",
  u2AMsCQ9ZsKc6ugOIoVwCgryB2KJNCnbBrlY6pq0W2Ww7sxSkUa9_WTPBIwAufhCQYkb7gA2eUbb6EIZjrl5mQ:
    "names the app's browser, which published clients share",
  hPzasmkDyTeHN0DinLRGvw: "names the app's browser, which published clients share",
  "a60cd2d9-82a0-4bff-b9e9-8d71626abb0e": "a tenant in an address of Microsoft's sign-in",
  "c3e13a0c-8ba7-4ea5-9a21-ecd75830b9e9":
    "the public client id of Lynk & Co's sign-in in Europe, part of its link; PKCE needs no secret",
  "813902c0-0579-43f3-a767-6601c2f5fdbe": "the public client id that Lynk & Co's sign-in had before",
  "1B2M2Y8AsgTpgAmY7PhCfg==": "the MD5 of nothing",
  "ciXK+jpNttc04gsOt7zorQlJsYo=": asVector,
  "3yulhuJwhQvLXvQJF4ktTtWGx8PgIyKXZb0hetTZV8c=": asVector,
  f9bb75d887c55098119b1dd040b057f36487b1cca619718baece19ce82741232: asVector,
  "3d6c5567f17456960bb9a4bd1cf9410973e21d501ac754dddaa69c3968b64d08": asVector,
  da79e2adea81a2559010730c443fcf020eb6eb4749db463d6da4ef10671c30ee: asVector,
  "9b87c2cb25b1b44017d39047171bdd875ebfb35c7476f3d7273bf4ac00b6eae9": asVector,
  "8dbcbbc314ddeb97734ec0a591b8e40be50410fa9836c464e61ba5b315154ec8": asVector,
  "0f3a9c1e-5b7d-4e21-9a64-2c8d7f60b1aa": invented,
  "67E0DDFB-0000-4000-8000-000000000001": invented,
  "0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D": invented,
  "11112222-3333-4444-5555-666677778888": invented,
  "00000000-demo-demo-demo-000000000001": "the demo's client secret, which opens the demo",
  "invented-secret-32-chars-00000000": invented,
  eyJhbGciOiJIUzI1NiJ9: `${invented}: the head of a token, {"alg":"HS256"}`,
  eyJleHAiOjE2NzY2MzI2NzZ9: `${invented}: a token's end in 2023`,
  eyJraWQiOiJpbnZlbnRlZCJ9: `${invented}: {"kid":"invented"}`,
};

/** Segway's worked examples: each digest is one of the test vectors, whose secrets are invented. */
const digests = new Set(
  vectors.flatMap(({ md5, alternates }) => [
    md5,
    ...alternates.flatMap((other) => ("md5" in other ? [other.md5] : [])),
  ]),
);

function unexplained(path: string, text: string): string[] {
  return secretConstants(text)
    .filter(({ constant }) => !Object.hasOwn(allowed, constant))
    .filter(({ constant }) => !(path === "docs/protocol/segway.md" && digests.has(constant)))
    .map(({ constant, kind }) => `${path}: ${constant.slice(0, 6)}… (${kind}, ${constant.length} characters)`);
}

describe("secret constants", () => {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }),
  ) as { files: { path: string }[] }[];
  const paths = [...(packed?.files.map(({ path }) => path) ?? []), ...filesBelow("docs", ".md")];
  const texts = new Map(paths.map((path) => [path, read(path)]));

  it("stand in no packed file and on no page, but those that the list explains", () => {
    for (const folder of ["dist/src/", "dist/nodes/", "dist/nodes/locales/", "docs/", "docs/protocol/", "examples/"]) {
      assert.ok(
        paths.some((path) => path.startsWith(folder)),
        `nothing of ${folder} was read`,
      );
    }
    assert.deepEqual(
      paths.flatMap((path) => unexplained(path, texts.get(path) ?? "")),
      [],
    );
  });

  it("the list explains nothing that is no longer there", () => {
    const all = [...texts.values()].join("\n");
    assert.deepEqual(
      Object.keys(allowed).filter((constant) => !all.includes(constant)),
      [],
    );
  });

  // Made here, so that no file holds them; each is put where somebody would put it by mistake.
  const digest = createHash("sha256").update("planted").digest();
  const hex = digest.toString("hex").slice(0, 32);
  const letters = digest.toString("base64").replace(/[^A-Za-z]/g, "");
  const word = createHash("sha512")
    .update("planted")
    .digest("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 32);
  const planted: Record<string, [path: string, constant: string, around: (constant: string) => string]> = {
    "a hex key in a profile": ["dist/src/platforms/ecarx/profiles/lynkco.js", hex, (it) => `  secret: "${it}",`],
    "a hex key in prose": ["docs/protocol/lynkco-geely.md", hex, (it) => `| HMAC secret | ${it} |`],
    "a hex key as a parameter": ["docs/lynkco.md", hex, (it) => `https://example.org/?sign=1&key=${it}&v=2`],
    "a key in capitals": ["dist/src/index.js", hex.toUpperCase(), (it) => `const k="${it}";`],
    "a secret of 32 letters and digits": ["dist/nodes/account.html", word, (it) => `x-ca: ${it}`],
    "a secret of letters alone": ["docs/protocol/brands.md", letters, (it) => `(${it})`],
    "a base64 key": ["examples/01 Demo car.json", digest.toString("base64"), (it) => `{"value":"${it}"}`],
    "a base64url key in a text": [
      "dist/nodes/locales/de/account.json",
      digest.toString("base64url"),
      (it) => `"a": "b ${it}"`,
    ],
    "a UUID": ["docs/nodes.md", hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"), (it) => `${it}.`],
    "a short app key": ["dist/src/http/client.js", `k${hex.slice(0, 12)}`, (it) => `{"appKey":"${it}"}`],
    "an APPCODE": ["docs/lynkco.md", `c-${hex.slice(0, 14)}`, (it) => `the app code \`${it}\` of`],
    "a private key": [
      "dist/src/index.js",
      "-----BEGIN PRIVATE KEY-----",
      () => `"-----BEGIN RSA ${"PRIVATE"} KEY-----\\nMII"`,
    ],
  };
  for (const [what, [path, constant, around]] of Object.entries(planted)) {
    it(`would be found: ${what}`, () => {
      const found = unexplained(path, `${texts.get(path) ?? "const a = 1;"}\n${around(constant)}\n`);
      assert.equal(found.length, 1, `${found.join("; ") || "nothing"} instead of it`);
      assert.ok(found[0]?.startsWith(`${path}: ${constant.slice(0, 6)}`), found[0]);
    });
  }

  it("a digest of Segway's examples is explained in its own document only", () => {
    const [one = ""] = digests;
    assert.deepEqual(unexplained("docs/protocol/segway.md", one), []);
    assert.equal(unexplained("docs/nodes.md", one).length, 1);
  });
});
