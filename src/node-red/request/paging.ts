import type { AnsweredCall } from "../../account/types";
import { sleep } from "../../base/clock";
import { cloudError } from "../../base/errors";
import { finite, isObject, own, type JsonObject } from "../../base/json";
import { runtime } from "../shared/runtime";

export interface PageRule {
  /** Pages at most; 1 = none is followed. */
  most: number;
  delayMs: number;
  signal: AbortSignal;
}

/** Rows that are kept over all pages. */
const mostRows = 50_000;

/**
 * Asks for one page after the other where the answer says that there are more (`data.pagination`: `pageIndex`, `pageSize`, and
 * `totleSize` or `totalSize`; docs/protocol/ecarx-smart.md 5.8), and gives all rows in one answer; `more` = there would be
 * others. Rejects with CLOUD_ANSWER_INVALID for a cloud that gives the same page again and again.
 */
export async function withPages(
  ask: (pageIndex: number | undefined) => Promise<AnsweredCall>,
  { most, delayMs, signal }: PageRule,
): Promise<AnsweredCall> {
  const first = await ask(undefined);
  if (most <= 1) return first;
  const start = pageOf(first.data);
  if (!start || start.rows.length === 0) return first;
  const rows = [...start.rows];
  let last = JSON.stringify(start.rows);
  let page = start;
  for (let count = 1; rows.length < page.total; count++) {
    if (count >= most || rows.length >= mostRows) return whole(first, rows, true);
    await sleep(runtime.clock, delayMs, signal);
    const next = pageOf((await ask(start.index + count)).data);
    if (!next || next.rows.length === 0) break;
    const text = JSON.stringify(next.rows);
    if (text === last) {
      throw cloudError(
        "CLOUD_ANSWER_INVALID",
        `The cloud gives the same page ${start.index + count} as before and says that there are more: its paging never ends. It is not asked further.`,
        { retryable: false },
      );
    }
    last = text;
    rows.push(...next.rows);
    page = next;
  }
  return whole(first, rows, false);
}

interface Page {
  index: number;
  total: number;
  rows: unknown[];
}

function pageOf(data: unknown): Page | undefined {
  const pagination = own(data, "pagination");
  const rows = own(data, "list");
  const total = finite(own(pagination, "totleSize")) ?? finite(own(pagination, "totalSize"));
  const index = finite(own(pagination, "pageIndex"));
  return total === undefined || index === undefined || !Array.isArray(rows) ? undefined : { index, total, rows };
}

function whole(answer: AnsweredCall, rows: unknown[], more: boolean): AnsweredCall {
  const data: JsonObject = isObject(answer.data) ? answer.data : {};
  return { ...answer, data: { ...data, list: rows, ...(more ? { more: true } : {}) } };
}
