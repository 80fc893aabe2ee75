(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make, sidebarIcon: icon } = editor;
  const rowHeight = 28;
  /** Rows drawn above and below what is in sight. */
  const beyond = 6;
  const columns = ["name", "percent", "range", "age"];
  const filters = ["below", "unlocked", "offline", "alert"];

  /** The table of a fleet: only the rows in sight are in the page. `onOpen(id)`: one is wanted whole. */
  editor.fleetTable = function (t, { onOpen, onDrag, now }) {
    const choice = { text: "", below: 20, only: new Set(), sort: "percent", down: false };
    let all = [];
    let rows = [];
    let active = 0;
    let opened;
    let waiting = false;
    const pool = [];

    const search = make("input", {
      ...{ type: "search", class: "vc-search", placeholder: t("label.search"), "aria-label": t("label.search") },
      oninput: () => ((choice.text = search.value), arrange()),
    });
    const below = make("input", {
      ...{ type: "number", min: 1, max: 100, value: choice.below, "aria-label": t("label.below") },
      oninput: () => ((choice.below = Number(below.value) || 0), arrange()),
    });
    const buttons = Object.fromEntries(
      filters.map((name) => [
        name,
        make("button", {
          ...{ type: "button", class: "vc-filter", "aria-pressed": "false" },
          onclick() {
            if (!choice.only.delete(name)) choice.only.add(name);
            this.setAttribute("aria-pressed", String(choice.only.has(name)));
            arrange();
          },
        }),
      ]),
    );
    const heads = columns.map((name) =>
      make(
        "div",
        { role: "columnheader", class: "vc-col-" + name, "aria-sort": "none" },
        make(
          "button",
          {
            type: "button",
            onclick() {
              choice.down = choice.sort === name ? !choice.down : false;
              choice.sort = name;
              arrange();
            },
          },
          t("column." + name),
        ),
      ),
    );
    const spacer = make("div", { class: "vc-spacer", role: "rowgroup" });
    const body = make(
      "div",
      { class: "vc-rows", tabindex: 0, onscroll: soon, onkeydown: keys, onfocus: mark, onblur: mark },
      spacer,
    );
    const count = make("p", { class: "vc-count", role: "status" });
    const grid = make(
      "div",
      { class: "vc-grid-table", role: "grid", "aria-label": t("label.fleet") },
      make("div", { role: "rowgroup" }, make("div", { role: "row", class: "vc-heads" }, heads)),
      body,
    );
    const bar = make(
      "div",
      { class: "vc-filters" },
      filters.map((name) => buttons[name]),
    );
    const limit = make("label", { class: "vc-limit" }, t("label.below"), below, "%");
    const element = make(
      "div",
      { class: "vc-fleet" },
      bar,
      make("div", { class: "vc-find" }, search, limit),
      grid,
      count,
    );

    const seconds = () => now() / 1000;

    function arrange() {
      const at = seconds();
      const counts = editor.fleetCounts(all, choice.below, at);
      for (const name of filters) {
        buttons[name].textContent = t("filter." + name, { n: editor.numberText(counts[name]), below: choice.below });
        buttons[name].classList.toggle("vc-some", counts[name] > 0);
      }
      rows = editor.fleetRows(all, choice, at);
      heads.forEach(function (head, index) {
        const mine = columns[index] === choice.sort;
        head.setAttribute("aria-sort", mine ? (choice.down ? "descending" : "ascending") : "none");
      });
      active = Math.max(0, Math.min(active, rows.length - 1));
      grid.setAttribute("aria-rowcount", String(rows.length + 1));
      spacer.style.height = rows.length * rowHeight + "px";
      const shown = { n: editor.numberText(rows.length), all: editor.numberText(all.length) };
      const busy = { charging: editor.numberText(counts.charging), driving: editor.numberText(counts.driving) };
      count.textContent = t("label.shown", shown) + " · " + t("label.busy", busy);
      render();
    }

    function soon() {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(function () {
        waiting = false;
        render();
      });
    }

    function newRow() {
      const cells = columns.map((name) => make("div", { role: "gridcell", class: "vc-col-" + name }));
      const fill = make("i", { class: "vc-mini" });
      cells[1].append(fill, make("span"));
      const signs = make("span", { class: "vc-signs" });
      const name = make("span", { class: "vc-name", dir: "auto" }, make("span"), make("span"));
      cells[0].append(name, signs);
      const row = make(
        "div",
        {
          ...{ role: "row", class: "vc-row", draggable: "true" },
          onclick: () => ((active = Number(row.dataset.index)), open()),
          ondragstart: (event) => onDrag(event, row.dataset.vehicle),
        },
        cells,
      );
      return Object.assign(row, { parts: { cells, fill, signs, name, percent: cells[1].lastChild } });
    }

    function signsOf({ locked, charging, driving, alert, offline }) {
      const signs = [];
      if (alert) signs.push(["bell", "state.alertOpen", "bad"]);
      if (charging) signs.push(["bolt", "state.charging", "good"]);
      if (driving) signs.push(["location-arrow", "state.driving", "busy"]);
      if (locked === false && !driving) signs.push(["unlock", "state.unlocked", "warn"]);
      if (offline) signs.push(["chain-broken", "state.offline", "warn"]);
      return signs.map(([name, key, mood]) =>
        make("span", { class: "vc-" + mood, role: "img", title: t(key), "aria-label": t(key) }, icon(name)),
      );
    }

    function paint(row, index, at) {
      const facts = editor.fleetFacts(rows[index], at);
      const { cells, fill, signs, name, percent } = row.parts;
      row.dataset.index = index;
      row.dataset.vehicle = facts.id;
      row.id = "vc-row-" + index;
      row.setAttribute("aria-rowindex", String(index + 2));
      row.setAttribute("aria-selected", String(facts.id === opened));
      row.classList.toggle("vc-active", index === active);
      row.classList.toggle("vc-stale", facts.stale);
      row.style.transform = "translateY(" + index * rowHeight + "px)";
      // Vehicles of a fleet are told apart by the end of their names, so that stays where there is no room for all.
      const tail = /[A-Za-z0-9]{4}$/.test(facts.name) ? 4 : 0;
      name.firstChild.textContent = facts.name.slice(0, facts.name.length - tail);
      name.lastChild.textContent = facts.name.slice(facts.name.length - tail);
      name.title = facts.name;
      percent.textContent = facts.percent < 0 ? "–" : editor.numberText(facts.percent) + "\u00A0%";
      fill.style.width = Math.max(0, facts.percent) * 0.24 + "px";
      fill.className = "vc-mini vc-" + (facts.percent < 15 ? "low" : facts.percent < 30 ? "middle" : "good");
      cells[2].textContent = facts.rangeKm < 0 ? "–" : editor.numberText(facts.rangeKm) + "\u00A0km";
      cells[3].textContent = facts.age === undefined ? "–" : editor.spanText(t, facts.age);
      const drawn = [facts.alert, facts.charging, facts.driving, facts.locked, facts.offline].join();
      if (signs.dataset.drawn !== drawn) {
        signs.dataset.drawn = drawn;
        signs.replaceChildren(...signsOf(facts));
      }
    }

    function render() {
      const first = Math.max(0, Math.floor(body.scrollTop / rowHeight) - beyond);
      const last = Math.min(rows.length, Math.ceil((body.scrollTop + body.clientHeight) / rowHeight) + beyond);
      const at = seconds();
      while (pool.length < last - first) {
        const row = newRow();
        pool.push(row);
        spacer.append(row);
      }
      // Each row keeps its place in the pool while it is in sight, so that a scroll changes only those that come.
      pool.forEach(function (row, slot) {
        const index = pool.length === 0 ? 0 : first + ((((slot - first) % pool.length) + pool.length) % pool.length);
        row.hidden = index >= last;
        if (!row.hidden) paint(row, index, at);
      });
      mark();
    }

    function mark() {
      const focused = document.activeElement === body;
      body.classList.toggle("vc-focused", focused);
      if (rows.length > 0) body.setAttribute("aria-activedescendant", "vc-row-" + active);
      else body.removeAttribute("aria-activedescendant");
    }

    function open() {
      if (!rows[active]) return;
      opened = rows[active][0] === opened ? undefined : rows[active][0];
      render();
      onOpen(opened);
    }

    function keys(event) {
      const page = Math.max(1, Math.floor(body.clientHeight / rowHeight) - 1);
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
      if (event.key === "Enter" || event.key === " ") open();
      else if (steps[event.key] !== undefined) {
        active = Math.max(0, Math.min(rows.length - 1, active + steps[event.key]));
        const top = active * rowHeight;
        if (top < body.scrollTop) body.scrollTop = top;
        else if (top + rowHeight > body.scrollTop + body.clientHeight)
          body.scrollTop = top + rowHeight - body.clientHeight;
        render();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    return {
      element,
      set(vehicles) {
        all = [...vehicles];
        arrange();
      },
      close() {
        opened = undefined;
        render();
        body.focus();
      },
      render,
    };
  };
})();
