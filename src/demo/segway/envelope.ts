import { segwayCodes } from "../../platforms/segway/codes";
import type { Minter } from "../random";
import type { DemoAnswer } from "../types";

/** Writes answers as the page shows them: HTTP 200 whatever happened, the code in the body. */
export class Envelope {
  constructor(readonly minter: Minter) {}

  /** `msg` is "Success" for the status and for commands, "success" for the other queries (docs/protocol/segway.md 6). */
  success(data: unknown, options: { msg?: string; idName?: "opId" | "resId"; note?: string } = {}): DemoAnswer {
    const { msg = "Success", idName = "opId", note } = options;
    return { status: 200, code: "0", note, body: { code: 0, msg, data, t: this.minter.now(), [idName]: this.#id() } };
  }

  failure(code: number | string, note?: string): DemoAnswer {
    const text = segwayCodes[String(code)]?.text ?? "unknown error";
    const body = { code: Number(code), msg: text, data: null, t: this.minter.now(), opId: this.#id() };
    return { status: 200, code: String(code), note: note ?? text, body };
  }

  #id(): string {
    return this.minter.uuid("segway-op");
  }
}
