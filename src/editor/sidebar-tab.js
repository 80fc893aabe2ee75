(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make } = editor;
  const askEveryMs = 3000;
  const afterFailureMs = 10000;
  /** So often ages in words are set anew. */
  const agesEveryMs = 15000;

  /** The tab "Vehicles". It asks the runtime only while it can be seen. */
  editor.vehiclesTab = function (t) {
    let state = editor.sidebarState();
    const sections = new Map();
    const said = new Map();
    let asking = false;
    let nextAt = 0;
    let agesAt = 0;
    const notice = make("div", { class: "vc-notice", role: "status" });
    const list = make("div", { class: "vc-list" });
    const element = make("div", { class: "vc-sidebar", tabindex: -1 }, notice, list);

    const ticks = () => window.performance.now();
    const now = () => ticks() + state.ahead;
    const seen = () => document.visibilityState === "visible" && element.offsetParent !== null;

    function tell(key) {
      const text = key ? t("notice." + key, { permission: "vehicle-cloud.read" }) : "";
      if (notice.textContent !== text) notice.textContent = text;
    }

    function forget() {
      state = editor.sidebarState();
      editor.forgetPictures();
      sections.clear();
      list.replaceChildren();
    }

    function look() {
      if (asking || ticks() < nextAt || !seen()) return;
      // The runtime would refuse it every time.
      if (!RED.user.hasPermission("vehicle-cloud.read")) return failed({ status: 403 });
      asking = true;
      const query = editor.sidebarQuery(state);
      $.ajax({ url: "vehicle-cloud/sidebar", data: query, dataType: "json", timeout: 20000 }).then(function (answer) {
        asking = false;
        // What stands between may answer with something of its own.
        if (!answer || !Array.isArray(answer.accounts) || !answer.webhooks) return failed({});
        nextAt = ticks() + askEveryMs;
        const changed = editor.sidebarTake(state, answer, ticks());
        drawAll(changed);
      }, failed);
    }

    function failed({ status }) {
      asking = false;
      nextAt = ticks() + afterFailureMs;
      // Who may not look any more sees nothing of what was there, positions least of all.
      if (status === 401 || status === 403) forget();
      tell(status === 401 || status === 403 ? "noPermission" : status === 404 ? "notThere" : "noRuntime");
      element.classList.toggle("vc-cut", status !== 401 && status !== 403);
    }

    function drawAll(changed) {
      element.classList.remove("vc-cut");
      tell(state.accounts.size === 0 ? "noAccounts" : "");
      for (const [id, section] of sections) {
        if (state.accounts.has(id)) continue;
        section.element.remove();
        sections.delete(id);
      }
      for (const [id, account] of state.accounts) {
        const section = sections.get(id) || newSection(id);
        if (changed.has(id)) drawAccount(section, account);
        drawHooks(section, account);
      }
      drawOpen();
    }

    function newSection(id) {
      const section = {
        head: make("div"),
        hooks: make("div"),
        open: make("div"),
        body: make("div", { class: "vc-vehicles" }),
      };
      section.element = make(
        "section",
        { class: "vc-section", "data-account": id },
        section.head,
        section.hooks,
        section.body,
        section.open,
      );
      section.cards = new Map();
      sections.set(id, section);
      list.append(section.element);
      return section;
    }

    function drawAccount(section, account) {
      const { head } = account;
      const was = section.head.querySelector("details[open]");
      section.head.replaceChildren(editor.accountHead(t, account, now()));
      const folded = section.head.querySelector("details");
      if (was && folded) folded.open = true;
      section.element.setAttribute("aria-label", head.name || head.platform || "");
      if (account.redraw) {
        section.cards.clear();
        section.table = undefined;
        section.body.replaceChildren();
      }
      account.redraw = false;
      if (head.table) drawTable(section, account);
      else drawCards(section, account);
      account.changed.clear();
    }

    function drawTable(section, account) {
      if (!section.table) {
        section.table = editor.fleetTable(t, {
          now,
          onOpen(vehicle) {
            state.open = vehicle && { account: account.id, vehicle, section };
            drawOpen();
            nextAt = 0;
            look();
          },
          onDrag: (event, id) =>
            editor.dragVehicle(event, account.head.node, { id, name: account.vehicles.get(id)[1] }),
        });
        section.body.replaceChildren(section.table.element);
      }
      if (account.changed.size > 0) section.table.set(account.vehicles.values());
    }

    function drawCards(section, account) {
      if (account.vehicles.size === 0 && !account.head.error) {
        section.body.replaceChildren(make("p", { class: "vc-none" }, t("notice.noVehicles")));
        return;
      }
      const none = section.body.querySelector(".vc-none");
      if (none) none.remove();
      for (const [id, card] of account.vehicles) {
        if (section.cards.has(id) && !account.changed.has(id)) continue;
        const before = section.cards.get(id);
        const drawn = newCard(account, card, before);
        section.cards.set(id, drawn);
        if (before) swap(before, drawn);
        else section.body.append(drawn);
      }
      ages();
    }

    function newCard(account, card, before) {
      const kept = new Set(
        [...(before ? before.querySelectorAll("details[open]") : [])].map((one) => one.dataset.keep),
      );
      const key = account.id + " " + card.id;
      const actions = editor.cardButtons(t, account, card, {
        only: account.head.count === 1,
        onRead(text) {
          said.set(key, text);
          const current = [...element.querySelectorAll(".vc-card")].find((one) => one.dataset.key === key);
          const button = current && current.querySelector('[data-act="read"]');
          if (button) {
            button.disabled = false;
            button.classList.remove("vc-turning");
            current.querySelector(".vc-below").replaceChildren(text);
          }
          nextAt = 0;
          look();
        },
      });
      const drawn = editor.vehicleCard(t, card, account, { now: now(), actions, kept });
      drawn.dataset.key = key;
      drawn.addEventListener("dragstart", (event) => editor.dragVehicle(event, account.head.node, card));
      return drawn;
    }

    /** A card in the place of another, without taking what is focused, said or under way from who is there. */
    function swap(before, drawn) {
      const act = before.contains(document.activeElement) && document.activeElement.dataset.act;
      const below = drawn.querySelector(".vc-below");
      below.replaceChildren(...before.querySelector(".vc-below").childNodes);
      const turning = before.querySelector(".vc-turning");
      const button = drawn.querySelector('[data-act="read"]');
      if (turning) {
        button.disabled = true;
        button.classList.add("vc-turning");
      }
      before.replaceWith(drawn);
      if (act) drawn.querySelector('[data-act="' + act + '"]').focus();
    }

    /** The vehicle of a table that is shown whole. */
    function drawOpen() {
      for (const [id, section] of sections) {
        const { open } = state;
        const mine = open && open.account === id && open.card;
        if (!mine) {
          section.open.replaceChildren();
          section.shown = undefined;
          continue;
        }
        const shownTag = open.vehicle + " " + open.tag;
        if (section.shown === shownTag) continue;
        section.shown = shownTag;
        const before = section.open.querySelector(".vc-card");
        const drawn = newCard(
          state.accounts.get(id),
          open.card,
          before && before.dataset.vehicle === open.vehicle ? before : undefined,
        );
        if (before && before.dataset.vehicle === open.vehicle) swap(before, drawn);
        else section.open.replaceChildren(drawn);
      }
    }

    function drawHooks(section, account) {
      const mine = state.hooks.nodes.filter(
        (hook) => hook.account === account.id || hook.account === account.head.node,
      );
      const text = JSON.stringify(mine);
      if (section.hooked === text) return;
      section.hooked = text;
      section.hooks.replaceChildren(...editor.webhookLines(t, mine, now()));
    }

    function ages() {
      agesAt = ticks() + agesEveryMs;
      for (const [id, section] of sections) {
        const account = state.accounts.get(id);
        for (const [vehicle, drawn] of section.cards) {
          const card = account && account.vehicles.get(vehicle);
          if (!card) continue;
          drawn.classList.toggle("vc-stale", card.staleAt < now());
          const age = drawn.querySelector(".vc-age");
          const text = editor.cardAge(t, card, account.head, now());
          if (age.textContent !== text) age.textContent = text;
        }
        if (section.table) section.table.render();
      }
    }

    function tick() {
      if (!seen()) return;
      look();
      if (ticks() > agesAt) ages();
    }

    window.setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    RED.events.on("sidebar:resize", () => {
      for (const { table } of sections.values()) if (table) table.render();
    });
    return {
      element,
      shown: () =>
        window.setTimeout(function () {
          nextAt = Math.min(nextAt, ticks());
          tick();
        }, 0),
    };
  };
})();
