(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** Those that are in sight: no closed branch is around them. */
  function itemsOf(tree) {
    return [...tree.querySelectorAll('[role="treeitem"]')].filter((item) => {
      const around = item.tagName === "SUMMARY" ? item.parentElement.parentElement : item.parentElement;
      return !around.closest("details:not([open])");
    });
  }

  function branchOf(item) {
    return item.tagName === "SUMMARY" ? item.parentElement : undefined;
  }

  function parentOf(item) {
    const around = branchOf(item) ? item.parentElement.parentElement : item.parentElement;
    const branch = around.closest("details.vehicle-cloud-branch");
    return branch && branch.firstElementChild;
  }

  /** The tab key stops at one item only. */
  function stopAt(tree, item) {
    for (const one of tree.querySelectorAll('[role="treeitem"][tabindex="0"]')) one.tabIndex = -1;
    item.tabIndex = 0;
  }

  /** Where a key leads, or undefined where it only opens or closes. */
  function targetOf(key, items, item) {
    const at = items.indexOf(item);
    const branch = branchOf(item);
    switch (key) {
      case "ArrowDown":
        return items[at + 1];
      case "ArrowUp":
        return items[at - 1];
      case "Home":
        return items[0];
      case "End":
        return items[items.length - 1];
      case "ArrowRight":
        if (branch && branch.open) return items[at + 1];
        if (branch) branch.open = true;
        return undefined;
      default:
        if (!branch || !branch.open) return parentOf(item);
        branch.open = false;
        return undefined;
    }
  }

  const keys = ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End"];

  /** Arrow keys, Home and End walk through the tree; down from the field that filters leads into it. Enter is the browser's. */
  editor.walkTree = function (tree, filter) {
    tree.addEventListener("keydown", (event) => {
      const item = event.target.closest('[role="treeitem"]');
      if (!item || !keys.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const target = targetOf(event.key, itemsOf(tree), item);
      if (target) target.focus();
    });
    tree.addEventListener("focusin", (event) => {
      const item = event.target.closest('[role="treeitem"]');
      if (item) stopAt(tree, item);
    });
    filter.addEventListener("keydown", (event) => {
      const [first] = event.key === "ArrowDown" ? itemsOf(tree) : [];
      if (!first) return;
      event.preventDefault();
      first.focus();
    });
  };

  /** After it was drawn: the chosen one, if it is in sight, else the first. */
  editor.stopInTree = function (tree) {
    const items = itemsOf(tree);
    const item = items.find((one) => one.getAttribute("aria-selected") === "true") || items[0];
    if (item) stopAt(tree, item);
  };
})();
