import assert from "node:assert/strict";
import { realAddress } from "../../src/http/address";

const from = "https://awsapi.example/login/api/authorize?x=1";
const demo = {
  "https://awsapi.example": "http://127.0.0.1:4711/awsapi.example",
  "https://app.example": "http://127.0.0.1:4711/app.example/",
  "https://whole.example": "http://127.0.0.1:4712",
  "https://short.example": "http://127.0.0.1:4711/app",
};

const cases: [string, string, string | undefined, Record<string, string>?][] = [
  ["an address of its own", "https://app.example/p?context=a#b", "https://app.example/p?context=a#b"],
  ["one below the host", "/final?code=1", "https://awsapi.example/final?code=1"],
  ["one beside the page", "final?code=1", "https://awsapi.example/login/api/final?code=1"],
  ["one without a scheme", "//app.example/p", "https://app.example/p"],
  ["another scheme", "com.example.app://callback?code=1", undefined],
  ["none at all", "https://", undefined],
  [
    "a replaced host by its prefix",
    "http://127.0.0.1:4711/app.example/p?context=a",
    "https://app.example/p?context=a",
    demo,
  ],
  ["the same without its address", "/app.example/p?context=a", "https://app.example/p?context=a", demo],
  ["one beside the replaced page", "final?code=1", "https://awsapi.example/login/api/final?code=1", demo],
  ["one below the real host, said by a server that knows no prefix", "/final", "https://awsapi.example/final", demo],
  ["the real address, said by a replaced host", "https://app.example/p", "https://app.example/p", demo],
  ["a host replaced without a prefix", "http://127.0.0.1:4712/a?b", "https://whole.example/a?b", demo],
  ["a replacement with nothing behind it", "http://127.0.0.1:4712", "https://whole.example/", demo],
  [
    "a name that only begins like a replacement",
    "http://127.0.0.1:4711/application",
    "http://127.0.0.1:4711/application",
    demo,
  ],
  ["a port that only begins like a replacement", "http://127.0.0.1:47123/a", "http://127.0.0.1:47123/a", demo],
];

describe("where a redirect really leads", () => {
  for (const [what, location, expected, baseUrls] of cases) {
    it(`maps ${what}`, () => assert.equal(realAddress(location, from, baseUrls), expected));
  }
});
