import { withoutEndSlashes } from "../base/json";
import { cloudError } from "../base/errors";

/**
 * Where a real origin is reached. Only the platform's own origins are allowed; a message can never choose one.
 * Throws CONFIG_INVALID for an origin that is not on the list or a replacement that is no http(s) address.
 */
export function resolveOrigin(
  origin: string,
  allowed: readonly string[],
  baseUrls: Record<string, string> = {},
): { base: string; host: string } {
  const host = origin.replace(/^https?:\/\//, "");
  if (!allowed.includes(origin)) {
    throw cloudError("CONFIG_INVALID", `${host} is not a host of this platform; nothing was sent.`, {
      host,
      sent: false,
    });
  }
  const replacement = Object.hasOwn(baseUrls, origin) ? baseUrls[origin] : undefined;
  if (replacement === undefined) return { base: origin, host };
  if (!/^https?:\/\/[^\s?#]+$/.test(replacement)) {
    throw cloudError(
      "CONFIG_INVALID",
      `The base URL for ${host} must be a plain http or https address without query.`,
      {
        host,
        sent: false,
      },
    );
  }
  return { base: withoutSlash(replacement), host };
}

/**
 * Refuses a path that a URL library would rewrite after it was signed: segments `.` and `..` in any spelling, empty ones,
 * and characters that must be percent-encoded. Throws INPUT_INVALID.
 */
export function checkPath(path: string): void {
  const segments = path.split("/").slice(1);
  const bad = segments.find((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
  if (bad !== undefined) {
    throw cloudError(
      "INPUT_INVALID",
      `A part of the address is "${bad}", which would lead elsewhere; nothing was sent.`,
      { sent: false },
    );
  }
  if (!/^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/.test(path)) {
    throw cloudError(
      "INPUT_INVALID",
      "A part of the address holds characters that must not stand there; nothing was sent.",
      { sent: false },
    );
  }
}

/**
 * The real address that a redirect leads to, as text; undefined if it is none. A host that is reached at a replacement may
 * answer in the style it was asked in (`http://127.0.0.1:4711/app.id.smart.com/proxy`), with the real address, or relative to
 * either: all three come back as the real address.
 */
export function realAddress(location: string, from: string, baseUrls: Record<string, string> = {}): string | undefined {
  const origin = new URL(from).origin;
  const base = Object.hasOwn(baseUrls, origin) ? baseUrls[origin] : undefined;
  const asked = base === undefined ? from : withoutSlash(base) + from.slice(origin.length);
  for (const candidate of [parse(location, asked), parse(location, from)]) {
    const real = candidate && withRealOrigin(candidate.href, baseUrls);
    if (real) return real;
  }
  return parse(location, from)?.href;
}

/** The longest replacement wins, since one may be the beginning of another. */
function withRealOrigin(address: string, baseUrls: Record<string, string>): string | undefined {
  const known = Object.entries(baseUrls)
    .map(([origin, base]) => ({ origin, base: withoutSlash(parse(base)?.href ?? base) }))
    .sort((a, b) => b.base.length - a.base.length);
  for (const { origin, base } of known) {
    const rest = address.slice(base.length);
    if (address.startsWith(base) && /^(?:[/?#]|$)/.test(rest)) return new URL(rest, origin).href;
  }
  return undefined;
}

function parse(address: string, from?: string): URL | undefined {
  try {
    const url = new URL(address, from);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

const withoutSlash = (address: string): string => withoutEndSlashes(address);
