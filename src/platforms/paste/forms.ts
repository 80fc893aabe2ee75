import { isObject, objects, own, parseJson, text as textOf } from "../../base/json";
import { readCurl } from "./curl";
import { Headers, refused, requestOf, type CapturedRequest } from "./request";

/** What a paste holds: requests of a HAR, one request, or a word by itself. */
export type Captured = { requests: CapturedRequest[] } | { reply: unknown } | { word: string };

/** 256 kB, the most that is looked at. */
export const longestPaste = 262_144;
/** The most requests of a HAR that are looked at. */
const mostEntries = 2_000;
const methods = /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) +(\S+)(?: +HTTP\/[\d.]+)?$/i;

/**
 * Takes a paste apart: cURL, raw HTTP/1.1 or HTTP/2, header lines, `fetch` of a browser, HAR, a reply in JSON, or a bare token or
 * address (docs/protocol/brands.md 4.1). One pass each. Throws INPUT_INVALID for what no app sends.
 */
export function readForms(paste: string): Captured {
  if (paste.length > longestPaste) throw refused("The paste is longer than 256 kB. Paste one request of it.");
  const text = paste.replace(/^\uFEFF/, "").trim();
  if (text === "") throw refused("Nothing was pasted.");
  if (/^curl\b/i.test(text)) return { requests: [readCurl(text)] };
  if (/^(?:await )?fetch\(/.test(text)) return { requests: [readFetch(text)] };
  if (text.startsWith("{") || text.startsWith("[")) return readJson(text);
  if (!/\s/.test(text)) return { word: text };
  return { requests: [readLines(text)] };
}

function readJson(text: string): Captured {
  const json = parseJson(text);
  if (!isObject(json)) throw refused("The paste begins like JSON and is none. Copy the whole of it.");
  const log = own(json, "log");
  if (isObject(log)) {
    const entries = objects(own(log, "entries"));
    if (entries.length > mostEntries) throw refused("The HAR holds more than 2,000 requests. Save the car's alone.");
    return { requests: readEntries(entries) };
  }
  return isObject(own(json, "request")) ? { requests: [readEntry(json)] } : { reply: json };
}

/** Of all sorts of pages: one that cannot be used counts only if no other can. */
function readEntries(entries: readonly Record<string, unknown>[]): CapturedRequest[] {
  let failure: unknown;
  const requests = entries.flatMap((entry) => {
    try {
      return [readEntry(entry)];
    } catch (error) {
      failure ??= error;
      return [];
    }
  });
  if (requests.length === 0 && failure) throw failure as Error;
  return requests;
}

/** One entry of a HAR. */
function readEntry(entry: Record<string, unknown>): CapturedRequest {
  const request = own(entry, "request");
  const headers = new Headers();
  for (const row of objects(own(request, "headers")))
    headers.set(textOf(own(row, "name")) ?? "", textOf(own(row, "value")) ?? "");
  const body = textOf(own(own(request, "postData"), "text"));
  const answer = textOf(own(own(own(entry, "response"), "content"), "text"));
  const reply = answer?.trimStart().startsWith("{") ? parseJson(answer) : undefined;
  return {
    ...requestOf(textOf(own(request, "method")), textOf(own(request, "url")) ?? "/", headers, body),
    ...(isObject(reply) ? { reply } : {}),
  };
}

/** As a browser copies it: its second argument is JSON. */
function readFetch(text: string): CapturedRequest {
  if (text.indexOf("fetch(", 10) > 0) throw refused("That are two requests. Paste one of them.");
  const open = text.indexOf("(");
  const quote = text.charAt(open + 1);
  const end = quote !== "" && `"'\``.includes(quote) ? text.indexOf(quote, open + 2) : -1;
  if (end < 0) throw refused("The fetch names no address.");
  const first = text.indexOf("{", end);
  const options: unknown = first < 0 ? {} : parseJson(text.slice(first, text.lastIndexOf("}") + 1));
  if (!isObject(options)) throw refused("The options of the fetch are not whole. Copy it again.");
  const headers = new Headers();
  const given = own(options, "headers");
  if (isObject(given)) for (const [name, value] of Object.entries(given)) headers.set(name, textOf(value) ?? "");
  return requestOf(
    textOf(own(options, "method")) ?? "GET",
    text.slice(open + 2, end),
    headers,
    textOf(own(options, "body")),
  );
}

/** A request line, or none; header lines; then, after an empty line or with a brace, a body. */
function readLines(text: string): CapturedRequest {
  const lines = text.split(/\r\n|\n|\r/);
  const headers = new Headers();
  let method: string | undefined;
  let target: string | undefined;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.startsWith("{")) break;
    if (line === "" || /^HTTP\/[\d.]+ /.test(line)) continue;
    const request = line.length < 8_000 ? methods.exec(line) : null;
    if (request) {
      if (target !== undefined) throw refused("That are two requests. Paste one of them.");
      method = line.slice(0, line.indexOf(" "));
      target = request[1];
      continue;
    }
    const colon = line.slice(1).search(/[:：]/) + 1;
    // Pseudo headers of HTTP/2 are also written with a blank.
    const gap = line.startsWith(":") && colon <= 0 ? line.indexOf(" ") : colon;
    if (gap > 0) headers.set(line.slice(0, gap), line.slice(gap + 1));
    else
      throw refused(
        "A line of the paste is neither a request, nor a header, nor JSON. A value may have been broken over two lines.",
      );
  }
  const rest = lines.slice(at).join("\n").trim();
  const json = rest.startsWith("{") ? parseJson(rest) : undefined;
  const request = requestOf(method, target, headers, rest || undefined);
  return isObject(json) && holdsTokens(json) ? { ...request, reply: json } : request;
}

function holdsTokens(json: Record<string, unknown>): boolean {
  const data = own(json, "data");
  return (
    own(json, "accessToken") !== undefined ||
    own(data, "accessToken") !== undefined ||
    own(data, "centerTokenDto") !== undefined
  );
}
