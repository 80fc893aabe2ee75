import type { Clock } from "../../base/clock";
import { asCloudError, type VehicleCloudError } from "../../base/errors";
import type { PreparedCommand } from "../platform";

/** What became of one vehicle of a bulk run. `unknown`: sent, but it may or may not have been carried out: read it. */
export interface SegwayBulkRow {
  id: string;
  outcome: "accepted" | "unknown" | "refused";
  /** Code of this package, where it was not accepted. */
  code?: string;
  platformCode?: string;
  reason?: string;
  seconds: number;
}

export interface BulkOptions {
  clock: Clock;
  /** Renews the token after `error` said that it is no longer good. */
  refresh(error: VehicleCloudError): Promise<void>;
  signal?: AbortSignal;
}

/** Calls on their way at once; how fast they leave is up to the rate limit. */
const atOnce = 16;

/**
 * Sends prepared commands to many vehicles; one row each, in order. Partial failure is a result. A command is sent a second
 * time only after a refused token, since then nothing was carried out.
 */
export async function sendToMany(
  commands: readonly { id: string; command: PreparedCommand }[],
  options: BulkOptions,
): Promise<SegwayBulkRow[]> {
  const rows: SegwayBulkRow[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < commands.length; place = next++) {
      const { id, command } = commands[place]!;
      rows[place] = await sendOne(id, command, options);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, commands.length) }, work));
  return rows;
}

async function sendOne(id: string, command: PreparedCommand, options: BulkOptions): Promise<SegwayBulkRow> {
  const { clock, signal } = options;
  const began = clock.now();
  const row = (rest: Omit<SegwayBulkRow, "id" | "seconds">): SegwayBulkRow => ({
    id,
    ...rest,
    seconds: Math.round((clock.now() - began) / 100) / 10,
  });
  for (let attempt = 0; ; attempt++) {
    try {
      // One listener per call on the caller's signal would be taken for a leak; dependants are not counted.
      await command.send(signal && AbortSignal.any([signal]));
      return row({ outcome: "accepted" });
    } catch (thrown) {
      const error = asCloudError(thrown);
      if (attempt === 0 && error.code === "SIGN_IN_NEEDED") {
        try {
          await options.refresh(error);
          continue;
        } catch (refused) {
          return row(refusedBy(asCloudError(refused)));
        }
      }
      return row(refusedBy(error));
    }
  }
}

function refusedBy(error: VehicleCloudError): Omit<SegwayBulkRow, "id" | "seconds"> {
  const { code, platformCode, message, sent } = error;
  // What the cloud answered with a refusal was not carried out; what got lost on the way may have been.
  const lost = code === "TIMEOUT" || code === "CLOUD_UNAVAILABLE" || code === "CLOUD_ANSWER_INVALID";
  const outcome = lost && sent !== false ? "unknown" : "refused";
  return { outcome, code, ...(platformCode === undefined ? {} : { platformCode }), reason: message };
}
