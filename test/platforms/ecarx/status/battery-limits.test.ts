import assert from "node:assert/strict";
import { read } from "./support";

describe("reading a car: limits of the battery's values", () => {
  const battery = (electric: Record<string, string>) => read({ electric }).battery;

  it("leaves a charge far below 0 and a range factor above 500 unknown", () => {
    assert.deepEqual([battery({ chargeLevel: "-3" }).percent, battery({ chargeLevel: "-20" }).percent], [0, null]);
    assert.equal(battery({ averPowerConsumption: "-501" }).rangeFactorPercent, null);
  });

  it("takes no current for charging while the contactor is open", () => {
    const idle = { chargerState: "0", statusOfChargerConnection: "2", dcChargeIAct: "-80" };
    const charging = (dcDcConnectStatus: string) => battery({ ...idle, dcDcConnectStatus }).charging;
    assert.deepEqual([charging("3"), charging("2")], [true, false]);
  });
});
