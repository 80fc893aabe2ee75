import assert from "node:assert/strict";
import { readCapabilities } from "../../../../src/platforms/ecarx/status/capabilities";
import { read } from "./support";

describe("reading a car: limits of the charging power", () => {
  const ac = (chargeUAct: string, chargeIAct: string) =>
    read({ electric: { chargerState: "2", statusOfChargerConnection: "3", chargeUAct, chargeIAct } }).battery;
  const dc = (electric: Record<string, string>, qrvs?: unknown) =>
    read(
      {
        electric: {
          chargerState: "15",
          statusOfChargerConnection: "1",
          dcDcConnectStatus: "3",
          chargeLevel: "50",
          ...electric,
        },
      },
      { qrvs },
    ).battery;
  const measured = (amperes: number, volts: number) =>
    dc({ dcChargeIAct: "0" }, { chargeI: String(amperes * 10 + 16_380), chargeU: String(volts * 4) });

  it("believes AC of 500 V and 150 A, and nothing beyond", () => {
    assert.deepEqual([ac("500", "10").powerKw, ac("500.1", "10").powerKw], [8.7, null]);
    assert.deepEqual([ac("230", "150").powerKw, ac("230", "150.1").powerKw], [34.5, null]);
    assert.deepEqual([ac("299.9", "10").powerKw, ac("300", "10").powerKw], [3, 5.2]);
  });

  it("tells volts and amperes to a tenth, and no power that is 0 to a tenth", () => {
    const { voltageV, currentA } = ac("230.16", "10.04");
    assert.deepEqual([voltageV, currentA], [230.2, 10]);
    assert.deepEqual([ac("230", "0.2").powerKw, ac("230", "0.3").powerKw], [null, 0.1]);
    assert.deepEqual([ac("0", "10").powerKw, ac("230", "0").powerKw, ac("1", "100").powerKw], [null, null, 0.1]);
  });

  it("estimates DC up to 1500 A into the pack, and none out of it", () => {
    const power = (dcChargeIAct: string) => dc({ dcChargeIAct }).powerKw;
    assert.deepEqual([power("-1500"), power("-1500.1")], [627, null]);
    assert.deepEqual([power("0"), power("20"), power("-0.1"), power("-0.2")], [null, null, null, 0.1]);
  });

  it("tells the current where the charge, and so the pack's voltage, is not known", () => {
    const { powerKw, currentA } = dc({ dcChargeIAct: "-102.64", chargeLevel: "" });
    assert.deepEqual([powerKw, currentA], [null, 102.6]);
    assert.equal(dc({ dcChargeIAct: "-102.64" }).currentA, 102.6);
  });

  it("believes measured DC of 1500 A and 1100 V, and nothing beyond", () => {
    assert.deepEqual([measured(1500, 400).powerKw, measured(1500.1, 400).powerKw], [600, null]);
    assert.deepEqual([measured(100, 1100).powerKw, measured(100, 1100.25).powerKw], [110, null]);
    assert.deepEqual(
      [measured(-0.1, 400).powerKw, measured(100, 0).powerKw, measured(0.1, 400).powerKw],
      [null, null, null],
    );
    const { powerKw, voltageV, currentA } = measured(0.2, 400.25);
    assert.deepEqual([powerKw, voltageV, currentA], [0.1, 400.3, 0.2]);
  });
});

describe("reading a car: limits of the 12 V battery", () => {
  const battery = (voltage: string, chargeLevel: string) => read({ lowVoltage: { voltage, chargeLevel } }).lowVoltage;

  it("believes up to 60 V, to a hundredth, and not what a car says that does not know", () => {
    assert.deepEqual(battery("12.345", "80"), { percent: 80, voltageV: 12.35 });
    assert.deepEqual([battery("60", "80").voltageV, battery("60.1", "80").voltageV], [60, null]);
    assert.deepEqual([battery("0", "80").voltageV, battery("-1", "80").voltageV], [null, null]);
    assert.deepEqual(battery("5", "0"), { percent: null, voltageV: null });
    assert.deepEqual(battery("5", "1"), { percent: 1, voltageV: 5 });
    assert.deepEqual(battery("12", "0"), { percent: null, voltageV: 12 });
  });
});

describe("capabilities: ranges", () => {
  const one = (row: Record<string, unknown>) =>
    readCapabilities({ data: { list: [{ functionId: "remote_climate_control", ...row }] } });
  const range = (valueRange: unknown) => one({ valueRange }).capabilities[0]?.range;
  const parameter = (value: unknown, name = "ad_temp_range") =>
    one({ paramsJson: [{ name, value }] }).capabilities[0]?.parameters;

  it("are two numbers, the lower one first, or none", () => {
    assert.deepEqual(range("15.5|28.5"), { min: 15.5, max: 28.5 });
    assert.deepEqual(range("20|20"), { min: 20, max: 20 });
    assert.deepEqual(range("-5|0"), { min: -5, max: 0 });
    for (const odd of ["28.5|15.5", "15|20|25", "15", "15|x", "x|28", "", null, {}]) {
      assert.equal(range(odd), undefined, JSON.stringify(odd));
    }
  });

  it("are read from parameters, beside lists, numbers and words", () => {
    assert.deepEqual(parameter("16|30"), { ad_temp_range: { min: 16, max: 30 } });
    assert.deepEqual(parameter("front, rear"), { ad_temp_range: ["front", "rear"] });
    assert.deepEqual(parameter("0.5"), { ad_temp_range: 0.5 });
    assert.deepEqual(parameter("front"), { ad_temp_range: "front" });
    for (const name of ["__proto__", "9seats", "a b", ""]) assert.equal(parameter("1", name), undefined, name);
  });

  it("of the climate come from the parameter, else from the entry, and only of one that is enabled", () => {
    const paramsJson = JSON.stringify([
      { name: "ad_temp_range", value: "16|30" },
      { name: "AC_step", value: "0.5" },
    ]);
    assert.deepEqual(one({ valueRange: "10|40", paramsJson }).climate, {
      temperatureC: { min: 16, max: 30, step: 0.5 },
    });
    assert.deepEqual(one({ valueRange: "10|40" }).climate, { temperatureC: { min: 10, max: 40 } });
    assert.deepEqual(one({ valueRange: "10|40", valueEnable: false, paramsJson }).climate, {});
    assert.deepEqual(one({ functionId: "remote_trunk", valueRange: "10|40" }).climate, {});
  });
});
