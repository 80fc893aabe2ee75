(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** So many vehicles are told of one by one; the runtime asks no more of them. */
  const shownVehicles = 10;

  /** Codes of the platform's cloud that say something of one vehicle, or of the client id, as words of the texts' `reason`. */
  const ownReason = (platform, code) => (editor.platformFacts(platform).reasons || {})[code];
  const reasons = {
    VEHICLE_UNKNOWN: "unknownVehicle",
    VEHICLE_OFFLINE: "offline",
    TIMEOUT: "noAnswer",
    NOT_PERMITTED: "notPermitted",
    BUDGET_SPENT: "budget",
    RATE_LIMITED: "slower",
  };

  /** Why a vehicle could not be read: `{word, code}`. */
  editor.reasonOf = function ({ code, platformCode }, platform) {
    const word = ownReason(platform, platformCode) || reasons[code] || "other";
    return { word, code: platformCode || code };
  };

  /** An error that is about the vehicle that was asked for, not about the account. */
  editor.concernsVehicle = function ({ code = "", platformCode }, platform) {
    const word = ownReason(platform, platformCode);
    return word ? word !== "wrongRegion" : code.startsWith("VEHICLE_");
  };

  /** `smart #1 0001: 63 %, locked, told 4 min ago`. */
  function vehicleLine(node, vehicle, { platform, tellsOffline }) {
    const text = (key, values) => node._(node.type + "." + key, values);
    const facts = [];
    if (vehicle.error) {
      const { word, code } = editor.reasonOf(vehicle.error, platform);
      facts.push(text("reason." + word) + " (" + code + ")");
    }
    if (typeof vehicle.percent === "number") facts.push(Math.round(vehicle.percent) + " %");
    if (typeof vehicle.locked === "boolean") facts.push(text("result." + (vehicle.locked ? "locked" : "unlocked")));
    if (typeof vehicle.ageSeconds === "number") {
      facts.push(text("result.ago", { age: editor.ageText(node, vehicle.ageSeconds) }));
    }
    // A car that sleeps is as silent, and none the worse for it.
    if (tellsOffline && vehicle.online === false) facts.push(text("reason.offline"));
    if (vehicle.learned) facts.push(text("vehicle.learned"));
    if (vehicle.isNew) facts.push(text("result.newVehicle"));
    else if (vehicle.enabled === false) facts.push(text("result.switchedOff"));
    return vehicle.name + ": " + (facts.length > 0 ? facts.join(", ") : text("result.nothingYet"));
  }

  const paragraph = (text) => $("<p>").text(text);

  /** Those that were asked, then others up to ten; of the rest how many there are. */
  function vehicleLines(node, vehicles, about) {
    const inTurn = [...vehicles.filter(({ asked }) => asked), ...vehicles.filter(({ asked }) => !asked)];
    const more = inTurn.length - shownVehicles;
    const lines = inTurn.slice(0, shownVehicles).map((vehicle) => $("<li>").text(vehicleLine(node, vehicle, about)));
    if (more > 0) lines.push($("<li>").text(node._(node.type + ".result.notAsked", { number: more })));
    return $("<ul>").append(lines);
  }

  /** Where the cloud has a list: what it lists. `gone` = rows of the table that it does not list. */
  function showList(node, region, { vehicles }, gone, platform) {
    const text = (key, values) => node._(node.type + ".result." + key, values);
    const count = vehicles.length;
    const key = count === 0 ? "signedInNone" : count === 1 ? "signedInOne" : "signedIn";
    region.append(paragraph(text(key, { number: count })));
    if (gone > 0) region.append(paragraph(text("gone", { number: gone })));
    if (count > 0) region.append(vehicleLines(node, vehicles, { platform }), paragraph(text("deployNext")));
  }

  /** Where it has none: whether the credentials are good, and which vehicles of the table have answered. */
  function showFleet(node, region, { vehicles }, gone, platform) {
    const text = (key, values) => node._(node.type + ".result." + key, values);
    const fleet = editor.isFleetPlatform(platform);
    const asked = vehicles.filter((vehicle) => vehicle.asked);
    // A car that sleeps has answered all the same: its cloud has.
    const answered = asked.filter(({ error, online }) => !error && !(fleet && online === false)).length;
    // A captured session is not asked for anything by itself: only a reading shows that it is good.
    const { good } = editor.platformFacts(platform);
    if (good) region.append(paragraph(text(good)));
    if (fleet && gone > 0) region.append(paragraph(text(gone === 1 ? "noCodeOne" : "noCodes", { number: gone })));
    if (vehicles.length === 0) {
      if (!fleet) region.removeClass("vehicle-cloud-ok");
      return region.append(paragraph(text(fleet ? "fleetEmpty" : "carsEmpty")));
    }
    if (answered === 0) region.removeClass("vehicle-cloud-ok");
    const key = asked.length === 0 ? "noneAsked" : asked.length === 1 ? "answeredOne" : "answered";
    region.append(
      paragraph(text(key, { answered, asked: asked.length })),
      vehicleLines(node, vehicles, { platform, tellsOffline: fleet }),
    );
  }

  editor.showTested = function (node, region, answer, { gone, platform }) {
    if (answer.lists === false) showFleet(node, region, answer, gone, platform);
    else showList(node, region, answer, gone, platform);
  };

  /** Of one vehicle that was tried; `vehicle` has its facts, or the error. */
  editor.showTried = function (node, region, vehicle, platform) {
    region.append(paragraph(vehicleLine(node, vehicle, { platform, tellsOffline: true })));
  };

  /** What an error means, in the words of the platform where that has its own; else in those that hold for all. */
  function meaningOf(node, { code, platformCode }, platform) {
    const text = function (key) {
      const path = node.type + "." + key;
      const found = node._(path, { defaultValue: "" });
      return found === path ? "" : found;
    };
    const { errors } = editor.platformFacts(platform);
    const word = ownReason(platform, platformCode);
    const own = errors && ((word && text(errors + "." + word)) || text(errors + "." + code));
    return own || text("error." + code) || text("error.unknown");
  }

  /**
   * First what it means, in the editor's language; then who said it and the codes; then, folded, the runtime's own words, which
   * are English as its log is. `empty` = labels of fields that are not filled in.
   */
  editor.showFailure = function (node, region, answer, { platform, empty = [] } = {}) {
    region.append(paragraph(meaningOf(node, answer, platform)));
    if (answer.code === "CONFIG_INVALID" && empty.length > 0) {
      region.append(paragraph(node._(node.type + ".result.stillEmpty", { fields: empty.join(", ") })));
    }
    const facts = [answer.host, answer.code, answer.platformCode].filter(Boolean).join(", ");
    if (facts) region.append(paragraph(facts).addClass("vehicle-cloud-details"));
    // What to do about a cloud that cannot be reached is the same in both.
    if (answer.message) region.append(editor.inEnglish(node, answer.message, answer.code === "CLOUD_UNAVAILABLE"));
  };
})();
