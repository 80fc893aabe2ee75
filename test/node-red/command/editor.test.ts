/** What the dialog knows about commands must be what the runtime and the platforms know. */
import assert from "node:assert/strict";
import { commandGroups, commandNames, isGuarded } from "../../../src/node-red/command/facts";
import { planCommand } from "../../../src/platforms/ecarx/commands/brand-commands";
import { lynkcoGkui } from "../../../src/platforms/ecarx/profiles/lynkco";
import type { EcarxProfile } from "../../../src/platforms/ecarx/profiles/profile";
import { smartEu } from "../../../src/platforms/ecarx/profiles/smart-eu";
import { editorScript } from "../../support/editor-script";
import type { Command } from "../../../src/platforms/platform";
import { loadPlatform } from "../../../src/platforms/registry";

interface Field {
  name: string;
  kind: string;
  value: string;
  optional?: boolean;
}

interface Editor {
  commandGroups: Record<string, string[]>;
  commandFields(command: string): Field[];
  isGuarded(command: string, guard: unknown): boolean;
  isFinalWhenAccepted(command: string): boolean;
  commandFieldsFor(command: string, offers: object | undefined, saved: object): Field[];
}

const editor = editorScript<Editor>("command-catalogue.js");

/** A command with what a new node's dialog shows, and something where that is empty. */
function filled(command: string): Command {
  const parameters: Command = { command };
  const examples: Record<string, unknown> = { serviceId: "RCE_2", latitude: 49.6, longitude: 8.5, name: "Home" };
  for (const { name, kind, value } of editor.commandFields(command)) {
    const [group = "", member] = name.split(".");
    const given = value === "" ? examples[name] : kind === "json" || kind === "switch" ? JSON.parse(value) : value;
    if (member === undefined) parameters[group] = given;
    else parameters[group] = { ...(parameters[group] as object), [member]: given };
  }
  return parameters;
}

/** The profile that has the command. */
const ofLynkco = ["engineStart", "engineStop"];
const plan = (command: Command, profile: EcarxProfile = ofLynkco.includes(command.command) ? lynkcoGkui : smartEu) =>
  planCommand({ profile, context: { allow: { sisterBrand: true } } as never }, command);

describe("the command dialog", () => {
  it("groups the commands that the runtime knows, each once", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(editor.commandGroups)), JSON.parse(JSON.stringify(commandGroups)));
    assert.equal(new Set(commandNames).size, commandNames.length);
  });

  it("shows the guard of each as the runtime keeps it", () => {
    for (const command of commandNames) {
      for (const guard of ["", "on", "off", true, false]) {
        assert.equal(editor.isGuarded(command, guard), isGuarded(command, guard), `${command} ${guard}`);
      }
    }
  });

  it("offers every command of smart but those of charging", () => {
    const { commands, sisterCommands = [] } = loadPlatform("smart-eu").offers;
    const missing = [...commands, ...sisterCommands].filter((command) => !commandNames.includes(command));
    assert.deepEqual(missing.sort(), ["chargeStart", "chargeStop", "chargeTarget", "scheduleClear", "scheduleSet"]);
  });

  for (const command of commandNames.filter((name) => name !== "find")) {
    it(`${command}: what its fields hold at first is what its platform takes, and it says whether a report can show it`, () => {
      const { shows } = plan(filled(command));
      assert.equal(editor.isFinalWhenAccepted(command), shows === undefined);
    });
  }

  it("asks how long the doors stay unlocked where the platform takes it, or while it is not known and was saved", () => {
    const names = (offers: object | undefined, saved = {}) =>
      editor
        .commandFieldsFor("unlock", offers, saved)
        .map(({ name }) => name)
        .join(" ");
    assert.equal(names(loadPlatform("lynkco-gkui").offers), "windowMinutes");
    assert.equal(names(loadPlatform("lynkco-signed").offers), "windowMinutes");
    assert.equal(names(loadPlatform("smart-eu").offers, { windowMinutes: {} }), "");
    assert.equal(names(undefined), "");
    assert.equal(names(undefined, { windowMinutes: {} }), "windowMinutes");
    for (const [windowMinutes, good] of Object.entries({ 1: true, 3: true, 4: false })) {
      const work = () => plan({ command: "unlock", windowMinutes }, lynkcoGkui);
      if (good) work();
      else assert.throws(work, { code: "INPUT_INVALID" });
    }
  });

  it("offers every command of a Lynk & Co in China, the engine's start guarded", () => {
    const { commands, sisterCommands = [] } = loadPlatform("lynkco-gkui").offers;
    assert.deepEqual(
      [...commands, ...sisterCommands].filter((command) => !commandNames.includes(command)),
      [],
    );
    assert.equal(isGuarded("engineStart", ""), true);
    assert.equal(isGuarded("engineStop", ""), false);
  });
});
