import type { Node } from "node-red";
import type { ControlCounts, ControlResult, ControlRow } from "../../account/types";
import { untilAborted } from "../../base/abort";
import { cloudError, type VehicleCloudError } from "../../base/errors";
import { topicOf } from "../../vehicle/message";
import { Answers } from "../shared/answers";
import { findSegwayAccount } from "./segway-account";
import { readInputs } from "../shared/typed-property";
import type { Done, Message, Red, Send } from "../shared/types";
import type { VehicleChoice } from "../shared/vehicle-choice";
import { ControlDisplay, type ControlDisplayRun } from "./control-display";
import { checkGuard, fieldsFor, readControlSettings, type ControlSettings } from "./control-settings";
import { findTargets, toTargets, type Targets } from "./control-targets";
import type { SegwayControlConfig } from "./types";

/** How far a run has come, for whoever closes the node in the middle. */
interface Progress {
  counts?: ControlCounts;
}

/** A segway control node without Node-RED's wiring: one operation on one or a thousand vehicles, a row for each. */
export class SegwayControlController {
  readonly #red: Red;
  readonly #node: Node;
  readonly #config: SegwayControlConfig;
  readonly #display: ControlDisplay;
  readonly #abort = new AbortController();
  readonly #answers: Answers;

  constructor(red: Red, node: Node, config: SegwayControlConfig) {
    this.#red = red;
    this.#node = node;
    this.#config = config;
    this.#display = new ControlDisplay(red, node);
    this.#answers = new Answers(node);
  }

  /** Shows at once what is wrong with the settings. Asks and sends nothing. */
  start(): void {
    this.#answers.start(
      () => void findSegwayAccount(this.#red, readControlSettings(this.#config).account),
      () => this.#display.idle(),
      (line) => this.#display.failed(line),
    );
  }

  /** Carries a message out and calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    const run = this.#display.begin();
    return this.#answers.give(this.#answer(message, send, run), done, (line, error) => {
      run.failed(line);
      // A full deploy ends the Catch nodes too: of a run that was cut short there would be no trace.
      if (error.code === "ABORTED") this.#node.warn(error.message);
    });
  }

  /** Vehicles whose turn has not come are left alone; messages under way are answered with ABORTED before it resolves. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#answers.over();
    this.#display.close();
  }

  async #answer(message: Message, send: Send, run: ControlDisplayRun): Promise<void> {
    const progress: Progress = {};
    const work = this.#carryOut(message, run, progress);
    const { result, single, unlocked } = await untilAborted(work, this.#abort.signal, () => stopped(progress));
    // Nothing is awaited from here on: a closed node sends no more.
    const only = single ? result.rows[0]?.vehicle : undefined;
    message.payload = result;
    message.topic = only ? topicOf(only, "control") : "all/control";
    if (only) message.vehicle = { ...only };
    else delete message.vehicle;
    send(message);
    run.ended(result, { unlocked });
  }

  async #carryOut(
    message: Message,
    run: ControlDisplayRun,
    progress: Progress,
  ): Promise<{ result: ControlResult; single: boolean; unlocked: boolean }> {
    const { signal } = this.#abort;
    const settings = readControlSettings(this.#config);
    checkGuard(settings, message.confirm);
    const fields = fieldsFor(settings, message);
    const targets = await this.#targets(settings, message);
    const account = findSegwayAccount(this.#red, settings.account).lend();
    run.looking();
    const { ids, left, single } = await findTargets(account, targets, signal);
    const { operation, skipDone, waitFor } = settings;
    const onProgress = (counts: ControlCounts): void => {
      progress.counts = counts;
      run.progress(counts);
    };
    onProgress({ total: ids.length, confirmed: 0, accepted: 0, unknown: 0, refused: 0, skipped: 0 });
    const result = await account.control(ids, operation, fields, { skipDone, waitFor, signal, onProgress });
    return { result: withRows(result, left), single, unlocked: targets.kind === "unlocked" };
  }

  async #targets({ vehicle }: ControlSettings, message: Message): Promise<Targets> {
    const { value, type } = vehicle;
    if (type === "unlocked") return { kind: "unlocked" };
    if (type === "all") return { kind: "one", choice: { kind: "all" } };
    if (type === "auto") return toTargets(message.vehicle, { kind: "only" });
    if (type === "vehicles") {
      if (Array.isArray(message.vehicles)) return toTargets(message.vehicles);
      throw cloudError("INPUT_INVALID", "msg.vehicles must be a list of vehicles. Nothing was sent.", { sent: false });
    }
    const absent: VehicleChoice | undefined = type === "str" && value === "" ? { kind: "only" } : undefined;
    const table = { targets: { value, type, check: (found: unknown) => toTargets(found, absent) } };
    return (await readInputs<{ targets: Targets }>(this.#red, this.#node, table, message)).targets;
  }
}

function withRows(result: ControlResult, more: readonly ControlRow[]): ControlResult {
  if (more.length === 0) return result;
  const counts = { ...result.counts, total: result.counts.total + more.length };
  for (const { outcome } of more) counts[outcome]++;
  return { ...result, counts, rows: [...result.rows, ...more] };
}

function stopped({ counts }: Progress): VehicleCloudError {
  const what = counts
    ? `Of ${counts.total} vehicles ${counts.confirmed + counts.accepted} were done with and ${counts.refused} had refused; what was sent goes on, and those whose turn had not come are left alone.`
    : "Those whose turn had not come are left alone.";
  return cloudError("ABORTED", `The node was deployed again or removed before its run ended. ${what}`);
}
