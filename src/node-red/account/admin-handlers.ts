import { asCloudError } from "../../base/errors";
import { isObject, type JsonObject } from "../../base/json";
import { redact } from "../../base/logger";
import type { EndpointRow } from "../../platforms/platform";
import { platformIds, type PlatformId } from "../../vehicle/platform-ids";
import { instancesOf } from "../shared/instances";
import { beginLink, finishLink } from "./link-sign-in";
import { learnedOf, settledOf, testSignIn } from "./test-sign-in";
import { accountType, type AccountNode, type Red } from "../shared/types";

export interface AdminRequest {
  /** Of the account node. */
  id: string;
  body: unknown;
}

export interface Answer {
  status: number;
  body: unknown;
}

export type AdminHandlers = Record<
  "platforms" | "endpoints" | "try" | "vehicles" | "diagnostics" | "test" | "forget" | "paste" | "link" | "code",
  (request: AdminRequest) => Answer | Promise<Answer>
>;

const ok = (body: unknown): Answer => ({ status: 200, body });

/** Any failure as the editor gets it. */
export function refusal(thrown: unknown, status: number): Answer {
  const { code, message, platformCode, host } = asCloudError(thrown);
  const facts = { ...(platformCode && { platformCode }), ...(host && { host }) };
  return { status, body: { ok: false, code, message: redact(message), ...facts } };
}

const notDeployed: Answer = {
  status: 404,
  body: { ok: false, code: "NOT_DEPLOYED", message: "This account is not deployed yet." },
};

export function adminHandlers(red: Red): AdminHandlers {
  const deployed = (id: string): AccountNode | undefined => {
    const node = red.nodes.getNode(id) as AccountNode | null | undefined;
    if (node?.type === accountType) return node;
    // In a subflow the editor's id is that of the template; with one instance it is clear which node is meant.
    const instances = instancesOf(id);
    return instances.length === 1 ? instances[0] : undefined;
  };
  return {
    platforms: () =>
      ok({
        platforms: platformIds.map(describePlatform),
        now: new Date().toISOString(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    endpoints: ({ id }) => ok({ endpoints: endpointsOf(id) }),
    try: async ({ id, body }) => {
      const account = deployed(id)?.lend();
      if (!account) return notDeployed;
      const { tryEndpoint } = require("../request/try-it") as typeof import("../request/try-it");
      return ok(await tryEndpoint(account, body));
    },
    vehicles: async ({ id }) => {
      const node = deployed(id);
      return ok({ deployed: node !== undefined, vehicles: node ? await knownVehicles(node) : [] });
    },
    diagnostics: ({ id }) => {
      const account = deployed(id)?.lend();
      if (!account) return notDeployed;
      return ok(redacted({ versions: versions(red), ...account.diagnostics() }));
    },
    test: async ({ id, body }) => {
      return ok({ ok: true, ...(await testSignIn(red, id, body, deployed(id))) });
    },
    // The paste holds the owner's tokens: it is neither kept nor logged, and goes back to the dialog that sent it.
    paste: ({ body }) => {
      const { readPaste } = require("../../platforms/registry") as typeof import("../../platforms/registry");
      const text = isObject(body) && typeof body.text === "string" ? body.text : "";
      return ok({ ok: true, ...readPaste(text, Date.now()) });
    },
    link: ({ id, body }) => ok(beginLink(red, id, body, deployed(id))),
    code: async ({ id, body }) => ok(await finishLink(id, body)),
    forget: async ({ id }) => {
      const account = deployed(id)?.lend();
      if (!account) return notDeployed;
      await account.forget();
      return ok({ ok: true });
    },
  };
}

/**
 * The vehicles that are known without asking the cloud. `named` = the deployed table has a name for it; `learned` = in no table,
 * but seen in pushes.
 */
async function knownVehicles(node: AccountNode): Promise<JsonObject[]> {
  const account = node.lend();
  const settled = settledOf(node);
  const { hasVehicleList } = require("../../account/presets") as typeof import("../../account/presets");
  // Where the cloud has no list, it is at hand, and with it who has pushed before the restart.
  const atHand = settled !== undefined && !hasVehicleList(settled.platform, settled.profile);
  const known = atHand ? await account.vehicles().catch(() => account.known()) : account.known();
  const learned = new Set(settled && learnedOf(settled, known));
  const named = new Set(settled?.vehicles?.filter(({ name }) => name).map((row) => row.id.toUpperCase()));
  return known.map((vehicle) => {
    const { id, name, model } = vehicle;
    const lacks = account.lacking?.(id) ?? [];
    return {
      ...{ id, name, model },
      ...(lacks.length > 0 && { lacks }),
      ...(named.has(id.toUpperCase()) && { named: true }),
      ...(learned.has(vehicle) && { learned: true }),
    };
  });
}

/** Which platforms this version has, and what they can do; the others are listed so that a dialog can name them. */
function describePlatform(id: PlatformId): JsonObject {
  const { isAvailable, offersOf } = require("../../platforms/registry") as typeof import("../../platforms/registry");
  const { presetOf } = require("../../account/presets") as typeof import("../../account/presets");
  const real = presetOf(id)?.platform ?? id;
  if (!isAvailable(real)) return { id, available: false, reads: [], commands: [], sister: [], lists: true };
  const { reads, commands, sisterCommands: sister = [], parameters = {}, lists } = offersOf(real);
  // Trips are kept by the account itself; a journal is the cloud's.
  const journal = reads.includes("trips");
  const all = journal ? reads : [...reads, "trips"];
  return { id, available: true, reads: all, journal, commands, sister, parameters, lists };
}

/** The catalogue as an account of that platform sees it; none for a platform that this version has not. */
function endpointsOf(id: string): readonly EndpointRow[] {
  const { availablePlatforms, loadPlatform } =
    require("../../platforms/registry") as typeof import("../../platforms/registry");
  const { presetOf } = require("../../account/presets") as typeof import("../../account/presets");
  const platform = availablePlatforms().find((known) => known === (presetOf(id as PlatformId)?.platform ?? id));
  return (platform && loadPlatform(platform).endpoints?.()) ?? [];
}

function versions(red: Red): JsonObject {
  return { package: packageVersion(), nodeRed: nodeRedVersion(red), node: process.version };
}

function nodeRedVersion(red: Red): string | undefined {
  const version: unknown = (red.settings as { version?: unknown }).version;
  return typeof version === "string" ? version : undefined;
}

/** Run from the sources the package file is two folders up, from `dist` three. */
function packageVersion(): string | undefined {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      return (require(path) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Every text redacted once more, keys included: this is pasted into public bug reports. */
function redacted(value: unknown): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), redacted(inner)]));
}
