import type { Clock } from "../base/clock";
import type { VehicleCloudError } from "../base/errors";
import type { JsonObject } from "../base/json";
import { maskId, redact } from "../base/logger";
import type { Connection } from "./session/connection";
import type { AccountSettings } from "./settings";
import type { Usage } from "./types";

interface Failure {
  at: string;
  code: string;
  platformCode?: string;
  host?: string;
  message: string;
  times: number;
}

const failuresKept = 12;

/** The last failures, the same in a row as one. */
export class Failures {
  readonly #clock: Clock;
  readonly #list: Failure[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(error: VehicleCloudError): void {
    const { code, platformCode, host } = error;
    const at = new Date(this.#clock.now()).toISOString();
    const last = this.#list.at(-1);
    if (last && last.code === code && last.platformCode === platformCode && last.host === host) {
      last.at = at;
      last.times++;
      return;
    }
    this.#list.push({ at, code, platformCode, host, message: redact(error.message), times: 1 });
    if (this.#list.length > failuresKept) this.#list.shift();
  }

  list(): Failure[] {
    return this.#list.map((failure) => ({ ...failure }));
  }
}

/** What a bug report needs and nobody must hide: no secret, no name, ids masked. */
export function describe(
  settings: AccountSettings,
  connection: Connection | undefined,
  facts: { failures: Failure[]; usage: Usage; vehicles: readonly { id: string; model: string }[]; problems: string[] },
): JsonObject {
  const { platform, id, takeover, budget, timeZone, table, baseUrls } = settings;
  const vehicles: Record<string, number> = {};
  for (const [vehicle, count] of Object.entries(facts.usage.vehicles)) {
    const shown = vehicle === "account" ? vehicle : maskId(vehicle);
    vehicles[shown] = (vehicles[shown] ?? 0) + count;
  }
  return {
    platform: id,
    hosts: [...platform.hosts],
    replacedHosts: Object.keys(baseUrls),
    settings: { takeover, budget, timeZone: timeZone ?? null, tableRows: table.length },
    opened: connection !== undefined,
    sessionUsable: connection?.session.usable ?? false,
    sessionKept: settings.tokenStore !== undefined,
    sessionSaved: connection?.store.saved ?? true,
    sessionSaveFailure: connection?.store.failure ?? null,
    signIn: connection?.guard.state ?? "open",
    signInWaitSeconds: Math.ceil((connection?.guard.waitMs ?? 0) / 1000),
    clockOffsetSeconds: connection ? Math.round(connection.http.clockOffsetMs / 1000) : null,
    pauseSeconds: connection ? Math.ceil(connection.http.pauseMs / 1000) : 0,
    vehicles: facts.vehicles.map((vehicle) => ({ id: maskId(vehicle.id), model: redact(vehicle.model) })),
    problems: facts.problems,
    requests: { ...facts.usage, vehicles },
    failures: facts.failures,
    session: connection ? connection.session.diagnostics() : null,
  };
}
