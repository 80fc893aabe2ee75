import { createHash } from "node:crypto";
import type { AccountFacts, Glance } from "../../account/types";
import { asCloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { redact } from "../../base/logger";
import { webhookStates } from "../webhook/webhook-figures";
import { allInstances } from "../shared/instances";
import { runtime } from "../shared/runtime";
import type { AccountNode } from "../shared/types";
import { fleetRow, vehicleCard } from "./vehicle-rows";

/** Up to here an account's vehicles are drawn one by one, above it stands a table. */
export const mostCards = 20;
/** More than this are not shown; each costs bytes with every look. */
export const mostAccounts = 100;

/** What the browser has of an account: what `tag` and `mark` of the last answer were. */
export interface Seen {
  tag?: string;
  mark?: string;
}

/** What a look asks for. `open`: the vehicle of a table that is shown whole. */
export interface Look {
  accounts: ReadonlyMap<string, Seen>;
  webhooks?: string;
  open?: { account: string; vehicle: string; tag?: string };
}

/** Short, and another for another content. */
export function tagOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 8);
}

/** What is new since the last look, from what the runtime knows. No request is made by it. */
export function sidebarView({ accounts, webhooks, open }: Look): JsonObject {
  const now = runtime.clock.now();
  const nodes = allInstances().slice(0, mostAccounts);
  const hooks = webhookStates();
  const hooksTag = tagOf(hooks);
  const opened = open && nodes.find(({ id }) => id === open.account);
  return {
    now,
    accounts: nodes.map((node) => accountView(node, accounts.get(node.id) ?? {}, now)),
    webhooks: hooksTag === webhooks ? { tag: hooksTag } : { tag: hooksTag, nodes: hooks },
    ...(opened && { open: openView(opened, open, now) }),
  };
}

function accountView(node: AccountNode, seen: Seen, now: number): JsonObject {
  const { id } = node;
  try {
    const account = node.lend();
    const glance = account.glance?.();
    if (!glance) return { id, ...head(node, {}, seen) };
    const { mark, whole, vehicles, count } = glance.changed(seen.mark);
    const facts = { platform: account.platform, table: count > mostCards, count, ...accountFacts(glance.account()) };
    const shown = vehicles.map((vehicle) =>
      facts.table ? fleetRow(vehicle, glance.facts(vehicle.id)) : vehicleCard(glance, vehicle, now),
    );
    return {
      ...{ id, mark },
      ...head(node, facts, seen),
      ...(whole && { whole }),
      ...(shown.length > 0 && { vehicles: shown }),
    };
  } catch (thrown) {
    const { code, message } = asCloudError(thrown);
    return { id, ...head(node, { error: { code, message: redact(message) } }, seen) };
  }
}

/** Requests by vehicle stand with the vehicles. */
function accountFacts({ requests, trouble, ...facts }: AccountFacts): JsonObject {
  const { day, budget, total, vehicles } = requests;
  const { account: _, ...counts } = vehicles;
  let most = 0;
  for (const count of Object.values(counts)) most = Math.max(most, count);
  return { ...facts, requests: { day, budget, total, most }, ...(trouble && { trouble }) };
}

/** Left out while it is as it was. */
function head(node: AccountNode, facts: JsonObject, seen: Seen): JsonObject {
  const whole = { name: node.name ?? "", node: editorId(node), ...facts };
  const tag = tagOf(whole);
  return tag === seen.tag ? { tag } : { tag, head: whole };
}

/** By which the editor knows it: inside a subflow, that of the template. */
function editorId(node: AccountNode): string {
  return (node as { _alias?: string })._alias ?? node.id;
}

function openView(node: AccountNode, open: NonNullable<Look["open"]>, now: number): JsonObject {
  const account = node.lend();
  const glance: Glance | undefined = account.glance?.();
  const vehicle = account.known().find(({ id }) => id === open.vehicle);
  if (!glance || !vehicle) return { gone: true };
  const card = vehicleCard(glance, vehicle, 0);
  const tag = tagOf(card);
  return tag === open.tag ? { tag } : { tag, card: vehicleCard(glance, vehicle, now) };
}
