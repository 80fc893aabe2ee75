import type { Node } from "node-red";
import type { AccountEvent } from "../../account/types";
import type { FenceEvent } from "../../vehicle/fences/fence-report";
import { sampleIn } from "../../vehicle/fences/fence-sample";
import { FenceWatch, mostVehicles } from "../../vehicle/fences/fence-watch";
import type { Fence } from "../../vehicle/fences/fences";
import { messageReading } from "../../vehicle/message";
import type { Done, Message, Red, Send, StatusLine } from "../shared/types";
import { WatchingNode, type Watcher } from "../shared/watching-node";
import { GeofenceDisplay } from "./display";
import { fencesOfDialog, GeofenceMemory } from "./memory";
import { fillGeofence, locationOf, whoIn, type Who } from "./message";
import { readGeofenceSettings, type GeofenceConfig, type GeofenceSettings } from "./settings";

interface Parts {
  settings: GeofenceSettings;
  own: readonly Fence[];
  watch: FenceWatch;
  memory: GeofenceMemory;
}

/** A geofence node without Node-RED's wiring: hears of positions, tells what they mean, and when a time is over. */
export class GeofenceController implements Watcher<Parts> {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: GeofenceConfig;
  readonly #display: GeofenceDisplay;
  readonly #life: WatchingNode<Parts>;
  /** Heard of since the start; the one silent for longest is the first, and forgotten with what the watch knows of it. */
  readonly #started = new Set<string>();
  /** The last message of a vehicle, while something of it is not told yet. */
  readonly #last = new Map<string, Message>();
  readonly #due = new Map<string, number>();

  constructor(red: Red, node: Node, config: GeofenceConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new GeofenceDisplay(node);
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
    this.#display.close();
    this.#life.close(({ memory }) => memory.close());
  }

  prepare() {
    const settings = readGeofenceSettings(this.#config);
    const own = fencesOfDialog(this.#config.fences);
    const watch = new FenceWatch(settings.rules);
    const memory = new GeofenceMemory(this.#red, this.#node, watch);
    const ready = memory.load(own);
    this.#display.show(undefined);
    const source = settings.fromAccount ? settings : undefined;
    return { parts: { settings, own, watch, memory }, ready, places: watch, source };
  }

  look(message: Message, send: Send, parts: Parts): void {
    parts.memory.give(message.fences, parts.own);
    this.#hear(message, send, parts);
  }

  hear(event: AccountEvent, parts: Parts): void {
    if (event.type !== "reading") return;
    const message = { payload: messageReading(event.status), vehicle: { ...event.vehicle } } as unknown as Message;
    this.#hear(message, (sent) => this.#node.send(sent), parts);
  }

  due(parts: Parts, begin: boolean): void {
    if (begin) for (const id of parts.watch.vehicles) this.#expect(parts, id);
    else this.#onDue(parts);
  }

  failed(line: StatusLine | undefined): void {
    this.#display.failed(line);
  }

  #hear(message: Message, send: Send, parts: Parts): void {
    const { settings, watch, memory } = parts;
    const { time } = this.#life;
    const who = whoIn(message);
    const sample = who && sampleIn(message, time.now(), time.latest());
    if (sample) this.#moved(parts, time.heard(sample.at));
    const events = sample && watch.sample(who.id, sample, time.now());
    if (!events) {
      if (!settings.everyMessage) return;
      delete message.event;
      delete message.geofence;
      send(message);
      return;
    }
    memory.changed(who);
    const first = settings.atStart && !this.#started.has(who.id);
    this.#started.delete(who.id);
    this.#started.add(who.id);
    for (const oldest of this.#started) {
      if (this.#started.size <= mostVehicles) break;
      this.#started.delete(oldest);
    }
    const state = events.length === 0 && (settings.everyMessage || first) ? watch.state(who.id) : undefined;
    this.#send(parts, message, send, who, state ? [state] : events);
    this.#display.show(events.at(-1) ?? (watch.vehicles.next().done ? undefined : watch.state(who.id)));
    this.#expect(parts, who.id, message);
  }

  #send(
    { settings, watch }: Parts,
    message: Message,
    send: Send,
    who: Who,
    told: readonly (FenceEvent | NonNullable<ReturnType<FenceWatch["state"]>>)[],
  ): void {
    if (told.length === 0) return;
    const location = settings.location ? locationOf(watch, who.id) : undefined;
    told.forEach((each, index) => {
      // The last one may have the message itself; every other its own, since flows change what they get.
      const own = index === told.length - 1 ? message : this.#red.util.cloneMessage(message);
      send(fillGeofence(own, who, each, location));
    });
  }

  /** Notes when something of a vehicle is due without a sample. */
  #expect({ watch }: Parts, id: string, message?: Message): void {
    const at = watch.nextDue(id, this.#life.time.now());
    if (at === Infinity) {
      this.#due.delete(id);
      this.#last.delete(id);
      return;
    }
    this.#due.set(id, at);
    if (message) this.#last.set(id, this.#red.util.cloneMessage(message));
    this.#life.timer.expect(at);
  }

  #moved(parts: Parts, byMs: number): void {
    if (byMs <= 0) return;
    parts.watch.moveWaits(byMs);
    this.#life.timer.move(byMs);
    for (const id of [...this.#due.keys()]) this.#expect(parts, id);
  }

  #onDue(parts: Parts): void {
    const { watch, memory } = parts;
    const now = this.#life.time.now();
    for (const [id, at] of [...this.#due]) {
      if (at > now) continue;
      const who = memory.who(id);
      const events = watch.due(id, now);
      if (!who || events.length === 0) continue;
      memory.changed(who);
      const message = this.#last.get(id) ?? bare(watch, id);
      for (const each of events)
        this.#send(parts, this.#red.util.cloneMessage(message), (sent) => this.#node.send(sent), who, [each]);
      this.#display.show(events.at(-1));
    }
    for (const id of [...this.#due.keys()]) this.#expect(parts, id);
  }
}

/** After a restart the message is gone: what is known is where the vehicle was, and when. */
function bare(watch: FenceWatch, id: string): Message {
  const place = watch.place(id);
  const position = place && {
    latitude: place.lat,
    longitude: place.lon,
    measuredAt: new Date(place.at).toISOString(),
  };
  const vehicle = id.startsWith("topic ") ? {} : { vehicle: { id } };
  return { ...vehicle, payload: { position } };
}
