import { isObject, own, text } from "../../base/json";
import { refusal, type Answer } from "../account/admin-handlers";
import { allInstances } from "../shared/instances";
import { mostAccounts, sidebarView, type Look, type Seen } from "./sidebar-view";

/** A query as text; Express makes arrays and objects of some. */
const word = (query: Record<string, unknown>, name: string): string => text(own(query, name)) ?? "";

/** `since`: `account~tag~mark` by commas, as the last answer had them; `hooks`: its tag; `open`: `account~tag~vehicle`. */
function readLook(query: Record<string, unknown>): Look {
  const accounts = new Map<string, Seen>();
  for (const part of word(query, "since").split(",", mostAccounts)) {
    const [account = "", tag, mark] = part.split("~", 3);
    if (account !== "") accounts.set(account, { tag, mark });
  }
  const [, account = "", tag, vehicle = ""] = /^([^~]*)~([^~]*)~(.+)$/.exec(word(query, "open").slice(0, 1000)) ?? [];
  return {
    accounts,
    webhooks: word(query, "hooks"),
    ...(vehicle !== "" && { open: { account, tag, vehicle } }),
  };
}

/** What is new since the last look. */
export function look(query: Record<string, unknown>): Answer {
  return { status: 200, body: sidebarView(readLook(query)) };
}

/** The picture of a vehicle as text, since the editor's pages sign their requests, and an `<img>` does not. */
export function picture(query: Record<string, unknown>): Answer {
  const node = allInstances().find(({ id }) => id === word(query, "account"));
  const account = node?.lend();
  const vehicle = account?.known().find(({ id }) => id === word(query, "vehicle"));
  const found = vehicle && account?.glance?.().picture(vehicle.id);
  if (!found)
    return { status: 404, body: { ok: false, code: "VEHICLE_UNKNOWN", message: "There is no such picture." } };
  return { status: 200, body: { type: found.type, tag: found.tag, data: found.data.toString("base64") } };
}

/** Reads a vehicle as a message to a status node would: what is younger than a minute serves, the day's budget counts. */
export async function readNow(body: unknown): Promise<Answer> {
  const [account, vehicle] = [text(own(body, "account")), text(own(body, "vehicle"))];
  const node = isObject(body) && allInstances().find(({ id }) => id === account);
  const unknown = { ok: false, code: "NOT_DEPLOYED", message: "This account is not deployed yet." };
  if (!node || !vehicle) return { status: 404, body: unknown };
  try {
    const before = Date.now();
    const { readAt } = await node.lend().status(vehicle);
    return { status: 200, body: { ok: true, fresh: Date.parse(readAt) >= before } };
  } catch (thrown) {
    return refusal(thrown, 200);
  }
}
