import type { Node } from "node-red";
import type { CommandStage } from "../../account/commands/command-queue";
import type { VehicleAccount } from "../../account/types";
import { untilAborted } from "../../base/abort";
import { cloudError, isVehicleCloudError, type VehicleCloudError } from "../../base/errors";
import type { Command } from "../../platforms/platform";
import type { Vehicle } from "../../vehicle/model";
import { Answers } from "../shared/answers";
import { findAccount } from "../shared/find-account";
import type { AccountNode, Done, Message, Red, Send } from "../shared/types";
import { readOneChoice, resolveVehicles } from "../shared/vehicle-choice";
import type { Claim } from "./charge-pause";
import { CommandDisplay, type CommandRun } from "./display";
import { fillResult, type Outcome } from "./message";
import type { PlanContext, SendingSettings } from "./settings";

/** How far the command of a message has come. */
interface Progress {
  stage: CommandStage;
}

/** A command that is about to be sent. */
export interface Asked {
  red: Red;
  accountNode: AccountNode;
  account: VehicleAccount;
  vehicle: Vehicle;
  command: Command;
}

/** What differs between the nodes that send commands. */
export interface Sending<S extends SendingSettings> {
  /** Last part of the topic. */
  kind: "command" | "charge";
  /** Throws CONFIG_INVALID. */
  settings(): S;
  /** What the message asks for. Rejects with INPUT_INVALID or CONFIRM_MISSING. */
  plan(settings: S, context: PlanContext): Promise<Command>;
  /** Whether it may be sent now; a result instead, if nothing needs or ought to be sent. */
  admit?(asked: Asked, settings: S, signal: AbortSignal): Promise<Outcome | Claim>;
}

/** A node that sends commands, without Node-RED's wiring: checks, sends once, tells what came of it. */
export class CommandController<S extends SendingSettings> {
  readonly #red: Red;
  readonly #node: Node;
  readonly #sending: Sending<S>;
  readonly #display: CommandDisplay;
  /** Messages that wait: each has a signal of its own, since hundreds may wait at once. */
  readonly #waiting = new Set<AbortController>();
  readonly #answers: Answers;

  constructor(red: Red, node: Node, sending: Sending<S>) {
    this.#red = red;
    this.#node = node;
    this.#sending = sending;
    this.#display = new CommandDisplay(red, node);
    this.#answers = new Answers(node);
  }

  /** Shows at once what is wrong with the settings. Asks and sends nothing. */
  start(): void {
    this.#answers.start(
      () => void findAccount(this.#red, this.#sending.settings().account),
      () => this.#display.idle(),
      (line) => this.#display.failed(line),
    );
  }

  /** Carries a message out and calls `done` exactly once, whatever happens. Never rejects. */
  answer(message: Message, send: Send, done: Done): Promise<void> {
    const run = this.#display.begin();
    const closing = new AbortController();
    this.#waiting.add(closing);
    const work = this.#answer(message, send, run, closing.signal).finally(() => this.#waiting.delete(closing));
    return this.#answers.give(work, done, (line) => run.failed(line));
  }

  /**
   * Messages that still wait are answered with ABORTED. A command in line is taken out; one that was sent goes on in the
   * account, which looks for its confirmation.
   */
  async close(): Promise<void> {
    for (const closing of [...this.#waiting]) closing.abort();
    await this.#answers.over();
    this.#display.close();
  }

  async #answer(message: Message, send: Send, run: CommandRun, signal: AbortSignal): Promise<void> {
    const progress: Progress = { stage: "queued" };
    const work = this.#carryOut(message, run, progress, signal);
    const { vehicle, outcome } = await untilAborted(work, signal, () => closed(progress));
    // Nothing is awaited from here on: a closed node sends no more.
    fillResult(message, vehicle, this.#sending.kind, outcome);
    const sure = outcome.outcome === "confirmed" || outcome.outcome === "accepted";
    send((sure ? [message, null] : [null, message]) as Message[]);
    run.ended(outcome.reason === "notPluggedIn" ? "notPluggedIn" : outcome.outcome, sure ? "green" : "yellow");
  }

  async #carryOut(
    message: Message,
    run: CommandRun,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<{ vehicle: Vehicle; outcome: Outcome }> {
    const settings = this.#sending.settings();
    const context: PlanContext = { red: this.#red, node: this.#node, message };
    // Before the account is asked anything: a message that is wrong in itself costs no request.
    const command = await this.#sending.plan(settings, context);
    const choice = await readOneChoice(this.#red, this.#node, settings.vehicle, message);
    const accountNode = findAccount(this.#red, settings.account);
    const account = accountNode.lend();
    const [vehicle] = (await resolveVehicles(account, choice, { signal })) as [Vehicle];
    const admitted = await this.#sending.admit?.(
      { red: this.#red, accountNode, account, vehicle, command },
      settings,
      signal,
    );
    if (admitted && "outcome" in admitted) return { vehicle, outcome: admitted };
    const { waitFor, timeoutSeconds, expiresSeconds, wakeFirst } = settings;
    try {
      const outcome = await account.command(vehicle.id, command, {
        ...{ waitFor, timeoutSeconds, expiresSeconds, signal },
        ...(wakeFirst ? { wakeFirst } : {}),
        onStage: (stage) => {
          progress.stage = stage;
          run.stage(stage);
          if (stage === "accepted") admitted?.sent();
        },
      });
      // No word of acceptance came for what is not sure.
      if (outcome.acceptedAt === undefined) admitted?.sent();
      return { vehicle, outcome };
    } catch (error) {
      if (!isVehicleCloudError(error, "ABORTED") || progress.stage === "queued") admitted?.withdraw();
      throw error;
    }
  }
}

/** A message that waited when its node was closed: whoever reads it must know whether the command is on its way. */
function closed({ stage }: Progress): VehicleCloudError {
  const sent = stage !== "queued";
  const what = sent
    ? "The command had been sent, and the account still looks for its confirmation; what comes of it is not told here any more. Read the vehicle's status."
    : "The command was not sent.";
  return cloudError("ABORTED", `The node was deployed again or removed before its answer came. ${what}`, { sent });
}
