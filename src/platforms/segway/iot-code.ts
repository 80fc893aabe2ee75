import { cloudError } from "../../base/errors";

/**
 * A Segway vehicle's id, its IMEI, as text. 15 digits in most of the vendor's examples, 13 in one: 10 to 20 are let through
 * (docs/protocol/segway.md 3, 6). A number from a flow is accepted while it is exact; beyond 2^53 its last digits are already
 * wrong and another vehicle could be meant. Throws INPUT_INVALID.
 */
export function iotCodeOf(value: unknown): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw cloudError(
      "INPUT_INVALID",
      "The iotCode is a number too large to be exact: its last digits are lost. Give it as text; nothing was sent.",
      { sent: false },
    );
  }
  const code = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (/^\d{10,20}$/.test(code)) return code;
  throw cloudError(
    "INPUT_INVALID",
    "A Segway vehicle's id (iotCode) is its IMEI: digits only, 10 to 20 of them, usually 15. Nothing was sent.",
    { sent: false },
  );
}
