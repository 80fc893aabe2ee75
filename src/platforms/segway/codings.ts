/**
 * Words for the vendor's numbers. Four codings of on and off live side by side, and 1 means off in one and on in another
 * (docs/protocol/segway.md 3.3): a flow says the word, the field's own coding says the number.
 */
export const segwayCodings = {
  /** Switches of able-switch, and `workMode` of the sound setting. */
  switch: { keep: 0, off: 1, on: 2 },
  /** Each sound of `ebcqMask`. */
  mask: { off: 0, on: 1, keep: 2 },
  /** `mode` of a lamp. */
  lamp: { off: 1, on: 2 },
  color: { green: 1, red: 2, orange: 3, blue: 4, cyan: 5, violet: 6, white: 7 },
  /** Brightness, volume, sensitivity: 1 is the least. */
  level: { low: 1, medium: 2, high: 3 },
} as const satisfies Record<string, Record<string, number>>;

export type SegwayCoding = keyof typeof segwayCodings;

/** `low, medium, high` for a message or a dialog. */
export function wordsOf(coding: SegwayCoding): string[] {
  return Object.keys(segwayCodings[coding]);
}

/**
 * The number for a word, or undefined. true and false are on and off; levels may be given as 1 to 3, since these numbers
 * mean the same everywhere. The vendor's numbers for on and off are refused: they do not.
 */
export function codeOf(coding: SegwayCoding, value: unknown): number | undefined {
  const words: Record<string, number> = segwayCodings[coding];
  if (coding === "level" && (typeof value === "number" || typeof value === "string") && /^[123]$/.test(String(value))) {
    return Number(value);
  }
  const word = value === true ? "on" : value === false ? "off" : value;
  return typeof word === "string" && Object.hasOwn(words, word) ? words[word] : undefined;
}
