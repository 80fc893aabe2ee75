/**
 * What accounts of this process must never show, known by its value: a cloud may repeat a password in a sentence that no pattern
 * finds it in. One register for all accounts, since errors and log lines are made in places that know of none.
 */

interface Known {
  value: string;
  as: string;
  /** A single word of letters such as `password`: our own sentences may hold it, and a gap there would tell it. */
  plain: boolean;
  /** What a place is held against first; a longer value than that is compared as a whole only where this stands. */
  start: string;
  owners: number;
}

/** Shorter ones would make a text of gaps, and are in every text. */
const leastLength = 4;
/** A cloud may give a token that is longer than any header takes, and then a text in which nearly all of it stands at each place. */
const longestKnown = 8192;
const longestStart = 256;
/** Of these each is looked for at each place of a text that begins like it. */
const mostPerOwner = 500;

const known = new Map<string, Known>();
/** Of all that were ever known. */
let longest = 0;
/** By their first characters. */
const beginnings = new Map<string, Known[]>();

/** Hides values until the returned function is called. `as` = what is shown instead. */
export function hideKnown(
  values: Iterable<string | undefined>,
  as: (value: string) => string = () => "***",
): () => void {
  const keys = new Set<string>();
  for (const value of values) {
    for (const form of value === undefined ? [] : forms(value)) {
      const key = lower(form.slice(0, longestKnown));
      if (form.length < leastLength || keys.size >= mostPerOwner || keys.has(key)) continue;
      keys.add(key);
      hide(key, as(form));
    }
  }
  return () => {
    for (const key of keys) show(key);
    keys.clear();
  };
}

/** As typed, and as it stands in addresses, forms and JSON. */
function forms(value: string): string[] {
  const plain = value.trim();
  const encoded = encodeURIComponent(plain.replace(/[\uD800-\uDFFF]/g, ""));
  return [value, plain, encoded, encoded.replaceAll("%20", "+"), JSON.stringify(plain).slice(1, -1)];
}

function hide(key: string, as: string): void {
  const entry = known.get(key);
  if (entry) {
    entry.owners++;
    return;
  }
  const made: Known = {
    ...{ value: key, start: key.slice(0, longestStart), as, plain: /^[a-z]{1,11}$/.test(key), owners: 1 },
  };
  known.set(key, made);
  longest = Math.max(longest, key.length);
  const beginning = key.slice(0, leastLength);
  const others = beginnings.get(beginning) ?? [];
  // The longest first: it may hold a shorter one.
  beginnings.set(
    beginning,
    [...others, made].sort((one, other) => other.value.length - one.value.length),
  );
}

function show(key: string): void {
  const entry = known.get(key);
  if (!entry || --entry.owners > 0) return;
  known.delete(key);
  const beginning = key.slice(0, leastLength);
  const rest = beginnings.get(beginning)?.filter((other) => other !== entry) ?? [];
  if (rest.length > 0) beginnings.set(beginning, rest);
  else beginnings.delete(beginning);
}

/**
 * A text without what is known. `foreign`: words of somebody else, in which a plain word is hidden too. Takes time in
 * proportion to the text, of which no more than the first `most` characters are looked at and left: what lies across that
 * place is hidden as a whole.
 */
export function withoutKnown(text: string, { foreign = false, most = Infinity } = {}): string {
  if (known.size === 0) return text.slice(0, most);
  const searched = lower(text.slice(0, most + longest + 1));
  let result = "";
  let from = 0;
  for (let at = 0; at < most && at + leastLength <= searched.length; at++) {
    const found = beginnings
      .get(searched.slice(at, at + leastLength))
      ?.find(
        (one) =>
          (foreign || !one.plain) &&
          searched.startsWith(one.start, at) &&
          (one.start !== one.value || isWhole(searched, at, one.value)),
      );
    if (!found) continue;
    result += text.slice(from, at) + found.as;
    // So much of it is no chance: what follows is hidden to the end, unless it is that value and no more.
    if (found.value.length === longestKnown || !searched.startsWith(found.value, at)) return result;
    from = at + found.value.length;
    at = from - 1;
  }
  return result + text.slice(from, Math.max(from, most));
}

/** A short one, a word or a number in the middle of a longer one is a part of that. */
function isWhole(text: string, at: number, value: string): boolean {
  if (value.length >= 8 && !/^(?:[a-z]+|\d+)$/.test(value)) return true;
  const end = at + value.length;
  const before = isWordAt(text, at - 1) && isWordAt(text, at);
  return !before && !(isWordAt(text, end - 1) && isWordAt(text, end));
}

function isWordAt(text: string, at: number): boolean {
  return /^[a-z0-9]$/.test(text.charAt(at));
}

/** Each character stays at its place, unlike with `toLowerCase`. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (found) => found.toLowerCase());
}
