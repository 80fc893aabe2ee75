import assert from "node:assert/strict";
import type { CommandResult, VehicleAccount } from "../../../src/account/types";
import { asCloudError, type VehicleCloudError } from "../../../src/base/errors";
import { createRandom } from "../../../src/demo/random";
import { createAxiosTransport } from "../../../src/http/axios-transport";
import type { Transport } from "../../../src/http/transport";
import { moving } from "../support/accounts";
import { garage, one, type Garage } from "./support";
import { Wire, type Mishap, type Plan, type Spot } from "./wire";

const spots: Spot[] = [
  "onConnect",
  "requestLine",
  "requestHeaders",
  "requestBody",
  "requestEnd",
  "beforeAnswer",
  "answerHeaders",
  "answerBody",
  "answerEnd",
];
const mishaps: Mishap[] = ["reset", "end", "pause", "silence", "afterwards", "reset", "end", "pause"];

/** As long as a client waits here for an answer, real milliseconds: a loopback answers in one. */
const patienceMs = 800;

interface Variation extends Plan {
  /** What comes on top: a session that ran out, a car that is busy, a connection that was kept. */
  besides: "nothing" | "expired" | "busy" | "kept";
}

interface Trial extends Variation {
  lane: number;
  command: "lock" | "unlock";
  executed: number;
  result?: CommandResult;
  error?: VehicleCloudError;
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)]!;
}

/** Ruined exchanges one after the other, on an account and a demo cloud of their own. */
async function lane(number: number, variations: number, trials: Trial[]): Promise<number> {
  const random = createRandom(`never twice ${number}`);
  const cars: Garage = await garage(number, 20_000);
  const wire = new Wire(Number(new URL(cars.demo.url).port));
  const port = await wire.listen();
  const http = createAxiosTransport();
  const transport: Transport = { ...http, send: (request) => http.send({ ...request, timeoutMs: patienceMs }) };
  const vehicles = "https://api.ecloudeu.com";
  const baseUrls = { ...cars.demo.baseUrls, [vehicles]: `http://127.0.0.1:${port}/api.ecloudeu.com` };
  const account: VehicleAccount = cars.account({ transport, baseUrls, budget: 100_000, takeover: "takeBack" });
  const executions = (): number => {
    const { lock = 0, unlock = 0 } = cars.demo.control.executions(one);
    return lock + unlock;
  };
  try {
    await moving(cars.clock, account.status(one));
    for (let i = 0; i < variations; i++) {
      // Each car has long done, or long lost, what it was last told.
      await cars.clock.advance(60_000);
      const variation: Variation = {
        spot: pick(spots, random),
        mishap: pick(mishaps, random),
        part: random(),
        pauseMs: 1 + Math.floor(random() * 8),
        besides: pick(["nothing", "nothing", "kept", "expired", "busy"], random),
      };
      const { locked } = (await moving(cars.clock, account.status(one, { maxAgeSeconds: 5 }))).locks;
      const command = locked ? "unlock" : "lock";
      const before = executions();
      if (variation.besides === "expired") cars.demo.control.expire();
      if (variation.besides === "busy") cars.demo.control.fail({ match: "PUT", code: 8070 });
      if (variation.besides !== "kept") {
        wire.hangUp();
        await new Promise((resolve) => setTimeout(resolve, 8));
        await new Promise((resolve) => setImmediate(resolve));
      }
      const struckBefore = wire.struck;
      wire.arm("PUT /", variation);
      const trial: Trial = { ...variation, lane: number, command, executed: 0 };
      try {
        trial.result = await moving(cars.clock, account.command(one, { command }, { timeoutSeconds: 30 }));
      } catch (error) {
        trial.error = asCloudError(error);
      }
      cars.demo.control.clear();
      // What comes late comes now.
      for (let i = 0; variation.mishap === "afterwards" && wire.struck === struckBefore && i < 40; i++) {
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      wire.disarm();
      await cars.clock.advance(30_000);
      trial.executed = executions() - before;
      trials.push(trial);
    }
    return wire.struck;
  } finally {
    await cars.close();
    await wire.close();
  }
}

describe("a command on a bad connection", function () {
  this.timeout(360_000);

  it("is never carried out twice, and what came of it is always told, wherever the connection breaks", async () => {
    const trials: Trial[] = [];
    const lanes = 8;
    const struck = await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i + 1, 1000 / lanes, trials)));
    const all = struck.reduce((sum, count) => sum + count, 0);
    assert.equal(trials.length, 1000);
    // On a busy machine some answers are out before the wire was told to break them.
    assert.ok(all >= 900, `${all} exchanges were ruined`);
    const tell = (trial: Trial): string =>
      JSON.stringify({ ...trial, error: trial.error?.message, result: { ...trial.result, reading: undefined } });

    for (const trial of trials) {
      const { result, error, executed } = trial;
      assert.ok(executed <= 1, `carried out ${executed} times: ${tell(trial)}`);
      assert.ok(Boolean(result) !== Boolean(error), `no outcome: ${tell(trial)}`);
      // An error says that nothing was done.
      if (error) assert.equal(executed, 0, `refused and carried out: ${tell(trial)}`);
      // Confirmed is what was done; what was done in time was seen.
      const late = trial.mishap === "afterwards";
      if (result?.outcome === "confirmed") assert.equal(executed, 1, `confirmed, not carried out: ${tell(trial)}`);
      else if (!late) assert.equal(executed, 0, `carried out and not seen: ${tell(trial)}`);
      if (result) assert.ok(["confirmed", "unknown"].includes(result.outcome), tell(trial));
    }
    const outcomes = trials.map(({ result, error }) => result?.outcome ?? error?.code ?? "");
    const count = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
    // Every kind of outcome has happened often: the variations are worth something.
    assert.ok(
      count("confirmed") > 300 && count("unknown") > 150,
      JSON.stringify([count("confirmed"), count("unknown")]),
    );
  });
});
