import assert from "node:assert/strict";
import { createServer as createRawServer, type AddressInfo, type LookupFunction, type Server } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { createVehicleAccount } from "../../../src/account/create";
import type { VehicleCloudError } from "../../../src/base/errors";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { Transport } from "../../../src/http/transport";
import { segwayPlatform } from "../../../src/platforms/segway";
import { moving } from "../support/accounts";
import { makeCertificate } from "../../http/certificate";
import { clientId, clientSecret, openDemo } from "../../platforms/segway/support";
import { spoiltPlatforms, withSpoiltCloud } from "../../platforms/spoilt-cloud";
import { garage, one } from "./support";

const name = "api.cloud.example";

/** A host whose TLS breaks as soon as it has read a command, and a transport that takes commands there. */
interface Broken {
  received: string[];
  transport: Transport;
  close(): Promise<void>;
}

async function broken(isCommand: (method: string, path: string) => boolean): Promise<Broken> {
  const certificate = makeCertificate(name);
  const received: string[] = [];
  const secureContext = createSecureContext(certificate);
  const raw: Server = createRawServer((socket) => {
    socket.on("error", () => undefined);
    const { write } = socket;
    new TLSSocket(socket, { isServer: true, secureContext })
      .on("error", () => undefined)
      .once("data", (chunk: Buffer) => {
        received.push(chunk.toString().split("\r\n")[0]!);
        // Past the encryption: no record.
        write.call(socket, Buffer.from("HTTP/1.1 200 OK\r\n\r\n{}"));
        setImmediate(() => socket.destroy());
      });
  });
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  const { port } = raw.address() as AddressInfo;
  const lookup: LookupFunction = (_, options, callback) => {
    if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  };
  const usual = createAxiosTransport();
  const breaking = createAxiosTransport({ ca: certificate.cert, lookup });
  return {
    received,
    transport: {
      send(request) {
        const { pathname, search } = new URL(request.url);
        if (!isCommand(request.method, pathname)) return usual.send(request);
        return breaking.send({ ...request, url: `https://${name}:${port}${pathname}${search}` });
      },
      close() {
        usual.close();
        breaking.close();
      },
    },
    close: () => new Promise((resolve) => raw.close(() => resolve())),
  };
}

describe("TLS that breaks after a command left", function () {
  this.timeout(180_000);

  it("leaves a smart's command unknown, sent once", async () => {
    const cars = await garage();
    const host = await broken((method, path) => method === "PUT" && path.includes("/telematics/"));
    try {
      const account = cars.account({ transport: host.transport });
      const { locked } = (await moving(cars.clock, account.status(one))).locks;
      const command = locked ? "unlock" : "lock";
      const result = await moving(cars.clock, account.command(one, { command }, { timeoutSeconds: 30 }));
      assert.equal(result.outcome, "unknown");
      assert.equal(host.received.length, 1);
    } finally {
      await cars.close();
      await host.close();
    }
  });

  it("leaves a Segway vehicle's command unknown, alone and in a bulk run, sent once each", async () => {
    const demo = await openDemo();
    const host = await broken((method, path) => method === "POST" && path.endsWith("/unlock"));
    const account = createVehicleAccount({
      transport: host.transport,
      platform: segwayPlatform,
      credentials: { clientId, clientSecret },
      baseUrls: demo.baseUrls,
      vehicles: demo.ids.map((id) => ({ id, enabled: true })),
      clock: demo.clock,
    });
    try {
      for (const id of demo.ids) demo.part.set(id, { locked: true });
      const single = await moving(demo.clock, account.command(demo.ids[0]!, { command: "unlock" }));
      assert.equal(single.outcome, "unknown");
      assert.equal(host.received.length, 1);
      const { rows } = await moving(demo.clock, account.control(demo.ids.slice(1, 4), "unlock", {}));
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ["unknown", "unknown", "unknown"],
      );
      assert.equal(host.received.length, 4);
    } finally {
      await account.close();
      await demo.close();
      await host.close();
    }
  });

  const leaves = (method: string, path: string): boolean =>
    method !== "GET" && /telematics|door_(un)?lock|\/control\//.test(path);

  for (const platform of spoiltPlatforms.filter((each) => each !== "lynkco-gric")) {
    it(`leaves a command of ${platform} unknown, sent once`, () =>
      withSpoiltCloud(platform, async ({ clock, open }) => {
        const host = await broken(leaves);
        try {
          const account = open(() => undefined, { transport: host.transport, allow: { sisterBrand: true } });
          const [vehicle] = await moving(clock, account.vehicles());
          const { locked } = (await moving(clock, account.status(vehicle!.id))).locks;
          const command = locked ? "unlock" : "lock";
          const sending = account.command(
            vehicle!.id,
            { command, ...(platform === "lynkco-gkui" && { windowMinutes: 1 }) },
            { timeoutSeconds: 30 },
          );
          const { outcome } = await moving(clock, sending, 600_000);
          assert.deepEqual([outcome, host.received.length], ["unknown", 1]);
        } finally {
          await host.close();
        }
      }));
  }

  it("does not say of a write of the request node that nothing was sent", () =>
    withSpoiltCloud("smart-eu", async ({ clock, open }) => {
      const host = await broken((method, path) => method !== "GET" && path.includes("geofence"));
      try {
        const account = open(() => undefined, { transport: host.transport, allow: { sisterBrand: true } });
        const [vehicle] = await moving(clock, account.vehicles());
        const sending = account.request("iov.geofence-create", { vin: vehicle!.id, body: { name: "Home" } });
        await assert.rejects(moving(clock, sending, 600_000), (error: VehicleCloudError) => {
          assert.notEqual(error.sent, false);
          assert.doesNotMatch(error.message, /nothing was sent/i);
          assert.match(error.code, /^(CLOUD_UNAVAILABLE|TIMEOUT)$/);
          return true;
        });
        assert.equal(host.received.length, 1);
      } finally {
        await host.close();
      }
    }));
});
