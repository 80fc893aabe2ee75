import assert from "node:assert/strict";
import { createVehicleAccount } from "../../src/account/create";
import type { VehicleAccountOptions } from "../../src/account/types";

describe("options that no account can be made of", () => {
  const make = (options?: unknown) => () => createVehicleAccount(options as VehicleAccountOptions);

  it("are refused as a setting, by name, and never with a raw TypeError", () => {
    for (const [options, message] of [
      [undefined, /"options" must be given/],
      [null, /"options" must be given/],
      ["smart-eu", /"options" must be given/],
      [{}, /"platform" must be one of smart-eu, .*demo-car/],
      [{ platform: 7 }, /"platform" must be/],
      [{ platform: "" }, /"platform" must be/],
      [{ platform: "smart-eu", credentials: "x" }, /"credentials" must be/],
      [{ platform: "smart-eu", credentials: null }, /"credentials" must be/],
      [{ platform: "smart-eu", credentials: { username: "a", password: "b" }, baseUrls: null }, /"baseUrls" must be/],
      [{ platform: "smart-eu" }, /./],
      [{ platform: "custom", credentials: {} }, /^The account's setting "profile" must be given/],
      [
        { platform: "geely-em", credentials: { accessToken: "a" } },
        /has no user id and no signing secret\. Enter them in the account, as for the app "Geely EM"/,
      ],
      [
        { platform: "smart-eu", credentials: { username: "a@b.example" } },
        /has no password\. Enter it in the account, as for the app "Hello smart"/,
      ],
      [{ platform: "lotus", credentials: {} }, /demo-ebikes/],
    ] as const) {
      assert.throws(make(options), { code: "CONFIG_INVALID", message }, JSON.stringify(options));
    }
  });
});
