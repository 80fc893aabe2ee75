import assert from "node:assert/strict";
import type { CommandResult, VehicleAccount } from "../../../src/account/types";
import type { Clock } from "../../../src/base/clock";
import type { Command } from "../../../src/platforms/platform";
import { moving } from "../support/accounts";
import { garage, one, type Garage } from "./support";

const day = 86_400_000;

describe("the machine's date is set while a command is under way, the cloud's is not", () => {
  let cars: Garage;
  let account: VehicleAccount;
  let setBy: number;

  beforeEach(async () => {
    setBy = 0;
    cars = await garage();
    const { clock } = cars;
    const own: Clock = {
      now: () => clock.now() + setBy,
      monotonic: () => clock.monotonic(),
      setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
      clearTimeout: (timer) => clock.clearTimeout(timer),
      hold: () => clock.hold(),
    };
    account = cars.account({ clock: own });
    await moving(clock, account.status(one));
  });
  afterEach(() => cars.close());

  async function across(command: Command, by: number): Promise<CommandResult> {
    let set = (): void => undefined;
    const accepted = new Promise<void>((resolve) => (set = resolve));
    const sent = account.command(one, command, { onStage: (stage) => void (stage === "accepted" && set()) });
    void accepted.then(() => (setBy = by));
    return moving(cars.clock, sent, 700_000);
  }

  for (const [way, by] of [
    ["back", -day],
    ["forward", day],
  ] as const) {
    for (const command of ["unlock", "tripRecordingOff"] as const) {
      it(`${command} is confirmed by what the car shows, a day ${way}, as soon as ever`, async () => {
        const usual = await moving(cars.clock, account.command(one, { command }), 700_000);
        assert.equal(usual.outcome, "confirmed");
        const opposite = command === "unlock" ? "lock" : "tripRecordingOn";
        const result = await across({ command: opposite }, by);
        assert.deepEqual([result.outcome, result.reason, setBy], ["confirmed", undefined, by]);
        const next = await moving(cars.clock, account.command(one, { command }), 700_000);
        assert.deepEqual([next.outcome, next.seconds < 30], ["confirmed", true]);
      });
    }
  }
});
