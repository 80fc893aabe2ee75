import assert from "node:assert/strict";
import { read, reportedAt } from "./support";

const empty = { latitude: "", longitude: "", altitude: "", posCanBeTrusted: "", marsCoordinates: "" };

describe("reading a car: position", () => {
  it("turns milliarcseconds into degrees, to six decimals", () => {
    assert.deepEqual(read().position, {
      latitude: 52.0001,
      longitude: 13.4002,
      altitudeM: 43,
      headingDeg: 275,
      trusted: true,
      measuredAt: reportedAt,
    });
    const south = read({ position: { latitude: "-121932000", longitude: "544284000" } }).position;
    assert.deepEqual([south.latitude, south.longitude], [-33.87, 151.19]);
    assert.equal(read({ position: { latitude: "178750001" } }).position.latitude, 49.652778);
  });

  it("keeps the last fix, flagged, while the GPS is off", () => {
    const previous = read();
    const { position } = read({ position: empty }, { previous });
    assert.deepEqual(position, { ...previous.position, trusted: false });
    assert.equal(previous.position.trusted, true, "the earlier reading is left as it was");
    assert.deepEqual(read({ basic: { position: undefined } }, { previous }).position, position);
  });

  it("keeps the last fix, flagged, where the car does not trust its own", () => {
    const previous = read();
    for (const posCanBeTrusted of ["false", "", false]) {
      const { position } = read({ position: { latitude: "187560000", posCanBeTrusted } }, { previous });
      assert.equal(position.latitude, 52.0001);
      assert.equal(position.trusted, false);
    }
  });

  it("gives an untrusted position flagged if there is no better one, and none if there is no place in it", () => {
    const { position } = read({ position: { posCanBeTrusted: "false" } });
    assert.deepEqual([position.latitude, position.trusted], [52.0001, false]);
    assert.deepEqual(read({ position: empty }).position, { trusted: false });
    assert.deepEqual(read({ basic: { position: undefined } }).position, {});
  });

  it("takes 0/0 and what is no place on earth for no position", () => {
    for (const place of [
      { latitude: "0", longitude: "0" },
      { latitude: "-0", longitude: "0.0" },
      { latitude: "400000000", longitude: "1" },
      { latitude: "1", longitude: "700000000" },
      { latitude: "here", longitude: {} },
    ]) {
      assert.deepEqual(read({ position: place }).position, { trusted: false }, JSON.stringify(place));
    }
    assert.equal(read({ position: { latitude: "0" } }).position.latitude, 0, "the equator is a place");
  });

  it("does not heed the trust flag where the profile says that it means nothing", () => {
    const options = { profile: { positionTrustMeaningful: false }, previous: read() };
    const { position } = read({ position: { latitude: "187560000", posCanBeTrusted: "false" } }, options);
    assert.equal(position.latitude, 52.1);
    assert.equal("trusted" in position, false);
  });

  it("gives no position rather than one in China's offset coordinates", () => {
    const china = { profile: { gcj02Default: true } };
    assert.equal("latitude" in read({ position: { marsCoordinates: "true" } }).position, false);
    assert.equal("latitude" in read({ position: { marsCoordinates: undefined } }, china).position, false);
    assert.equal("latitude" in read({ position: { marsCoordinates: "" } }, china).position, false);
    assert.equal(read({ position: { marsCoordinates: "false" } }, china).position.latitude, 52.0001);
    assert.equal(read({ position: { marsCoordinates: undefined } }).position.latitude, 52.0001);
  });

  it("reads a heading of 360 as north", () => {
    assert.equal(read({ basic: { direction: "360" } }).position.headingDeg, 0);
    assert.equal(read({ basic: { direction: "511" } }).position.headingDeg, null);
  });
});
