import { isObject } from "../../base/json";
import { hideKnown } from "../../base/known-secrets";

/** Tokens and ids of a session, by the names that platforms keep them under. */
const secretName = /token|access|refresh|secret|^id$|userId|clientId/i;

/** Hides the tokens of a session and those of the one before: its requests may still be under way. */
export class KnownTokens {
  #hidden: (() => void)[] = [];

  note(session: unknown): void {
    this.#hidden.push(hideKnown(secretsIn(session)));
    if (this.#hidden.length > 2) this.#hidden.shift()!();
  }

  close(): void {
    for (const show of this.#hidden.splice(0)) show();
  }
}

function secretsIn(value: unknown, name = ""): string[] {
  if (typeof value === "string") return secretName.test(name) && value.length >= 6 ? [value] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, key));
}
