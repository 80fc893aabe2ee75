import { createHash } from "node:crypto";

/** A cell of RFC 4180; quoted too where another separator would cut it. */
export function cell(text: string): string {
  return /[",;\t\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Foreign text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function harmless(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

/** Over the cells, not their quotes: a program that quotes otherwise breaks nothing. */
export function linked(previous: string, cells: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([previous, ...cells]))
    .digest("hex");
}

/** The rows of a CSV; undefined in place of a row that is none, after which nothing is read. */
export function rowsOf(text: string, separator: string): (string[] | undefined)[] {
  const rows: (string[] | undefined)[] = [];
  let row: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let value: string;
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) return [...rows, undefined];
      value = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at += 1;
      value = text.slice(start, at);
    }
    row.push(value);
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      row.push("");
    }
    if (text[at] === "\r") at += 1;
    if (at < text.length && text[at] !== "\n") return [...rows, undefined];
    at += 1;
    rows.push(row);
    row = [];
  }
  return rows;
}
