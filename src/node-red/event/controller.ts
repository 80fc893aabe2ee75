import type { Node } from "node-red";
import type { AccountEvent } from "../../account/types";
import type { JsonObject } from "../../base/json";
import { factsOf } from "../../vehicle/events/event-facts";
import type { VehicleEvent } from "../../vehicle/events/event-types";
import { EventWatch } from "../../vehicle/events/event-watch";
import { FenceWatch } from "../../vehicle/fences/fence-watch";
import type { Fence } from "../../vehicle/fences/fences";
import { messageReading } from "../../vehicle/message";
import { fencesOfDialog, GeofenceMemory } from "../geofence/memory";
import { whoIn } from "../geofence/message";
import { runtime } from "../shared/runtime";
import type { Done, Message, Red, Send, StatusLine } from "../shared/types";
import { WatchingNode, type Watcher } from "../shared/watching-node";
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
}

/** An event node without Node-RED's wiring: hears readings, tells what has happened, and what has lasted too long. */
export class EventController implements Watcher<Parts> {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: EventConfig;
  readonly #speaker: Speaker;
  readonly #life: WatchingNode<Parts>;
  readonly #asking = new Set<string>();
  readonly #sendOn: Send = (sent) => this.#node.send(sent);

  constructor(red: Red, node: Node, config: EventConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#speaker = new Speaker(red, node, config.language);
    this.#life = new WatchingNode(red, node, this);
  }

  start(): void {
    this.#life.start(this.#config.account);
  }

  /** Takes a message: sends what it means, then calls `done` exactly once. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    return this.#life.answer(message, send, done);
  }

  close(): void {
    this.#life.close(({ places, memory }) => {
      places.close();
      memory.close();
    });
  }

  prepare() {
    const settings = readEventSettings(this.#config);
    const own = fencesOfDialog(this.#config.fences);
    const fenceWatch = new FenceWatch({ settleMs: 0, passed: false });
    const watch = new EventWatch(settings.rules, fenceWatch);
    const places = new GeofenceMemory(this.#red, this.#node, fenceWatch);
    const memory = new EventMemory(this.#red, this.#node, watch);
    const ready = Promise.all([places.load(own), memory.load(this.#life.time.now())]);
    this.#speaker.waits();
    const source = settings.fromAccount ? settings : undefined;
    return { parts: { settings, watch, memory, places, own }, ready, places: fenceWatch, source };
  }

  look(message: Message, send: Send, parts: Parts): void {
    parts.places.give(message.fences, parts.own);
    const heard = knownIn(message);
    if (heard) this.#hear(parts, heard.id, heard.known, send, message);
  }

  failed(line: StatusLine | undefined): void {
    this.#speaker.failed(line);
  }

  #hear(parts: Parts, id: string, known: Known, send: Send, message?: Message): void {
    const { time, timer } = this.#life;
    const shown = runtime.clock.now();
    const facts = factsOf(known.reading, Math.min(shown, time.now()), time.latest());
    if (!facts) return;
    const moved = time.heard(facts.at);
    if (moved > 0) {
      parts.watch.moveWaits(moved);
      timer.move(moved);
    }
    const now = time.now();
    const events = parts.watch.sample(id, facts, now, shown);
    if (facts.place) parts.places.changed({ id, slug: known.slug });
    parts.memory.changed(id, known);
    this.#send(parts, id, events, send, message);
    timer.expect(parts.watch.nextDue(id, now));
    this.#ask(parts, id, false);
  }

  #send({ memory }: Parts, id: string, events: readonly VehicleEvent[], send: Send, message?: Message): void {
    const known = memory.known(id);
    if (!known || this.#life.closed) return;
    for (const event of events) this.#speaker.tell(event, known, send, message);
  }

  due(parts: Parts, late: boolean): void {
    const { watch, memory } = parts;
    const { time, timer } = this.#life;
    const now = time.now();
    for (const id of [...watch.vehicles]) {
      if (watch.nextDue(id, now) > now) continue;
      const events = watch.due(id, now, late);
      memory.changed(id);
      this.#send(parts, id, events, this.#sendOn);
      this.#ask(parts, id, late);
    }
    const then = time.now();
    for (const id of watch.vehicles) timer.expect(watch.nextDue(id, then));
  }

  /** Reads the vehicle once more before it is said to be left unlocked or open. Never rejects. */
  #ask(parts: Parts, id: string, late: boolean): void {
    const { account, time } = this.#life;
    if (!parts.watch.asks(id) || this.#asking.has(id)) return;
    this.#asking.add(id);
    const answered = account
      ? account.status(id, { maxAgeSeconds: askedSeconds }).then(
          (status) => {
            const known = parts.memory.known(id);
            if (known && !this.#life.closed)
              this.#hear(parts, id, { ...known, reading: messageReading(status) }, this.#sendOn);
            return true;
          },
          () => false,
        )
      : Promise.resolve(false);
    void answered.then((sure) => {
      this.#asking.delete(id);
      if (this.#life.closed) return;
      const events = parts.watch.asked(id, sure, time.now(), late);
      parts.memory.changed(id);
      this.#send(parts, id, events, this.#sendOn);
    });
  }

  hear(event: AccountEvent, parts: Parts): void {
    if (event.type === "session") {
      const name = sessionEvents[event.state];
      if (!event.already && parts.settings.rules.on.has(name)) this.#speaker.tellSession(name, this.#sendOn);
      return;
    }
    if (event.type !== "reading" && event.type !== "alert" && event.type !== "fault") return;
    const who = whoIn({ vehicle: event.vehicle })!;
    const vehicle = { ...event.vehicle } as unknown as JsonObject;
    if (event.type === "reading") {
      this.#hear(parts, who.id, { slug: who.slug, vehicle, reading: messageReading(event.status) }, this.#sendOn);
    } else if (event.event.active && !event.already) {
      const now = this.#life.time.latest();
      const at = Math.min(Date.parse(event.event.at ?? "") || now, now);
      const events = parts.watch.pushed(who.id, event.type === "alert" ? "alarm" : "warning", event.event.name, at);
      parts.memory.changed(who.id, { slug: who.slug, vehicle, reading: parts.memory.known(who.id)?.reading });
      this.#send(parts, who.id, events, this.#sendOn);
    }
  }
}
