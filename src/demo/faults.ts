import { createRandom } from "./random";
import type { DemoAnswer, DemoFault, DemoRequest } from "./types";

interface Armed {
  fault: DemoFault;
  left: number;
}

/** The faults that are switched on, oldest first. A request meets at most one. */
export class Faults {
  readonly #random: () => number;
  #armed: Armed[] = [];

  constructor(seed: number, faults: readonly DemoFault[] = []) {
    this.#random = createRandom(`${seed}:faults`);
    for (const fault of faults) this.add(fault);
  }

  add(fault: DemoFault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this request, counted off; undefined if none does. */
  take(request: Pick<DemoRequest, "method" | "host" | "path">): DemoFault | undefined {
    const line = `${request.method} ${request.host}${request.path}`;
    const armed = this.#armed.find(
      ({ fault, left }) =>
        left > 0 && matches(fault.match, line) && (fault.rate === undefined || this.#strikes(fault.rate)),
    );
    if (!armed) return undefined;
    armed.left--;
    this.#armed = this.#armed.filter((one) => one.left > 0);
    return armed.fault;
  }

  #strikes(rate: number): boolean {
    return this.#random() < rate;
  }
}

function matches(match: DemoFault["match"], line: string): boolean {
  if (match === undefined) return true;
  // A pattern with the g flag remembers where it stopped; `search` does not.
  return typeof match === "string" ? line.includes(match) : line.search(match) >= 0;
}

export const maintenancePage =
  "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>";

/** The answer to a fault that keeps the request from being handled at all; undefined for those that spoil an answer. */
export function faultAnswer(fault: DemoFault, refuse: (code: string) => DemoAnswer): DemoAnswer | undefined {
  const { code, httpStatus, headers, kind } = fault;
  if (kind === "html") {
    return {
      status: httpStatus ?? 200,
      headers: { "content-type": "text/html; charset=utf-8", ...headers },
      body: maintenancePage,
      note: "fault: maintenance page",
    };
  }
  if (code !== undefined) {
    const answer = refuse(String(code));
    return {
      ...answer,
      status: httpStatus ?? answer.status,
      headers: { ...answer.headers, ...headers },
      note: `fault: code ${code}`,
    };
  }
  if (httpStatus !== undefined) {
    return {
      status: httpStatus,
      headers: { "content-type": "text/plain; charset=utf-8", ...headers },
      body: `HTTP ${httpStatus}`,
      note: `fault: HTTP ${httpStatus}`,
    };
  }
  return undefined;
}

/** The same members, each of another type than it should be. */
export function otherTypes(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { unexpected: true };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, otherType(value)]));
}

function otherType(value: unknown): unknown {
  if (typeof value === "string") return { text: value };
  if (typeof value === "number") return [value];
  if (typeof value === "boolean") return "maybe";
  if (value === null) return 0;
  return Array.isArray(value) ? "list" : "object";
}
