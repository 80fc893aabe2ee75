(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  const text = (node, key, values) => node._(node.type + "." + key, values);

  function leaf(node, row, chosen) {
    const kind = text(node, "kind." + row.kind);
    const callable = text(node, "callable." + row.callable);
    const certainty = text(node, "certainty." + editor.certaintyOf(row));
    const item = document.createElement("button");
    item.type = "button";
    item.className = "vehicle-cloud-endpoint" + (row.id === chosen ? " vehicle-cloud-chosen" : "");
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-selected", String(row.id === chosen));
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
  function group(title, count, open, fill) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = title + " (" + count + ")";
    details.append(summary);
    let filled = false;
    const show = () => {
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
    const open = typed.trim() !== "" && found.length <= 60;
    const tree = document.createDocumentFragment();
    for (const [service, domains] of editor.groupEndpoints(found)) {
      const all = [...domains.values()].flat();
      const holds = (list) => open || list.some(({ id }) => id === chosen);
      const one = domains.size === 1;
      tree.append(
        group(service, all.length, holds(all), (into) => {
          for (const [domain, list] of domains) {
            const fill = (target) => target.append(...list.map((row) => leaf(node, row, chosen)));
            if (one) fill(into);
            else into.append(group(domain, list.length, holds(list), fill));
          }
        }),
      );
    }
    place.replaceChildren(tree);
    return found.length;
  };
})();
