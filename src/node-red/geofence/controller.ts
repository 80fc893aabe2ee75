import type { Node } from "node-red";
import type { AccountEvent } from "../../account/types";
import { OurTime } from "../../base/our-time";
import { cloudError } from "../../base/errors";
import type { FenceEvent } from "../../vehicle/fences/fence-report";
import { sampleIn } from "../../vehicle/fences/fence-sample";
import { FenceWatch, mostVehicles } from "../../vehicle/fences/fence-watch";
import { readFences, type Fence } from "../../vehicle/fences/fences";
import { messageReading } from "../../vehicle/message";
import { errorToStatus } from "../shared/error-to-status";
import { DueTimer } from "../shared/due-timer";
import { onceFlowsRun } from "../shared/once-flows-run";
import { namePlaces } from "../shared/name-places";
import { listen } from "../shared/listen";
import { runtime } from "../shared/runtime";
import type { Done, Message, Red, Send } from "../shared/types";
import { GeofenceDisplay } from "./display";
import { GeofenceMemory } from "./memory";
import { fillGeofence, locationOf, whoIn, type Who } from "./message";
import { readGeofenceSettings, type GeofenceConfig, type GeofenceSettings } from "./settings";

/** A geofence node without Node-RED's wiring: hears of positions, tells what they mean, and when a time is over. */
export class GeofenceController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: GeofenceConfig;
  readonly #display: GeofenceDisplay;
  #settings: GeofenceSettings | undefined;
  #own: readonly Fence[] = [];
  #watch: FenceWatch | undefined;
  #memory: GeofenceMemory | undefined;
  #ready: Promise<void> = Promise.resolve();
  #closed = false;
  /** Heard of since the start; the one silent for longest is the first, and forgotten with what the watch knows of it. */
  readonly #started = new Set<string>();
  /** The last message of a vehicle, while something of it is not told yet. */
  readonly #last = new Map<string, Message>();
  readonly #due = new Map<string, number>();
  readonly #time = new OurTime(() => runtime.clock);
  readonly #timer = new DueTimer(
    () => runtime.clock,
    () => this.#time.now(),
    () => this.#onDue(),
  );
  #stopWaiting: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #unname: () => void = () => undefined;

  constructor(red: Red, node: Node, config: GeofenceConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new GeofenceDisplay(node);
  }

  start(): void {
    try {
      const settings = readGeofenceSettings(this.#config);
      const { fences } = this.#config;
      this.#own = Array.isArray(fences) && fences.length > 0 ? readFences(fences) : [];
      this.#watch = new FenceWatch(settings.rules);
      this.#memory = new GeofenceMemory(this.#red, this.#node, this.#watch);
      this.#ready = this.#memory.load(this.#own);
      this.#settings = settings;
      this.#display.show(undefined);
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
      this.#answer(message, send);
      this.#display.failed(undefined);
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
    this.#memory?.close();
    this.#display.close();
  }

  #answer(message: Message, send: Send): void {
    const [settings, watch] = [this.#settings, this.#watch];
    if (!settings || !watch) {
      throw cloudError("CONFIG_INVALID", "The settings of this node are wrong, see its status; nothing is watched.");
    }
    const { fences } = message;
    if (fences !== undefined) this.#memory?.give(fences === null ? this.#own : readFences(fences), this.#own);
    this.#hear(message, send, settings, watch);
  }

  #hear(message: Message, send: Send, settings: GeofenceSettings, watch: FenceWatch): void {
    const who = whoIn(message);
    const sample = who && sampleIn(message, this.#time.now(), this.#time.latest());
    if (sample) this.#moved(this.#time.heard(sample.at));
    const events = sample && watch.sample(who.id, sample, this.#time.now());
    if (!events) {
      if (!settings.everyMessage) return;
      delete message.event;
      delete message.geofence;
      send(message);
      return;
    }
    this.#memory?.changed(who);
    const first = settings.atStart && !this.#started.has(who.id);
    this.#started.delete(who.id);
    this.#started.add(who.id);
    for (const oldest of this.#started) {
      if (this.#started.size <= mostVehicles) break;
      this.#started.delete(oldest);
    }
    const state = events.length === 0 && (settings.everyMessage || first) ? watch.state(who.id) : undefined;
    this.#send(message, send, who, state ? [state] : events);
    this.#display.show(events.at(-1) ?? (watch.vehicles.next().done ? undefined : watch.state(who.id)));
    this.#expect(who.id, message);
  }

  #send(
    message: Message,
    send: Send,
    who: Who,
    told: readonly (FenceEvent | NonNullable<ReturnType<FenceWatch["state"]>>)[],
  ): void {
    const [settings, watch] = [this.#settings, this.#watch];
    if (!settings || !watch || told.length === 0) return;
    const location = settings.location ? locationOf(watch, who.id) : undefined;
    told.forEach((each, index) => {
      // The last one may have the message itself; every other its own, since flows change what they get.
      const own = index === told.length - 1 ? message : this.#red.util.cloneMessage(message);
      send(fillGeofence(own, who, each, location));
    });
  }

  /** Notes when something of a vehicle is due without a sample. */
  #expect(id: string, message?: Message): void {
    const at = this.#watch?.nextDue(id, this.#time.now()) ?? Infinity;
    if (at === Infinity) {
      this.#due.delete(id);
      this.#last.delete(id);
      return;
    }
    this.#due.set(id, at);
    if (message) this.#last.set(id, this.#red.util.cloneMessage(message));
    this.#timer.expect(at);
  }

  #moved(byMs: number): void {
    if (byMs <= 0) return;
    this.#watch?.moveWaits(byMs);
    this.#timer.move(byMs);
    for (const id of [...this.#due.keys()]) this.#expect(id);
  }

  #onDue(): void {
    const now = this.#time.now();
    for (const [id, at] of [...this.#due]) {
      if (at > now) continue;
      const who = this.#memory?.who(id);
      const events = this.#watch?.due(id, now) ?? [];
      if (!who || events.length === 0) continue;
      this.#memory?.changed(who);
      const message = this.#last.get(id) ?? this.#bare(id);
      for (const each of events)
        this.#send(this.#red.util.cloneMessage(message), (sent) => this.#node.send(sent), who, [each]);
      this.#display.show(events.at(-1));
    }
    for (const id of [...this.#due.keys()]) this.#expect(id);
  }

  /** After a restart the message is gone: what is known is where the vehicle was, and when. */
  #bare(id: string): Message {
    const place = this.#watch?.place(id);
    const position = place && {
      latitude: place.lat,
      longitude: place.lon,
      measuredAt: new Date(place.at).toISOString(),
    };
    const vehicle = id.startsWith("topic ") ? {} : { vehicle: { id } };
    return { ...vehicle, payload: { position } };
  }

  async #begin(): Promise<void> {
    try {
      await this.#ready;
      if (this.#closed || !this.#settings || !this.#watch) return;
      for (const id of this.#watch.vehicles) this.#expect(id);
      this.#unname = namePlaces(this.#red, this.#config.account, this.#watch);
      if (!this.#settings.fromAccount) return;
      const heard = await listen(
        this.#red,
        this.#node,
        this.#settings,
        () => this.#closed,
        (event) => this.#onAccount(event),
      );
      this.#unsubscribe = heard.stop;
    } catch (thrown) {
      this.#fail(thrown, (error) => this.#node.error(error));
    }
  }

  #onAccount(event: AccountEvent): void {
    if (event.type !== "reading" || this.#closed || !this.#settings || !this.#watch) return;
    const message = { payload: messageReading(event.status), vehicle: { ...event.vehicle } } as unknown as Message;
    this.#hear(message, (sent) => this.#node.send(sent), this.#settings, this.#watch);
  }

  #fail(thrown: unknown, tell: (error: Error) => void): void {
    const { error, line } = errorToStatus(this.#node.type, thrown);
    this.#display.failed(line);
    tell(error);
  }
}
