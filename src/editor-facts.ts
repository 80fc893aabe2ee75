/** What the dialogs know of platforms, kinds and operations: taken from where the runtime has it, and written into their html by the build. */
import { demoIds, presetOf } from "./account/presets";
import { kindsWithin, operationReaches } from "./platforms/ecarx/profiles/custom";
import { loadPlatform, offersOf, selectablePlatforms } from "./platforms/registry";
import { segwayOperations, type SegwayField, type SegwayOperation } from "./platforms/segway/operations";
import { wordsOf, type SegwayCoding } from "./platforms/segway/codings";
import { commandGroups, commandParameters, finalWhenAccepted, guardedByDefault } from "./node-red/command/facts";
import { controlGroups, guardedOperations } from "./node-red/segway-control/control-settings";
import { paces } from "./node-red/status/read-kinds";
import { isDescribedByOwner, type PlatformId } from "./vehicle/platform-ids";

/** By the name that an html asks for them. Numbers, texts, lists and expressions only. */
export const editorFacts: Readonly<Record<string, unknown>> = {
  /** In the order of the list; one without `offers` cannot be chosen. */
  platforms: Object.fromEntries(selectablePlatforms().map((id) => [id, platformShown(id)])),
  /** Kinds beside the overview in the order of the list: minutes by itself, at least, and where in the list they stand. */
  readKinds: paces,
  /** What an operation of a custom profile may do at most, and the kinds of endpoints that do no more. */
  reaches: { of: operationReaches, kinds: kindsWithin },
  commands: {
    groups: commandGroups,
    guarded: guardedByDefault,
    final: finalWhenAccepted,
    parameters: commandParameters,
  },
  segway: { groups: controlGroups, words: segwayWords(), operations: operationsShown() },
};

/**
 * `offers` are the words that rows of a dialog ask for: credentials that have a field, settings, parts, and what follows from what
 * the platform can do. A preset shares nothing but its platform's words for vehicles.
 */
function platformShown(id: PlatformId): object {
  const preset = presetOf(id);
  const real = preset?.platform ?? id;
  const platform = isDescribedByOwner(real) ? undefined : loadPlatform(real);
  const { dialog: given, commands, sisterCommands = [], lists, sharesSession, captures } = offersOf(real);
  const dialog = preset?.dialog ?? given;
  if (!dialog) return {};
  const { needs, takes = [], settings = [], parts = [], host, ...words } = dialog;
  const byLink = platform?.browserSignIn !== undefined && !preset;
  const offers = [
    ...(byLink ? ["link"] : [...needs, ...takes]),
    ...settings,
    ...parts,
    ...(lists || parts.includes("fleet") ? [] : ["noList"]),
    ...(preset ? ["preset"] : ["baseUrls"]),
    ...(preset || sharesSession ? [] : ["takeover"]),
    ...(captures && !preset ? ["allowCapture"] : []),
    ...(sisterCommands.length > 0 ? ["allowSister"] : []),
    ...([...commands, ...sisterCommands].some((name) => name.startsWith("charg")) ? ["charging"] : []),
    ...Object.keys(words).filter((name) => name === "way"),
  ];
  return {
    ...(preset && given && { model: given.model, errors: given.errors, reasons: given.reasons }),
    ...{ ...words, needs, takes, offers },
    host: host ?? (platform?.hosts[0] && new URL(platform.hosts[0]).host),
    ...(preset && { called: preset.called, vehicle: preset.vehicle }),
    demoIds: demoIds[id],
  };
}

/** What is not chosen is left as it is: `keep` needs no word of its own. Three codings of on and off are one choice here. */
function segwayWords(): Record<string, string[]> {
  return { onOff: ["on", "off"], level: wordsOf("level"), color: wordsOf("color") };
}

function operationsShown(): Record<string, object> {
  return Object.fromEntries(Object.values(segwayOperations).map((operation) => [operation.name, shown(operation)]));
}

/** `shows` = a report shows that it was carried out; all others are done when they are accepted. */
function shown({ name, fields, locked }: SegwayOperation): object {
  return {
    opens: guardedOperations.includes(name),
    shows: locked !== undefined,
    fields: fields.map((field) => fieldShown(field)),
  };
}

function codingShown(coding: SegwayCoding): string {
  return wordsOf(coding).includes("on") ? "onOff" : coding;
}

/**
 * `words`, or `from` and `to`, or `pattern` say what may be entered; `needs` = there, and must be filled, while that switch is
 * on. A secret may come in the message instead.
 */
function fieldShown({ name, coding, range, pattern, unit, required, secret, initial }: SegwayField): object {
  return {
    name,
    ...(coding && { words: codingShown(coding) }),
    ...(range && { from: range[0], to: range[1] }),
    ...(pattern && { pattern }),
    ...(unit && { unit: unit === "s" ? "seconds" : "percent" }),
    ...(required === true && !secret && { required }),
    ...(coding === "color" && { needs: name.replace(".color", ".mode") }),
    ...(initial !== undefined && { value: initial }),
  };
}
