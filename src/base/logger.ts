import { withoutKnown } from "./known-secrets";

/** Where the client reports what it does. Every text has passed `redact` before it gets here. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const nothing = (): void => undefined;
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A VIN or iotCode as it may be shown: the last four characters. */
export function maskId(id: string): string {
  return id.length > 4 ? `…${id.slice(-4)}` : "…";
}

const rules: [RegExp, string | ((found: string) => string)][] = [
  // Values of query parameters, form fields, headers and JSON members that hold a secret or a person.
  [
    /((?:access_?token|refresh_?token|id_?token|login_?token|session_?token|auth_?code|client_?secret|signing_?secret|password|passwd|authorization|cookie|loginid|email|username|x-signature|signature|context|code_verifier|ticket|gmid|ucid|latitude|longitude|lat|lon)["']?\s*[=:]\s*["']?)([^\s"'&,;}]+)/gi,
    "$1***",
  ],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, "***@***"],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*){0,2}/g, "***"],
  [/\bst2\.s\.[\w.-]+/g, "***"],
  // 17 letters and digits without I, O, Q, holding at least one digit: a VIN. 13 to 20 digits: an iotCode, mostly an IMEI of
  // 15. One of 10 to 12 digits (docs/protocol/segway.md 6 lets them through) looks like seconds since 1970 or a count.
  [/\b(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}\b/gi, maskId],
  [/\b\d{13,20}\b/g, maskId],
];

/** Takes secrets, e-mail addresses, positions and full VINs out of a text. */
export function redact(message: string): string {
  return rules.reduce((result, [pattern, by]) => result.replace(pattern, by as string), withoutKnown(message));
}

/** As `redact`, for the words of a cloud: of what an account knows as secret nothing is left in them. */
export function redactForeign(message: string): string {
  return redact(withoutKnown(message, { foreign: true }));
}

/** A logger whose every line is redacted; hand this one down. */
export function redactingLogger(target: Logger): Logger {
  return {
    debug: (message) => target.debug(redact(message)),
    info: (message) => target.info(redact(message)),
    warn: (message) => target.warn(redact(message)),
    error: (message) => target.error(redact(message)),
  };
}
