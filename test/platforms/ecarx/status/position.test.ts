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

  // Shanghai (docs/protocol/brands.md 5.1), in milliarcseconds.
  const shanghai = { latitude: 31.230416, longitude: 121.473701 };
  const shifted = { latitude: "112422505", longitude: "437321607" };
  const china = { profile: { gcj02Default: true } };
  const west = { profile: { gcj02Default: false } };
  const near = ({ latitude, longitude }: { latitude?: number | null; longitude?: number | null }) =>
    Math.abs(latitude! - shanghai.latitude) < 2e-6 && Math.abs(longitude! - shanghai.longitude) < 2e-6;

  it("converts China's shifted coordinates where the car says that they are, whatever the account says", () => {
    for (const options of [{}, china, west]) {
      const { position } = read({ position: { ...shifted, marsCoordinates: "true" } }, options);
      assert.ok(near(position), JSON.stringify(position));
      assert.deepEqual(position.reported, { latitude: 31.228474, longitude: 121.478224, system: "GCJ-02" });
      assert.equal(position.trusted, true);
    }
  });

  it("converts them where the car says nothing, if that is the account's setting", () => {
    for (const marsCoordinates of [undefined, "", "?"]) {
      assert.ok(near(read({ position: { ...shifted, marsCoordinates } }, china).position), String(marsCoordinates));
      const { position } = read({ position: { ...shifted, marsCoordinates } }, west);
      assert.deepEqual([position.latitude, position.longitude], [31.228474, 121.478224]);
      assert.deepEqual(position.reported, { latitude: 31.228474, longitude: 121.478224, system: "WGS-84" });
      assert.equal("reported" in read({ position: { ...shifted, marsCoordinates } }).position, false);
    }
  });

  it("never converts what the car says is not shifted, nor a place outside China", () => {
    const told = read({ position: { ...shifted, marsCoordinates: false } }, china).position;
    assert.deepEqual([told.latitude, told.reported?.system], [31.228474, "WGS-84"]);
    const berlin = read({ position: { marsCoordinates: undefined } }, china).position;
    assert.deepEqual([berlin.latitude, berlin.trusted, berlin.reported?.system], [52.0001, true, "WGS-84"]);
    const doubtful = read({ position: { marsCoordinates: "true" } }).position;
    assert.deepEqual([doubtful.latitude, doubtful.trusted, doubtful.reported?.system], [52.0001, false, "GCJ-02"]);
  });

  it("does not convert a kept fix again", () => {
    const previous = read({ position: { ...shifted, marsCoordinates: "true" } }, china);
    const { position } = read({ position: empty }, { ...china, previous });
    assert.deepEqual(position, { ...previous.position, trusted: false });
  });

  it("mends latitude and longitude that are swapped, and degrees where milliarcseconds belong, of cars in China", () => {
    const swapped = { latitude: shifted.longitude, longitude: shifted.latitude, marsCoordinates: "true" };
    assert.ok(near(read({ position: swapped }, china).position));
    const inDegrees = { latitude: 31.2284737, longitude: "121.4782241", marsCoordinates: "true" };
    assert.ok(near(read({ position: inDegrees }, china).position));
    assert.ok(near(read({ position: { ...inDegrees, latitude: 121.4782241, longitude: 31.2284737 } }, china).position));
    assert.equal("latitude" in read({ position: swapped }).position, false, "elsewhere that is no place");
  });

  it("reads a heading of 360 as north", () => {
    assert.equal(read({ basic: { direction: "360" } }).position.headingDeg, 0);
    assert.equal(read({ basic: { direction: "511" } }).position.headingDeg, null);
  });
});
