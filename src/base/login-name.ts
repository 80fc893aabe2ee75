/**
 * The name of a login by which two are compared: no cloud tells e-mail addresses apart by their case, nor by the spaces that a
 * paste leaves. Sent is what was typed.
 */
export function loginName(typed: string): string {
  const name = typed.trim();
  return name.includes("@") ? name.toLowerCase() : name;
}
