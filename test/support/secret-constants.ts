/** What looks like a constant that opens something: the kind that apps keep secret. */

export interface Found {
  constant: string;
  /** By which of the rules. */
  kind: "hex" | "uuid" | "mixed" | "named" | "pem";
}

const runs = /[A-Za-z0-9+/_-]{20,}={0,2}/g;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** `secret: "…"`, `"appKey":"…"`, `const hmacKey = '…'`, and the same in prose: `app secret \`…\``. */
const named =
  /(?:secret|app[_ -]?key|api[_ -]?key|hmac|aes[_-]?(?:key|iv)|private[_ -]?key|password|signing[_ -]?key|app[_ -]?code)[a-z0-9_-]*["'`]?\s{0,3}[:=]?\s{0,3}["'`]([A-Za-z0-9+/_=.~!$%*-]{12,200})["'`]/gi;

/**
 * Constants of the secret kind in a text: hex of 20 digits and more, UUIDs, words of 20 letters and more that change between
 * upper case, lower case and digits as no name does (base64, application secrets of 24 or 32 characters), values of names such as
 * `secret` and `appKey`, private keys. One that is put together at run time is not found.
 */
export function secretConstants(text: string): Found[] {
  const found = new Map<string, Found["kind"]>();
  for (const [run] of text.matchAll(runs)) {
    if (looksMixed(run)) found.set(run, "mixed");
    for (const piece of run.split(/[/_+]/)) {
      if (uuid.test(piece)) found.set(piece, "uuid");
      else for (const part of [piece, ...piece.split("-")]) if (looksHex(part)) found.set(part, "hex");
    }
  }
  for (const [, constant = ""] of text.matchAll(named)) {
    if (/\d/.test(constant) && !found.has(constant)) found.set(constant, "named");
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) found.set("-----BEGIN PRIVATE KEY-----", "pem");
  return [...found].map(([constant, kind]) => ({ constant, kind }));
}

/** Hex, or lower case and digits alone. */
function looksHex(word: string): boolean {
  const digits = word.replace(/\D/g, "").length;
  return /^(?:[0-9a-z]{20,}|[0-9A-F]{20,})$/.test(word) && digits >= 4 && digits < word.length;
}

/** Names in camel case change class less often, and hold fewer capitals, than words of 62 or 52 letters at random. */
function looksMixed(run: string): boolean {
  const word = run.replace(/[=/_+-]/g, "");
  const classes = [...word].map((letter) => (/\d/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : 2));
  if (!classes.includes(1) || !classes.includes(2) || word.length < 20) return false;
  const changes = classes.filter((one, at) => at > 0 && one !== classes[at - 1]).length / word.length;
  const capitals = classes.filter((one) => one === 1).length / word.length;
  return changes >= 0.42 || (changes >= 0.33 && capitals >= 0.28 && capitals <= 0.72);
}
