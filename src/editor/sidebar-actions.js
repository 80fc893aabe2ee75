(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});
  const { make, sidebarIcon: icon } = editor;

  /** Nodes of the flows that use a vehicle: by its id or name, with all of its account, or as the account's only one. */
  editor.nodesOf = function (account, vehicle, only) {
    const names = [vehicle.id, vehicle.name].map((name) => name.toLowerCase());
    const found = [];
    RED.nodes.eachNode(function (node) {
      if (!String(node.type).startsWith("vehicle-cloud-") || node.account !== account) return;
      // It hears all that is pushed.
      if (node.type === "vehicle-cloud-segway-webhook-in") return found.push(node);
      // Its vehicles are those of the messages; the account that was chosen before is kept.
      if (node.source === "messages") return;
      const kind = node.vehicleType;
      const named = String(node.vehicle || "").toLowerCase();
      const open = kind === undefined || kind === "auto" || (kind === "str" && named === "");
      const several = kind === "all" || kind === "unlocked";
      if (several || (kind === "str" && names.includes(named)) || (open && only)) found.push(node);
    });
    return found;
  };

  /** A status node set to the vehicle, as the clipboard and a drop take it. */
  editor.statusNodeFor = function (account, vehicle) {
    const { defaults } = RED.nodes.getType("vehicle-cloud-status");
    const settings = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
    const own = {
      id: RED.nodes.id(),
      type: "vehicle-cloud-status",
      z: RED.workspaces.active(),
      x: 0,
      y: 0,
      wires: [[]],
    };
    return { ...settings, ...own, account, vehicle: vehicle.id, vehicleType: "str", name: vehicle.name.slice(0, 100) };
  };

  editor.dragVehicle = function (event, account, vehicle) {
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("text/plain", JSON.stringify([editor.statusNodeFor(account, vehicle)]));
  };

  function button(name, text, click) {
    const own = make(
      "button",
      { type: "button", class: "vc-button", title: text, "aria-label": text, "data-act": name[1] },
      icon(name[0]),
    );
    own.addEventListener("click", () => click(own));
    return own;
  }

  /** The buttons of a card; each says what it has done in the line below it. None of them sends a command. */
  editor.cardButtons = function (t, account, vehicle, { only, onRead }) {
    const say = (from, ...what) =>
      from
        .closest(".vc-card")
        .querySelector(".vc-below")
        .replaceChildren(...what);
    const node = account.head.node;
    const read = button(["refresh", "read"], t("button.read"), function (own) {
      own.disabled = true;
      own.classList.add("vc-turning");
      const body = JSON.stringify({ account: account.id, vehicle: vehicle.id });
      $.ajax({ url: "vehicle-cloud/sidebar/read", method: "POST", contentType: "application/json", data: body })
        .then(
          (answer) =>
            answer.ok ? t(answer.fresh ? "said.read" : "said.known") : t("said.failed", { code: answer.code }),
          (request) => t("said.failed", { code: editor.refusal(request).code }),
        )
        .then(function (text) {
          // The card may have been drawn anew meanwhile.
          onRead(text);
        });
    });
    if (!RED.user.hasPermission("vehicle-cloud.write")) {
      read.disabled = true;
      read.title = t("said.mayNotRead");
    }
    const copy = button(["clipboard", "copy"], t("button.copy"), function (own) {
      if (RED.clipboard.copyText(vehicle.id, $(own), "")) say(own, t("said.copied"));
    });
    const show = button(["search", "nodes"], t("button.nodes"), function (own) {
      const nodes = editor.nodesOf(node, vehicle, only);
      const links = nodes.map(function (found) {
        const label = RED.utils.getNodeLabel(found, found.id);
        const flow = RED.nodes.workspace(found.z) || RED.nodes.subflow(found.z) || {};
        const link = make(
          "button",
          { type: "button", class: "vc-link", dir: "auto" },
          label + (flow.label ? " (" + flow.label + ")" : ""),
        );
        link.addEventListener("click", () => RED.view.reveal(found.id));
        return make("li", {}, link);
      });
      say(own, nodes.length > 0 ? t("said.nodes", { n: nodes.length }) : t("said.noNodes"), make("ul", {}, links));
    });
    const add = button(["plus", "add"], t("button.add"), function () {
      RED.view.importNodes([editor.statusNodeFor(node, vehicle)], { generateIds: true, addFlow: false });
    });
    return [read, copy, show, add];
  };
})();
