/** What may be left out of a request that is signed, through the public functions. */
import assert from "node:assert/strict";
import { signEcarxRequest, signGatewayRequest } from "../../../../src/platforms/ecarx/session/signing";

const request = { method: "GET", path: "/a", nonce: "n", timestamp: 1, secret: "s" };
const gateway = {
  method: "get",
  path: "/a",
  accept: "*/*",
  contentType: "",
  key: "k",
  nonce: "n",
  timestamp: 1,
  secret: "s",
};

describe("signing with parts left out", () => {
  it("takes no query for an empty one", () => {
    assert.equal(signEcarxRequest(request).canonicalQuery, "");
    assert.equal(signEcarxRequest(request).signature, signEcarxRequest({ ...request, query: {} }).signature);
  });

  it("signs the accept header of the app where none is named, and the one that is", () => {
    const firstLine = (accept?: string) => signEcarxRequest({ ...request, accept }).stringToSign.split("\n")[0];
    assert.equal(firstLine(), "application/json;responseformat=3");
    assert.equal(firstLine("text/plain"), "text/plain");
  });

  it("keeps the order of a key that is given twice", () => {
    const query = [
      ["b", "2"],
      ["b", "1"],
      ["a", "3"],
    ] as const;
    assert.equal(signEcarxRequest({ ...request, query }).canonicalQuery, "a=3&b=2&b=1");
  });

  it("signs the method in capitals, however it was written", () => {
    const small = signEcarxRequest({ ...request, method: "get" });
    assert.equal(small.signature, signEcarxRequest(request).signature);
    assert.equal(signGatewayRequest(gateway).signature, signGatewayRequest({ ...gateway, method: "GET" }).signature);
  });

  it("signs an empty line for a digest or date that is not sent to the gateway, and no question mark without a query", () => {
    const { stringToSign, signature } = signGatewayRequest(gateway);
    assert.deepEqual(stringToSign.split("\n").slice(0, 5), ["GET", "*/*", "", "", ""]);
    assert.equal(stringToSign.split("\n").at(-1), "/a");
    const full = signGatewayRequest({ ...gateway, contentMd5: "m", date: "d" }).stringToSign;
    assert.deepEqual(full.split("\n").slice(0, 5), ["GET", "*/*", "m", "", "d"]);
    assert.equal(signGatewayRequest({ ...gateway, contentMd5: "", date: "", query: "" }).signature, signature);
  });
});
