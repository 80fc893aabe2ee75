import type { PushReceipt } from "../../account/types";
import { finite, type JsonObject } from "../../base/json";
import { messageReading, vehicleSlug } from "../../vehicle/message";
import type { Vehicle, VehicleStatus } from "../../vehicle/model";
import type { Message } from "../shared/types";
import { segwayPushWords, type SegwayPushWord } from "./paths";

/** The word by which Segway calls the push: its overview is a `status`. */
export function wordOf({ kind }: Pick<PushReceipt, "kind">): SegwayPushWord {
  return segwayPushWords.find((word) => word === kind) ?? "status";
}

/**
 * The messages of a push, usually one: `payload`, `topic`, `vehicle`, `push`, `outOfOrder` if it is, `raw` if wanted. The end of
 * a fall closes two alerts, and a flow that waits for the end of either must hear of it.
 */
export function pushMessages(receipt: PushReceipt, raw: Buffer | undefined): Message[] {
  const word = wordOf(receipt);
  const { vehicle, event } = receipt;
  const topic = topicFor(vehicle, word);
  const payloads = event ? eventPayloads(word, event) : [messageReading(receipt.data as VehicleStatus)];
  return payloads.map((payload) => {
    const message: JsonObject = { topic, payload, vehicle: { ...vehicle }, push: { ...receipt.fields } };
    if (receipt.outOfOrder) message.outOfOrder = true;
    if (raw) message.raw = raw.toString("utf8");
    return message;
  });
}

function eventPayloads(word: SegwayPushWord, event: NonNullable<PushReceipt["event"]>): JsonObject[] {
  const { name, active, assumed, code, at, since, ended, open } = event;
  const events = ended.length > 0 ? ended : [{ name, since }];
  return events.map((one) => ({
    // A fault has no word, only the vendor's number; what is unknown has its number beside it.
    [word]: word === "fault" ? (finite(one.name) ?? one.name) : one.name.replace(/^unknown-.*/, "unknown"),
    active,
    ...(assumed ? { assumed } : {}),
    ...(code === undefined ? {} : { code }),
    ...(at === undefined ? {} : { at }),
    ...(one.since === undefined ? {} : { since: one.since }),
    open: open.map((other) => (word === "fault" ? (finite(other.name) ?? other.name) : other.name)),
  }));
}

/** The vehicle part of topics by id, since making one costs as much as checking a signature. */
const slugs = new Map<string, { name: string; slug: string }>();
const mostSlugs = 50_000;

function topicFor(vehicle: Vehicle, word: SegwayPushWord): string {
  const { id, name } = vehicle;
  let known = slugs.get(id);
  if (known?.name !== name) {
    if (slugs.size >= mostSlugs) slugs.clear();
    known = { name, slug: vehicleSlug(vehicle) };
    slugs.set(id, known);
  }
  return `${known.slug}/${word}`;
}
