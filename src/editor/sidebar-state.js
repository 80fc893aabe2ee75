(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Bits of a fleet's row, as src/node-red/sidebar/vehicle-rows.ts sets them. */
  const flag = { read: 1, lockKnown: 2, locked: 4, onlineKnown: 8, online: 16, charging: 32, driving: 64, alert: 128 };

  /** What the sidebar knows. `ahead`: of the browser's ticks, the runtime's date in milliseconds. */
  editor.sidebarState = () => ({ accounts: new Map(), hooks: { tag: "", nodes: [] }, open: undefined, ahead: NaN });

  /** Takes in an answer that came at the tick `at`; returns the ids of the accounts that look different now. */
  editor.sidebarTake = function (state, answer, at) {
    const changed = new Set();
    state.ahead = answer.now - at;
    const there = new Set(answer.accounts.map(({ id }) => id));
    for (const id of state.accounts.keys()) if (!there.has(id)) state.accounts.delete(id);
    for (const told of answer.accounts) {
      const known = state.accounts.get(told.id) || { id: told.id, head: {}, vehicles: new Map(), changed: new Set() };
      const kind = known.head.table;
      state.accounts.set(told.id, known);
      Object.assign(known, { tag: told.tag, mark: told.mark });
      if (told.head) known.head = told.head;
      if (told.whole || kind !== known.head.table) {
        known.vehicles.clear();
        known.redraw = true;
      }
      for (const vehicle of told.vehicles || []) {
        const id = known.head.table ? vehicle[0] : vehicle.id;
        known.vehicles.set(id, vehicle);
        known.changed.add(id);
      }
      if (told.head || told.whole || told.vehicles) changed.add(told.id);
    }
    state.hooks = { tag: answer.webhooks.tag, nodes: answer.webhooks.nodes || state.hooks.nodes };
    if (answer.open && state.open) {
      if (answer.open.gone) state.open = undefined;
      else Object.assign(state.open, { tag: answer.open.tag, card: answer.open.card || state.open.card });
    }
    return changed;
  };

  /** What to ask with, so that only what is new comes. */
  editor.sidebarQuery = function (state) {
    const since = [...state.accounts.values()].map(({ id, tag, mark }) => id + "~" + tag + "~" + (mark || ""));
    const { open } = state;
    const query = { since: since.join(","), hooks: state.hooks.tag };
    if (open) query.open = open.account + "~" + (open.tag || "") + "~" + open.vehicle;
    return query;
  };

  /** A fleet's row as the table draws it; `seconds`: the runtime's date. */
  editor.fleetFacts = function ([id, name, percent, rangeKm, flags, told, stale], seconds) {
    const read = Boolean(flags & flag.read);
    return {
      ...{ id, name, percent, rangeKm, read },
      locked: flags & flag.lockKnown ? Boolean(flags & flag.locked) : undefined,
      offline: Boolean(flags & flag.onlineKnown) && !(flags & flag.online),
      charging: Boolean(flags & flag.charging),
      driving: Boolean(flags & flag.driving),
      alert: Boolean(flags & flag.alert),
      age: told ? Math.max(0, seconds - told) : undefined,
      stale: read && (!stale || seconds > stale),
    };
  };

  const offline = (row, seconds) =>
    row[4] & flag.onlineKnown ? !(row[4] & flag.online) : Boolean(row[4] & flag.read) && seconds > row[6];
  const unlocked = (row) => (row[4] & (flag.lockKnown | flag.locked)) === flag.lockKnown;

  /** How many there are of each kind that can be filtered for. */
  editor.fleetCounts = function (rows, below, seconds) {
    const counts = { all: 0, below: 0, unlocked: 0, offline: 0, alert: 0, charging: 0, driving: 0 };
    for (const row of rows) {
      counts.all++;
      if (row[2] >= 0 && row[2] < below) counts.below++;
      if (unlocked(row)) counts.unlocked++;
      if (offline(row, seconds)) counts.offline++;
      if (row[4] & flag.alert) counts.alert++;
      if (row[4] & flag.charging) counts.charging++;
      if (row[4] & flag.driving) counts.driving++;
    }
    return counts;
  };

  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  /** By what a column sorts; a value that is not known stands last, whichever way. */
  const keys = { percent: (row) => row[2], range: (row) => row[3], age: (row) => (row[5] ? -row[5] : -Infinity) };

  /** The rows that `choice` leaves, in its order: {text, below, only: Set, sort, down}. */
  editor.fleetRows = function (rows, choice, seconds) {
    const { text, below, only, sort, down } = choice;
    const wanted = text.trim().toLowerCase();
    const kept = rows.filter((row) => {
      if (only.has("below") && !(row[2] >= 0 && row[2] < below)) return false;
      if (only.has("unlocked") && !unlocked(row)) return false;
      if (only.has("offline") && !offline(row, seconds)) return false;
      if (only.has("alert") && !(row[4] & flag.alert)) return false;
      return wanted === "" || row[1].toLowerCase().includes(wanted) || row[0].toLowerCase().includes(wanted);
    });
    const turn = down ? -1 : 1;
    if (sort === "name") return kept.sort((a, b) => turn * collator.compare(a[1], b[1]));
    // Reckoned once for each row; a collator on every tie would take longer than all the rest.
    const key = keys[sort];
    const known = (row) => (sort === "age" ? row[5] > 0 : key(row) >= 0);
    const order = kept.map((row) => ({ row, value: known(row) ? turn * key(row) : Infinity }));
    const byName = (a, b) => (a.row[1] < b.row[1] ? -1 : a.row[1] > b.row[1] ? 1 : 0);
    order.sort((a, b) => (a.value === b.value ? byName(a, b) : a.value - b.value));
    return order.map(({ row }) => row);
  };

  /** Why what is shown may be old, as the end of a key, or undefined; `now`: the runtime's date. */
  editor.ageReason = function (card, head, now) {
    const { status, heardAt, staleAt, source } = card;
    const session = (head.session || {}).state;
    if (!status) return "none";
    const told = status.reportedAt ? Date.parse(status.reportedAt) : undefined;
    if (told !== undefined && now - told < 900000) return undefined;
    if (["refused", "taken", "paused", "waiting"].includes(session)) return "session";
    if (head.trouble && head.trouble.open) return "trouble";
    if (source === "stored") return "stored";
    if (status.online === false) return "offline";
    if (told === undefined) return "untold";
    if (staleAt !== undefined && now > staleAt) return "silent";
    if (heardAt !== undefined && now - heardAt < 3600000 && heardAt - told > 900000) return "asleep";
    return "unasked";
  };

  /** Points of a sparkline, each run of known values by itself: [[[x, y], …], …] with x in 0…1 and y in per cent. */
  editor.sparkRuns = function (values, most = 100) {
    const runs = [];
    let run;
    values.forEach(function (value, index) {
      if (value === null || value === undefined) run = undefined;
      else {
        if (!run) runs.push((run = []));
        run.push([values.length > 1 ? index / (values.length - 1) : 1, value / most]);
      }
    });
    return runs;
  };
})();
