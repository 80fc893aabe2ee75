import { dig, finite, isObject, own, parseJson, text } from "../../base/json";
import type { PlatformId } from "../../vehicle/model";
import { decide, decideToken, type Decision } from "./decide";
import { readForms } from "./forms";
import { generations, type Generation, type Need, type Work } from "./generations";
import { readJwt } from "../../base/jwt";
import { refused, type CapturedRequest } from "./request";

export type Note =
  "plainHttp" | "authCodeOnce" | "looksCut" | "expired" | "galaxyOrLynkco" | "conflict" | "noRefresh" | "severalTokens";

/** What a capture holds; the secrets of it (`credentials`) are for fields of their own. */
export interface PasteReport {
  generation: Generation;
  rule: number;
  platform?: PlatformId;
  works: Work;
  missing: Need[];
  later: Need[];
  notes: Note[];
  /** ISO 8601; of the token. */
  validUntil?: string;
  conflict?: Decision["conflict"];
  /** May be shown. */
  fields: Partial<Record<"vin" | "userId" | "clientId" | "series" | "appId" | "operator" | "tenant", string>>;
  credentials: Partial<Record<"accessToken" | "refreshToken" | "vehicleIdentifier", string>>;
}

/** The shortest redirect with a whole code (docs/protocol/brands.md 1.1). */
const wholeRedirect = 1_000;

/**
 * Says of a captured request, token or reply which cloud and generation it is of, what can work with it, what is missing, and
 * until when its token lives (docs/protocol/brands.md 4). Pure, linear, at most 256 kB. Throws INPUT_INVALID for a paste that
 * cannot be used, in a sentence that holds nothing of it. `now`: milliseconds.
 */
export function readPaste(paste: string, now: number): PasteReport {
  const captured = readForms(paste);
  if ("word" in captured) return ofWord(captured.word, now);
  if ("reply" in captured) {
    // What phone proxies post: the token alone, in JSON.
    const word = text(own(captured.reply, "token"))?.trim();
    if (word) return ofWord(word, now);
    return report(
      decisionOfReply(captured.reply),
      { query: new Map(), headers: new Map(), reply: captured.reply },
      now,
    );
  }
  const decided = captured.requests.map((request) => ({ request, decision: decide(request) }));
  const known = decided.filter(({ decision }) => decision.generation !== "unknown");
  if (new Set(known.map(({ decision }) => decision.generation)).size > 1 && captured.requests.length > 1) {
    throw refused("The paste holds requests of several clouds or generations. Paste one of them.");
  }
  // Of several of one generation the last is the newest; its reply may hold what a request does not.
  const best =
    known.findLast(({ request }) => request.reply !== undefined && tokensOf(request.reply).accessToken) ??
    known.at(-1) ??
    decided.at(-1);
  if (!best) throw refused("The HAR holds no request.");
  const result = report(best.decision, best.request, now);
  const sameCloud = known.filter(({ decision }) => decision.generation === best.decision.generation);
  if (holdsSeveral(sameCloud.map(({ request }) => request))) result.notes.push("severalTokens");
  return result;
}

/** Sessions of more than one sign-in: not one that was renewed in between. */
function holdsSeveral(requests: readonly CapturedRequest[]): boolean {
  let current: string | undefined;
  return requests.some((request) => {
    const sent = sentToken(request);
    const given = toldTokens(request.reply).access;
    const other = current !== undefined && (sent ?? given ?? current) !== current;
    current = given ?? sent ?? current;
    return other;
  });
}

function ofWord(word: string, now: number): PasteReport {
  const generation = decideToken(word);
  if (generation === "lynkcoEuSignIn") {
    const result = empty(generation);
    if (word.length < wholeRedirect) result.notes.push("looksCut");
    return result;
  }
  const headers = new Map(readJwt(word) ? [["authorization", word]] : []);
  return report({ generation }, { query: new Map(), headers }, now);
}

/** A reply by itself: one with a centre token is of Galaxy or of Lynk & Co's own gateway, others of the ECARX cloud. */
function decisionOfReply(reply: unknown): Decision {
  if (dig(reply, "data", "centerTokenDto") !== undefined) return { generation: "centerToken" };
  const { accessToken } = tokensOf(reply);
  const generation = accessToken ? decideToken(accessToken) : "unknown";
  // Both generations of the older cloud give the same reply.
  return { generation: accessToken && ["unknown", "signed"].includes(generation) ? "lynkco2020" : generation };
}

function report(decision: Decision, request: CapturedRequest, now: number): PasteReport {
  const { generation, conflict } = decision;
  const result = empty(generation);
  if (conflict) {
    result.conflict = conflict;
    result.notes.push("conflict");
  }
  if (generation === "unknown") return result;
  if (generation === "centerToken") result.notes.push("galaxyOrLynkco");
  if (request.insecure) result.notes.push("plainHttp");
  result.fields = fieldsOf(request);
  result.credentials = { ...tokenOf(request), ...tokensOf(request.reply), ...identifierOf(generation, request) };
  // The same gateway serves other brands, whose sessions are no Lynk & Co's.
  if (generation === "gric" && !/^LYNKCO$/i.test(result.fields.tenant ?? "LYNKCO")) delete result.platform;
  if (dig(bodyOf(request), "authCode") !== undefined && !result.credentials.accessToken) {
    result.notes.push("authCodeOnce");
    result.missing.unshift("reply");
  }
  const has = (need: Need): boolean => Object.hasOwn(result.fields, need) || Object.hasOwn(result.credentials, need);
  result.missing = result.missing.filter((need) => !has(need));
  result.later = result.later.filter((need) => !has(need));
  // Each request carries a new signature: without the secret not even one can be made.
  if (result.works === "withSecret" && result.missing.includes("signingSecret")) result.works = "nothing";
  const until = expiryOf(result.credentials.accessToken, request.reply);
  if (until !== undefined) result.validUntil = new Date(until).toISOString();
  if (until !== undefined && until <= now) result.notes.push("expired");
  return result;
}

function empty(generation: Generation): PasteReport {
  const { rule, platform, works, needs, later } = generations[generation];
  return {
    generation,
    rule,
    ...(platform ? { platform } : {}),
    works,
    missing: [...needs],
    later: [...later],
    notes: [],
    fields: {},
    credentials: {},
  };
}

/** What is shown: each in its own form, so that no secret and no path comes out here. */
function fieldsOf({ headers, query, path = "", reply, body }: CapturedRequest): PasteReport["fields"] {
  const vinOfPath = /^\/(?:geelyTCAccess\/tcservices|remote-control)\/vehicle\/(?:status|telematics)\/([^/]+)$/.exec(
    path,
  )?.[1];
  const series = headers.get("x-vehicle-series");
  const told: Record<string, [value: string | undefined, form: RegExp]> = {
    vin: [vinOfPath ?? query.get("vin"), /^[A-HJ-NPR-Z0-9]{17}$/],
    userId: [
      query.get("userId") ??
        text(dig(reply, "data", "userId")) ??
        text(own(reply, "userId")) ??
        text(own(body ? parseJson(body) : undefined, "userId")),
      /^[A-Za-z0-9_-]{1,40}$/,
    ],
    clientId: [headers.get("x-client-id") ?? text(dig(reply, "data", "clientId")), /^[A-Za-z0-9_-]{1,60}$/],
    series: [series && decodedSeries(series), /^[A-Z0-9_-]{1,12}$/],
    appId: [headers.get("x-app-id"), /^[A-Za-z0-9._-]{1,40}$/],
    operator: [headers.get("x-operator-code"), /^[A-Za-z0-9._-]{1,40}$/],
    tenant: [headers.get("x-tenant-id"), /^[A-Za-z0-9._-]{1,40}$/],
  };
  const fields: Record<string, string> = {};
  for (const [name, [value, form]] of Object.entries(told)) {
    if (value === undefined || value === "") continue;
    if (!form.test(value))
      throw refused(`The ${name === "vin" ? "VIN" : name} of the capture has not the form of one.`);
    fields[name] = value;
  }
  return fields;
}

/** GRIC sends it in base64. */
function decodedSeries(series: string): string {
  if (!series.endsWith("=")) return series;
  return Buffer.from(series, "base64").toString("latin1");
}

/** Names the car of the captured request, encrypted: two blocks of AES. */
function identifierOf(generation: Generation, { headers }: CapturedRequest): { vehicleIdentifier?: string } {
  const told = generation === "gric" ? headers.get("x-vehicle-identifier") : undefined;
  return told !== undefined && /^[A-Za-z0-9+/]{22,88}={0,2}$/.test(told) ? { vehicleIdentifier: told } : {};
}

function sentToken({ headers }: CapturedRequest): string | undefined {
  return headers.get("authorization")?.replace(/^Bearer /i, "") || undefined;
}

function tokenOf(request: CapturedRequest): { accessToken?: string } {
  const sent = sentToken(request);
  return sent ? { accessToken: checked(sent) } : {};
}

function toldTokens(reply: unknown): { access?: string; refresh?: string } {
  const center = dig(reply, "data", "centerTokenDto");
  const source = isObject(center) ? center : isObject(own(reply, "data")) ? own(reply, "data") : reply;
  return {
    access: text(own(source, "accessToken") ?? (source === center ? own(source, "token") : undefined)),
    refresh: text(own(source, "refreshToken")),
  };
}

function tokensOf(reply: unknown): PasteReport["credentials"] {
  const { access, refresh } = toldTokens(reply);
  return {
    ...(access ? { accessToken: checked(access) } : {}),
    ...(refresh ? { refreshToken: checked(refresh) } : {}),
  };
}

/** Printable ASCII without blanks: what can stand in a header. */
function checked(token: string): string {
  if (token.length > 8_000 || !/^[\x21-\x7e]+$/.test(token))
    throw refused("The token holds blanks or line breaks, or is too long to be one. Copy it again.");
  return token;
}

function bodyOf({ body }: CapturedRequest): unknown {
  return body?.startsWith("{") ? parseJson(body) : undefined;
}

function expiryOf(token: string | undefined, reply: unknown): number | undefined {
  const seconds = token && finite(readJwt(token)?.payload.exp);
  const told = typeof seconds === "number" ? seconds * 1000 : finite(dig(reply, "data", "centerTokenDto", "expireAt"));
  return told !== undefined && told > 0 && told < 8.64e15 ? told : undefined;
}
