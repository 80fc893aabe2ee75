import { isObject, parseJson, type JsonObject } from "../../base/json";
import type { DemoRequest } from "../types";

export function queryOf(request: DemoRequest): URLSearchParams {
  return new URLSearchParams(request.query);
}

export function formOf(request: DemoRequest): URLSearchParams {
  return new URLSearchParams(request.body.toString("utf8"));
}

/** The body's JSON object; undefined for anything else. */
export function jsonOf(request: DemoRequest): JsonObject | undefined {
  const json = parseJson(request.body.toString("utf8"));
  return isObject(json) ? json : undefined;
}
