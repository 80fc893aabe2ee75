/** What the account's dialog, and the list of vehicles in the others, work out by themselves: without a browser. */
import assert from "node:assert/strict";
import { createVehicleAccount } from "../../../src/account/create";
import { errorCodes } from "../../../src/base/errors";
import { startDemoCloud } from "../../../src/demo";
import { segwayCodes } from "../../../src/platforms/segway/codes";
import { iotCodeOf } from "../../../src/platforms/segway/iot-code";
import { segwayRegions, type SegwayRegion } from "../../../src/platforms/segway/regions";
import { editorScript } from "../../support/editor-script";
import { readTexts } from "../../support/package-facts";

interface Editor {
  parseFleet(source: string): { rows: { id: string; ownName: string }[]; bad: string[] };
  isIotCode(text: string): boolean;
  demoName(id: string, platform: string): string | undefined;
  vehicleToTry(typed: string, vehicles: object[], platform?: string): { id?: string; problem?: string };
  vehicleLabel(vehicle: object): string;
  reasonOf(error: object, platform: string): { word: string; code: string };
  concernsVehicle(error: object, platform: string): boolean;
  isStrayDemo(id: string, platform: string): boolean;
  regionOf(clientId: string, baseUrls: string, platform: string): { name: string; host?: string } | undefined;
}

const editor = editorScript<Editor>(
  ...["shared.js", "demo-rows.js", "fleet-lines.js", "vehicle-picker.js", "test-results.js"],
);
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("a pasted fleet", () => {
  const parse = (source: string): ReturnType<Editor["parseFleet"]> => plain(editor.parseFleet(source));

  it("is lines of iotCode and name, or a CSV with a heading and quotes", () => {
    assert.deepEqual(parse("860000000000017, Bike 17\n\n860000000000018\r\n"), {
      rows: [
        { id: "860000000000017", ownName: "Bike 17" },
        { id: "860000000000018", ownName: "" },
      ],
      bad: [],
    });
    assert.deepEqual(parse('"iotCode";"name";"depot"\n"860000000000017";"The ""blue"" one";"North"').rows, [
      { id: "860000000000017", ownName: 'The "blue" one' },
    ]);
    assert.deepEqual(parse('860000000000017,"Smith, John",North').rows, [
      { id: "860000000000017", ownName: "Smith, John" },
    ]);
    assert.deepEqual(parse('860000000000017, 26" bike').rows, [{ id: "860000000000017", ownName: '26" bike' }]);
    assert.deepEqual(parse("860000000000017\tBike").rows, [{ id: "860000000000017", ownName: "Bike" }]);
  });

  const rows = (...all: [string, string][]): unknown => all.map(([id, ownName]) => ({ id, ownName }));

  it("is taken from whichever column holds the iotCode, from the first line on", () => {
    assert.deepEqual(parse("vehicle,860000000000109\nvehicle,860000000000110"), {
      rows: rows(["860000000000109", ""], ["860000000000110", ""]),
      bad: [],
    });
    assert.deepEqual(parse("Blue one,860000000000109").rows, rows(["860000000000109", "Blue one"]));
    assert.deepEqual(parse("C80;860000000000109;Depot 3, row 2").rows, rows(["860000000000109", "Depot 3, row 2"]));
    assert.deepEqual(parse("860000000000109, Bike; blue").rows, rows(["860000000000109", "Bike; blue"]));
    assert.deepEqual(parse("860000000000109 Bike 9").rows, rows(["860000000000109", "Bike 9"]));
    assert.deepEqual(parse("860000000000109，蓝色单车").rows, rows(["860000000000109", "蓝色单车"]));
    assert.deepEqual(parse("C80\t\t860000000000109\tBike 9").rows, rows(["860000000000109", "Bike 9"]));
    assert.deepEqual(parse('\uFEFF860000000000109,"Bike"').rows, rows(["860000000000109", "Bike"]));
    assert.deepEqual(parse('="860000000000109",Bike\n\'860000000000110,Cart').rows, [
      { id: "860000000000109", ownName: "Bike" },
      { id: "860000000000110", ownName: "Cart" },
    ]);
  });

  it("goes by the heading's columns where it names them", () => {
    assert.deepEqual(parse("Model;iotCode;Name\nC80;860000000000109;Blue\nC80;860000000000110;Red").rows, [
      { id: "860000000000109", ownName: "Blue" },
      { id: "860000000000110", ownName: "Red" },
    ]);
    assert.deepEqual(parse("Name,Serial,IMEI\nBlue,4911512345678,860000000000109").rows, [
      { id: "860000000000109", ownName: "Blue" },
    ]);
    assert.deepEqual(parse("id\tvehicle\tname\n7\t860000000000109\tBlue").rows, rows(["860000000000109", "Blue"]));
    assert.deepEqual(parse("iotCode;depot\n860000000000109;North").rows, rows(["860000000000109", ""]));
    assert.deepEqual(parse("Nr;Kennung;Titel\n1;860000000000109;Blau").rows, rows(["860000000000109", "Blau"]));
    assert.deepEqual(parse("名称,设备编号\n蓝车,860000000000109").rows, rows(["860000000000109", "蓝车"]));
    // Another number of the line must not stand in for what a spreadsheet has rounded.
    assert.deepEqual(parse("IMEI;Phone\n8.6E+14;4911512345678").bad, ["8.6E+14;4911512345678"]);
  });

  it("is nothing where nothing is, and a line alone is no heading", () => {
    assert.deepEqual(parse(" \n\n"), { rows: [], bad: [] });
    assert.deepEqual(parse("Blue one"), { rows: [], bad: ["Blue one"] });
    assert.deepEqual(parse("12ab\n860000000000109"), { rows: rows(["860000000000109", ""]), bad: ["12ab"] });
  });

  it("gives back what is none, also what a spreadsheet has rounded", () => {
    assert.deepEqual(parse("8.6E+14,Bike\n860000000000017,x\n12,y"), {
      rows: [{ id: "860000000000017", ownName: "x" }],
      bad: ["8.6E+14,Bike", "12,y"],
    });
  });
});

describe("the vehicle to try", () => {
  const table = [
    { id: "860000000000101", name: "Blue one" },
    { id: "860000000000102", name: "", fallback: "E-bike 02" },
    { id: "860000000000103", name: "Twin" },
    { id: "860000000000104", name: "Twin" },
  ];
  const tried = (typed: string): unknown => plain(editor.vehicleToTry(typed, table, "segway"));

  it("is an iotCode, in the table or not, or a name of the table that one vehicle has", () => {
    assert.deepEqual(tried(" 860000000000999 "), { id: "860000000000999" });
    assert.deepEqual(tried("blue ONE"), { id: "860000000000101" });
    assert.deepEqual(tried("E-bike 02"), { id: "860000000000102" });
  });

  it("is found by the name it has by itself, also before a table that names it is deployed", async () => {
    const account = createVehicleAccount({
      ...{ platform: "segway", credentials: { clientId: "E00001", clientSecret: "s" } },
      vehicles: table.slice(0, 2).map(({ id, name }) => ({ id, name, enabled: true })),
    });
    // As the runtime finds it.
    assert.equal((await account.resolve("segway 0101")).id, "860000000000101");
    await account.close();
    assert.deepEqual(tried("segway 0101"), { id: "860000000000101" });
    assert.deepEqual(tried("E-bike 01"), { problem: "tryNoCode" });
    assert.deepEqual(plain(editor.vehicleToTry("e-bike 01", table, "demo-ebikes")), { id: "860000000000101" });
    const swapped = [{ id: "860000000000101", name: "E-bike 02" }, { id: "860000000000102" }];
    assert.deepEqual(plain(editor.vehicleToTry("E-bike 02", swapped, "demo-ebikes")), { problem: "tryAmbiguous" });
  });

  it("of a demo is called as the demo calls it", async () => {
    const demo = await startDemoCloud();
    const bikes = demo.vehicles.filter(({ platform }) => platform === "segway");
    assert.ok(bikes.length > 8);
    for (const { id, name } of bikes) assert.equal(editor.demoName(id, "demo-ebikes"), name);
    assert.equal(editor.demoName(bikes[0]!.id, "segway"), undefined);
    await demo.close();
  });

  it("is said to be none if nothing was typed, and if it is neither", () => {
    assert.deepEqual(tried("  "), { problem: "tryNothing" });
    for (const typed of ["12ab", "8.6E+14", "123456789", "1".repeat(21), "Green one"]) {
      assert.deepEqual(tried(typed), { problem: "tryNoCode" }, typed);
    }
    assert.deepEqual(tried("Twin"), { problem: "tryAmbiguous" });
  });

  it("is held for an iotCode exactly where the runtime does", () => {
    for (const typed of ["123456789", "1234567890", "1".repeat(20), "1".repeat(21), "12345678901a", "-1234567890"]) {
      let taken = true;
      try {
        iotCodeOf(typed);
      } catch {
        taken = false;
      }
      assert.equal(editor.isIotCode(typed), taken, typed);
    }
  });
});

describe("the region of a client id", () => {
  const regionOf = (id: string, baseUrls = ""): ReturnType<Editor["regionOf"]> =>
    editor.regionOf(id, baseUrls, "segway");

  it("is that of the host which the runtime asks", () => {
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      const origin = Object.hasOwn(segwayRegions, letter) && segwayRegions[letter as SegwayRegion];
      for (const id of [`${letter}123`, `${letter.toLowerCase()}123`]) {
        const region = regionOf(id);
        if (origin) assert.equal(`https://${region?.host}`, origin, id);
        else assert.equal(region?.name, "unknown", id);
      }
    }
  });

  it("is not guessed while nothing is typed or a variable stands for it, and may be that of the one base URL", () => {
    assert.equal(regionOf(""), undefined);
    assert.equal(regionOf("${SEGWAY_ID}"), undefined);
    // Client ids of another cloud have letters, too.
    assert.equal(editor.regionOf("APPLE0000TEST", "", "lynkco-signed"), undefined);
    const lines = (...hosts: string[]): string =>
      hosts.map((host) => `https://${host}-api.segwaydiscovery.com = http://127.0.0.1:1`).join("\n");
    assert.equal(regionOf("X1", lines("eu"))?.name, "byBaseUrl");
    assert.equal(regionOf("X1", lines("eu", "us"))?.name, "unknown");
  });
});

describe("a vehicle in the list of a node's dialog", () => {
  it("has its own name, or the one that its messages have, never brackets alone", () => {
    const id = "860000000000101";
    assert.equal(editor.vehicleLabel({ id, name: "Blue one", model: "Segway" }), "Blue one (…0101)");
    assert.equal(editor.vehicleLabel({ id, name: "Segway 0101", model: "Segway" }), "Segway 0101");
    assert.equal(editor.vehicleLabel({ id, model: "Segway" }), "Segway 0101");
    assert.equal(editor.vehicleLabel({ id, name: "E-bike 01", model: "Segway" }), "E-bike 01 (…0101)");
    assert.equal(editor.vehicleLabel({ id, model: "" }), "…0101");
  });
});

describe("why a vehicle could not be read", () => {
  const word = (code: string, platformCode?: string): string => editor.reasonOf({ code, platformCode }, "segway").word;

  it("goes by Segway's code, else by the error's own", () => {
    assert.equal(word("VEHICLE_UNKNOWN", "15102"), "unknownCode");
    assert.equal(word("VEHICLE_UNKNOWN", "15300"), "notActivated");
    assert.equal(word("VEHICLE_OFFLINE", "15301"), "offline");
    assert.equal(word("VEHICLE_OFFLINE"), "offline");
    assert.equal(word("CLOUD_ANSWER_INVALID", "15999"), "other");
  });

  it("has words in every language", () => {
    for (const language of ["en-US", "de", "zh-CN"]) {
      const texts = readTexts(language, "account") as Record<string, { reason: Record<string, string> }>;
      const { reason } = texts["vehicle-cloud-account"]!;
      for (const [platformCode, { error }] of Object.entries(segwayCodes)) {
        assert.ok(reason[word(error, platformCode)], `${language} ${platformCode}`);
      }
      for (const code of Object.keys(errorCodes)) assert.ok(reason[word(code)], `${language} ${code}`);
    }
  });

  it("is told apart from what is wrong with the account", () => {
    assert.equal(editor.concernsVehicle({ code: "VEHICLE_UNKNOWN", platformCode: "15102" }, "segway"), true);
    assert.equal(editor.concernsVehicle({ code: "TIMEOUT", platformCode: "15302" }, "segway"), true);
    assert.equal(editor.concernsVehicle({ code: "CONFIG_INVALID", platformCode: "15100" }, "segway"), false);
    assert.equal(editor.concernsVehicle({ code: "SIGN_IN_REJECTED", platformCode: "invalid_client" }, "segway"), false);
    assert.equal(editor.concernsVehicle({ code: "TIMEOUT" }, "segway"), false);
  });
});

describe("a vehicle of the demo in another account", () => {
  it("is known by its id, as the demo has them, and nobody's own vehicle is taken for one", async () => {
    const cloud = await startDemoCloud();
    try {
      for (const { id, platform } of cloud.vehicles) {
        const demos: Record<string, string> = {
          segway: "demo-ebikes",
          "lynkco-eu": "demo-lynkco-eu",
          "lynkco-gkui": "demo-lynkco-cn",
          "lynkco-signed": "demo-lynkco-cn",
          "lynkco-gric": "lynkco-gric",
        };
        const demo = demos[platform ?? ""] ?? "demo-car";
        assert.equal(editor.isStrayDemo(id, "smart-eu"), true, id);
        assert.equal(editor.isStrayDemo(id, demo), false, id);
      }
    } finally {
      await cloud.close();
    }
    for (const id of ["HESXR4C48PS012345", "860000000000017", "861234567890123", ""]) {
      assert.equal(editor.isStrayDemo(id, "smart-eu"), false, id);
    }
  });
});
