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
  return { base: replacement.replace(/\/+$/, ""), host };
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
