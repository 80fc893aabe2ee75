import assert from "node:assert/strict";
import { isCloudError } from "../../../src/base/errors";
import { accountKey, readBaseUrls, settleAccount } from "../../../src/node-red/account/account-settings";
import { nodeHtml, registrations } from "../../support/editor-html";
import { nodeSets, readTexts } from "../../support/package-facts";
import { currentVersion, upgradeConfig, upgrades, type Upgrade } from "../../../src/node-red/shared/migrations";
import { ageText } from "../../../src/node-red/shared/age-text";
import { readStatusSettings } from "../../../src/node-red/status/status-settings";
import { statusKeys } from "../../../src/node-red/shared/texts";
import type { StatusConfig } from "../../../src/node-red/shared/types";

const refused = (error: unknown): boolean => isCloudError(error, "CONFIG_INVALID");
const status = (settings: object): StatusConfig =>
  ({ id: "n", type: "vehicle-cloud-status", z: "", ...settings }) as StatusConfig;

describe("settings of a status node", () => {
  it("have defaults for everything that a hand-written flow leaves out", () => {
    const settings = readStatusSettings(status({ account: "acc" }));
    assert.deepEqual(
      [settings.vehicle.type, settings.byItself, settings.onMessage, settings.rule, settings.maxAgeSeconds],
      ["auto", true, true, "new", 60],
    );
    assert.equal(settings.policy.parkedSeconds, 1200);
    assert.equal(settings.policy.targetSeconds, undefined);
  });

  for (const wrong of [
    { parkedMinutes: "often" },
    { drivingMinutes: 0 },
    { chargingMinutes: -5 },
    { maxAgeSeconds: "1e999" },
    { when: "always" },
    { send: "sometimes" },
    { output: "everything" },
    { quietFrom: "22:00" },
    { quietFrom: "22:00", quietTo: "24:00" },
  ]) {
    it(`refuse ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => readStatusSettings(status(wrong)), refused);
    });
  }
});

describe("settings of an account node", () => {
  it("have defaults, and keep only rows with an id", () => {
    const settled = settleAccount({ credentials: {}, vehicles: [{ id: " V1 ", name: "" }, { name: "x" }, 5, null] });
    assert.equal(settled.platform, "smart-eu");
    assert.equal(settled.takeover, "giveWay");
    assert.deepEqual(settled.vehicles, [{ id: "V1", name: undefined, enabled: true }]);
  });

  it("mean the same left out, empty and at the default of the dialog: an account of an older flow is still this one", () => {
    const { defaults } = registrations(nodeHtml("account"))[0]!;
    const settle = (settings: object) => accountKey(settleAccount({ credentials: {}, ...settings }));
    for (const [name, { value }] of Object.entries(defaults)) {
      assert.equal(settle({ [name]: value }), settle({}), name);
      assert.equal(settle({ [name]: name === "platform" ? undefined : "" }), settle({}), `${name}, empty`);
    }
  });

  it("read base URLs line by line", () => {
    assert.deepEqual(
      readBaseUrls("https://a.example = http://127.0.0.1:1/a\r\n\n https://b.example=http://127.0.0.1:2 "),
      {
        "https://a.example": "http://127.0.0.1:1/a",
        "https://b.example": "http://127.0.0.1:2",
      },
    );
  });

  for (const wrong of [
    { platform: "unknown" },
    { budget: "many" },
    { budget: 0 },
    { takeover: "fight" },
    { timeZone: "Berlin" },
    { baseUrls: "https://a.example" },
    { baseUrls: "ftp://a.example = http://b.example" },
  ]) {
    it(`refuse ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => settleAccount({ credentials: {}, ...wrong }), refused);
    });
  }
});

describe("upgrades of saved settings", () => {
  it("lead every node to the current version", () => {
    for (const list of Object.values(upgrades)) assert.ok(list.every(({ to }) => to <= currentVersion));
    for (const type of nodeSets.map((set) => `vehicle-cloud-${set}`)) {
      assert.equal(upgradeConfig<{ type: string; configVersion?: number }>({ type }).configVersion, currentVersion);
    }
  });

  it("run once each, in order, on a copy", () => {
    const list: Upgrade[] = [
      { to: 1, apply: (config) => (config.steps = ["one"]) },
      { to: 2, apply: (config) => (config.steps = [...(config.steps as string[]), "two"]) },
      { to: 3, apply: (config) => (config.steps = [...(config.steps as string[]), "three"]) },
    ];
    const saved = { type: "t", configVersion: 1, steps: ["saved"] };
    assert.deepEqual(upgradeConfig(saved, { t: list }), {
      type: "t",
      configVersion: 3,
      steps: ["saved", "two", "three"],
    });
    assert.deepEqual(saved, { type: "t", configVersion: 1, steps: ["saved"] });
  });

  it("leave settings of a later version as they are", () => {
    const saved = { type: "vehicle-cloud-status", configVersion: 99, future: true };
    assert.deepEqual(upgradeConfig(saved), saved);
  });
});

describe("an account of a Lynk & Co in China, or of one's own profile", () => {
  const credentials = { username: "driver", password: "p" };

  it("says what positions are in where the car does not", () => {
    const settle = (coordinates: unknown) =>
      settleAccount({ platform: "lynkco-gkui", coordinates, credentials }).profile;
    assert.deepEqual(settle("wgs84"), { coordinates: "wgs84" });
    assert.equal(settle(""), undefined);
    assert.equal(settle(undefined), undefined);
  });

  it("takes its profile as JSON, and refuses anything else", () => {
    const settle = (profile: unknown) => settleAccount({ platform: "custom", profile, credentials }).profile;
    assert.deepEqual(settle(' {"session": {"origin": "https://api.example"}} '), {
      session: { origin: "https://api.example" },
    });
    const deep = `{"title": ${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
    for (const wrong of ["", undefined, "[1]", "{", "null", '"text"', `{"a": "${"x".repeat(70_000)}"}`, deep]) {
      assert.throws(
        () => settle(wrong),
        { code: "CONFIG_INVALID", message: /custom profile/ },
        String(wrong).slice(0, 20),
      );
    }
  });
});

describe("texts of the nodes", () => {
  interface Locale {
    "vehicle-cloud-status": { status: Record<string, string> };
  }
  const locale = readTexts("en-US", "status") as Locale;

  it("stand in the locale file for every status, and fit below a node", () => {
    const texts = locale["vehicle-cloud-status"].status;
    for (const key of statusKeys) {
      assert.equal(typeof texts[key], "string", `status.${key} has no text`);
      assert.equal((texts[key] ?? "").length <= 20, true, `status.${key} is longer than 20 characters`);
    }
  });

  it("tell an age shortly", () => {
    const ages = [0, 59, 60, 3599, 3600, 172_799, 172_800, 864_000].map(ageText);
    assert.deepEqual(ages, ["< 1 min", "< 1 min", "1 min", "59 min", "1 h", "47 h", "2 d", "10 d"]);
  });
});
