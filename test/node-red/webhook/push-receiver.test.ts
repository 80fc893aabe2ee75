import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import sinon from "sinon";
import type { PushReceipt, VehicleAccount } from "../../../src/account/types";
import { cloudError } from "../../../src/base/errors";
import { Duplicates } from "../../../src/node-red/webhook/duplicates";
import { ProbeCatcher } from "../../../src/node-red/webhook/probe-catcher";
import { PushMarks } from "../../../src/node-red/webhook/push-marks";
import { pushMessages } from "../../../src/node-red/webhook/push-message";
import { PushReceiver, type ReceiverHost } from "../../../src/node-red/webhook/push-receiver";
import { RefusalLog } from "../../../src/node-red/webhook/refusals";
import { sendProbe } from "../../../src/node-red/webhook/send-probe";
import { until } from "./stage";

/** A receiver between requests and an account that are made by hand. */
class Bench {
  readonly statuses: number[] = [];
  readonly refused: string[] = [];
  readonly lines: string[] = [];
  readonly log = new RefusalLog((line) => this.lines.push(line));
  readonly receiver: PushReceiver;

  constructor(receivePush: () => Promise<unknown>, onPush: ReceiverHost["onPush"] = () => undefined) {
    this.receiver = new PushReceiver({
      account: { receivePush } as unknown as VehicleAccount,
      checks: {},
      probes: new ProbeCatcher(),
      marks: new PushMarks("/bench", undefined),
      onPush,
      onRefused: (refusal, detail) => {
        this.refused.push(refusal.reason);
        this.log.note(refusal, detail);
      },
    });
  }

  take(method = "POST", headers: Record<string, string> = {}): void {
    const response = {
      req: { complete: true },
      writeHead: (status: number) => void this.statuses.push(status),
      end: () => undefined,
    };
    this.receiver.take("alert", { method, headers } as never, response as never, Buffer.from("a=1"));
  }

  async answered(): Promise<number[]> {
    await until("an answer", () => this.statuses.length > 0);
    return this.statuses;
  }
}

const never = (): Promise<never> => new Promise(() => undefined);

describe("what a webhook node makes of a push", () => {
  it("each failure has its status and its reason; one of our own is told with its sentence", async () => {
    const table: [unknown, number, string][] = [
      [cloudError("SIGNATURE_REFUSED", "no"), 401, "signature"],
      [cloudError("SIGNATURE_REFUSED", "no", { cause: "platform" }), 401, "platform"],
      [cloudError("INPUT_INVALID", "no"), 400, "notForm"],
      [cloudError("INPUT_INVALID", "no", { cause: "tooLarge" }), 413, "tooLarge"],
      [cloudError("TIMEOUT", "late"), 503, "unavailable"],
      [cloudError("CONFIG_INVALID", "no account"), 503, "unavailable"],
      [new TypeError("of our own"), 500, "internal"],
    ];
    for (const [error, status, reason] of table) {
      const bench = new Bench(() => Promise.reject(error as Error));
      bench.take();
      assert.deepEqual([await bench.answered(), bench.refused], [[status], [reason]]);
      assert.equal(bench.lines[0]?.includes("of our own"), reason === "internal", bench.lines[0]);
    }
  });

  it("what is no POST, or no plain form, is not given to the account", () => {
    let asked = 0;
    const bench = new Bench(() => (asked++, never()));
    bench.take("PUT");
    bench.take("POST", { "content-type": "text/plain" });
    bench.take("POST", { "content-encoding": "gzip" });
    assert.deepEqual(
      [bench.statuses, bench.refused],
      [
        [405, 400, 400],
        ["method", "contentType", "contentType"],
      ],
    );
    assert.equal(asked, 0);
  });

  it("while 10,000 wait for the account the next is asked to come again", () => {
    const bench = new Bench(never);
    for (let i = 0; i < 10_000; i++) bench.take();
    assert.deepEqual(bench.statuses, []);
    bench.take();
    assert.deepEqual([bench.statuses, bench.refused], [[503], ["unavailable"]]);
  });

  it("a message that cannot be made is told, and the push is answered all the same: it is in the book", async () => {
    const fails = (): never => {
      throw new Error("no message");
    };
    const bench = new Bench(() => Promise.resolve({}), fails);
    bench.take();
    assert.deepEqual([await bench.answered(), bench.refused], [[200], ["internal"]]);
    assert.match(bench.lines[0] ?? "", /this package failed to handle it.*no message/);
  });

  it("a node that closes right after the account has taken a push sends nothing, and has it repeated", async () => {
    let sent = 0;
    const bench: Bench = new Bench(
      () => (queueMicrotask(() => bench.receiver.close()), Promise.resolve({})),
      () => void sent++,
    );
    bench.take();
    assert.deepEqual([await bench.answered(), sent, bench.refused], [[503], 0, ["unavailable"]]);
    bench.take();
    assert.deepEqual(bench.statuses, [503, 503]);
  });
});

describe("what a webhook node keeps for a busy fleet", () => {
  it("topics and repeats are right however many vehicles and paths there were", () => {
    const receipt = (id: number): PushReceipt =>
      ({
        kind: "fault",
        fields: {},
        vehicle: { id: String(id), name: `Bike ${id}` },
        event: { name: id % 2 ? "17" : "brake", active: true, ended: [], open: [{ name: "brake" }, { name: "17" }] },
      }) as unknown as PushReceipt;
    for (let id = 0; id <= 50_000; id++) pushMessages(receipt(id), undefined);
    for (const id of [0, 1, 50_000]) {
      const [message] = pushMessages(receipt(id), undefined);
      const payload = { fault: id % 2 ? 17 : "brake", active: true, open: ["brake", 17] };
      assert.deepEqual([message?.topic, message?.payload], [`bike-${id}/fault`, payload]);
    }
    const seen = new Duplicates();
    const digest = "0123456789abcdef";
    for (const expected of [true, false])
      for (let i = 0; i < 1500; i++) assert.equal(seen.first(`/way${i}`, digest), expected, `/way${i}`);
  });
});

describe("the way of a test push", () => {
  const against = async (listener: RequestListener, work: (base: string) => Promise<void>): Promise<void> => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  const send = (base: string): ReturnType<typeof sendProbe> => sendProbe(base, new ProbeCatcher().make(), "alert");

  it("an answer without end is not read to its end", () =>
    against(
      (_request, response) => void response.write("x".repeat(20_000)),
      async (base) => assert.deepEqual(await send(base), { outcome: "other", status: 200, password: false }),
    ));

  it("a password that is asked for on the way is named as one", () =>
    against(
      (_request, response) => void response.writeHead(401, { "www-authenticate": "Basic" }).end(),
      async (base) => assert.deepEqual(await send(base), { outcome: "other", status: 401, password: true }),
    ));

  it("no answer in time, a connection that breaks, and an address that is none: not reached, with the reason", async () => {
    const { timeout } = AbortSignal;
    const short = sinon.stub(AbortSignal, "timeout").callsFake(() => timeout.call(AbortSignal, 1));
    try {
      await against(
        () => undefined,
        async (base) => assert.deepEqual(await send(base), { outcome: "notReached", reason: "TIMEOUT" }),
      );
    } finally {
      short.restore();
    }
    await against(
      (request) => request.socket.destroy(),
      async (base) => assert.deepEqual(await send(base), { outcome: "notReached", reason: "ECONNRESET" }),
    );
    assert.deepEqual(await send("nowhere"), { outcome: "notReached", reason: "ERR_INVALID_URL" });
  });
});
