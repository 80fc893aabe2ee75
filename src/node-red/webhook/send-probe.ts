import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { pushPath, type SegwayPushWord } from "./paths";
import type { PendingProbe } from "./probe-catcher";
import type { ProbeOutcome } from "./types";

const patienceMs = 10_000;
const longestAnswer = 16 * 1024;

/** This machine, by an address that nobody else can have; a name that only begins like one is somebody's else. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Sends a test push to a base address, as Segway would: no proxy, no redirect followed. Never rejects. */
export async function sendProbe(
  base: string,
  probe: PendingProbe,
  word: SegwayPushWord,
  headers: Record<string, string> = {},
): Promise<ProbeOutcome> {
  const answer = await post(pushPath(base, word), probe.body, headers);
  if (probe.arrived === "altered") return { outcome: "altered" };
  if ("reason" in answer) return { outcome: "notReached", reason: answer.reason };
  if (probe.arrived === "whole" && answer.text.includes(probe.proof)) return { outcome: "reached" };
  return { outcome: "other", status: answer.status, password: answer.status === 401 && answer.challenge };
}

type Answer = { status: number; challenge: boolean; text: string } | { reason: string };

function post(address: string, body: Buffer, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ reason: reasonOf(error) });
    try {
      const url = new URL(address);
      const secure = url.protocol === "https:";
      const message = (secure ? httpsRequest : httpRequest)(url, {
        method: "POST",
        agent: false,
        signal: AbortSignal.timeout(patienceMs),
        headers: { "content-type": "application/x-www-form-urlencoded", "content-length": body.length, ...headers },
        // This machine's own certificate may be of its own making; the public one must hold, whatever the process is told.
        ...(secure ? { rejectUnauthorized: !loopback.test(url.hostname) } : {}),
      });
      message.on("error", fail).on("response", (response) => {
        let text = "";
        const finish = (): void =>
          resolve({
            status: response.statusCode!,
            challenge: response.headers["www-authenticate"] !== undefined,
            text,
          });
        response.setEncoding("utf8").on("error", fail).on("end", finish);
        response.on("data", (part: string) => {
          text += part;
          if (text.length < longestAnswer) return;
          finish();
          message.destroy();
        });
      });
      message.end(body);
    } catch (error) {
      fail(error);
    }
  });
}

/** A code such as ECONNREFUSED: short, and without anything of the address. */
function reasonOf(error: unknown): string {
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { name?: unknown } };
  if (name === "AbortError" || name === "TimeoutError" || cause?.name === "TimeoutError") return "TIMEOUT";
  return typeof code === "string" ? code : "UNKNOWN";
}
