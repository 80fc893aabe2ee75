import assert from "node:assert/strict";
import { smartPack } from "../../../../src/platforms/ecarx/profiles/smart";
import { packVoltage } from "../../../../src/platforms/ecarx/status/charging-power";
import { readChargeTarget } from "../../../../src/platforms/ecarx/status/read-status";
import { read, type Patch } from "./support";

/** On a three-phase wallbox, in the recorded form. */
const onAc: Patch = {
  electric: {
    chargerState: "2",
    statusOfChargerConnection: "3",
    chargeUAct: "402.0",
    chargeIAct: "8.200",
    dcChargeIAct: "-11.6",
    timeToFullyCharged: "185",
    chargeLidDcAcStatus: "1",
  },
};
const onDc = (electric: Record<string, unknown> = {}): Patch => ({
  electric: {
    chargerState: "15",
    statusOfChargerConnection: "1",
    dcDcConnectStatus: "3",
    dcChargeIAct: "-102.6",
    chargeLevel: "50",
    ...electric,
  },
});

describe("reading a car: battery", () => {
  it("reads charge, ranges and the range factor of an unplugged car", () => {
    const { battery } = read();
    assert.equal(battery.percent, 68);
    assert.equal(battery.rangeKm, 241);
    assert.equal(battery.fullRangeKm, 354);
    assert.equal(battery.rangeFactorPercent, 85.1);
    assert.equal(battery.pluggedIn, false);
    assert.equal(battery.charging, false);
    assert.equal(battery.state, "unplugged");
    assert.equal(battery.powerKw, 0);
    assert.equal("chargingKind" in battery, false);
  });

  it("knows what each charger state means where nothing else tells", () => {
    const alone = (chargerState: string) => {
      const silent = { statusOfChargerConnection: undefined, dcDcConnectStatus: undefined, dcChargeIAct: undefined };
      const { state, charging, chargingKind } = read({ electric: { chargerState, ...silent } }).battery;
      return [state, charging, chargingKind];
    };
    assert.deepEqual(alone("2"), ["charging", true, "ac"]);
    for (const dc of ["15", "24", "28"]) assert.deepEqual(alone(dc), ["charging", true, "dc"], dc);
    assert.deepEqual(alone("30"), ["charging", true, "wireless"]);
    assert.deepEqual(alone("3"), ["error", false, undefined]);
    for (const full of ["4", "5", "6"]) assert.deepEqual(alone(full), ["complete", false, undefined], full);
    for (const plugged of ["9", "25"]) assert.deepEqual(alone(plugged), ["plugged", false, undefined], plugged);
    for (const open of ["0", "1", "7"]) assert.deepEqual(alone(open), [undefined, false, undefined], open);
    assert.deepEqual(alone("10"), ["waiting", false, undefined]);
    assert.deepEqual(alone("11"), ["targetReached", false, undefined]);
    for (const odd of ["8", "99", "x"]) assert.deepEqual(alone(odd), [null, null, undefined], odd);
  });

  it("says what goes wrong also while the plug says that it charges", () => {
    const { state, charging } = read({ electric: { chargerState: "3", statusOfChargerConnection: "3" } }).battery;
    assert.deepEqual([state, charging], ["error", true]);
  });

  it("knows an unplugged car by its plug, whatever the charger state is", () => {
    const { charging, pluggedIn } = read({ electric: { chargerState: "8", statusOfChargerConnection: "0" } }).battery;
    assert.deepEqual([charging, pluggedIn], [false, false]);
  });

  it("takes 2047 minutes, 0 and less for no answer", () => {
    for (const minutes of ["2047", "0", "-3", "", "4000"]) {
      assert.equal(read({ electric: { timeToFullyCharged: minutes } }).battery.minutesToFull, null, minutes);
    }
    assert.equal(read(onAc).battery.minutesToFull, 185);
  });

  it("multiplies three-phase AC by the root of three, from 300 V on", () => {
    const three = read(onAc).battery;
    assert.deepEqual(
      [
        three.charging,
        three.chargingKind,
        three.state,
        three.powerKw,
        three.powerEstimated,
        three.voltageV,
        three.currentA,
      ],
      [true, "ac", "charging", 5.7, false, 402, 8.2],
    );
    const power = (chargeUAct: string, chargeIAct: string): unknown =>
      read({ electric: { ...onAc.electric, chargeUAct, chargeIAct } }).battery.powerKw;
    assert.equal(power("300", "10"), 5.2);
    assert.equal(power("253", "10"), 2.5, "a high single-phase voltage stays single-phase");
    assert.equal(power("400.0", "14.0"), 9.7);
  });

  it("does not believe a voltage above 500 V or a current above 150 A", () => {
    for (const [chargeUAct, chargeIAct] of [
      ["501", "10"],
      ["230", "151"],
      ["-230", "10"],
      ["230", "-10"],
    ]) {
      assert.equal(read({ electric: { ...onAc.electric, chargeUAct, chargeIAct } }).battery.powerKw, null);
    }
  });

  it("keeps the last power over a moment of 0, and only while charging", () => {
    const before = read(onAc);
    const pause = { electric: { ...onAc.electric, chargeUAct: "0.0", chargeIAct: "-0.000" } };
    assert.equal(read(pause, { previous: before }).battery.powerKw, 5.7);
    assert.equal(read(pause, { previous: before }).battery.powerEstimated, true);
    assert.equal(
      read(pause, { previous: read() }).battery.powerKw,
      null,
      "nothing to keep from a car that did not charge",
    );
    assert.equal(read(pause).battery.powerKw, null);
    assert.equal(read({}, { previous: before }).battery.powerKw, 0);
  });

  it("estimates DC power with the pack's voltage by state of charge", () => {
    const { battery } = read(onDc());
    assert.equal(battery.chargingKind, "dc");
    assert.equal(battery.powerKw, 42.9);
    assert.equal(battery.powerEstimated, true);
    assert.equal(battery.currentA, 102.6);
    assert.equal("voltageV" in battery, false, "the car does not send the voltage");
    assert.equal(read(onDc({ chargeLevel: "" })).battery.powerKw, null);
    assert.deepEqual(
      [0, 2, 4, 50, 55, 97.5, 100].map((percent) => packVoltage(smartPack, percent)),
      [370, 377.5, 385, 418, 420, 462, 465],
    );
  });

  it("leaves the DC power of a #5 unknown unless it was measured", () => {
    const five = { series: "HY11" };
    const patch = onDc({ dcChargeIAct: "-1650" });
    for (const dcChargeIAct of ["-1650", "-900", "-102.6"]) {
      assert.equal(read(onDc({ dcChargeIAct }), five).battery.powerKw, null, dcChargeIAct);
    }
    assert.equal("currentA" in read(patch, five).battery, false);
    const measured = read(patch, { ...five, qrvs: { code: "1000", data: { chargeI: "17880", chargeU: "1600" } } });
    assert.deepEqual(
      [measured.battery.powerKw, measured.battery.powerEstimated, measured.battery.voltageV, measured.battery.currentA],
      [60, false, 400, 150],
    );
    assert.equal(read(patch, { ...five, qrvs: { chargeI: "17880", chargeU: "1600" } }).battery.powerKw, 60);
    for (const qrvs of [
      {},
      null,
      { data: null },
      { chargeI: "16380", chargeU: "1600" },
      { chargeI: "x", chargeU: {} },
    ]) {
      assert.equal(read(patch, { ...five, qrvs }).battery.powerKw, null);
    }
    assert.equal(read(onAc, five).battery.powerKw, 5.7, "AC is measured on a #5 too");
  });

  const states: [string, string, unknown, unknown, unknown][] = [
    // chargerState, statusOfChargerConnection → charging, kind, state
    ["0", "0", false, undefined, "unplugged"],
    ["0", "2", false, undefined, "plugged"],
    ["1", "2", false, undefined, "plugged"],
    ["2", "2", true, "ac", "charging"],
    ["2", "3", true, "ac", "charging"],
    ["0", "3", true, "ac", "charging"],
    ["3", "2", false, undefined, "error"],
    ["4", "2", false, undefined, "complete"],
    ["5", "2", false, undefined, "complete"],
    ["6", "2", false, undefined, "complete"],
    ["7", "2", false, undefined, "plugged"],
    ["8", "2", false, undefined, null],
    ["9", "2", false, undefined, "plugged"],
    ["10", "2", false, undefined, "waiting"],
    ["11", "2", false, undefined, "targetReached"],
    ["15", "1", true, "dc", "charging"],
    ["24", "1", true, "dc", "charging"],
    ["25", "2", false, undefined, "plugged"],
    ["28", "1", true, "dc", "charging"],
    ["30", "0", true, "wireless", "charging"],
    ["77", "2", false, undefined, null],
    ["77", "3", true, "ac", null],
    ["77", "1", null, undefined, null],
    ["77", "9", null, undefined, null],
  ];
  for (const [chargerState, statusOfChargerConnection, charging, kind, state] of states) {
    it(`reads charger state ${chargerState} with connection ${statusOfChargerConnection}`, () => {
      const { battery } = read({ electric: { chargerState, statusOfChargerConnection } });
      assert.deepEqual([battery.charging, battery.chargingKind, battery.state], [charging, kind, state]);
    });
  }

  it("knows plugged in from the connection: 1, 2 and 3", () => {
    const plugged = (code: unknown): unknown =>
      read({ electric: { statusOfChargerConnection: code } }).battery.pluggedIn;
    assert.deepEqual(["0", "1", "2", "3", 3, "7", "", undefined].map(plugged), [
      false,
      true,
      true,
      true,
      true,
      null,
      null,
      undefined,
    ]);
  });

  it("sees a DC session by its contactor and current where the codes say nothing", () => {
    const patch = onDc({ chargerState: "77" });
    assert.equal(read(patch).battery.charging, true);
    assert.equal(read(patch).battery.chargingKind, "dc");
    assert.equal(read(onDc({ chargerState: "0", dcChargeIAct: "-0.4" })).battery.charging, false);
  });

  it("keeps a charge slightly above 100 at 100 and leaves nonsense out", () => {
    const percent = (chargeLevel: unknown): unknown => read({ electric: { chargeLevel } }).battery.percent;
    assert.deepEqual(["100.4", "-0.0", "47.5", "900", "0x10", " ", "1e400", true, undefined].map(percent), [
      100,
      0,
      47.5,
      null,
      null,
      null,
      null,
      null,
      undefined,
    ]);
  });

  it("keeps the charge target of the reading before, since the overview does not tell it", () => {
    const previous = read();
    previous.battery.targetPercent = 80;
    assert.equal(read({}, { previous }).battery.targetPercent, 80);
  });
});

describe("reading a car: charge target", () => {
  it("takes tenths of a percent, in the envelope or its data", () => {
    const data = { soc: "800", socTime: "1769990000000" };
    const expected = { targetPercent: 80, setAt: "2026-02-01T23:53:20.000Z" };
    assert.deepEqual(readChargeTarget({ code: "1000", data }), expected);
    assert.deepEqual(readChargeTarget(data), expected);
  });

  it("leaves out what it was not told", () => {
    assert.deepEqual(readChargeTarget({ code: "1000", data: null }), {});
    assert.deepEqual(readChargeTarget({ data: { soc: "", socTime: "0" } }), { targetPercent: null, setAt: null });
    assert.deepEqual(readChargeTarget({ data: { soc: "80000" } }), { targetPercent: null });
    for (const odd of [undefined, null, 7, "x", [], [[]], { data: [] }]) assert.deepEqual(readChargeTarget(odd), {});
  });
});
