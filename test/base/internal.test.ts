/** What fails within this package is told as our own fault, never as one of the cloud's. */
import assert from "node:assert/strict";
import { asCloudError, cloudError, type VehicleCloudError } from "../../src/base/errors";
import { errorToStatus } from "../../src/node-red/shared/error-to-status";
import { createAxiosTransport } from "../../src/http/axios-transport";
import { refusalOfError } from "../../src/node-red/webhook/refusals";
import { registerAdminRoutes } from "../../src/node-red/account/admin";
import { createVehicleAccount } from "../../src";
import type { Red } from "../../src/node-red/shared/types";
import type { Transport } from "../../src/http/transport";

/** As JavaScript makes it. */
function fault(): unknown {
  try {
    return (undefined as unknown as { vehicle: string }).vehicle;
  } catch (thrown) {
    return thrown;
  }
}

describe("a fault of our own", () => {
  it("is INTERNAL, keeps what was thrown as its cause, and says that the cloud has no part in it", () => {
    const thrown = fault();
    const error = asCloudError(thrown);
    assert.deepEqual([error.code, error.retryable, error.cause], ["INTERNAL", false, thrown]);
    assert.match(error.message, /TypeError: .*'vehicle'.*not the cloud.*report/s);
    assert.equal(error.host, undefined);
  });

  it("leaves errors of the family as they are", () => {
    const error = cloudError("TIMEOUT", "late");
    assert.equal(asCloudError(error), error);
  });

  it("tells no secret, e-mail address or VIN that stood in the text of what was thrown", () => {
    const { message } = asCloudError(new SyntaxError('"password":"hush" of jane@example.org, LJ1EKEBE3PK123456'));
    assert.doesNotMatch(message, /hush|jane|LJ1EKEBE3PK123456/);
  });

  it("is shown by a node as such, in red: waiting does not help", () => {
    const { line, error } = errorToStatus("vehicle-cloud-status", fault());
    assert.equal(error.code, "INTERNAL");
    assert.deepEqual(line, { fill: "red", shape: "ring", text: "vehicle-cloud-status.status.internal" });
  });

  it("answers a push with HTTP 500, not as one that was forged", () => {
    assert.deepEqual(refusalOfError(fault()), { reason: "internal", status: 500 });
  });

  it("reaches a caller of the client through reading, and is not asked again", async () => {
    let asked = 0;
    const transport: Transport = {
      send: () => {
        asked++;
        throw fault();
      },
      close: () => undefined,
    };
    const account = createVehicleAccount({
      platform: "smart-eu",
      credentials: { username: "jane@example.org", password: "p" },
      transport,
    });
    await assert.rejects(account.vehicles(), { code: "INTERNAL" });
    assert.equal(asked, 1);
    await account.close();
  });

  it("is one where a request cannot even be put together for the wire: the connection did not fail", async () => {
    const transport = createAxiosTransport();
    const headers = { "x text": "a" };
    const error = await transport.send({ method: "GET", url: "http://127.0.0.1:9/", headers, timeoutMs: 1000 }).then(
      () => assert.fail("it was expected to fail"),
      (thrown: unknown) => thrown as VehicleCloudError,
    );
    transport.close();
    assert.deepEqual([error.code, error.sent], ["INTERNAL", false]);
  });

  it("is what an editor's route answers when even its answer fails", async () => {
    const routes = new Map<string, (request: object, reply: object) => void>();
    const add = (path: string, _permission: unknown, handler: never): void => void routes.set(path, handler);
    const red = { httpAdmin: { get: add, post: add }, auth: { needsPermission: () => undefined } };
    registerAdminRoutes(red as unknown as Red);
    const body = await new Promise<unknown>((resolve) => {
      let first = true;
      const json = (answer: unknown): void => {
        if (first) {
          first = false;
          throw new TypeError("circular");
        }
        resolve(answer);
      };
      const headers = { "node-red-api-version": "v2" };
      routes.get("/vehicle-cloud/platforms")!({ method: "GET", headers, params: {} }, { status: () => ({ json }) });
    });
    assert.deepEqual(body, { ok: false, code: "INTERNAL", message: "The request failed within this package." });
  });
});
