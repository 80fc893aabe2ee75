import { cloudError } from "../../../base/errors";
import { isObject } from "../../../base/json";

/** What a value of a profile that somebody wrote must be: gives it, or throws CONFIG_INVALID with its place. */
export type Check<T> = (value: unknown, place: string) => T;

const longestText = 500;
const mostMembers = 60;

export function refuse(place: string, wanted: string): Error {
  return cloudError("CONFIG_INVALID", `In the account's profile "${place}" must be ${wanted}. Nothing was sent.`, {
    sent: false,
  });
}

/** One line; may be empty. */
export const line: Check<string> = (value, place) => {
  // eslint-disable-next-line no-control-regex -- refusing them is the purpose
  if (typeof value === "string" && value.length <= longestText && !/[\u0000-\u001f\u007f]/.test(value)) return value;
  throw refuse(place, `a text of one line, at most ${longestText} characters`);
};

/** As requests compare it: `:443` goes without saying. */
export const origin: Check<string> = (value, place) => {
  const plain = typeof value === "string" && /^https:\/\/[a-z0-9.-]{3,200}(?::\d{1,5})?$/.test(value);
  if (plain && URL.canParse(value)) return new URL(value).origin;
  throw refuse(place, "an address such as https://api.example.com, without a path");
};

export const flag: Check<boolean> = (value, place) => {
  if (typeof value === "boolean") return value;
  throw refuse(place, "true or false");
};

export const whole: Check<number> = (value, place) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw refuse(place, "a whole number");
};

export function oneOf<T extends string | number>(...words: readonly T[]): Check<T> {
  return (value, place) => {
    const word = words.find((one) => one === value);
    if (word === undefined) throw refuse(place, `one of ${words.join(", ")}`);
    return word;
  };
}

/** An object whose members are all alike, with names of letters, digits, `-`, `_` and `.`. */
export function membersOf<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, place) => {
    if (!isObject(value)) throw refuse(place, "an object");
    const entries = Object.entries(value);
    const strange = entries.find(([name]) => !/^[\w.-]{1,60}$/.test(name) || name === "__proto__");
    if (entries.length > mostMembers || strange) {
      throw refuse(place, `an object of at most ${mostMembers} plain names`);
    }
    return Object.fromEntries(entries.map(([name, one]) => [name, check(one, `${place}.${name}`)]));
  };
}

const headerText: Check<string> = (value, place) => {
  if (typeof value === "string" && value.length <= longestText && /^[\x20-\x7e]*$/.test(value)) return value;
  throw refuse(place, `a text that a header can carry: plain letters, digits and signs, at most ${longestText}`);
};

/** Headers; their names in lower case, so that one which has a default takes its place however it is written. */
export const headersOf: Check<Record<string, string>> = (value, place) => {
  const given = Object.entries(membersOf(headerText)(value, place));
  const headers = Object.fromEntries(given.map(([name, one]) => [name.toLowerCase(), one]));
  if (Object.keys(headers).length === given.length) return headers;
  throw refuse(place, "an object in which no header stands twice");
};

export type Fields<T> = { readonly [K in keyof T]: Check<T[K]> };

/** An object with these members; those of `optional` may be missing, others are refused. */
export function shape<R extends object, O extends object = object>(
  required: Fields<R>,
  optional: Fields<O> = {} as Fields<O>,
): Check<R & Partial<O>> {
  const checks: Readonly<Record<string, Check<unknown>>> = { ...required, ...optional };
  return (value, place) => {
    if (!isObject(value)) throw refuse(place, "an object");
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    if (unknown !== undefined) {
      throw refuse(place, `an object of ${Object.keys(checks).join(", ")}; it has "${unknown.slice(0, 40)}"`);
    }
    const found: Record<string, unknown> = {};
    for (const [name, check] of Object.entries(checks)) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      if (given !== undefined || Object.hasOwn(required, name)) found[name] = check(given, `${place}.${name}`);
    }
    return found as R & Partial<O>;
  };
}
