import assert from "node:assert/strict";
import type { Credentials } from "../../src/platforms/platform";
import { availablePlatforms, loadPlatform } from "../../src/platforms/registry";
import type { PlatformId } from "../../src/vehicle/model";

describe("the platforms of this version", () => {
  it("lists smart Europe, smart International, Lynk & Co in China by two ways and in Europe, and Segway", () => {
    assert.deepEqual(availablePlatforms(), [
      "smart-eu",
      "smart-intl",
      "lynkco-gkui",
      "lynkco-signed",
      "lynkco-eu",
      "segway",
    ]);
  });

  it("gives smart Europe with the hosts it may reach and nothing else", () => {
    const platform = loadPlatform("smart-eu");
    assert.equal(platform.id, "smart-eu");
    assert.deepEqual([...platform.hosts].sort(), [
      "https://api.ecloudeu.com",
      "https://apiv2.ecloudeu.com",
      "https://app.id.smart.com",
      "https://auth.smart.com",
      "https://awsapi.future.smart.com",
      "https://ota.srv.smart.com",
      "https://sg-app.smart.com",
      "https://socialize.eu1.gigya.com",
      "https://vehicle.vbs.srv.smart.com",
    ]);
    assert.equal(platform.offers.lists, true);
    assert.ok(platform.offers.reads.includes("overview"));
    assert.ok(platform.offers.commands.includes("lock"));
    assert.ok(!platform.offers.commands.includes("windowsOpen"));
  });

  it("says which platforms there are when asked for another", () => {
    for (const id of ["lynkco-gric", "custom", "constructor"]) {
      assert.throws(() => loadPlatform(id as PlatformId), {
        code: "CONFIG_INVALID",
        message: /smart-eu.*demo-car, demo-ebikes/,
      });
    }
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
    assert.throws(() => check({}), { code: "CONFIG_INVALID", message: /no e-mail address and password\./ });
  });
});
