import { isObject, parseJson } from "../base/json";
import { redact } from "../base/logger";
import type { DemoAnswer, DemoLogEntry, DemoRequest } from "./types";

/** A day of many accounts fits; older entries go. */
const longestLog = 20_000;

const secret = /token|password|secret|login_?id|email|ticket|^code$/i;

/** What the demo was asked and did: `control.log`. Secrets never enter it. */
export class DemoLog {
  readonly entries: DemoLogEntry[] = [];

  add(at: number, request: DemoRequest, answer: DemoAnswer): void {
    const { method, host, path, query, body } = request;
    if (this.entries.length >= longestLog) this.entries.splice(0, longestLog / 10);
    this.entries.push({
      at,
      method,
      host,
      path,
      query: maskForm(query),
      status: answer.status,
      ...(answer.code !== undefined ? { code: answer.code } : {}),
      ...(answer.note !== undefined ? { note: answer.note } : {}),
      ...(body.length > 0 ? { body: maskBody(body.toString("utf8")) } : {}),
    });
  }
}

function maskBody(text: string): unknown {
  const json = parseJson(text);
  return json === undefined ? maskForm(redact(text)) : mask(json);
}

function maskForm(text: string): string {
  return text.replace(/(^|&)([^=&]+)=([^&]*)/g, (whole, separator: string, key: string) =>
    secret.test(key) || key === "context" ? `${separator}${key}=***` : whole,
  );
}

function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, secret.test(key) ? "***" : mask(member)]),
  );
}
