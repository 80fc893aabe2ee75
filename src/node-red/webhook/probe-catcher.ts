import { createHash, randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { send } from "./answers";

const marker = Buffer.from("vehicleCloudTest=");

export interface PendingProbe {
  body: Buffer;
  /** What the answer must hold if this very node has given it. */
  proof: string;
  arrived: "no" | "whole" | "altered";
}

/**
 * Test pushes on their way. They hold what body parsers change (an empty value, a plus, a key `__proto__`), are known by a
 * random word, and are answered with a proof that only this process can give. They get no further than here.
 */
export class ProbeCatcher {
  readonly #pending = new Map<string, PendingProbe>();

  make(): PendingProbe {
    const nonce = randomBytes(16).toString("hex");
    const probe: PendingProbe = {
      body: Buffer.from(`${String(marker)}${nonce}&plus=a+b%2Bc&empty=&__proto__=1&twice=1&text=%C3%A9`),
      proof: createHash("sha256")
        .update(`${nonce} ${randomBytes(16).toString("hex")}`)
        .digest("hex"),
      arrived: "no",
    };
    this.#pending.set(nonce, probe);
    return probe;
  }

  forget(probe: PendingProbe): void {
    for (const [nonce, pending] of this.#pending) if (pending === probe) this.#pending.delete(nonce);
  }

  /** True if the body is a test push; it has been answered then. */
  take(body: Buffer, response: ServerResponse): boolean {
    if (this.#pending.size === 0 || !body.includes(marker)) return false;
    const text = body.toString("utf8");
    for (const [nonce, probe] of this.#pending) {
      if (!text.includes(nonce)) continue;
      probe.arrived = body.equals(probe.body) ? "whole" : "altered";
      send(response, 200, JSON.stringify({ message: "success", code: 0, proof: probe.proof }));
      return true;
    }
    return false;
  }
}
