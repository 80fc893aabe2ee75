/** One captured request in all the writings that people have it in says the same; what is not whole is refused in a sentence. */
import assert from "node:assert/strict";
import { readPaste } from "../../../src/platforms/paste/read-paste";

const now = Date.parse("2026-11-28T12:00:00Z");
const vin = "L6T7TEST000000001";
const path = `/geelyTCAccess/tcservices/vehicle/telematics/${vin}`;
const url = `http://api.xchanger.cn${path}`;
const heads = { "x-operator-code": "LYNKCO", "X-APP-ID": "xiaokanl", authorization: "tok-invented" };
const lines = Object.entries(heads).map(([name, value]) => `${name}: ${value}`);
const flags = (quote: string): string => lines.map((line) => ` -H ${quote}${line}${quote}`).join("");
const har = (entries: object[]): string => JSON.stringify({ log: { entries } });
const entry = (more: object = {}): object => ({
  request: { method: "PUT", url, headers: Object.entries(heads).map(([name, value]) => ({ name, value })), ...more },
  response: { content: {} },
});

const same: Record<string, string> = {
  "cURL in single quotes": `curl -X PUT '${url}'${flags("'")}`,
  "cURL in double quotes, over lines": `curl --request PUT "${url}" \\\n${flags('"').replaceAll(" -H", " \\\n  -H")}`,
  "cURL over lines of Windows": `curl --request PUT "${url}" \\\r\n${flags('"')}`,
  "cURL with the shell's other quotes": `curl -X PUT $'${url}'${flags("'").replaceAll("-H '", () => "-H $'")}`,
  "cURL with --url, cookie, agent and referer": `curl --url ${url} -X PUT --compressed -A 'x y' -b 'a=b' -e 'http://x.example/'${flags("'")}`,
  "cURL with escaped blanks": `curl -X PUT ${url}${lines.map((line) => ` --header ${line.replaceAll(" ", "\\ ")}`).join("")}`,
  "cURL of cmd": `curl -X PUT ^"${url}^" ^\r\n${lines.map((line) => ` -H ^"${line}^"`).join(" ^\r\n")}`,
  "raw HTTP": `PUT ${path} HTTP/1.1\r\nHost: api.xchanger.cn\r\n${lines.join("\r\n")}\r\n\r\n`,
  "raw HTTP with the whole address": `PUT ${url}\n${lines.join("\n")}`,
  "HTTP/2 pseudo headers": `:method PUT\n:authority api.xchanger.cn\n:path ${path}\n${lines.join("\n")}`,
  fetch: `fetch("${url}", ${JSON.stringify({ method: "PUT", headers: heads, body: null })});`,
  "fetch awaited, in single quotes": `await fetch('${url}', ${JSON.stringify({ method: "PUT", headers: heads })})`,
  HAR: har([entry()]),
};

describe("one captured request, in every writing", () => {
  for (const [name, paste] of Object.entries(same)) {
    it(`says the same: ${name}`, () => {
      const { generation, platform, works, fields, credentials } = readPaste(paste, now);
      assert.deepEqual(
        [generation, platform, works, fields.vin, credentials.accessToken],
        ["gkui", "lynkco-gkui", "all", vin, "tok-invented"],
      );
    });
  }
});

describe("what is not one whole request", () => {
  const broken: Record<string, [string, RegExp]> = {
    "two addresses": [`curl '${url}' '${url}'`, /two addresses/],
    "no address": ["curl -H 'a: b'", /names no address/],
    "two fetches": [`${same["fetch"]}\n${same["fetch"]}`, /two requests/],
    "a fetch without an address": ["fetch(url, {})", /names no address/],
    "a fetch that is cut": [`fetch("${url}", {"method":"PUT","headers":{"a":`, /not whole/],
    "a HAR of too many": [har(Array.from({ length: 2001 }, () => ({}))), /more than 2,000/],
    "user-info in the address": [`curl 'http://somebody:pw@api.xchanger.cn${path}'`, /./],
    nothing: ["   ", /./],
  };
  for (const [name, [paste, sentence]] of Object.entries(broken)) {
    it(`is refused: ${name}`, () => {
      assert.throws(
        () => readPaste(paste, now),
        (error: { code: string; message: string }) => {
          assert.equal(error.code, "INPUT_INVALID");
          assert.match(error.message, sentence);
          assert.doesNotMatch(error.message, /tok-invented|somebody:pw/);
          return true;
        },
      );
    });
  }
});
