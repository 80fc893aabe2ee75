(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key, values) => node._(node.type + "." + key, values);

  /** Of a filtered tree; what is found beyond them stands in closed branches. */
  const mostDrawn = 40;

  function leaf(row, chosen, level, say) {
    const kind = say("kind." + row.kind);
    const callable = say("callable." + row.callable);
    const certainty = say("certainty." + editor.certaintyOf(row));
    const item = document.createElement("button");
    item.type = "button";
    item.className = "vehicle-cloud-endpoint" + (row.id === chosen ? " vehicle-cloud-chosen" : "");
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-selected", String(row.id === chosen));
    item.setAttribute("aria-level", String(level));
    item.tabIndex = -1;
    item.dataset.id = row.id;
    item.dataset.callable = row.callable;
    const line = (name, content) => {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = content;
      item.append(part);
    };
    line("vehicle-cloud-endpoint-path", (row.method || "?") + " " + row.path);
    line("vehicle-cloud-endpoint-facts", [row.summary, kind, callable, certainty].join(" · "));
    return item;
  }

  /** Leaves are made when their group is opened: most of the tree is never looked at. */
  function group(title, count, level, open, fill) {
    const details = document.createElement("details");
    details.className = "vehicle-cloud-branch";
    details.setAttribute("role", "none");
    const summary = document.createElement("summary");
    summary.setAttribute("role", "treeitem");
    summary.setAttribute("aria-level", String(level));
    summary.tabIndex = -1;
    summary.textContent = title + " (" + count + ")";
    details.append(summary);
    let filled = false;
    const show = () => {
      summary.setAttribute("aria-expanded", String(details.open));
      if (!filled && details.open) fill(details);
      filled = filled || details.open;
    };
    details.open = open;
    show();
    details.addEventListener("toggle", show);
    return details;
  }

  /** Draws those that `typed` leaves; all groups stand open once few are left. */
  editor.drawEndpoints = function (node, place, rows, typed, chosen) {
    const found = editor.filterEndpoints(rows, typed);
    const few = typed.trim() !== "" && found.length <= 60;
    const said = new Map();
    const say = (key) => {
      if (!said.has(key)) said.set(key, text(node, key));
      return said.get(key);
    };
    let drawn = 0;
    const tree = document.createDocumentFragment();
    for (const [service, domains] of editor.groupEndpoints(found)) {
      const all = [...domains.values()].flat();
      const holds = (list) => (few && drawn < mostDrawn) || list.some(({ id }) => id === chosen);
      const one = domains.size === 1;
      const leaves = (list, level) => (target) => {
        drawn += list.length;
        target.append(...list.map((row) => leaf(row, chosen, level, say)));
      };
      tree.append(
        group(service, all.length, 1, holds(all), (into) => {
          for (const [domain, list] of domains) {
            if (one) leaves(list, 2)(into);
            else into.append(group(domain, list.length, 2, holds(list), leaves(list, 3)));
          }
        }),
      );
    }
    place.replaceChildren(tree);
    editor.stopInTree(place);
    return found.length;
  };
})();
