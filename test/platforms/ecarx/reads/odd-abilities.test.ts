/** Odd answers of the ability service abroad, and pictures that cannot be had: what they are to whoever asked. */
import assert from "node:assert/strict";
import { cloudError } from "../../../../src/base/errors";
import { failure, one, openSession, smartIntlPlatform, storedSession, type Answer, type Opened } from "../support";

const listed = { ...one, facts: { ...one.facts, modelCode: "HC1_IL" } };
const ability = `/vc/vehicle/v1/ability/HC1_IL/${one.id}`;
const young = { ...storedSession.api, since: Date.parse("2026-06-01T07:55:00Z") };
const abroad = (api: object = storedSession.api): Opened =>
  openSession({ platform: smartIntlPlatform(), stored: { ...storedSession, api } });

describe("odd answers of the ability service", () => {
  const timestamp = { "x-ca-error-message": "Invalid Timestamp" };
  const answers: [string, Answer, object, string, RegExp][] = [
    ["a time that the gateway does not take", { status: 400, headers: timestamp }, young, "CLOCK_SKEWED", /./],
    ["401 for an old token", { status: 401 }, storedSession.api, "SIGN_IN_NEEDED", /renewed by itself/],
    ["401 for a new token", { status: 401 }, young, "NOT_PERMITTED", /does not let this account/],
    ["403", { status: 403 }, young, "NOT_PERMITTED", /HTTP 403/],
    ["404", { status: 404 }, young, "NOT_SUPPORTED", /HTTP 404/],
    ["a code", { body: { code: "7777", result: null } }, young, "CLOUD_UNAVAILABLE", /code 7777/],
    ["a page", { body: "<html>" }, young, "CLOUD_UNAVAILABLE", /HTTP 200/],
    ["a list", { body: { code: "200", result: [] } }, young, "CLOUD_UNAVAILABLE", /reason that is not known/],
  ];
  for (const [what, answer, api, code, message] of answers) {
    it(`${what} is ${code}`, async () => {
      const { session, network } = abroad(api);
      network.on(ability, answer);
      const error = await failure(session.read("abilities", listed, {}));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
    });
  }

  it("is not asked without a model code, nor for pictures in a form that is not known", async () => {
    const { session, network } = abroad();
    assert.equal((await failure(session.read("abilities", one, {}))).code, "NOT_SUPPORTED");
    const params = { images: "file" };
    assert.equal((await failure(session.read("abilities", listed, { params }))).code, "INPUT_INVALID");
    assert.deepEqual(network.lines, []);
  });

  const look = {
    imagesPath: "https://vehicle-image.example/side.png",
    topImagesPath: "/top.png",
    interiorImagesPath: "javascript:alert(1)",
    batteryImagesPath: "https://[",
  };
  const result = { abilities: [{ abilityCode: "" }, {}, { abilityCode: "x" }], vscData: look };
  const pictures = { params: { images: "buffer" } };

  it("takes pictures from the cloud's own hosts alone; what cannot be had stays an address, and what is none is none", async () => {
    const image = Buffer.from([0x89, 0x50]);
    for (const [answer, had] of [
      [{ headers: { "content-type": "image/png" }, body: image }, true],
      [{ headers: { "content-type": "text/html" }, body: "<html>" }, false],
      [{ body: image }, false],
      [{ status: 404 }, false],
      [cloudError("CLOUD_UNAVAILABLE", "The connection broke."), false],
    ] as const) {
      const { session, network } = abroad();
      network.on(ability, { body: { code: "200", result } }).on("/top.png", answer);
      const { data } = await session.read("abilities", listed, pictures);
      assert.deepEqual(Object.keys(data.pictures).sort(), ["side", "top"]);
      assert.deepEqual(
        [data.pictures.side?.data, data.pictures.top?.data !== undefined, network.count("side.png")],
        [undefined, had, 0],
      );
      assert.deepEqual(
        data.abilities.map(({ code }) => code),
        ["x"],
      );
    }
  });

  it("has no pictures where the cloud names none", async () => {
    for (const vscData of [{}, null, "none"]) {
      const { session, network } = abroad();
      network.on(ability, { body: { code: "200", result: { vscData } } });
      assert.deepEqual((await session.read("abilities", listed, pictures)).data.pictures, {});
    }
  });

  it("ends with the one who has stopped it", async () => {
    const { session, network } = abroad();
    network.on(ability, { body: { code: "200", result } }).on("/top.png", cloudError("ABORTED", "Stopped."));
    assert.equal((await failure(session.read("abilities", listed, pictures))).code, "ABORTED");
  });
});
