import assert from "node:assert/strict";
import type { Node } from "node-red";
import type { CommandStage } from "../../../src/account/commands/command-queue";
import { ManualClock } from "../../../src/base/clock";
import { cloudError } from "../../../src/base/errors";
import { helper, quiet, receive, shown, unload, until } from "../support";
import { asked, loadSending, stubCommands, theCommands } from "./support";

type Handler = (message: object, send: (message: unknown) => void, done: (error?: Error) => void) => void;

let clock: ManualClock;
const line = (): { fill: string; shape: string; text: string } => shown("car") as ReturnType<typeof line>;

describe("what a command node shows and how it ends", () => {
  beforeEach(() => {
    clock = new ManualClock("2026-06-01T08:00:00Z");
    stubCommands(clock);
  });
  afterEach(async () => {
    await unload();
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("shows each stage with its seconds, and what came of it", async () => {
    const outcomes = await loadSending("command");
    assert.equal(line().text, "vehicle-cloud-command.status.waiting");
    receive("car", { payload: "" });
    const { options, accept } = await asked(1);
    for (const stage of ["queued", "sent", "accepted"] as CommandStage[]) {
      options.onStage?.(stage, 0);
      assert.match(line().text, new RegExp(`${stage} · \\d+ s$`));
      await clock.advance(6000);
    }
    assert.equal(line().text.replace(/^.*accepted/, ""), " · 17 s", "counted on while it waits");
    accept();
    await until("the end", () => outcomes.ended.length === 1);
    assert.match(line().text, /confirmed · 18 s$/);
    assert.deepEqual([line().fill, line().shape], ["green", "dot"]);
  });

  it("shows the newest of several messages", async () => {
    const outcomes = await loadSending("command");
    receive("car", { payload: 1 });
    const one = await asked(1);
    receive("car", { payload: 2 });
    const two = await asked(2);
    two.options.onStage?.("sent", 0);
    one.refuse(cloudError("COMMAND_REJECTED", "No."));
    await until("a refusal", () => outcomes.failed.length === 1);
    assert.match(line().text, /sent · 0 s$/);
    two.accept({ outcome: "unknown", reason: "notSeen" });
    await until("the end", () => outcomes.unsure.length === 1);
    assert.deepEqual([line().fill, line().shape], ["yellow", "ring"]);
  });

  it("hands over what the settings say, and the parameters where they come from", async () => {
    await loadSending("command", {
      command: "climateOn",
      ...{ waitFor: "accepted", timeoutSeconds: "30", expiresSeconds: "20" },
      parameters: {
        temperature: { value: "warmth", type: "msg" },
        "seats.driver": { value: "2", type: "num" },
        steeringWheel: { value: "", type: "num" },
        "seats.passenger": { value: "nobody", type: "msg" },
      },
    });
    receive("car", { payload: "", warmth: 22.5 });
    const { command, options } = await asked(1);
    assert.deepEqual(command, { command: "climateOn", temperature: 22.5, seats: { driver: 2 } });
    assert.deepEqual([options.waitFor, options.timeoutSeconds, options.expiresSeconds], ["accepted", 30, 20]);
  });

  for (const [stage, sent] of [
    ["queued", false],
    ["sent", true],
    ["accepted", true],
  ] as [CommandStage, boolean][]) {
    it(`closed while its command is ${stage}: done once, with an error that says whether it was sent`, async () => {
      await loadSending("command");
      const node = helper.getNode("car") as Node & { _inputCallback: Handler };
      const ends: (Error | undefined)[] = [];
      const out: unknown[] = [];
      node._inputCallback.call(
        node,
        { payload: "" },
        (message) => out.push(message),
        (error) => ends.push(error),
      );
      const { options, accept } = await asked(1);
      options.onStage?.(stage, 0);
      await node.close(false);
      accept();
      await quiet();
      assert.equal(ends.length, 1);
      const { code, message, sent: told } = ends[0] as Error & { code: string; sent: boolean };
      assert.deepEqual([code, told], ["ABORTED", sent]);
      assert.match(message, sent ? /had been sent/ : /was not sent/);
      assert.deepEqual(out, []);
      assert.deepEqual(shown("car"), {});
      assert.equal(theCommands()[0]?.options.signal?.aborted, true, "one in line is taken out");
    });
  }
});
