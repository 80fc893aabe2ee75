import { withoutKnown } from "./known-secrets";

/** Where the client reports what it does. Every text has passed `redact` before it gets here. */
export interface Logger {
  /** False: nobody reads what is said in detail, and it need not be made ready. Absent = it may be read. */
  readonly debugs?: boolean;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const nothing = (): void => undefined;
export const silentLogger: Logger = { debugs: false, debug: nothing, info: nothing, warn: nothing, error: nothing };

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
  // Begins where such a text begins only: else each of its characters would be tried as the first one.
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "***@***"],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*){0,2}/g, "***"],
  [/\bst2\.s\.[\w.-]+/g, "***"],
  // 17 letters and digits without I, O, Q, holding at least one digit: a VIN. 13 to 20 digits: an iotCode, mostly an IMEI of
  // 15. One of 10 to 12 digits (docs/protocol/segway.md 6 lets them through) looks like seconds since 1970 or a count.
  [/\b(?=[A-Z0-9]{0,16}\d)[A-HJ-NPR-Z0-9]{17}\b/gi, maskId],
  [/\b\d{13,20}\b/g, maskId],
];

/** A line of a log or an error needs no more; the rest is not even looked at. */
const longestLine = 8000;
/** Left out before the cut: half of a VIN or of an address is known by no rule. */
const beforeTheCut = 200;

/** Takes secrets, e-mail addresses, positions and full VINs out of a text; of one that is far too long, the beginning is left. */
export function redact(message: string): string {
  return cleaned(message, false);
}

/** As `redact`, for the words of a cloud: of what an account knows as secret nothing is left in them. */
export function redactForeign(message: string): string {
  return cleaned(message, true);
}

function cleaned(message: string, foreign: boolean): string {
  const known = withoutKnown(message, { foreign, most: longestLine });
  const result = rules.reduce((text, [pattern, by]) => text.replace(pattern, by as string), known);
  if (message.length <= longestLine) return result;
  return `${result.slice(0, -beforeTheCut)} … (${message.length - longestLine + beforeTheCut} more characters)`;
}

/** A logger whose every line is redacted; hand this one down. */
export function redactingLogger(target: Logger): Logger {
  return {
    get debugs() {
      return target.debugs;
    },
    debug: (message) => {
      if (target.debugs !== false) target.debug(redact(message));
    },
    info: (message) => target.info(redact(message)),
    warn: (message) => target.warn(redact(message)),
    error: (message) => target.error(redact(message)),
  };
}
