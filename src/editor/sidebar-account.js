(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make, sidebarIcon: icon } = editor;

  const moods = { kept: "good", idle: "", none: "", waiting: "warn", paused: "warn", taken: "warn", refused: "bad" };

  /** The session in words: how it is, since or until when, and below it what to do. */
  function session(t, { session: facts = {}, error }, now) {
    if (error) return make("div", { class: "vc-note vc-bad", role: "status" }, t("session.broken"), " ", error.message);
    const { state, since, renewsAt, until, unsaved } = facts;
    const time = (ms) => editor.timeText(ms, now);
    const words = [t("session." + state)];
    if (state === "kept" && since) words.push(t("session.since", { time: time(since) }));
    if (state === "kept" && renewsAt > now) words.push(t("session.renews", { time: time(renewsAt) }));
    if (until) words.push(t("session.until", { time: time(until) }));
    const key = state === "taken" && !until ? "takenUntilMessage" : state;
    const help =
      ["refused", "waiting", "taken", "takenUntilMessage", "paused", "idle"].includes(key) && t("help." + key);
    return [
      make("div", { class: "vc-session" }, make("span", { class: "vc-dot vc-" + moods[state] }), words.join(" · ")),
      help && make("div", { class: "vc-note vc-" + (moods[state] || "calm") }, help),
      unsaved && make("div", { class: "vc-note vc-warn" }, t("help.unsaved")),
    ];
  }

  function trouble(t, { trouble: last }, now) {
    if (!last) return undefined;
    const { code, message, at, times, open } = last;
    const when = t(open ? "label.troubleOpen" : "label.troubleOver", { time: editor.timeText(at, now), code });
    const more = times > 1 ? " (" + t("label.times", { n: times }) + ")" : "";
    return make(
      "details",
      { class: "vc-trouble" + (open ? " vc-bad" : "") },
      make("summary", {}, when + more),
      make("p", { lang: "en" }, message),
    );
  }

  function requests(t, { requests: facts, pushes }) {
    if (!facts) return undefined;
    const { total, most, budget } = facts;
    const words = t("label.requests", {
      total: editor.numberText(total),
      most: editor.numberText(most),
      budget: editor.numberText(budget),
    });
    // Of the last whole minute; of the one that runs while there is no other.
    const rate = pushes && (pushes[pushes.length - 2] || pushes[pushes.length - 1]);
    return make(
      "div",
      { class: "vc-requests" },
      make("span", {}, words),
      pushes &&
        make(
          "span",
          { class: "vc-rate" },
          editor.sparkline(pushes, {
            ...{
              label: t("label.pushes", { n: editor.numberText(rate) }),
              most: Math.max(1, ...pushes),
              className: "vc-small",
            },
          }),
          t("label.pushesShort", { n: editor.numberText(rate) }),
        ),
    );
  }

  /** The head of an account: what it is, its session, its requests, its last trouble. */
  editor.accountHead = function (t, { head }, now) {
    const platform = editor.textOf("account", "platform." + head.platform, head.platform || "");
    const name = head.name || platform || t("label.account");
    return make(
      "header",
      { class: "vc-account" },
      make("h3", {}, make("span", { dir: "auto" }, name), make("small", {}, name === platform ? "" : platform)),
      session(t, head, now),
      requests(t, head) || "",
      trouble(t, head, now) || "",
    );
  };

  /** Webhook nodes of an account, each in a line. */
  editor.webhookLines = function (t, nodes, now) {
    return nodes.map(function ({ id, perMinute, pushes, refused, last }) {
      const node = RED.nodes.node(id);
      const label = node ? RED.utils.getNodeLabel(node, id) : id;
      const link = make("button", { type: "button", class: "vc-link", dir: "auto" }, label);
      link.addEventListener("click", () => RED.view.reveal(id));
      const words = t("label.webhook", { rate: editor.numberText(perMinute), n: editor.numberText(pushes) });
      const why = last && editor.textOf("segway-webhook-in", "refused." + last.reason, last.reason);
      const refusals =
        refused > 0 && t("label.refused", { n: editor.numberText(refused), time: editor.timeText(last.at, now), why });
      return make(
        "div",
        { class: "vc-webhook" },
        icon("sign-in"),
        link,
        words,
        refusals && make("span", { class: "vc-warn" }, " · " + refusals),
      );
    });
  };
})();
