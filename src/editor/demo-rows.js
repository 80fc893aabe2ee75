(function () {
  const editor = (window.vehicleCloudEditor = window.vehicleCloudEditor || {});

  /** The invented ids of the demo's vehicles; a test holds them against the demo itself. */
  const demos = [
    { platform: "demo-car", ids: /^HES[XCY]DEM0\d[PR]000000\d$/i },
    { platform: "demo-ebikes", ids: /^8600000000001\d\d$/ },
    { platform: "demo-lynkco-eu", ids: /^LYNKDEM08EU0000\d\d$/i },
    { platform: "demo-lynkco-cn", ids: /^LYNKDEM0\dCN0000\d\d$/i },
    { platform: "lynkco-gric", ids: /^LYNKDEM01GR0000\d\d$/i },
  ];
  /** As the examples call their accounts. */
  const exampleNames = {
    "demo-car": "Demo car",
    "demo-ebikes": "Demo e-bikes",
    "demo-lynkco-eu": "Demo Lynk & Co (Europe)",
    "demo-lynkco-cn": "Demo Lynk & Co (China)",
  };

  /** What a demo's e-bike is called by itself; undefined = it is none, or a car, whose cloud names it. */
  editor.demoName = function (id, platform) {
    const bike = platform === "demo-ebikes" && demos[1].ids.test(id.trim());
    return bike ? "E-bike " + id.trim().slice(-2) : undefined;
  };

  /** A vehicle of a demo in an account of another platform: it would be looked for there in vain. Somebody's own never is. */
  editor.isStrayDemo = function (id, platform) {
    const demo = demos.find(({ ids }) => ids.test(id.trim()));
    return Boolean(demo) && demo.platform !== platform;
  };

  /** An account that no longer is a demo's is not called like one: the platform's name is offered, and can be changed. */
  editor.prepareDemoName = function (node, dialog) {
    const platform = dialog.find("#node-config-input-platform");
    const name = dialog.find("#node-config-input-name");
    const label = (id) => node._(node.type + ".platform." + id);
    let was = node.platform;
    let offered;
    platform.on("change", function () {
      const is = platform.val();
      if (!is || is === was) return;
      const isDefault = [exampleNames[was], label(was), offered].includes(name.val()) && name.val() !== "";
      if (isDefault) name.val((offered = exampleNames[is] || label(is)));
      was = is;
    });
  };
})();
