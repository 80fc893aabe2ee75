(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make, sidebarIcon: icon } = editor;
  const ours = "@vehicle-cloud/node-red-vehicle-cloud/";

  /** A text of another of our dialogs, else `fallback`. */
  editor.textOf = function (set, key, fallback) {
    const whole = ours + set + ":vehicle-cloud-" + set + "." + key;
    const text = RED._(whole);
    return text && text !== whole && !text.endsWith(key) ? text : fallback;
  };

  const chip = (name, text, mood) => make("span", { class: "vc-chip" + (mood ? " vc-" + mood : "") }, icon(name), text);

  const corners = ["driver", "passenger", "driverRear", "passengerRear"];

  /** What stands open, in words. */
  function openThings(t, openings) {
    const { doors = {}, windows = {}, trunk, hood, chargeLid, sunroof } = openings || {};
    const isOpen = (part) => part && (part.open === true || part.percent > 0);
    const those = (group, open) => corners.filter((corner) => open(group[corner]));
    const parts = {
      trunk: trunk === true,
      hood: hood === true,
      chargeLid: chargeLid === true,
      sunroof: isOpen(sunroof),
    };
    return [
      ...those(doors, (value) => value === true).map((corner) => t("door." + corner)),
      ...those(windows, isOpen).map((corner) => t("window." + corner)),
      ...Object.keys(parts).flatMap((part) => (parts[part] ? [t("opening." + part)] : [])),
    ];
  }

  function charging(t, { charging: on, powerKw, minutesToFull, pluggedIn, state }) {
    if (!on)
      return state === "error"
        ? chip("exclamation-triangle", t("state.chargeError"), "bad")
        : pluggedIn && chip("plug", t("state.plugged"));
    const words = [t("state.charging")];
    if (typeof powerKw === "number") words.push(editor.numberText(powerKw, 1) + "\u00A0kW");
    if (typeof minutesToFull === "number")
      words.push(t("state.left", { time: editor.spanText(t, minutesToFull * 60) }));
    return chip("bolt", words.join(" · "), "good");
  }

  function chips(t, { status, alerts = [], faults = [] }) {
    const { battery = {}, locks = {}, openings, climate = {}, motion = {}, online } = status || {};
    const row = make("div", { class: "vc-chips" });
    const open = openThings(t, openings);
    const inside = typeof climate.insideC === "number" ? editor.numberText(climate.insideC, 0) + "\u00A0°C" : "";
    const speed = typeof motion.speedKmh === "number" ? " " + editor.numberText(motion.speedKmh) + "\u00A0km/h" : "";
    for (const part of [
      charging(t, battery),
      motion.driving === true && chip("location-arrow", t("state.driving") + speed, "busy"),
      locks.locked === true && chip("lock", t("state.locked")),
      locks.locked === false && chip("unlock", t("state.unlocked"), motion.driving ? "" : "warn"),
      open.length > 0 && chip("folder-open-o", t("state.open", { what: open.join(", ") }), "warn"),
      climate.preconditioning === true &&
        chip("snowflake-o", t("state.climate") + (inside ? " · " + inside : ""), "busy"),
      !climate.preconditioning && inside && chip("thermometer-half", inside),
      online === false && chip("chain-broken", t("state.offline"), "warn"),
      ...alerts.map(({ name }) => chip("bell", t("state.alert", { name }), "bad")),
      ...faults.map(({ name }) => chip("wrench", t("state.fault", { name }), "bad")),
    ])
      if (part) row.append(part);
    return row;
  }

  const marks = {
    confirmed: "check",
    accepted: "check-circle-o",
    unknown: "question-circle-o",
    refused: "times",
    skipped: "minus",
    underWay: "clock-o",
  };

  function commands(t, list, now, open) {
    if (!list || list.length === 0) return undefined;
    const line = ({ command, at, outcome, code }) =>
      make(
        "li",
        { class: "vc-" + outcome },
        icon(marks[outcome] || "circle-o"),
        make("span", { class: "vc-command" }, editor.textOf("command", "command." + command, command)),
        make("span", { class: "vc-outcome" }, t("outcome." + outcome) + (code ? " (" + code + ")" : "")),
        make("time", {}, editor.timeText(at, now)),
      );
    const summary = make("summary", {}, t("label.commands", { n: list.length }));
    return make(
      "details",
      { class: "vc-commands", open, "data-keep": "commands" },
      summary,
      make("ol", {}, list.map(line)),
    );
  }

  function position(t, card, account) {
    const { latitude, longitude, headingDeg } = (card.status || {}).position || {};
    if (typeof latitude !== "number" || typeof longitude !== "number") return undefined;
    const trail = ((card.history || {}).trail || []).concat([{ latitude, longitude }]);
    const digits = { minimumFractionDigits: 5, maximumFractionDigits: 5 };
    const place = [latitude, longitude].map((n) => new Intl.NumberFormat("en", digits).format(n)).join(", ");
    return editor.positionDrawing(trail, {
      heading: headingDeg,
      fences: editor.fencesOf(account.head.node),
      label: t("label.position", { place, n: trail.length - 1 }),
      north: t("label.north"),
    });
  }

  function day(t, { history }) {
    const known = ((history || {}).charge || []).filter((value) => value !== null);
    if (known.length < 2) return undefined;
    const percent = (value) => editor.numberText(value) + "\u00A0%";
    const values = { from: percent(known[0]), to: percent(known[known.length - 1]) };
    return make(
      "div",
      { class: "vc-day" },
      editor.sparkline(history.charge, { label: t("label.day", values) }),
      make("span", { class: "vc-caption", "aria-hidden": "true" }, t("label.dayShort")),
    );
  }

  /** `47 min ago`, and why it may be old; kept up to date by itself. */
  editor.cardAge = function (t, card, head, now) {
    const told = card.status && card.status.reportedAt ? Date.parse(card.status.reportedAt) : undefined;
    const age = told === undefined ? "" : t("label.ago", { age: editor.spanText(t, (now - told) / 1000) });
    const reason = editor.ageReason(card, head, now);
    const why = reason && t("reason." + reason);
    return [age, why].filter(Boolean).join(" · ");
  };

  function figures(t, { status, model }) {
    const { battery = {}, fuel = {} } = status || {};
    const { percent, rangeKm, targetPercent } = battery;
    const known = typeof percent === "number";
    const charge = known ? editor.numberText(percent, 0) + "\u00A0%" : "–";
    const range = typeof rangeKm === "number" ? editor.numberText(rangeKm) + "\u00A0km" : "";
    const target = typeof targetPercent === "number" ? t("label.target", { n: editor.numberText(targetPercent) }) : "";
    const label = [known ? t("label.charge", { n: editor.numberText(percent) }) : t("label.chargeUnknown"), target];
    const tank = typeof fuel.percent === "number" ? t("label.tank", { n: editor.numberText(fuel.percent) }) : "";
    return make(
      "div",
      { class: "vc-figures" },
      make("span", { class: "vc-percent" }, charge),
      make("span", { class: "vc-range" }, [range, tank].filter(Boolean).join(" · ")),
      target && make("span", { class: "vc-target-text" }, icon("flag-o"), target),
      editor.chargeBar(percent, targetPercent, {
        charging: battery.charging,
        label: label.filter(Boolean).join(", ") || model,
      }),
    );
  }

  /** Everything of one vehicle. `actions`: buttons by the tab; `kept`: what was folded open before. */
  editor.vehicleCard = function (t, card, account, { now, actions, kept }) {
    const { head } = account;
    const fleet = editor.isFleetPlatform(head.platform);
    const element = make("article", {
      class: "vc-card" + (card.status && card.staleAt < now ? " vc-stale" : ""),
      "aria-label": card.name,
      "data-vehicle": card.id,
      draggable: "true",
    });
    const requests = head.requests && t("label.requestsOfOne", { n: card.requests, budget: head.requests.budget });
    element.append(
      make(
        "header",
        { class: "vc-head" },
        editor.vehiclePicture(account, card) || editor.silhouette(fleet),
        make(
          "div",
          { class: "vc-title" },
          make("h4", { dir: "auto", title: card.name }, card.name),
          make("span", { class: "vc-model" }, [card.model, editor.maskId(card.id)].filter(Boolean).join(" · ")),
        ),
      ),
      figures(t, card),
      chips(t, card),
      make("div", { class: "vc-pictures" }, day(t, card), position(t, card, account)),
      commands(t, (card.history || {}).commands, now, kept.has("commands")) || "",
      make(
        "footer",
        { class: "vc-foot" },
        make("p", { class: "vc-age", title: requests || "" }, editor.cardAge(t, card, head, now)),
        make("div", { class: "vc-actions", role: "group", "aria-label": card.name }, actions),
      ),
      make("div", { class: "vc-below", "aria-live": "polite" }),
    );
    return element;
  };
})();
