(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Which platforms the runtime has, and its clock: {platforms, now, timeZone}. */
  editor.runtime = function () {
    return $.getJSON("vehicle-cloud/platforms");
  };

  editor.accountUrl = function (id, action) {
    return "vehicle-cloud/accounts/" + encodeURIComponent(id) + "/" + action;
  };

  /** What the runtime answers to a part of the dialog; a request that fails as what `refusal` says of it, with `ok: false`. */
  editor.askAccount = function (id, action, body) {
    return $.ajax({
      url: editor.accountUrl(id, action),
      type: "POST",
      contentType: "application/json; charset=utf-8",
      data: JSON.stringify(body),
    }).then(null, (failed) => $.Deferred().resolve({ ...editor.refusal(failed), ok: false }));
  };

  /** A route that did not answer as agreed: not allowed, not deployed, or no Node-RED. */
  editor.refusal = function (request) {
    const answer = request.responseJSON || {};
    if (answer.code) return answer;
    const known = { 401: "NO_PERMISSION", 403: "NO_PERMISSION", 404: "NOT_DEPLOYED" };
    return { code: known[request.status] || "NO_RUNTIME" };
  };

  /** What the runtime says of a platform (src/platforms/dialog.ts); of one that it does not know there is nothing to say. */
  editor.platformFacts = (id) => (Object.hasOwn(editor.facts.platforms, id) ? editor.facts.platforms[id] : {});
  /** Whether a platform has one of these: credentials, settings, parts (src/editor-facts.ts). */
  editor.offers = (platform, ...words) =>
    (editor.platformFacts(platform).offers || []).some((word) => words.includes(word));
  /** Platforms of sharing vehicles: the account's table is their list, and state and position are two questions. */
  editor.isFleetPlatform = (platform) => editor.offers(platform, "fleet");
  /** By the id of an account. */
  editor.isFleet = (id) => editor.isFleetPlatform((RED.nodes.node(id) || {}).platform);

  /** The last four characters: enough to tell one's own vehicles apart, too little to identify one. */
  editor.maskId = function (id) {
    return id.length > 4 ? "…" + id.slice(-4) : id;
  };

  /** `4 min`, `3 h`, `2 d`. */
  editor.ageText = function (node, seconds) {
    const text = (unit, count) => node._(node.type + ".age." + unit, { n: Math.round(count) });
    if (seconds < 60) return text("seconds", seconds);
    if (seconds < 5400) return text("minutes", seconds / 60);
    return seconds < 172800 ? text("hours", seconds / 3600) : text("days", seconds / 86400);
  };

  editor.isTimeZone = function (name) {
    try {
      return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
    } catch {
      return false;
    }
  };

  /** Prints the runtime's clock into `target`, in the zone named, else in the runtime's own; the browser may be elsewhere. */
  editor.showClock = function (node, target, zone) {
    return editor.runtime().then(
      function (runtime) {
        const timeZone = zone && editor.isTimeZone(zone) ? zone : runtime.timeZone;
        const options = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
        const time = new Intl.DateTimeFormat(RED.i18n.lang() || "en", options).format(new Date(runtime.now));
        target.text(node._(node.type + ".note.clock", { time, zone: timeZone }));
      },
      function () {
        target.text(node._(node.type + ".note.clockUnknown"));
      },
    );
  };

  /** Settings whose label has another word than the setting. */
  const labels = { everyMinutes: "every", quietFrom: "quiet", quietTo: "quiet", maxAgeSeconds: "maxAge" };
  Object.assign(labels, { requestsPerSecond: "rate", valuePath: "value", replayWindowSeconds: "replayWindow" });
  // A number that belongs to a rule is called like it.
  Object.assign(labels, { belowPercent: "rule.below", reachedPercent: "rule.reached", silentHours: "rule.silent" });
  Object.assign(labels, { unlockedMinutes: "rule.unlockedFor", openMinutes: "rule.openFor" });

  /** What the setting that `check` is the validator of is called in its dialog; the core knows only its technical name. */
  function labelOf(node, check, options) {
    if (options.label) return options.label + ": ";
    const defaults = (node._def && node._def.defaults) || {};
    const property = Object.keys(defaults).find((name) => defaults[name].validate === check);
    if (!property) return "";
    const word = labels[property] || property;
    const key = node.type + (word.includes(".") ? "." : ".label.") + word;
    const label = node._(key);
    return label && label !== key ? label + ": " : "";
  }

  /** Checks of settings: true, or a sentence that names the field where the editor wants one (`options`), else false. */
  editor.verdict = function (node, check, valid, options, key, values) {
    if (valid) return true;
    if (!options) return false;
    return labelOf(node, check, options) + node._(node.type + ".invalid." + key, values);
  };

  /** Validators for `defaults`; `${NAME}` is an environment variable, known to the runtime only. `empty`: nothing will do, too. */
  editor.numberBetween = function (low, high, { empty = false } = {}) {
    function check(value, options) {
      const number = Number(value);
      const isEmpty = String(value ?? "").trim() === "";
      const valid = isEmpty ? empty : number >= low && number <= high;
      return editor.verdict(this, check, valid || /^\$\{[^}]+\}$/.test(value), options, "range", { low, high });
    }
    return Object.assign(check, { range: [low, high] });
  };

  editor.timeZoneOrEmpty = function () {
    return function check(value, options) {
      return editor.verdict(this, check, !value || editor.isTimeZone(value), options, "timeZone", { value });
    };
  };

  /** `HH:MM`; both ends of the quiet hours, or neither. */
  editor.timeOfDay = function (other) {
    return function check(value, options) {
      const valid = value ? /^([01]\d|2[0-3]):[0-5]\d$/.test(value) : !this[other];
      return editor.verdict(this, check, valid, options, "time");
    };
  };

  /** Needed only while the setting `name` is `word`. */
  editor.filledIf = function (name, word) {
    return function check(value, options) {
      return editor.verdict(this, check, this[name] !== word || String(value || "").trim() !== "", options, "empty");
    };
  };

  /** A typed value; text has to be there. */
  editor.vehicleChosen = function () {
    const filled = editor.filledIf("vehicleType", "str");
    return function check(value, options) {
      const empty = filled.call(this, value) !== true;
      const verdictOnText = empty ? editor.verdict(this, check, false, options, "empty") : true;
      return verdictOnText === true
        ? RED.validators.typedInput("vehicleType").call(this, value, options)
        : verdictOnText;
    };
  };

  /** A whole field that is a variable: what it holds is known to the runtime only, which checks it. */
  editor.isVariable = (value) => /^\$(?:\{\S+\}|\(\S+\))$/.test(String(value || "").trim());

  /** An account that is there, complete, and of the kind whose vehicles the node is for: `fleet` true or false. */
  editor.accountFor = function (fleet) {
    return function check(value, options) {
      const account = RED.nodes.node(value);
      const right = Boolean(account) && editor.isFleetPlatform(account.platform) === fleet;
      const key = !account ? "noAccount" : !right ? (fleet ? "noFleet" : "noCar") : "accountFault";
      return editor.verdict(this, check, right && account.valid !== false, options, key);
    };
  };

  /** Says behind each field for a number what may be typed into it. */
  editor.showRanges = function (node, dialog) {
    for (const [name, { validate }] of Object.entries(node._def.defaults)) {
      const input = dialog.find("#node-input-" + name + ", #node-config-input-" + name).filter("[type=number]");
      // What depends on other settings is told beside the field.
      if (!validate || !validate.range || input.siblings("[data-range]").length > 0) continue;
      const [min, max] = validate.range;
      input.attr({ min, max });
      const range = $("<span>", { class: "vehicle-cloud-range", text: "(" + min + "–" + max + ")" });
      (input.next("span").length > 0 ? input.next("span") : input).after(range);
    }
  };

  editor.baseUrlLines = function () {
    return function check(value, options) {
      if (editor.isVariable(value)) return true;
      const lines = String(value || "").split("\n");
      const bad = lines.find((line) => line.trim() && !/^\s*https:\/\/[^\s/=]+\s*=\s*https?:\/\/\S+\s*$/.test(line));
      return editor.verdict(this, check, bad === undefined, options, "baseUrls", { line: (bad || "").trim() });
    };
  };

  /** The runtime's own words, which are English as its log is: folded where the editor is not, or has said as much. */
  editor.inEnglish = function (node, message, said = false) {
    const details = $("<details>", { class: "vehicle-cloud-details" });
    details.prop("open", !said && /^en/.test(RED.i18n.lang() || "en"));
    details.append($("<summary>").text(node._(node.type + ".result.english")));
    return details.append($("<p>").text(message));
  };

  /** A question in the place of a result, since what follows cannot be undone; `answer(true)` only by the first button. */
  editor.askInPlace = function (place, question, [yes, no], answer) {
    const button = (label, value) =>
      $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", text: label }).on("click", () =>
        answer(value),
      );
    const keep = button(no, false);
    place.append($("<p>").text(question), button(yes, true).addClass("vehicle-cloud-yes"), " ", keep);
    keep.trigger("focus");
  };

  /** A typed input has no label of its own for its parts; a list says what is chosen in it. */
  editor.nameTypedInput = function (input, kind, value) {
    const container = input.next(".red-ui-typedInput-container");
    container.find(".red-ui-typedInput-type-select").attr("aria-label", kind);
    container.find("input").attr("aria-label", value);
    container.find(".red-ui-typedInput-option-expand").attr("aria-label", value + " …");
  };

  /** Node-RED shows its buttons beside the account as icons only. */
  editor.nameAccountButtons = function (node, dialog) {
    for (const [action, key] of [
      ["edit", ".label.editAccount"],
      ["add", ".label.addAccount"],
    ]) {
      const name = node._(node.type + key);
      dialog.find("#node-input-btn-account-" + action).attr({ "aria-label": name, title: name });
    }
  };

  /** What stands against waking the vehicle first, where that is ticked. */
  editor.showWakeNote = function (node, dialog) {
    const account = RED.nodes.node(dialog.find("#node-input-account").val());
    const ticked = dialog.find("#node-input-wakeFirst").prop("checked");
    let key = "";
    if (ticked && account && editor.isFleetPlatform(account.platform)) key = "wakeNotOffered";
    else if (ticked && account && !account.allowSister) key = "sisterLocked";
    const note = dialog.find("#vehicle-cloud-wake-note");
    const said = key && node._(node.type + ".note." + key);
    if (note.text() !== said) note.text(said);
  };

  /** Shows of the elements that have the attribute those whose list of words holds one of these. */
  editor.showRows = function (dialog, attribute, ...words) {
    dialog.find("[" + attribute + "]").each(function () {
      const own = $(this).attr(attribute).split(" ");
      $(this).toggle(words.some((word) => own.includes(word)));
    });
  };
})();
