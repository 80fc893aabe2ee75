import assert from "node:assert/strict";
import { read } from "./support";

const corners = ["Driver", "Passenger", "DriverRear", "PassengerRear"];
const doorLocks = (codes: (string | undefined)[]): Record<string, unknown> =>
  Object.fromEntries(corners.map((corner, index) => [`doorLockStatus${corner}`, codes[index]]));

describe("reading a car: locks", () => {
  const locked = (codes: (string | undefined)[], centralLockingStatus?: string): unknown =>
    read({ safety: { ...doorLocks(codes), centralLockingStatus } }).locks.locked;

  it("lets the four doors decide, whatever the central lock says", () => {
    assert.equal(locked(["1", "1", "1", "1"], "0"), true);
    assert.equal(locked(["0", "0", "0", "0"], "2"), false);
  });

  it("does not know where doors differ, unless the central lock is open too", () => {
    assert.equal(locked(["1", "1", "1", "0"], "2"), null);
    assert.equal(locked(["1", "1", "1", "0"], "1"), null);
    assert.equal(locked(["1", "1", "1", "0"]), null);
    assert.equal(locked(["0", "1", "1", "1"], "0"), false);
  });

  it("looks at each of the four doors", () => {
    for (const door of [0, 1, 2, 3]) {
      const but = (all: string, one?: string) => [0, 1, 2, 3].map((each) => (each === door ? one : all));
      assert.equal(locked(but("1", "0"), "1"), null, `${door} unlocked`);
      assert.equal(locked(but("1", undefined), "0"), false, `${door} tells nothing, and the central lock is open`);
      assert.equal(locked(but("0", undefined), "1"), null, `${door} tells nothing, and the others are open`);
      assert.equal(
        locked(
          [0, 1, 2, 3].map((each) => (each === door ? "0" : undefined)),
          "1",
        ),
        null,
        `only ${door}`,
      );
    }
  });

  it("asks the central lock where doors do not tell: 0 open, 1 locked, 2 locked and secured", () => {
    const silent = [undefined, undefined, undefined, undefined];
    assert.deepEqual(
      ["0", "1", "2", "9", undefined].map((code) => locked(silent, code)),
      [false, true, true, null, undefined],
    );
    assert.equal(locked(["1", "1", undefined, undefined], "2"), true);
    assert.equal(locked(["", "", "", ""], "0"), false);
  });

  it("reads the trunk's 2 as not locked", () => {
    const trunk = (code: string): unknown => read({ safety: { trunkLockStatus: code } }).locks.trunk;
    assert.deepEqual(["1", "0", "2", "5"].map(trunk), [true, false, false, null]);
  });
});

describe("reading a car: openings", () => {
  it("reads windows as 1 open, 2 closed", () => {
    const { windows } = read({
      climate: { winStatusDriver: "1", winPosDriver: "12", winStatusPassenger: "0" },
    }).openings;
    assert.deepEqual(windows.driver, { open: true, percent: 12 });
    assert.deepEqual(windows.passenger, { open: null, percent: 0 });
    assert.deepEqual(windows.driverRear, { open: false, percent: 0 });
  });

  it("reads roof blind and sunroof the other way round: 1 closed, 2 open", () => {
    const open = { curtainOpenStatus: "2", curtainPos: "100", sunroofOpenStatus: "2", sunroofPos: "40" };
    const { curtain, sunroof } = read({ climate: open }).openings;
    assert.deepEqual(curtain, { open: true, percent: 100 });
    assert.deepEqual(sunroof, { open: true, percent: 40 });
    assert.deepEqual(read().openings.curtain, { open: false, percent: 0 });
  });

  it("leaves out what is not fitted (101)", () => {
    assert.equal("sunroof" in read().openings, false);
    assert.equal("curtain" in read({ climate: { curtainPos: "101" } }).openings, false);
    assert.deepEqual(read({ climate: { winPosDriver: "101" } }).openings.windows.driver, { open: false });
  });

  it("reads doors, hood and trunk as 0 closed, 1 open, and the charge lid as 1 open, 2 closed", () => {
    const safety = { doorOpenStatusPassengerRear: "1", engineHoodOpenStatus: "1", trunkOpenStatus: "1" };
    const { openings } = read({ safety, electric: { chargeLidDcAcStatus: "1" } });
    assert.deepEqual(openings.doors, { driver: false, passenger: false, driverRear: false, passengerRear: true });
    assert.deepEqual([openings.hood, openings.trunk, openings.chargeLid], [true, true, true]);
    assert.equal(read().openings.chargeLid, false);
    assert.equal(read({ electric: { chargeLidDcAcStatus: "0" } }).openings.chargeLid, null);
  });
});

describe("reading a car: climate and tyres", () => {
  it("reads seat heating and ventilation as levels 0 to 3", () => {
    const { climate } = read({ climate: { drvHeatSts: "3", passHeatingSts: "2", rlVentSts: "1", rrVentSts: "4" } });
    assert.deepEqual(climate.seatHeating, { driver: 3, passenger: 2, rearLeft: 0, rearRight: 0 });
    assert.deepEqual(climate.seatVentilation, { driver: 0, passenger: 0, rearLeft: 1, rearRight: null });
  });

  it("reads the steering wheel as 1 on, 2 off, 0 not fitted", () => {
    const wheel = (code: string): unknown =>
      read({ climate: { steerWhlHeatingSts: code } }).climate.steeringWheelHeating;
    assert.deepEqual(["1", "2", "0", "3"].map(wheel), [true, false, undefined, null]);
  });

  it("reads yes and no as JSON, text or digit", () => {
    const defrost = (value: unknown): unknown => read({ climate: { defrost: value } }).climate.defrost;
    assert.deepEqual(["true", true, "1", "false", false, "0", "", "maybe", {}].map(defrost), [
      true,
      true,
      true,
      false,
      false,
      false,
      null,
      null,
      null,
    ]);
    assert.equal(read({ climate: { preClimateActive: true } }).climate.preconditioning, true);
  });

  it("gives temperatures to a tenth", () => {
    assert.equal(read({ climate: { interiorTemp: "21.6499" } }).climate.insideC, 21.6);
    assert.equal(read({ climate: { exteriorTemp: "-0.04" } }).climate.outsideC, 0);
    assert.equal(read({ climate: { exteriorTemp: "215" } }).climate.outsideC, null);
  });

  it("turns kPa into bar and any warning code into a warning", () => {
    const { tyres } = read({ maintenance: { tyreStatusDriver: "241.648", tyrePreWarningPassenger: "2" } });
    assert.deepEqual(tyres.driver, { pressureBar: 2.42, temperatureC: 17, warning: false });
    assert.equal(tyres.passenger?.warning, true);
    assert.equal(read({ maintenance: { tyreTempWarningDriverRear: "1" } }).tyres.driverRear?.warning, true);
    const none = { tyreStatusDriver: undefined, tyreTempDriver: undefined };
    const silent = { ...none, tyreTempWarningDriver: undefined, tyrePreWarningDriver: undefined };
    assert.equal("driver" in read({ maintenance: silent }).tyres, false);
  });
});
