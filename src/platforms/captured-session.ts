import { own, parseJson, text } from "../base/json";

/** The subject that a JWT names (RFC 7519 4.1.2), not verified. */
function subjectOf(token: string | undefined): string | undefined {
  return text(own(parseJson(Buffer.from(token?.split(".", 2)[1] ?? "", "base64url").toString("utf8")), "sub"));
}

/** Both tokens name a subject, and not the same one: they are not of one user. */
export function otherSubject(before: string | undefined, now: string): boolean {
  const [old, other] = [subjectOf(before), subjectOf(now)];
  return old !== undefined && other !== undefined && old !== other;
}
