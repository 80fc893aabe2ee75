import type { Node } from "node-red";
import type { AccountEvent, VehicleAccount } from "../../account/types";
import { OurTime } from "../../base/our-time";
import { cloudError } from "../../base/errors";
import type { JsonObject } from "../../base/json";
import { factsOf } from "../../vehicle/events/event-facts";
import type { VehicleEvent } from "../../vehicle/events/event-types";
import { EventWatch } from "../../vehicle/events/event-watch";
import { FenceWatch } from "../../vehicle/fences/fence-watch";
import { readFences, type Fence } from "../../vehicle/fences/fences";
import { messageReading } from "../../vehicle/message";
import { GeofenceMemory } from "../geofence/memory";
import { whoIn } from "../geofence/message";
import { errorToStatus } from "../shared/error-to-status";
import { DueTimer } from "../shared/due-timer";
import { onceFlowsRun } from "../shared/once-flows-run";
import { namePlaces } from "../shared/name-places";
import { listen } from "../shared/listen";
import { runtime } from "../shared/runtime";
import { statusText } from "../shared/texts";
import type { Done, Message, Red, Send } from "../shared/types";
import { EventMemory, type Known } from "./memory";
import { knownIn, sessionEvents } from "./message";
import { readEventSettings, type EventConfig, type EventSettings } from "./settings";
import { Speaker } from "./speaker";

/** One answer serves all nodes that ask about the same car. */
const askedSeconds = 30;

interface Parts {
  settings: EventSettings;
  watch: EventWatch;
  memory: EventMemory;
  places: GeofenceMemory;
  own: readonly Fence[];
  fences: FenceWatch;
}

/** An event node without Node-RED's wiring: hears readings, tells what has happened, and what has lasted too long. */
export class EventController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: EventConfig;
  readonly #speaker: Speaker;
  #parts: Parts | undefined;
  #account: VehicleAccount | undefined;
  #ready: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #asking = new Set<string>();
  readonly #time = new OurTime(() => runtime.clock);
  readonly #timer = new DueTimer(
    () => runtime.clock,
    () => this.#time.now(),
    () => this.#onDue(false),
  );
  #stopWaiting: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #unname: () => void = () => undefined;

  constructor(red: Red, node: Node, config: EventConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#speaker = new Speaker(red, node, config.language);
  }

  start(): void {
    try {
      const settings = readEventSettings(this.#config);
      const { fences } = this.#config;
      const own = Array.isArray(fences) && fences.length > 0 ? readFences(fences) : [];
      const fenceWatch = new FenceWatch({ settleMs: 0, passed: false });
      const watch = new EventWatch(settings.rules, fenceWatch);
      const places = new GeofenceMemory(this.#red, this.#node, fenceWatch);
      const memory = new EventMemory(this.#red, this.#node, watch);
      this.#parts = { settings, watch, memory, places, own, fences: fenceWatch };
      this.#ready = Promise.all([places.load(own), memory.load(this.#time.now())]).then(() => undefined);
      this.#node.status({ fill: "grey", shape: "ring", text: statusText(this.#node.type, "waiting") });
    } catch (thrown) {
      this.#fail(thrown, (error) => this.#node.error(error));
      return;
    }
    this.#stopWaiting = onceFlowsRun(this.#red, () => void this.#begin());
  }

  /** Takes a message: sends what it means, then calls `done` exactly once. Never rejects. */
  async answer(message: Message, send: Send, done: Done): Promise<void> {
    try {
      await this.#ready;
      if (this.#closed) throw cloudError("ABORTED", "The node was closed before the message was looked at.");
      if (!this.#parts) {
        throw cloudError("CONFIG_INVALID", "The settings of this node are wrong, see its status; nothing is watched.");
      }
      this.#answer(message, send, this.#parts);
      done();
    } catch (thrown) {
      this.#fail(thrown, done);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopWaiting();
    this.#unsubscribe();
    this.#unname();
    this.#timer.close();
    this.#parts?.places.close();
    this.#parts?.memory.close();
    this.#node.status({});
  }

  #answer(message: Message, send: Send, { own, places }: Parts): void {
    const { fences } = message;
    if (fences !== undefined) places.give(fences === null ? own : readFences(fences), own);
    const heard = knownIn(message);
    if (heard) this.#hear(heard.id, heard.known, send, message);
  }

  #hear(id: string, known: Known, send: Send, message?: Message): void {
    const parts = this.#parts;
    const shown = runtime.clock.now();
    const facts = factsOf(known.reading, Math.min(shown, this.#time.now()), this.#time.latest());
    if (!parts || !facts) return;
    const moved = this.#time.heard(facts.at);
    if (moved > 0) {
      parts.watch.moveWaits(moved);
      this.#timer.move(moved);
    }
    const now = this.#time.now();
    const events = parts.watch.sample(id, facts, now, shown);
    if (facts.place) parts.places.changed({ id, slug: known.slug });
    parts.memory.changed(id, known);
    this.#send(id, events, send, message);
    this.#timer.expect(parts.watch.nextDue(id, now));
    this.#ask(id, false);
  }

  #send(id: string, events: readonly VehicleEvent[], send: Send, message?: Message): void {
    const known = this.#parts?.memory.known(id);
    if (!known || this.#closed) return;
    for (const event of events) this.#speaker.tell(event, known, send, message);
  }

  /** One timer, for the first of all vehicles that something is due of. */
  #expectAll(): void {
    const { watch } = this.#parts!;
    const now = this.#time.now();
    for (const id of watch.vehicles) this.#timer.expect(watch.nextDue(id, now));
  }

  #onDue(late: boolean): void {
    const { watch, memory } = this.#parts!;
    const now = this.#time.now();
    for (const id of [...watch.vehicles]) {
      if (watch.nextDue(id, now) > now) continue;
      const events = watch.due(id, now, late);
      memory.changed(id);
      this.#send(id, events, (sent) => this.#node.send(sent));
      this.#ask(id, late);
    }
    this.#expectAll();
  }

  /** Reads the vehicle once more before it is said to be left unlocked or open. Never rejects. */
  #ask(id: string, late: boolean): void {
    const [parts, account] = [this.#parts, this.#account];
    if (!parts?.watch.asks(id) || this.#asking.has(id)) return;
    this.#asking.add(id);
    const answered = account
      ? account.status(id, { maxAgeSeconds: askedSeconds }).then(
          (status) => {
            const known = parts.memory.known(id);
            if (known && !this.#closed) {
              const reading = messageReading(status);
              this.#hear(id, { ...known, reading }, (sent) => this.#node.send(sent));
            }
            return true;
          },
          () => false,
        )
      : Promise.resolve(false);
    void answered.then((sure) => {
      this.#asking.delete(id);
      if (this.#closed) return;
      const events = parts.watch.asked(id, sure, this.#time.now(), late);
      parts.memory.changed(id);
      this.#send(id, events, (sent) => this.#node.send(sent));
    });
  }

  async #begin(): Promise<void> {
    try {
      await this.#ready;
      if (this.#closed || !this.#parts) return;
      this.#unname = namePlaces(this.#red, this.#config.account, this.#parts.fences);
      if (this.#parts.settings.fromAccount) await this.#listen(this.#parts.settings);
      if (!this.#closed) this.#onDue(true);
    } catch (thrown) {
      this.#fail(thrown, (error) => this.#node.error(error));
    }
  }

  async #listen(settings: EventSettings): Promise<void> {
    const heard = await listen(
      this.#red,
      this.#node,
      settings,
      () => this.#closed,
      (event) => this.#onAccount(event),
    );
    this.#account = heard.account;
    this.#unsubscribe = heard.stop;
  }

  #onAccount(event: AccountEvent): void {
    const parts = this.#parts;
    if (this.#closed || !parts) return;
    const send: Send = (sent) => this.#node.send(sent);
    if (event.type === "session") {
      const name = sessionEvents[event.state];
      if (!event.already && parts.settings.rules.on.has(name)) this.#speaker.tellSession(name, send);
      return;
    }
    if (event.type !== "reading" && event.type !== "alert" && event.type !== "fault") return;
    const who = whoIn({ vehicle: event.vehicle })!;
    const vehicle = { ...event.vehicle } as unknown as JsonObject;
    if (event.type === "reading") {
      this.#hear(who.id, { slug: who.slug, vehicle, reading: messageReading(event.status) }, send);
    } else if (event.event.active && !event.already) {
      const now = this.#time.latest();
      const at = Math.min(Date.parse(event.event.at ?? "") || now, now);
      const events = parts.watch.pushed(who.id, event.type === "alert" ? "alarm" : "warning", event.event.name, at);
      parts.memory.changed(who.id, { slug: who.slug, vehicle, reading: parts.memory.known(who.id)?.reading });
      this.#send(who.id, events, send);
    }
  }

  #fail(thrown: unknown, tell: (error: Error) => void): void {
    const { error, line } = errorToStatus(this.#node.type, thrown);
    if (line && !this.#closed) this.#node.status(line);
    tell(error);
  }
}
