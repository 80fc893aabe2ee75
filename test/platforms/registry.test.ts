import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { presetOf } from "../../src/account/presets";
import type { Credentials } from "../../src/platforms/platform";
import { availablePlatforms, loadPlatform, offersOf } from "../../src/platforms/registry";
import { isDescribedByOwner, platformIds, type PlatformId } from "../../src/vehicle/platform-ids";

/** docs/privacy.md names both lists. */
const byThemselves = [
  "https://api.ecloudeu.com",
  "https://apiv2.ecloudeu.com",
  "https://app.id.smart.com",
  "https://auth.smart.com",
  "https://awsapi.future.smart.com",
  "https://ota.srv.smart.com",
  "https://sg-app.smart.com",
  "https://socialize.eu1.gigya.com",
  "https://vehicle.vbs.srv.smart.com",
];
const byARequestNode = [
  "https://api-sdk.ecloudeu.com",
  "https://api.app-auth.srv.smart.com",
  "https://api.prod.digitalchargingsolutions.com",
  "https://app-api.push.srv.smart.com",
  "https://csp-api.ecloudeu.com",
  "https://device-api.ecloudeu.com",
  "https://eas-api.ecloudeu.com",
  "https://login.microsoftonline.com",
  "https://ota-api.ecloudeu.com",
  "https://user-api.ecloudeu.com",
  "https://vcrm.srv.smart.com",
  "https://vlog-api.ecloudeu.com",
];

/** By a request node, and only where the owner has chosen another region in the account (*Request hosts*). */
const byTheOwnersChoice = ["api-sdk", "csp-api", "device-api", "eas-api", "ota-api", "user-api", "vlog-api"].flatMap(
  (service) => ["ecloudkr.com", "ecloudus.com", "xchanger.cn"].map((region) => `https://${service}.${region}`),
);

describe("the platforms of this version", () => {
  it("are all that an account may be of, but for the demos and the owner's own; those of saved flows are there", () => {
    const own = platformIds.filter((id) => !presetOf(id) && !isDescribedByOwner(id));
    assert.deepEqual([...availablePlatforms()].sort(), own.sort());
    for (const id of availablePlatforms()) assert.equal(loadPlatform(id).id, id);
    const known: readonly string[] = platformIds;
    for (const id of ["smart-eu", "smart-intl", "segway", "demo-car", "demo-ebikes"]) assert.ok(known.includes(id), id);
  });

  it("gives smart Europe with the hosts it may reach and nothing else", () => {
    const platform = loadPlatform("smart-eu");
    assert.equal(platform.id, "smart-eu");
    // Hosts that nobody knows have a name that leads nowhere, until the owner gives an address for it.
    const real = [...platform.hosts].filter((host) => !host.endsWith(".host-unknown.invalid")).sort();
    assert.deepEqual(real, [...byThemselves, ...byARequestNode, ...byTheOwnersChoice].sort());
  });

  it("offers what smart Europe can do", () => {
    const platform = loadPlatform("smart-eu");
    assert.equal(platform.offers.lists, true);
    assert.ok(platform.offers.reads.includes("overview"));
    assert.ok(platform.offers.commands.includes("lock"));
    assert.ok(!platform.offers.commands.includes("windowsOpen"));
  });

  it("names every host of smart Europe in the page about privacy", () => {
    const page = readFileSync(join(__dirname, "../../docs/privacy.md"), "utf8");
    for (const host of [...byThemselves, ...byARequestNode]) {
      assert.ok(page.includes(`\`${host.replace("https://", "")}\``), host);
    }
    for (const region of ["ecloudkr.com", "ecloudus.com", "xchanger.cn"])
      assert.ok(page.includes(`\`${region}\``), region);
  });

  it("says which platforms there are when asked for another", () => {
    for (const id of ["lynkco-2020", "constructor"]) {
      assert.throws(() => loadPlatform(id as PlatformId), {
        code: "CONFIG_INVALID",
        message: /smart-eu.*demo-car.*demo-ebikes/,
      });
    }
  });

  it("reads a Lynk & Co in China by what its owner says of its positions, and takes no other word", () => {
    for (const id of ["lynkco-gkui", "lynkco-signed"] as const) {
      assert.equal(loadPlatform(id, { coordinates: "wgs84" }).id, id);
      assert.throws(() => loadPlatform(id, { coordinates: "mars" }), {
        code: "CONFIG_INVALID",
        message: /"gcj02" or "wgs84"/,
      });
    }
  });

  it("takes the profile of one's own that the documents show", () => {
    const page = readFileSync(join(__dirname, "../../docs/lynkco.md"), "utf8");
    const shown = JSON.parse(/```json\n(\{[^`]*)```/.exec(page)![1]!) as Record<string, unknown>;
    assert.deepEqual(loadPlatform("custom", shown).hosts.slice(0, 1), ["https://api.example.com"]);
  });

  it("offers for a profile of one's own what any brand of that cloud has", () => {
    const { reads, commands } = offersOf("custom");
    assert.ok(reads.includes("overview"));
    for (const name of ["lock", "unlock", "engineStart", "climateOn"]) assert.ok(commands.includes(name), name);
  });

  it("names what is missing from the credentials", () => {
    const platform = loadPlatform("smart-eu");
    const check = (credentials: Credentials): void => platform.check(credentials);
    check({ username: "a@b.example", password: "p" });
    assert.throws(() => check({ username: " ", password: "p" }), {
      code: "CONFIG_INVALID",
      message: /no e-mail address\./,
    });
    assert.throws(() => check({ username: "a@b.example" }), { code: "CONFIG_INVALID", message: /no password\./ });
    assert.throws(() => check({}), { code: "CONFIG_INVALID", message: /no e-mail address and no password\./ });
  });
});
