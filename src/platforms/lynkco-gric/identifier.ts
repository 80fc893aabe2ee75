import { createCipheriv } from "node:crypto";

/**
 * What names a vehicle to the gateway: its VIN, encrypted with a pair of the app (AES-128-CBC, docs/protocol/lynkco-geely.md
 * 3.2). The owner brings either the pair, which serves all cars of the account, or the header of a captured request, which
 * serves the one car it was captured of.
 */
export type Identifier = { captured: string } | { key: Buffer; iv: Buffer };

/** Reads what the owner has entered: `key:iv`, or the header's value. Undefined if it is neither. */
export function readIdentifier(entered: string): Identifier | undefined {
  const text = entered.trim();
  const [first = "", second = "", more] = text.split(":", 3);
  if (second !== "" && more === undefined) {
    const key = bytesOf(first);
    const iv = bytesOf(second);
    return key && iv ? { key, iv } : undefined;
  }
  // Blocks of 16 bytes; a VIN makes two.
  const blocks = /^[A-Za-z0-9+/]{20,344}={0,2}$/.test(text) ? Buffer.from(text, "base64").length : 0;
  return blocks > 0 && blocks % 16 === 0 ? { captured: text } : undefined;
}

/** Sixteen characters, or as many bytes in hex. */
function bytesOf(text: string): Buffer | undefined {
  if (/^[0-9a-fA-F]{32}$/.test(text)) return Buffer.from(text, "hex");
  return /^[\x21-\x7e]{16}$/.test(text) ? Buffer.from(text, "latin1") : undefined;
}

/** The value of `x-vehicle-identifier` for a vehicle. */
export function identify(identifier: Identifier, vin: string): string {
  if ("captured" in identifier) return identifier.captured;
  const cipher = createCipheriv("aes-128-cbc", identifier.key, identifier.iv);
  return Buffer.concat([cipher.update(vin, "utf8"), cipher.final()]).toString("base64");
}
