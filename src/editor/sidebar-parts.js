(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const names = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    // What comes from a vehicle or its owner is text and nothing else.
    for (const child of children.flat())
      if (child !== undefined && child !== false && child !== "") element.append(child);
    return element;
  }

  editor.make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  editor.draw = (tag, attributes, ...children) => fill(document.createElementNS(names, tag), attributes, children);
  const { make, draw } = editor;

  editor.sidebarIcon = (name) => make("i", { class: "fa fa-" + name, "aria-hidden": "true" });

  /** A car, or a bike, from the side. */
  editor.silhouette = function (fleet) {
    const picture = draw("svg", { class: "vc-silhouette", viewBox: "0 0 72 32", "aria-hidden": "true" });
    const wheels = fleet ? [16, 56] : [18, 54];
    const body = fleet
      ? "M16 24 L28 10 L48 10 M28 10 L36 24 L16 24 M36 24 L48 10 L56 24 M26 6 L31 6 M46 5 L51 4"
      : "M4 22 C4 17 7 15 13 14 L22 7 C24 5.500 27 5 31 5 L42 5 C46 5 49 6 51 8 L58 14 C65 15 68 17 68 22 L68 24 L4 24 Z";
    picture.append(draw("path", { d: body, class: fleet ? "vc-outline" : "vc-body" }));
    if (!fleet)
      picture.append(draw("path", { d: "M23 13 L28 8 L36 8 L36 13 Z M39 8 L45 8 L52 13 L39 13 Z", class: "vc-glass" }));
    for (const x of wheels)
      picture.append(draw("circle", { cx: x, cy: 24, r: fleet ? 7 : 6, class: fleet ? "vc-outline" : "vc-wheel" }));
    return picture;
  };

  /** Lines through what is known, one for each run of it, over a soft ground. */
  editor.sparkline = function (values, { label, most = 100, className = "" }) {
    const [width, height] = [240, 34];
    const svg = draw("svg", {
      class: "vc-spark " + className,
      viewBox: "0 0 " + width + " " + height,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    });
    svg.append(draw("title", {}, label));
    for (const y of [0.5, height / 2, height - 0.5])
      svg.append(draw("line", { x1: 0, x2: width, y1: y, y2: y, class: "vc-grid" }));
    for (const run of editor.sparkRuns(values, most)) {
      const at = ([x, y]) => (x * (width - 4) + 2).toFixed(1) + " " + (height - 3 - y * (height - 6)).toFixed(1);
      const line = run.map(at).join(" L ");
      const [first, last] = [run[0], run[run.length - 1]];
      const end = (x) => (x * (width - 4) + 2).toFixed(1) + " " + height;
      svg.append(
        draw("path", { d: "M " + end(first[0]) + " L " + line + " L " + end(last[0]) + " Z", class: "vc-ground" }),
      );
      // A single value is a dot: a line of no length with round ends.
      svg.append(draw("path", { d: "M " + at(first) + " L " + line, class: "vc-line" }));
    }
    return svg;
  };

  /** Charge as a bar; the target is a mark on it. */
  editor.chargeBar = function (percent, target, { charging, label }) {
    const known = typeof percent === "number";
    const level = !known ? "unknown" : charging ? "charging" : percent < 15 ? "low" : percent < 30 ? "middle" : "good";
    const bar = make("div", {
      class: "vc-bar vc-" + level,
      role: "meter",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": known ? percent : undefined,
    });
    if (known)
      bar.append(make("div", { class: "vc-fill", style: "width: " + Math.max(0, Math.min(100, percent)) + "%" }));
    if (typeof target === "number") bar.append(make("div", { class: "vc-target", style: "left: " + target + "%" }));
    return bar;
  };

  /** `4 min`, `3 h`, `2 d`; `t`: the sidebar's texts. */
  editor.spanText = function (t, seconds) {
    if (seconds < 60) return t("age.seconds", { n: Math.max(0, Math.round(seconds)) });
    if (seconds < 5400) return t("age.minutes", { n: Math.round(seconds / 60) });
    return seconds < 172800
      ? t("age.hours", { n: Math.round(seconds / 3600) })
      : t("age.days", { n: Math.round(seconds / 86400) });
  };

  const formats = new Map();
  /** A format of the editor's language; making one takes longer than drawing a row. */
  function formatOf(kind, options) {
    const language = RED.i18n.lang() || "en";
    const key = kind + language + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl[kind](language, options));
    return formats.get(key);
  }

  /** A date of the runtime's as a time of day, with the day where it is not today's. */
  editor.timeText = function (ms, now) {
    const [date, today] = [new Date(ms), new Date(now)];
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const near = date.toDateString() === today.toDateString();
    return formatOf("DateTimeFormat", near ? clock : { day: "numeric", month: "short", ...clock }).format(date);
  };

  editor.numberText = (value, digits = 0) => formatOf("NumberFormat", { maximumFractionDigits: digits }).format(value);
})();
